"""A plan over a year: kWh, how busy the guns are, and revenue where a price is given, beside the design day that it was made for.

In a milder month less is asked for than on the design day. What the design day serves at a place is taken to shrink with the demand of its
class, so that no gun is in use for longer than is counted on, on a mean day of every month. That is the lower side: cars charge faster on milder
days, and guns that are freed would serve some of those whom the design day turns away. On the upper side drivers are sent to the guns anew at
the temperature of each month (`planner.studies.year_served`).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType, Work
from planner.demand.annual import YearOfDemand, no_year, year_of
from planner.demand.energy import Energy
from planner.demand.months import DAYS, NAMES, Months, months_of
from planner.demand.spans import Floats
from planner.network.pools import pool_of
from planner.plan import Plan
from planner.question import Question
from planner.studies.year_served import served_by_month
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never

UNKNOWN = Months.even(10.0, "assumed: nothing is known of the months of this city")
"""Months of a city that the facts do not know, where the scenario names none: for money alone, no figure of a year is told."""
YEAR_H = 24.0 * sum(DAYS)


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any]:  # noqa: ARG001  as every study is called
    """The year of all guns, standing and new; of a city whose months nobody knows only a `note` that says what to give."""
    scenario = question.scenario
    if months_of(scenario) is None:
        return {"note": no_year(scenario)}
    year = year_asked(question)
    served = _served(plan, year)
    low, anew = served * np.minimum(year.ratio, 1.0), served_by_month(question, plan, year)
    most = np.minimum(served, year.month_kwh) if anew is None else np.maximum(anew, low)
    days, price = np.array(DAYS), scenario.tariff.price_usd_kwh
    kwh, guns, rated_kw = float(days @ low.sum(axis=1)), _guns(question, plan), _rated_kw(question, plan)
    return {
        "note": None,
        "kwh_year": kwh,
        "kwh_year_most": float(days @ most.sum(axis=1)),
        "demand_kwh_year": year.total_kwh,
        "design_days": kwh / served.sum() if served.sum() > 0 else None,
        "guns": guns,
        "rated_kw": rated_kw,
        "share_of_hours": _held_h(question, plan, year) / (guns * YEAR_H) if guns else None,
        "share_of_power": kwh / (rated_kw * YEAR_H) if rated_kw > 0 else None,
        "price_usd_kwh": price,
        "revenue_usd": None if price is None else kwh * price,
        "months": [
            {
                "month": name,
                "temperature_c": temperature,
                "demand_kwh_per_day": float(asked.sum()),
                "served_kwh_per_day": float(sold.sum()),
                "most_kwh_per_day": float(could.sum()),
            }
            for name, temperature, asked, sold, could in zip(
                NAMES, year.months.temperatures_c, year.month_kwh, low, most, strict=True
            )
        ],
        "confidence": "low",
        "assumed": _assumed(year),
    }


def year_asked(question: Question) -> YearOfDemand:
    """Demand of the year that the energy of a plan is carried to."""
    energy, scenario = Energy(question.estimate.fleet, question.estimate.inputs), question.scenario
    return year_of(energy, scenario, months_of(scenario) or UNKNOWN)


def network_kwh_year(plan: Plan, year: YearOfDemand) -> float:
    """KWh a year that all guns sell, on the lower side."""
    days = year.design_days()
    return float(sum(row.kwh_per_day * days[f"{row.family}_{row.need}"] for row in rows_of(plan.pools)))


def sold_kwh_year(question: Question, plan: Plan) -> dict[str, float]:
    """KWh a year at the guns that are built, by site; guns of one queue share its energy evenly."""
    days, pools, number = year_asked(question).design_days(), question.pools, question.places.number()
    guns, pool = _added(question, plan), {one.name: q for q, one in enumerate(pools.pools)}
    out: dict[str, float] = defaultdict(float)
    for row in rows_of(plan.pools):
        site, q = str(row.site_id), pool[row.pool]
        if site in guns and guns[site][q] > 0:
            share = guns[site][q] / (guns[site][q] + pools.standing[number[site], q])
            out[site] += row.kwh_per_day * days[f"{row.family}_{row.need}"] * share
    return dict(out)


def _added(question: Question, plan: Plan) -> dict[str, Any]:
    """Guns that are built, by site; each (pools,)."""
    kind, pools = {one.id: k for k, one in enumerate(question.chargers)}, question.pools
    guns: dict[str, Any] = defaultdict(lambda: np.zeros(len(pools.pools)))
    for row in rows_of(plan.chargers):
        guns[str(row.site_id)] += pools.guns[:, kind[row.charger]] * int(row.count)
    return guns


def _served(plan: Plan, year: YearOfDemand) -> Floats:
    """KWh of the design day that the plan serves; (classes,)."""
    out, at = np.zeros(len(year.classes)), {name: k for k, name in enumerate(year.classes)}
    for row in rows_of(plan.pools):
        out[at[f"{row.family}_{row.need}"]] += row.kwh_per_day
    return out


def _guns(question: Question, plan: Plan) -> int:
    """Guns that somebody of this city can use, standing and new."""
    return int(question.pools.standing.sum() + sum(one.sum() for one in _added(question, plan).values()))


def _rated_kw(question: Question, plan: Plan) -> float:
    """Power of the guns that `_guns` counts: those that stand and are put right, each its own, and of the cabinets that are built."""
    kinds = {kind.id: kind for kind in question.chargers}
    stands = sum(
        float(row.power_kw) * int(row.guns)
        for row in rows_of(question.places.standing)
        if pool_of(row.families.split("+"), Current(row.current), row.power_kw, question.demand) is not None
    )
    return stands + sum(_power_kw(kinds[row.charger]) * int(row.count) for row in rows_of(plan.chargers))


def _power_kw(kind: ChargerType) -> float:
    """Power that comes with a cabinet or with work on a gun; a repaired gun brings its own, which takes no new connection."""
    return kind.gun_kw if kind.work is Work.REPAIR else kind.power_kw


def _held_h(question: Question, plan: Plan, year: YearOfDemand) -> float:
    """Hours of a year that guns are held, by the service time of the design day: milder months take less."""
    days, pools = year.design_days(), {one.name: one for one in question.pools.pools}
    return float(
        sum(
            row.kwh_per_day
            * days[f"{row.family}_{row.need}"]
            / pools[row.pool].session_kwh
            * pools[row.pool].service_min
            / 60.0
            for row in rows_of(plan.pools)
            if row.kwh_per_day > 0
        )
    )


def _assumed(year: YearOfDemand) -> list[dict[str, str]]:
    rows = [
        (_("months"), year.months.value, year.months.source, year.months.confidence),
        (_("days of operation in a year, by vehicle class"), _("spread evenly over the months"), "configs/facts/vehicle_classes.csv, operating_days", "low"),
        (_("what is served in a milder month"), _("at least what the design day serves, by the demand of the month; at most what the guns serve if drivers are sent to them anew"), "planner/studies/annual.py", "low"),
    ]  # fmt: skip
    return [dict(zip(("what", "value", "source", "confidence"), row, strict=True)) for row in rows]
