"""Power that nobody can take: cabinets whose smaller sibling would serve as much, and what sets the power of a fast session."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from geodata.connectors import Current
from planner.catalogue.charger_names import name_of
from planner.catalogue.chargers import ChargerType, catalogue_rows, charger_types
from planner.catalogue.facts import winter_factor
from planner.catalogue.offers import SWITCHES, on_offer
from planner.errors import ConfigError
from planner.network.pools import pools_of, step_down
from planner.plan import Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """New cabinets of a plan or a list beside the cheapest of the catalogue that serves as much; made even if the user stops. None where no gun is faster than its cars.

    A sibling has the same guns and less power. It serves as much where its guns fall into the same queues, for the cars take no more than it gives, and lack no power when all of them are busy.
    """
    del say, stop
    kinds = {one.id: one for one in question.chargers if one.work is None}
    counts = {
        str(name): int(count)
        for name, count in plan.chargers.groupby("charger")["count"].sum().items()
        if name in kinds
    }
    taken = {name: kw for name in sorted(counts) if (kw := list(_taken_kw(question, kinds[name])))}
    fast = [kw for each in taken.values() for kw in each]
    if not fast:
        return None
    spare: list[dict[str, Any]] = [
        {"charger": name, "count": counts[name], "sibling": other.id, "usd_less": _usd(kinds[name]) - _usd(other)}
        for name in taken
        if (other := _sibling(question, kinds[name])) is not None
    ]
    cold = winter_factor(question.scenario.fleet.temperature_c, "dc_charge_power_factor")
    found = {"least_kw": min(fast), "most_kw": max(fast), "cold": cold, "cabinets": spare}
    lines = [
        _spare_words(
            counts[one["charger"]], kinds[one["charger"]], charger_types((one["sibling"],))[0], one["usd_less"]
        )
        for one in spare
    ]
    return {**found, "lines": [*lines, _session_words(found, question.scenario.fleet.temperature_c)]}


def _taken_kw(question: Question, kind: ChargerType) -> Iterator[float]:
    """Mean power of a session at its fast guns which the cars set, as they take less than a gun gives."""
    at = question.chargers.index(kind)
    for number in np.flatnonzero(question.pools.guns[:, at] > 0):
        pool = question.pools.pools[number]
        if pool.current is Current.DC and pool.power_kw < step_down(kind.power_kw):
            yield pool.power_kw


def _sibling(question: Question, kind: ChargerType) -> ChargerType | None:
    """The cheapest cabinet of the catalogue with the same guns and less power that serves as much for less; None where there is none."""
    named = tuple(name for name in catalogue_rows() if name not in SWITCHES and _is_smaller(name, kind))
    if not named:
        return None
    scenario = question.scenario.with_plan(chargers=named)
    works = scenario.plan.availability
    smaller = [
        one if works is None else replace(one, availability=works)
        for one in on_offer(scenario)
        if one.id in named and _usd(one) < _usd(kind)
    ]
    smaller = [one for one in smaller if one.availability >= kind.availability]
    if not smaller:
        return None
    table = pools_of(question.demand, question.places, (kind, *smaller))
    same = (table.guns == table.guns[:, :1]).all(axis=0) & (table.missing_kw == table.missing_kw[:, :1]).all(axis=0)
    alike = [one for one, holds in zip(smaller, same[1:], strict=True) if holds]
    return min(alike, key=lambda one: (_usd(one), one.power_kw, one.id), default=None)


def _is_smaller(name: str, kind: ChargerType) -> bool:
    """Whether an entry of the catalogue has the same guns and less power."""
    try:
        one = charger_types((name,))[0]
    except ConfigError:
        return False
    alike = (one.guns, one.pooled, one.work) == (kind.guns, kind.pooled, None)
    return alike and one.power_kw < kind.power_kw and sorted(one.connectors) == sorted(kind.connectors)


def _usd(kind: ChargerType) -> float:
    return kind.hardware_usd + kind.install_usd


def _spare_words(count: int, kind: ChargerType, other: ChargerType, usd: float) -> str:
    return _(
        "{count} × {charger}: the power above that of “{other}” serves nothing more, for the cars themselves take less than either gives; “{other}” does the same for {usd:money} less each. The larger one pays where cars come that take more.",
        count=str(count),
        charger=name_of(kind),
        other=name_of(other),
        usd=usd,
    )


def _session_words(found: Mapping[str, Any], celsius: float) -> str:
    """What sets the mean power of a session."""
    least, most, cold = found["least_kw"], found["most_kw"], found["cold"]
    values = {"cold": cold, "celsius": f"{celsius:g}".replace("-", "−")}
    if least == most:
        return _(
            "A fast session takes {kw:number1} kW on the mean, whatever the gun could give: the cars set it. Their power falls as the battery fills, and on the design day of {celsius} °C they take {cold:percent} of what they take in mild weather.",
            kw=least,
            **values,
        )
    return _(
        "A fast session takes {least:number1} to {most:number1} kW on the mean by the plug, whatever the gun could give: the cars set it. Their power falls as the battery fills, and on the design day of {celsius} °C they take {cold:percent} of what they take in mild weather.",
        least=least,
        most=most,
        **values,
    )
