"""Today's network in words, from the plain baseline of a dossier (`planner.dossier.baseline.Baseline.as_dict`).

Plain text: each format escapes for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.speech import local
from planner.audit.scorecard import NO_DISTRICT
from planner.catalogue.norms import Norm
from planner.dossier.baseline import ALL, FULL
from planner.network.service_level import ServiceLevel
from planner.output.shared.own_words import own_words
from planner.output.shared.words import NO_VALUE, family_label, gun_words, inlets_words, number, share_of
from planner.support.speech import _, listed, plural, told, within

Baseline = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """A norm beside what a city has.

    Parameters
    ----------
    what, asked, source, confidence : str
    cells : tuple of (str, bool or None)
        By family, in the order of `families`: the figure in words, and whether the norm is met; None where there is
        nothing to divide by or it is not judged, which the words say.
    """

    what: str
    asked: str
    source: str
    confidence: str
    cells: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True)
class Queue:
    """One standing queue: guns that serve the same drivers, what they carry of what they can, and how many drivers find all taken at the busiest time."""

    station_id: str
    drivers: str
    guns: int
    carried_kwh: float
    capacity_kwh: float
    parks: bool
    taken: float | None

    @property
    def used(self) -> float | None:
        """Share of the capacity that is carried."""
        return share_of(self.carried_kwh, self.capacity_kwh)

    @property
    def is_full(self) -> bool:
        """Whether its guns carry all that is counted on."""
        return self.carried_kwh >= FULL * self.capacity_kwh


def families(baseline: Baseline) -> list[dict[str, Any]]:
    """Rows by port family with a `label`, the one for all together last."""
    return [
        {**row, "label": _("All together") if row["family"] == ALL else family_label(row["family"])}
        for row in baseline["families"]
    ]


def together(baseline: Baseline) -> Mapping[str, Any]:
    """The row of all families together."""
    return next(
        (row for row in baseline["families"] if row["family"] == ALL),
        dict.fromkeys(
            ("demand_kwh", "served_kwh", "any_wait_kwh", "stations", "guns", "power_kw", "capacity_kwh"), 0.0
        ),
    )


def not_any() -> str:
    """What stands where there is nothing to divide by."""
    return within("nothing to divide by", "n/a")


def ratio(value: float | None, digits: int = 0) -> str:
    """Write a quotient; ``n/a`` where there was nothing to divide by."""
    said = number(value, digits)
    return not_any() if said == NO_VALUE else said


def met_text(met: bool | None) -> str:
    """``met``, ``not met`` or ``n/a``."""
    return not_any() if met is None else within("norm", "met") if met else within("norm", "not met")


def judgements(baseline: Baseline, *, unknown: bool) -> list[Judgement]:
    """Every norm beside every family; where stations that stand are not on file (`unknown`) a norm that is met by the others is met, and none is missed."""
    return [_judged(Norm(**norm), baseline["families"], unknown=unknown) for norm in baseline["norms"]]


def not_judged() -> str:
    """Why norms are not judged."""
    return _(
        "Not judged: few of the stations that are known to stand are on file, and those that are missing count too."
    )


def _judged(norm: Norm, rows: Sequence[Mapping[str, Any]], *, unknown: bool) -> Judgement:
    cells = [_cell(norm, row) for row in rows]
    if unknown:
        cells = [(within("norm", "not judged"), None) if met is False else (said, met) for said, met in cells]
    return Judgement(norm.what, _asked(norm), own_words(told(norm.source)), norm.confidence, tuple(cells))


def _asked(norm: Norm) -> str:
    low, high = local(f"{norm.low:g}"), local(f"{norm.high:g}")
    ends = low if norm.low == norm.high else _("{low} to {high}", low=low, high=high)
    of = {
        "kw_per_bev": lambda: _("kW per BEV"),
        "kw_per_vehicle": lambda: _("kW per vehicle"),
        "vehicles_per_point": lambda: _("vehicles per point"),
        "vehicles_per_station": lambda: _("vehicles per station"),
    }
    unit = of[norm.measure]() if norm.measure in of else norm.measure.replace("_", " ")
    if norm.at_least:
        return _("at least {figure} {unit}", figure=ends, unit=unit)
    return _("at most {figure} {unit}", figure=ends, unit=unit)


def _cell(norm: Norm, row: Mapping[str, Any]) -> tuple[str, bool | None]:
    """The figure of a family and whether it is enough; AFIR asks for plug-in hybrids too, so its kW are compared whole."""
    if norm.key == "afir":
        asked, has = row["afir_kw"], row["power_kw"]
        said = _("{has:number} of {asked:number} kW", has=has, asked=asked)
        return (said, has >= asked) if asked else (not_any(), None)
    value = row.get(norm.measure)
    return ratio(value, 2 if norm.measure.startswith("kw_per") else 0), norm.met(value)


def queues(baseline: Baseline) -> list[Queue]:
    """Standing queues, the fullest first, of those alike the one that carries most."""
    found = [
        Queue(
            row["station_id"],
            drivers_of(row["pool"]),
            row["guns"],
            row["carried_kwh"],
            row["capacity_kwh"],
            row["parks"],
            row["taken"],
        )
        for row in baseline["queues"]
    ]
    return sorted(found, key=lambda one: (not one.is_full, -one.carried_kwh, -(one.used or 0.0), one.station_id))


def drivers_of(pool: str) -> str:
    """Turn ``ccs2+gbt DC 39.8 kW`` into ``CCS2 / Type 2 or GB/T, DC, mean 39.8 kW a session``."""
    names, _sep, rest = pool.partition(" ")
    return f"{inlets_words(names.split('+'))}, {gun_words(rest)}"


def service_level(baseline: Baseline) -> str:
    """Say for how many hours a day guns are counted on, and the promises of waiting that are asked for."""
    return ServiceLevel(**baseline["service_level"]).words


def district_label(name: str, *, alone: bool) -> str:
    """Name of a district; `alone` says that there is no other."""
    if name != NO_DISTRICT:
        return name
    return _("the whole city (no districts are given)") if alone else _("outside of all districts")


def service(baseline: Baseline, year: int, *, unknown: bool = False) -> list[str]:
    """Sentences on what today's network serves; where `unknown`, on what of it is on file."""
    whole = together(baseline)
    demand = whole["demand_kwh"]
    asked = _(
        "Drivers will look for {kwh:energy} kWh in public on the design day of {year}.", kwh=demand, year=str(year)
    )
    if not whole["guns"]:
        return [f"{asked} {_('No station on file serves them today.') if unknown else _('Nothing serves them today.')}"]
    said = [f"{asked} {_can_serve(whole, demand, unknown=unknown)}"]
    asking = [row for row in families(baseline) if row["family"] != ALL and row["demand_kwh"] > 0]
    served = [row for row in asking if row["guns"]]
    if served:
        said.append(_("By plug: {plugs}.", plugs="; ".join(_family_sentence(row) for row in served)))
    if none := [str(row["label"]) for row in asking if not row["guns"]]:
        if unknown:
            said.append(_("No gun on file serves drivers of {inlets}.", inlets=listed(none)))
        else:
            said.append(_("No gun at all stands for drivers of {inlets}: none of them is served.", inlets=listed(none)))
    if full := baseline["full_queues"]:
        said.append(
            plural(
                "{n} of {queues:number} queues is full, it carries all that is counted on: {service_level}.",
                "{n} of {queues:number} queues are full, they carry all that is counted on: {service_level}.",
                full,
                queues=len(baseline["queues"]),
                service_level=service_level(baseline),
            )
        )
    return said


def _can_serve(whole: Mapping[str, Any], demand: float, *, unknown: bool) -> str:
    served, waited = whole["served_kwh"], whole.get("any_wait_kwh")
    values = {"kwh": served, "share": share_of(served, demand)}
    if waited is None:
        if unknown:
            return _("The stations on file can serve {kwh:energy} kWh of it, {share:percent1}.", **values)
        return _("What stands today can serve {kwh:energy} kWh of it, {share:percent1}.", **values)
    values |= {"waited": waited, "waited_share": share_of(waited, demand)}
    if unknown:
        return _("The stations on file can serve {kwh:energy} kWh of it, {share:percent1}, in the hours of use that are counted on, and {waited:energy} kWh, {waited_share:percent1}, however long drivers wait.", **values)  # fmt: skip
    return _("What stands today can serve {kwh:energy} kWh of it, {share:percent1}, in the hours of use that are counted on, and {waited:energy} kWh, {waited_share:percent1}, however long drivers wait.", **values)  # fmt: skip


def _family_sentence(row: Mapping[str, Any]) -> str:
    return _(
        "{inlet} {served:energy} of {asked:energy} kWh ({share:percent1})",
        inlet=row["label"],
        served=row["served_kwh"],
        asked=row["demand_kwh"],
        share=share_of(row["served_kwh"], row["demand_kwh"]),
    )
