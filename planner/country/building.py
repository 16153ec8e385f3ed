"""The order in which stations on roads are built: what a part of the money builds out of the plan, step by step, then what sells most for its money."""

from collections.abc import Mapping
from dataclasses import replace

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules
from planner.corridors.solve import phases
from planner.country.roads import ENERGY, built_by

STEPS = 8
"""Parts of the money for which it is asked what is built of the plan."""
GAP, LIMIT_S = 0.01, 20.0


def order_of(instance: CorridorInstance, built: Mapping[int, int], sold: Mapping[int, float]) -> dict[int, int]:
    """Rank of each place that is built, 1 first.

    Each step holds the one before: its stations are those of the plan that sell the most energy for its part of the money.

    Parameters
    ----------
    instance : CorridorInstance
    built : mapping of int to int
        Option by place.
    sold : mapping of int to float
        KWh a day by place, with the whole plan.
    """
    cost = {at: instance.places[at].options[option].cost_usd for at, option in built.items()}
    step_of = dict.fromkeys(built, 0)
    steps = min(STEPS, len(built))
    if steps > 1:
        places = tuple(
            replace(place, options=(place.options[built[at]],) if at in built else ())
            for at, place in enumerate(instance.places)
        )
        only = replace(instance, places=places, rules=CorridorRules(closed=instance.rules.closed))
        whole = sum(cost.values())
        budgets = [whole * part / steps + 1e-6 for part in range(1, steps + 1)]
        found = phases(only, budgets, wish=ENERGY, gap=GAP, time_limit_s=LIMIT_S)
        for step, plan in reversed(list(enumerate(found))):
            for at in built_by(plan, only):
                step_of[at] = step
        missing = set(built) - set(built_by(found[-1], only))  # that sell next to nothing
        step_of |= dict.fromkeys(missing, steps)
    order = sorted(built, key=lambda at: (step_of[at], -sold.get(at, 0.0) / max(1.0, cost[at]), instance.places[at].id))
    return {at: rank for rank, at in enumerate(order, start=1)}
