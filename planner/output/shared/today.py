"""Today's network in words, from the plain baseline of a dossier (`planner.dossier.baseline.Baseline.as_dict`).

Plain text: each format escapes for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.audit.scorecard import NO_DISTRICT
from planner.catalogue.norms import Norm
from planner.dossier.baseline import ALL, FULL
from planner.output.shared.reality import ANY_WAIT
from planner.output.shared.words import NO_VALUE, energy, family_label, gun_words, number, percent, share_of

NOT_ANY = "n/a"

Baseline = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """A norm beside what a city has.

    Parameters
    ----------
    what, asked, source, confidence : str
    cells : tuple of (str, bool or None)
        By family, in the order of `families`: the figure in words, and whether the norm is met; None where there is
        nothing to divide by.
    """

    what: str
    asked: str
    source: str
    confidence: str
    cells: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True)
class Queue:
    """One standing queue: guns that serve the same drivers, what they carry of what they can, and the wait."""

    station_id: str
    drivers: str
    guns: int
    carried_kwh: float
    capacity_kwh: float
    parks: bool
    wait_probability: float

    @property
    def used(self) -> float | None:
        """Share of the capacity that is carried."""
        return share_of(self.carried_kwh, self.capacity_kwh)

    @property
    def is_full(self) -> bool:
        """Whether more drivers would break the promise."""
        return self.carried_kwh >= FULL * self.capacity_kwh


def families(baseline: Baseline) -> list[dict[str, Any]]:
    """Rows by port family with a `label`, the one for all together last."""
    return [
        {**row, "label": "All together" if row["family"] == ALL else family_label(row["family"])}
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


def ratio(value: float | None, digits: int = 0) -> str:
    """Write a quotient; ``n/a`` where there was nothing to divide by."""
    said = number(value, digits)
    return NOT_ANY if said == NO_VALUE else said


def met_text(met: bool | None) -> str:
    """``met``, ``not met`` or ``n/a``."""
    return NOT_ANY if met is None else "met" if met else "not met"


def judgements(baseline: Baseline) -> list[Judgement]:
    """Every norm beside every family."""
    return [_judged(Norm(**norm), baseline["families"]) for norm in baseline["norms"]]


def _judged(norm: Norm, rows: Sequence[Mapping[str, Any]]) -> Judgement:
    return Judgement(norm.what, _asked(norm), norm.source, norm.confidence, tuple(_cell(norm, row) for row in rows))


def _asked(norm: Norm) -> str:
    ends = f"{norm.low:g}" if norm.low == norm.high else f"{norm.low:g} to {norm.high:g}"
    of = {"kw_per_bev": "kW per BEV", "kw_per_vehicle": "kW per vehicle", "vehicles_per_point": "vehicles per point"}
    unit = of.get(norm.measure, norm.measure.replace("_", " "))
    return f"{'at least' if norm.at_least else 'at most'} {ends} {unit}"


def _cell(norm: Norm, row: Mapping[str, Any]) -> tuple[str, bool | None]:
    """The figure of a family and whether it is enough; AFIR asks for plug-in hybrids too, so its kW are compared whole."""
    if norm.key == "afir":
        asked, has = row["afir_kw"], row["power_kw"]
        said = f"{number(has)} of {number(asked)} kW"
        return (said, has >= asked) if asked else (NOT_ANY, None)
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
            row["wait_probability"],
        )
        for row in baseline["queues"]
    ]
    return sorted(found, key=lambda one: (not one.is_full, -one.carried_kwh, -(one.used or 0.0), one.station_id))


def drivers_of(pool: str) -> str:
    """Turn ``ccs2+gbt DC 39.8 kW`` into ``CCS2 / Type 2 or GB/T, DC, mean 39.8 kW a session``."""
    names, _, rest = pool.partition(" ")
    return f"{' or '.join(family_label(name) for name in names.split('+'))}, {gun_words(rest)}"


def promise(baseline: Baseline) -> str:
    """Say the promise to drivers."""
    asked = baseline["promise"]
    return (
        f"at most {percent(asked['probability'])} wait longer than {asked['wait_min']:g} minutes in the peak hour for a fast gun, "
        f"at most {percent(asked['full_probability'])} find all slow posts taken"
    )


def district_label(name: str, *, alone: bool) -> str:
    """Name of a district; `alone` says that there is no other."""
    if name != NO_DISTRICT:
        return name
    return "the whole city (no districts are given)" if alone else "outside of all districts"


def service(baseline: Baseline, year: int, *, unknown: bool = False) -> list[str]:
    """Sentences on what today's network serves; where `unknown`, on what of it is on file."""
    whole = together(baseline)
    asked = f"Drivers will look for {energy(whole['demand_kwh'])} kWh in public on the design day of {year}"
    if not whole["guns"]:
        return [f"{asked}; {'no station on file serves' if unknown else 'nothing serves'} them today."]
    got = f"{energy(whole['served_kwh'])} kWh of it, {percent(share_of(whole['served_kwh'], whole['demand_kwh']), 1)}"
    waited = whole.get("any_wait_kwh")
    if waited is not None:
        got += f", within the promised waits, and {energy(waited)} kWh, {percent(share_of(waited, whole['demand_kwh']), 1)}, {ANY_WAIT}"
    said = [f"{asked}; {'the stations on file' if unknown else 'what stands today'} can serve {got}."]
    asking = [row for row in families(baseline) if row["family"] != ALL and row["demand_kwh"] > 0]
    served = [row for row in asking if row["guns"]]
    if served:
        said.append("By plug: " + "; ".join(_family_sentence(row) for row in served) + ".")
    if none := [row["label"] for row in asking if not row["guns"]]:
        gun = "No gun on file serves" if unknown else "No gun at all stands for"
        said.append(f"{gun} drivers of {_listed(none)}{'' if unknown else ': none of them is served'}.")
    if full := baseline["full_queues"]:
        count = len(baseline["queues"])
        said.append(
            f"{full} of {count} queues {'is' if full == 1 else 'are'} full: with more drivers there the promise that {promise(baseline)} would break."
        )
    return said


def _family_sentence(row: Mapping[str, Any]) -> str:
    share = percent(share_of(row["served_kwh"], row["demand_kwh"]), 1)
    return f"{row['label']} {energy(row['served_kwh'])} of {energy(row['demand_kwh'])} kWh ({share})"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
