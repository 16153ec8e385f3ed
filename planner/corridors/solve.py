"""Corridor questions answered: one plan, and phases of building."""

import math
from collections.abc import Sequence
from dataclasses import replace

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.support.progress import Progress
from planner.support.stopping import Stop, never

GAP = 0.01
TRIPS = Wish()


def _silent(_text: str) -> None:
    """Tell nobody."""


def solve(  # noqa: PLR0913  limits, and who is told
    instance: CorridorInstance,
    *,
    wish: Wish = TRIPS,
    gap: float = GAP,
    time_limit_s: float = math.inf,
    work_s: float = math.inf,
    say: Progress = _silent,
    stopping: Stop = never,
) -> CorridorPlan:
    """Find a plan with its proof.

    Parameters
    ----------
    instance : CorridorInstance
    wish : Wish
        Most trips within the budget, most energy, or least money for a share of all trips.
    gap : float
        Relative gap at which it may stop.
    time_limit_s : float
        By the clock.
    work_s : float
        By counted work (`planner.support.work`).
    say : callable
    stopping : callable

    Raises
    ------
    InfeasibleError
        No plan keeps the rules.
    SolverError
        None was found in time.
    """
    return Search(Prepared.of(instance, wish), say, stopping).run(gap, time_limit_s, work_s)


def phases(  # noqa: PLR0913  as `solve`, and the sums
    instance: CorridorInstance,
    budgets: Sequence[float],
    *,
    wish: Wish = TRIPS,
    gap: float = GAP,
    time_limit_s: float = math.inf,
    say: Progress = _silent,
    stopping: Stop = never,
) -> tuple[CorridorPlan, ...]:
    """Plans of phases, each holding those before it: the last one first, then each earlier one out of what it builds.

    Parameters
    ----------
    budgets : sequence of float
        Money spent up to the end of each phase, rising.

    Notes
    -----
    The last plan is proven for its money. An earlier one is proven among the plans that build nothing but what the next one has: its bound says
    nothing of plans that would tear down or build elsewhere. Floors, norms, counts and forced stations are asked of the last phase only.
    """
    if wish.aim is Aim.COST or not budgets or list(budgets) != sorted(budgets):
        raise ValueError("phases have budgets that rise, and an aim that is not least money")
    wanted = instance.with_budget(budgets[-1])
    found = [solve(wanted, wish=wish, gap=gap, time_limit_s=time_limit_s / len(budgets), say=say, stopping=stopping)]
    for usd in reversed(budgets[:-1]):
        places = tuple(
            replace(place, options=tuple(one for one in place.options if one.key == found[0].built.get(place.id)))
            for place in instance.places
        )
        rules = replace(instance.rules, floors=(), norms=(), forced={}, max_stations=None)
        less = replace(instance, places=places, rules=rules, budget_usd=usd)
        found.insert(
            0, solve(less, wish=wish, gap=gap, time_limit_s=time_limit_s / len(budgets), say=say, stopping=stopping)
        )
    return tuple(found)
