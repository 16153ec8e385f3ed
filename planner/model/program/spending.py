"""What a search has spent: time by the clock, by which the user limits it, and counted work, by which it divides that time between its parts.

So a search that is ended by its gap takes the same steps on a quick, a slow or a shared machine. Shares are of as many seconds of work as the time limit has by the clock.
Compiling loops, which the first run on a machine does, is no part of the time.
"""

import time
from dataclasses import dataclass, field, replace

from geodata.compiled import compiling_s
from planner.model.program.effort import Effort
from planner.support.work import worked_s

LATE = 0.1
"""Share of the whole that is left where all of it is spent: a quick machine has done the work of its time before that is over."""


@dataclass(frozen=True)
class Spending:
    """Begins when it is made.

    Parameters
    ----------
    effort : Effort
        Of the whole search.
    """

    effort: Effort
    _clock_s: float = field(init=False)
    _work_s: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_clock_s", _now_s())
        object.__setattr__(self, "_work_s", worked_s())

    @property
    def wall_s(self) -> float:
        """Seconds by the clock, without those of compiling."""
        return _now_s() - self._clock_s

    @property
    def work_s(self) -> float:
        """Counted work."""
        return worked_s() - self._work_s

    @property
    def whole_s(self) -> float:
        """Work that shares are of."""
        return min(self.effort.work_s, self.effort.time_limit_s)

    @property
    def left_s(self) -> float:
        """Work that shares of the rest are of."""
        return max(self.whole_s - self.work_s, LATE * self.whole_s)

    def over(self, share: float | None = None) -> bool:
        """Whether the user stops, or time or work are over, or this share of the work."""
        most = self.effort.work_s if share is None else share * self.whole_s
        return self.effort.stop() or self.wall_s > self.effort.time_limit_s or self.work_s > most

    def rest(self, work_s: float | None = None, *, least_s: float = 0.0) -> Effort:
        """What is left of time and work, at least `least_s` seconds of both; of the work no more than `work_s`."""
        left = max(least_s, self.effort.work_s - self.work_s)
        return replace(
            self.effort,
            time_limit_s=max(least_s, self.effort.time_limit_s - self.wall_s),
            work_s=left if work_s is None else min(left, work_s),
        )


def _now_s() -> float:
    """Seconds by the clock from any beginning, without those of compiling."""
    return time.perf_counter() - compiling_s()
