"""Order in which to build the sites of a plan: greedily by gain per dollar.

Lazy evaluation after M. Minoux, *Accelerated greedy algorithms for maximizing submodular set functions* (1978): the gain of a site only falls
as others are built before it, since they draw on the same demand. So a gain computed earlier is an upper bound, and only the site on top
of the queue is evaluated again. Where cabinets share power between pools a gain may rise a little, and the order is then a heuristic.
"""

import heapq
from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.model.explain.marginal_value import Allocation
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import PlanArrays, label_of, plan_arrays
from planner.support.progress import Progress
from planner.support.stopping import Stop, never, raise_if_stopped

DUST = 1e-9


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Order the sites, with cost and coverage after each step."""
    if not question.scenario.plan.reasons or plan.chargers.empty:
        return None
    raise_if_stopped(stop)
    say("in which order to build")
    given = plan_arrays(question, plan)
    allocation = Allocation(given.instance, given.chargers)
    nothing = np.zeros_like(given.built)
    begin = allocation.value(nothing)
    served, demand = float(allocation.served().sum()), float(given.instance.demand.kwh.sum())
    steps, spent, value = [], 0.0, begin
    for place, (site, after, kwh) in enumerate(build_order(given, allocation, stop), start=1):
        spent += float(given.cost[site])
        steps.append(
            {
                "build_order": place,
                **label_of(question, site),
                "cost_usd": float(given.cost[site]),
                "gain": after - value,
                "total_cost_usd": spent,
                "value": after,
                "served_kwh": kwh,
                "coverage": kwh / demand if demand > 0 else 1.0,
            }
        )
        value = after
    return {
        "nothing": {"value": begin, "served_kwh": served, "coverage": served / demand if demand > 0 else 1.0},
        "steps": steps,
    }


def build_order(given: PlanArrays, allocation: Allocation, stop: Stop = never) -> list[tuple[int, float, float]]:
    """Site, worth served after it, and kWh a day served after it, in the order of building."""
    built = np.zeros_like(given.built)
    value = allocation.value(built)
    order: list[tuple[int, float, float]] = []
    cost = np.maximum(given.cost, 1.0)
    # Gain per dollar, negated; the number of sites that stood when it was worked out says whether it still holds.
    heap = [(-np.inf, site, -1) for site in np.flatnonzero(given.built).tolist()]
    while heap:
        raise_if_stopped(stop)
        _, site, known = heapq.heappop(heap)
        with_it = built.copy()
        with_it[site] = True
        after = allocation.value(with_it)
        if known == len(order):
            built, value = with_it, after
            order.append((site, after, float(allocation.served().sum())))
        else:
            heapq.heappush(heap, (-max(0.0, after - value) / cost[site], site, len(order)))
    return order
