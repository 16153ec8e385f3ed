"""Which plans build at each site: data of the map of no-regret sites, and rings for the maps of the plans."""

from collections.abc import Mapping
from typing import Any

from planner.compare.reading import plans_of, shown_in
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import Named, named
from planner.output.shared.chargers import chargers_words
from planner.output.shared.places import titles_in_all
from planner.output.webmap.verdicts import ALL, ONE, OTHER, SOME, Verdict, VerdictMap
from planner.support.frames import plain
from planner.support.speech import _

Told = Mapping[str, Any]
Dossiers = Mapping[str, Dossier]


def heading() -> str:
    """Title of the map of no-regret sites."""
    return _("Sites that are right whatever happens")


def has_verdicts(data: Told) -> bool:
    """Whether the map has any content: several worlds, and a site where some plan builds."""
    return len(data["mixes"]) > 1 and bool(
        data.get("no_regret_sites") or any(data.get("single_mix_sites", {}).values())
    )


def verdict_map(data: Told, dossiers: Dossiers) -> VerdictMap:
    """Give the map of all sites that some plan builds at."""
    verdicts = tuple(_verdicts(data, dossiers))
    note = _("Sites that the plans for the worlds compared build at or upgrade. The worlds are assumed. Which chargers each plan puts there stands in the popup of a site.")  # fmt: skip
    world = named(data, shown_in(data, plans_of(data)[0])).label
    demand = _("kWh per day and zone that must be found in public if {world} comes; assumed, as the report of each plan tells.", world=world)  # fmt: skip
    return VerdictMap(heading(), (note,), demand, verdicts, tuple(keys_of(data, verdicts)))


def keys_of(data: Told, verdicts: tuple[Verdict, ...]) -> list[tuple[Verdict, str]]:
    """Give one site of each kind and what its symbol means, with how many there are."""
    found: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        found.setdefault((one.kind, one.badge), []).append(one)
    order = [(ALL, ""), *((ONE, named(data, world).badge) for world in data["mixes"]), (SOME, "")]
    in_order = [key for key in order if key in found] + [key for key in found if key not in order]
    return [
        (found[key][0], _("{words} ({n:number})", words=found[key][0].words, n=len(found[key]))) for key in in_order
    ]


def rings_of(data: Told, dossier: Dossier) -> list[tuple[float, float, str]]:
    """Longitude, latitude and kind of the sites that a plan builds at and that are right everywhere, or wanted by one world alone."""
    sites = _built(dossier)
    alone = {site for sites_of in data.get("single_mix_sites", {}).values() for site in sites_of}
    kinds = dict.fromkeys(alone, ONE) | dict.fromkeys(data.get("no_regret_sites", ()), ALL)
    rows = zip(sites["site_id"], sites.geometry, strict=True)
    return [(round(point.x, 6), round(point.y, 6), kinds[site]) for site, point in rows if site in kinds]


def _built(dossier: Dossier) -> Any:
    return dossier.sites[dossier.sites["status"] != "existing"]


def _verdicts(data: Told, dossiers: Dossiers) -> list[Verdict]:
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for plan in plans_of(data):
        for _at, row in _built(dossiers[plan]).iterrows():
            rows.setdefault(str(row["site_id"]), {})[plan] = dict(row) | {"at": row.geometry}
    called = titles_in_all(dossiers[plan] for plan in plans_of(data))
    return [_verdict(data, site, by_plan, called[site]) for site, by_plan in sorted(rows.items())]


def _verdict(data: Told, site: str, by_plan: Mapping[str, Mapping[str, Any]], title: str) -> Verdict:
    kind, by, words = _judged(data, site, by_plan)
    row = next(iter(by_plan.values()))
    built = tuple(
        (named(data, plan).label, _chargers(by_plan[plan]["chargers"]) if plan in by_plan else _("nothing new"))
        for plan in plans_of(data)
    )
    symbol = (by.badge, by.colour, by.ink) if by else ("", "", "")
    return Verdict(
        site,
        title,
        plain(row.get("district")) or "",
        row["at"].x,
        row["at"].y,
        kind,
        *symbol,
        words,
        built,
    )


def _chargers(cell: Any) -> str:
    return (chargers_words(cell) or "").replace("\n", "; ")


def _judged(data: Told, site: str, by_plan: Mapping[str, Any]) -> tuple[str, Named | None, str]:
    """Kind, the world or plan that wants it alone, and both in words."""
    if site in data.get("no_regret_sites", ()):
        return ALL, None, _("chosen in every world compared")
    for world, sites in data.get("single_mix_sites", {}).items():
        if site in sites:
            return ONE, named(data, world), _("wanted by {world} alone", world=named(data, world).label)
    if any(world in by_plan for world in data["mixes"]):
        return SOME, None, _("wanted in some worlds, not in all")
    plan = next(iter(by_plan))
    return OTHER, named(data, plan), _("{plan} alone builds here", plan=named(data, plan).label)
