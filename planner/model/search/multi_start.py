"""Multi-start annealing: from the incumbent and from plans constructed anew in turns, which the exact model merges with it.

With the worst of several worlds as objective annealing ends in a good plan near which no better one lies, and cooling it anew from there finds
that one again. Plans constructed from scratch are far worse, but not everywhere: what they have better is taken over (`merging`).
"""

from collections.abc import Callable

import numpy as np

from planner.model.search.annealing import WEIGHED_BATCH, WORLDS_CYCLE, Annealing
from planner.model.search.settling import Settling
from planner.model.sets.site_sets import rows_of

NEW, LOCAL = 400, 1_200
"""Rebuilds of a plan that is constructed anew, before the merge, and of the incumbent, after it."""
COOL = 1.125
"""Length of the cooling cycle of such a turn, in multiples of its rebuilds: it ends before the cycle does."""


def step_of(annealing: Annealing, settling: Settling | None) -> Callable[[], bool]:
    """How annealing goes on; a call tells whether there is a new incumbent."""
    if settling is None or not annealing.instance.by_worst:
        return annealing.step
    return MultiStart(annealing, settling).step


class MultiStart:
    """Turns between the incumbent and plans constructed anew, after a first cooling cycle."""

    def __init__(self, annealing: Annealing, settling: Settling) -> None:
        self._annealing, self._settling = annealing, settling
        self._until, self._anew = annealing.rebuilds + WORLDS_CYCLE, False
        self._best = -np.inf, annealing.current

    def step(self) -> bool:
        """Rebuild the current plan a batch of times, and merge and turn where its turn is over; returns whether there is a new incumbent."""
        better = self._annealing.step()
        if self._anew and self._annealing.current_value > self._best[0]:
            self._best = self._annealing.current_value, self._annealing.current
        if self._annealing.rebuilds < self._until or not (self._settling.of_use and np.isfinite(self._annealing.value)):
            return better
        return self._turned() or better

    def _turned(self) -> bool:
        annealing, better = self._annealing, False
        if self._anew:
            plan = self._settling.merged(annealing.chargers, self._best[1])
            row = None if plan is None else rows_of(annealing.sets, plan)
            better = row is not None and annealing.start_from(row)
            annealing.resume(_cycle_of(LOCAL))
        else:
            better = annealing.construct(_cycle_of(NEW))
            self._best = annealing.current_value, annealing.current
        self._anew = not self._anew
        self._until = annealing.rebuilds + (NEW if self._anew else LOCAL)
        return better


def _cycle_of(rebuilds: int) -> int:
    """Length of the cooling cycle of a turn of so many rebuilds, which come in batches."""
    return max(rebuilds + WEIGHED_BATCH, round(COOL * rebuilds))
