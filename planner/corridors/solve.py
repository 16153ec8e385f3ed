"""Corridor questions answered."""

import math

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.aims import Wish
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
