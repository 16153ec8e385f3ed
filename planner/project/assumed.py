"""What a finished plan assumes because its scenario does not say it: the few things that matter most, each with the key that would say it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.built_extent import BUILT_LIMITS
from geodata.intake import MAPPED_LIMITS
from planner.catalogue.mixes import mix_names
from planner.dossier.dossier import Dossier
from planner.output.shared.words import by_family, family_label, mix_label, percent, share_of
from planner.project.starting import FLEET_ASSUMED
from planner.support.speech import _, joined


@dataclass(frozen=True)
class Assumed:
    """One assumption.

    Parameters
    ----------
    key : str
        Dotted, of the field of the form where something else can be said.
    words : str
    """

    key: str
    words: str


def assumed(dossier: Dossier, given: Mapping[str, Any]) -> tuple[Assumed, ...]:
    """What a plan assumes, in the language of the moment, inside `written_for`.

    Parameters
    ----------
    dossier : Dossier
    given : mapping
        The scenario as its file has it, nested tables. What stands there is said, also where it is as it would be by default; but
        for a table of vehicles that the planner made, and a mix of the catalogue, whose shares nobody counted.
    """
    return tuple(
        Assumed(key, words) for key, say in _SAID.items() if _is_assumed(key, given) and (words := say(dossier))
    )


def _is_assumed(key: str, given: Mapping[str, Any]) -> bool:
    table, name = key.split(".")
    value = (given.get(table) or {}).get(name)
    if value is None:
        return True
    return str(value).endswith(FLEET_ASSUMED) if key == "fleet.path" else key == "fleet.mix" and _is_of_catalogue(value)


def _is_of_catalogue(mix: object) -> bool:
    """Whether a mix is one of ours by its name: whoever chose it, its shares are assumed."""
    return isinstance(mix, str) and mix in mix_names()


def _of_cars_at_flats(dossier: Dossier) -> Iterator[str]:
    """The share that the plan went by, as it says among its assumptions."""
    return (one.value for one in dossier.assumptions if one.what == "private cars kept by people in apartments")


def _mix(dossier: Dossier) -> str:
    """The mix by its name, and what it comes to."""
    asked = by_family(dossier.scorecard.demand_kwh)
    parts = [
        f"{family_label(one)} {percent(share_of(kwh, sum(asked.values())))}" for one, kwh in asked.items() if kwh > 0
    ]
    if not parts:
        return _("plugs of vehicles: {mix}", mix=mix_label(dossier.mix))
    return _(
        "plugs of vehicles: {mix}, of the energy asked for {shares}",
        mix=mix_label(dossier.mix),
        shares=joined(", ", parts),
    )


def _home(dossier: Dossier) -> str:
    share = next(_of_cars_at_flats(dossier), None)
    return (
        ""
        if share is None
        else _("{share} of private cars belong to people in flats, few of whom charge at home", share=share)
    )


def _fleet(dossier: Dossier) -> str:
    vehicles = dossier.demand_story.get("vehicles")
    return "" if vehicles is None else _("{n:number} electric vehicles", n=vehicles)


def _people(dossier: Dossier) -> str:
    return _("{n:number} people in the city", n=float(dossier.zones["population"].sum()))


def _winter(dossier: Dossier) -> str:
    mean_c = (dossier.configuration.get("fleet") or {}).get("temperature_c")
    return "" if mean_c is None else _("a design day of {t:g} °C", t=mean_c)


def _limits(dossier: Dossier) -> str:
    """Limits that the map draws or that were made around its streets; those around people go with the people."""
    found = {one.what for one in dossier.assumptions}
    if MAPPED_LIMITS in found:
        return _("the boundary of the city as OpenStreetMap draws it")
    return _("the boundary of the city, drawn around streets and buildings") if BUILT_LIMITS in found else ""


_SAID: Mapping[str, Callable[[Dossier], str]] = {
    "fleet.mix": _mix,
    "fleet.path": _fleet,
    "city.population": _people,
    "city.boundary": _limits,
    "fleet.year": lambda dossier: _("the year {year}", year=str(dossier.year)),
    "fleet.temperature_c": _winter,
    "demand.apartment_share": _home,
    "plan.cost_case": lambda _dossier: _("prices of the catalogue, its middle case"),
}
