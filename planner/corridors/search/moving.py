"""A plan made better by moving its stations, changing their sizes and taking others, as in annealing: drives alone say what a plan is worth."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.changing import Changing
from planner.corridors.search.driving import Driven
from planner.corridors.search.dual_bound import DualBound
from planner.corridors.search.frontier import Frontier
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.trying import Found, Trying
from planner.support.stopping import Stop
from planner.support.work import count

Ints = NDArray[np.int64]
WORK, EACH = 500_000, 500
"""Stops at built places that the drives of one round have in all, and how many more a drive counts for: work is counted and not timed, so that a search ends alike on every machine."""
PROMISED = 100
"""As many stops as a change counts that is not driven, for its stations promise too little."""
KEPT = 0.3, 0.9
"""Share of the stations of the best plan that a round begins from where the one before found no better."""
DRAWN = 0.5
"""Chance that such a round begins from what branch and bound builds in part instead, once it has begun."""
LOOSE = 0.01
"""Where more was promised of a plan that is gone on from, by this share of its value, its prices are learnt from."""
CHANGED_S = 0.3e-3
"""Work of drawing a change, in seconds (`planner.support.work`)."""
OFTEN = 10
"""Changes for each station of the plan that a round must have work for to be begun: with many stations, whose drives take long, programs make plans better and changes at random do not."""
ROUNDS = 2
"""Rounds in turn without a better plan after which it ends."""
HOT, COLD = 1e-2, 1e-3
"""Share by which a plan may be worse to be gone on from with a chance of 1/e, at the beginning of a round and at its end."""
OPEN_HOT, OPEN_COLD, LEAST_OPEN = 0.1, 0.01, 1e-3
"""In every other round so much of what is open between plan and bound, and of the value that is open at least: which boldness finds more differs from question to question."""
FRUITLESS = 50
"""Changes in turn that lead to nothing new, after which a round ends, for each station of the plan."""


class Moving:
    """Improves the best plan; plans of least money are left to programs.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.
    frontier : Frontier
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Stop, frontier: Frontier) -> None:
        self.asked, self.master, self.trying, self.stop, self.frontier = asked, master, trying, stop, frontier
        self.rounds = 0
        self.draw = np.random.default_rng(0)
        self.values: dict[bytes, float] = {}
        self.promises: dict[bytes, float] = {}

    @cached_property
    def _changing(self) -> Changing:
        return Changing(self.asked.stations, self.asked.at, self.draw)

    @cached_property
    def _dual(self) -> DualBound:
        return DualBound(self.asked, self.master.revenue)

    def improve(self, left: Callable[[], float], tell: Callable[[], None], rounds: float = ROUNDS) -> None:
        """Go rounds from the best plan, while one of so many in turn makes it better."""
        idle = 0
        while idle < rounds and left() > 0 and self.trying.best is not None and not self.trying.least:
            if not len(self.asked.stations.usd) or not self.quick():
                return
            before = self.trying.best
            self._round(before, left, tell, torn=idle > 0)
            idle = idle + 1 if self.trying.best is before else 0

    def quick(self) -> bool:
        """Whether drives of the best plan are quick enough for a round of changes to be begun."""
        best = self.trying.best
        return best is not None and OFTEN * len(best[1]) * (EACH + int(best[2].opened.sum())) <= WORK

    def _round(self, best: Found, left: Callable[[], float], tell: Callable[[], None], *, torn: bool) -> None:
        """Go from the best plan, or from what is left of it where it is `torn`."""
        now, value, done, fruitless = best[1], best[0], 0, 0
        hot, fading = self._heat(value)
        self.values.clear()
        self.promises.clear()
        if torn:
            now, value = self._elsewhere(now), -np.inf
        while done < WORK and fruitless < FRUITLESS * (1 + len(now)) and left() > 0 and not self.stop():
            other = self._changing.other(now, self.master.usd)
            count(CHANGED_S)
            least = value - hot * fading ** min(1.0, done / WORK) * float(self.draw.exponential())
            key, driven = other.tobytes(), None
            fruitless += 1
            if key not in self.values:
                if key not in self.promises:
                    self.promises[key], fruitless = self._dual.at_most(other), 0
                if self.promises[key] < least:
                    done += PROMISED
                    continue
                worth = self._worth(other)
                if worth is None:
                    break
                driven, self.values[key], fruitless = worth[1], worth[0], 0
                done += worth[2]
            found = self.values[key]
            if found >= least:
                now, value = other, found
                if driven is not None and self.promises[key] > value + LOOSE * abs(value):
                    self._dual.learn(driven)
            if self.trying.sense.better(value, self.trying.best[0] if self.trying.best else -np.inf):
                self.trying.attempt(now)
                tell()

    def _elsewhere(self, built: Ints) -> Ints:
        """Another beginning than the best plan: what branch and bound builds in part, drawn to whole stations, or a part of the plan."""
        parts = self.frontier.parts()
        if parts is not None and self.draw.random() < DRAWN:
            return self._changing.drawn(parts, self.master.usd)
        return built[self.draw.random(len(built)) < self.draw.uniform(*KEPT)]

    def _heat(self, value: float) -> tuple[float, float]:
        """How much worse a plan may be at the beginning of a round, and the part of that at its end."""
        self.rounds += 1
        if self.rounds % 2 == 0:
            return HOT * abs(value), COLD / HOT
        left = max(LEAST_OPEN * abs(value), self.frontier.bound() - value)
        return OPEN_HOT * left, OPEN_COLD / OPEN_HOT

    def _worth(self, built: Ints) -> tuple[float, Driven | None, int] | None:
        """What is driven with stations, worse than anything where they break a rule, the drives, and the work that it took; None without time."""
        if not self.master.allows(built):
            return -np.inf, None, EACH
        found = self.trying.driven(built)
        return None if found is None else (found[0], found[2], EACH + int(found[2].opened.sum()))
