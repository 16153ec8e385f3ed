"""Every plan of a small question in every world, by one linear program each with scipy, sharing no code with the model.

Only for cabinets of one gun whose power suffices for it, so that no queue depends on another.
"""

import itertools

import numpy as np
from scipy.optimize import linprog

from planner.network.service_level import service_level_of
from planner.question import Question

Plan = tuple[tuple[int, ...], ...]
"""Chargers by site, then by kind."""


def plans_of(question: Question) -> list[Plan]:
    """Every whole assignment of chargers that bays, power, feeders and money allow."""
    assert not question.pools.missing_kw.any()
    places = question.places
    options = [_options(question, j) for j in range(len(places))]
    return [plan for plan in itertools.product(*options) if _affordable(question, plan)]


def _options(question: Question, j: int) -> list[tuple[int, ...]]:
    bays, kw = int(question.places.bays[j]), float(question.places.grid_kw[j])
    each = itertools.product(range(bays + 1), repeat=len(question.chargers))
    kinds = question.chargers
    return [
        row
        for row in each
        if sum(n * kind.guns for n, kind in zip(row, kinds, strict=True)) <= bays
        and sum(n * kind.power_kw for n, kind in zip(row, kinds, strict=True)) <= kw
    ]


def _affordable(question: Question, plan: Plan) -> bool:
    usd, kw = 0.0, 0.0
    for j, row in enumerate(plan):
        usd += sum(n * question.costs.charger_usd(kind) for n, kind in zip(row, question.chargers, strict=True))
        if any(row) and not question.places.existing[j]:
            usd += float(question.places.site_cost_usd[j] + question.places.gates.reserve_usd[j])
        kw += sum(n * kind.power_kw for n, kind in zip(row, question.chargers, strict=True))
    return usd <= question.scenario.plan.budget_usd + 1e-6 and kw <= min(question.places.feeder_kw.values())


def value_of(question: Question, plan: Plan) -> float:
    """Most worth-weighted energy that these chargers and the standing guns serve, kWh a day."""
    demand, access, pools, ask = question.demand, question.access, question.pools, question.scenario.plan
    guns = pools.standing + np.array(plan, dtype=int) @ pools.guns.T
    worth = ask.worth_at_limit ** (access.drive_s / (60.0 * ask.max_drive_min))
    keys = [
        (p, c, q)
        for p in range(len(access.zone))
        for c in range(len(demand.classes))
        for q in range(len(pools.pools))
        if pools.serves[c, q] and guns[access.site[p], q] > 0 and demand.kwh_per_day[access.zone[p], c] > 0
    ]
    if not keys:
        return 0.0
    rows: dict[tuple[str, int, int], list[int]] = {}
    for at, (p, c, q) in enumerate(keys):
        rows.setdefault(("demand", int(access.zone[p]), c), []).append(at)
        rows.setdefault(("queue", int(access.site[p]), q), []).append(at)
    table, limits = np.zeros((len(rows), len(keys))), []
    for number, ((what, one, other), ats) in enumerate(rows.items()):
        table[number, ats] = 1.0
        limits.append(
            demand.kwh_per_day[one, other]
            if what == "demand"
            else pools.capacity(other, int(guns[one, other]), 0.0, service_level_of(ask))
        )
    result = linprog([-worth[p] for p, _, _ in keys], A_ub=table, b_ub=limits, method="highs")
    assert result.status == 0
    return float(-result.fun)


def as_plan(question: Question, chargers: dict[str, dict[str, int]]) -> Plan:
    """Chargers by site id and type, in the order of the question."""
    return tuple(
        tuple(chargers.get(str(site), {}).get(kind.id, 0) for kind in question.chargers)
        for site in question.places.site_id
    )


def sites_of(question: Question, plan: Plan) -> set[str]:
    """Where a plan builds."""
    return {str(site) for site, row in zip(question.places.site_id, plan, strict=True) if any(row)}
