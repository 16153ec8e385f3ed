"""The order in which stations on roads are built: what parts of the money build out of the plan, each part holding the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.prepared import Prepared
from planner.corridors.solve import phases
from planner.country.played import Played, play
from planner.country.roads import ENERGY, built_by

STEPS = 8
"""Parts of the money for which it is asked what is built of the plan."""
GAP, LIMIT_S = 0.01, 20.0
"""Of the search for each."""
SPARE_USD = 1e-6
"""Added to each sum, against rounding."""

Built = Mapping[int, int]
"""Number of the option by place."""


@dataclass(frozen=True)
class Step:
    """What a sum builds out of a plan.

    Parameters
    ----------
    usd : float
        The sum.
    built : mapping of int to int
        Option by place.
    cost_usd, value : float
        Of what it builds, and kWh a day that it sells.
    """

    usd: float
    built: Built
    cost_usd: float
    value: float


def steps_of(asked: Prepared, built: Built, plan: Played, sums_usd: Sequence[float] = ()) -> tuple[Step, ...]:
    """What each of `STEPS` parts of the money, and each of the sums, builds of a plan: the most energy for it, each step holding the one before; the last is the plan.

    Money that the search leaves, as where its time was over, is spent on what sells most for it of what the next step has.

    Parameters
    ----------
    asked : Prepared
        The question of the plan.
    built : mapping of int to int
        The plan.
    plan : Played
        It, played.
    sums_usd : sequence of float
    """
    instance = asked.instance
    cost = {at: instance.places[at].options[option].cost_usd for at, option in built.items()}
    whole, parts = sum(cost.values()), min(STEPS, len(built))
    sums = sorted({*(whole * part / parts for part in range(1, parts)), *(min(usd, whole) for usd in sums_usd), whole})
    places = tuple(
        replace(place, options=(place.options[built[at]],) if at in built else ())
        for at, place in enumerate(instance.places)
    )
    only = replace(instance, places=places, rules=CorridorRules(closed=instance.rules.closed))
    steps = [Step(whole, dict(built), whole, plan.value)]
    if not built:
        return tuple(steps)
    money = [usd + SPARE_USD for usd in sums]
    found = phases(only, money, wish=ENERGY, gap=GAP, time_limit_s=LIMIT_S * len(money))
    sold = plan.sold.sum(axis=(1, 2))
    dear = sorted(built, key=lambda at: (-sold[at] / max(1.0, cost[at]), instance.places[at].id))
    for usd, one in reversed(list(zip(money[:-1], found[:-1], strict=True))):
        chosen, spent, value = built_by(one, only), one.usd, one.value
        added = []
        for at in dear:
            if at not in chosen and at in steps[0].built and spent + cost[at] <= usd:
                added.append(at)
                spent += cost[at]
        step = {at: built[at] for at in (*chosen, *added)}
        steps.insert(0, Step(usd - SPARE_USD, step, spent, play(asked, step).value if added else value))
    return tuple(steps)


def rank_of(instance: CorridorInstance, steps: Sequence[Step], sold: Mapping[int, float]) -> dict[int, int]:
    """Rank of each place that is built, 1 first: by step, and within it by what sells most for its money.

    Parameters
    ----------
    instance : CorridorInstance
    steps : sequence of Step
        As `steps_of` gives them.
    sold : mapping of int to float
        KWh a day by place, with the whole plan.
    """
    first: dict[int, int] = {}
    for number, step in enumerate(steps):
        for at in step.built:
            first.setdefault(at, number)

    def key(at: int) -> tuple[int, float, str]:
        place = instance.places[at]
        cost = place.options[steps[-1].built[at]].cost_usd
        return first[at], -sold.get(at, 0.0) / max(1.0, cost), place.id

    return {at: rank for rank, at in enumerate(sorted(first, key=key), start=1)}
