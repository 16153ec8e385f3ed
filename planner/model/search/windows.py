"""A plan made better around one of its sites: the exact model chooses among a few sets of the sites near it, while all others keep theirs or lose them.

Exchanges at many sites at once, each of which alone loses, are found there and not by annealing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.program.effort import Effort
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.search.exact import Settled
from planner.model.search.neighbourhood import Neighbourhood

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

EACH = 5
"""Sets on offer at a free site at most: those that lose least."""
ROOM, LEAST, QUICK = 80.0, 40.0, 0.5
"""Sets on offer at the free sites of the first window and of the smallest one, and share of its work within which a window is quick."""
SHARE, LEAST_S, MOST_S = 0.1, 2.0, 10.0
"""Seconds of work of a window: this share of what is done, within these limits."""


@dataclass
class Windows(Neighbourhood):
    """Windows one after another, as large as can be decided with their work; the same for a seed."""

    room: float = ROOM
    least: float = LEAST
    quick: float = QUICK

    def better(self, known: Solution, worth: float, most: Floats, effort: Effort) -> Settled | None:
        """What the exact model finds in the next window from a known plan; None where nothing can be freed.

        Parameters
        ----------
        known : Solution
        worth : float
            Its worth.
        most : (sets,)
            Most that a plan with each set can be worth.
        effort : Effort
            Its work is that of this window.
        """
        free = self._free(known.chargers, worth, most)
        if not free.any():
            return None
        promises = bool(self.instance.rules.every(ServedFloor))  # without any a closer relaxation is no quicker
        return self.best_of(free, known, worth, effort, tight=promises)

    def _free(self, chargers: Ints, worth: float, most: Floats) -> Mask:
        """The sets on offer about a site that is drawn from those that have chargers or should; (sets,)."""
        sets, free = self.sets, np.zeros(len(self.sets.site), dtype=bool)
        order = np.lexsort((-most, sets.site))
        place = np.arange(len(order)) - sets.first[sets.site[order]]
        rows = order[(place < EACH) & (most[order] > worth)]
        best = rows[np.unique(sets.site[rows], return_index=True)[1]]
        should = np.zeros(len(sets.first), dtype=bool)
        should[sets.site[best]] = sets.chargers[best].any(axis=1) | chargers[sets.site[best]].any(axis=1)
        if should.any():
            centre = int(self.rng.choice(np.flatnonzero(should)))
            near = np.lexsort((self.rng.random(len(should)), -self.near(centre)))
            rank = np.argsort(near)
            free[rows[np.argsort(rank[sets.site[rows]], kind="stable")][: round(self.room)]] = True
        return free


def seconds_after(spent_s: float) -> float:
    """Work of a window where so much is done."""
    return min(max(LEAST_S, SHARE * spent_s), MOST_S)
