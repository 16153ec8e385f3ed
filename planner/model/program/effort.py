"""What a search may take: gap, time, threads, solver and counted work."""

import math
from dataclasses import dataclass

from planner.support.stopping import Stop, never


@dataclass(frozen=True)
class Effort:
    """Limits of a search.

    Parameters
    ----------
    gap : float
        Relative gap at which it may stop.
    time_limit_s : float
        By the clock.
    threads : int
        One thread gives the same answer every time.
    solver : str
        ``highs`` or ``cbc``.
    relaxed : bool
        Solve the linear relaxation.
    stop : callable
        Cancellation flag, polled; once true, the search returns its incumbent.
    work_s : float
        Limit by counted work (`planner.support.work`); HiGHS ends by it in branch and bound.
    advice_s : float
        Work, for each promise, to find out how far it need give way for a plan to be known, where no plan is; 0 where nobody reads that.
    """

    gap: float = 0.0
    time_limit_s: float = math.inf
    threads: int = 1
    solver: str = "highs"
    relaxed: bool = False
    stop: Stop = never
    work_s: float = math.inf
    advice_s: float = 0.0
