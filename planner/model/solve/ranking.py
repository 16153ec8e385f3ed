"""Rank of the sites of a plan: the order in which to build them, made with every plan, whatever else is asked.

Each site of a plan has one number. Sites of an earlier phase come before those of a later one; forced sites have the place that their worth
gives them, for they are built in any case and the order says only when. With phases all is told of the last
year, of which the plan is.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.model.explain.build_order import build_order
from planner.model.explain.marginal_value import Allocation
from planner.model.objectives import OBJECTIVES
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of
from planner.plan import BuildOrder, BuildStep, Plan
from planner.question import Question
from planner.support.stopping import Stop, never

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def ranked(question: Question, plan: Plan, stop: Stop = never) -> Plan:
    """The plan with the order of building, worked out unless it has one; raises StoppedError."""
    return plan if plan.order is not None else replace(plan, order=order_of(question, plan, stop))


def order_of(question: Question, plan: Plan, stop: Stop = never) -> BuildOrder:
    """In which order to build the sites of a plan; its last step is the plan."""
    objective = OBJECTIVES[question.scenario.plan.objective]
    instance, chargers = sound_instance(question), chargers_of(plan, question)
    allocation = Allocation(objective.buying(instance), chargers)
    nothing = np.zeros(len(chargers), dtype=bool)
    value = allocation.value(nothing)
    served_kwh = float(allocation.served().sum())
    cost = instance.cost_usd(chargers)
    turn, precedence = turns_of(question, plan), precedence_of(question, plan)
    steps = build_order(allocation, cost, turn=turn, precedence=precedence, stop=stop)
    return BuildOrder(
        objective.bought,
        value,
        served_kwh,
        tuple(
            BuildStep(
                str(question.places.site_id[step.site]),
                rank,
                step.first + 1,
                step.last + 1,
                float(cost[step.site]),
                step.gain,
                step.value,
                step.served_kwh,
            )
            for rank, step in enumerate(steps, start=1)
        ),
    )


def precedence_of(question: Question, plan: Plan) -> tuple[Floats, ...]:
    """What tells equal sites apart, the lower first; each (sites,).

    More energy served there in the plan, then the better kind of place (`sites.preference`; a site of the user's own list before all kinds),
    farther north, farther west.
    """
    number, kwh = question.places.number(), np.zeros(len(question.places))
    for row in rows_of(plan.flows):
        kwh[number[str(row.site_id)]] += row.kwh_per_day
    better = {kind: at for at, kind in enumerate(question.scenario.sites.kinds_by_preference())}
    kind = np.array([float(better.get(one, -1)) for one in question.places.kind])
    return -np.round(kwh), kind, -question.places.xy_m[:, 1], question.places.xy_m[:, 0]


def turns_of(question: Question, plan: Plan) -> Ints | None:
    """Phase in which each site is first built; None where all is built at once; (sites,)."""
    if plan.phases is None:
        return None
    number, turn = question.places.number(), np.zeros(len(question.places), dtype=np.int64)
    for site, years in plan.phases.added().items():
        turn[number[site]] = min(years)
    return turn
