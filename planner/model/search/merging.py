"""Two plans merged: at sites where they differ the exact model chooses between what the one has and what the other has.

A few sites of a plan that is far worse may be better placed than those of the best one, and together only: money goes from one end of the city to the
other, and each exchange alone loses. Of two plans that differ at twenty sites the exact model finds the best of a million mixtures in a second or two.

Source: C. C. Aggarwal, J. B. Orlin, R. P. Tai, *Optimized crossover for the independent set problem*, Operations Research 45 (1997).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.program.effort import Effort
from planner.model.search.exact import Settled
from planner.model.search.neighbourhood import Neighbourhood
from planner.model.sets.site_sets import rows_of

Ints = NDArray[np.int64]

ROOM, LEAST, QUICK = 14.0, 8.0, 0.25
"""Sites that are chosen at in the first merge and in the smallest one, and share of its work within which a merge is quick."""
TOGETHER = 0.5
"""Share of merges too large for all sites at once that choose at sites near each other; the others anywhere."""


@dataclass
class Merging(Neighbourhood):
    """Merges one after another, with as many sites as can be decided with their work; the same for a seed."""

    room: float = ROOM
    least: float = LEAST
    quick: float = QUICK

    def better(self, known: Solution, worth: float, other: Ints, effort: Effort) -> Settled | None:
        """The best mixture of a known plan and another one, at some of the sites where they differ; None where they do not, or not by sets on offer.

        Parameters
        ----------
        known : Solution
        worth : float
            Its worth.
        other : (sites, chargers) int
        effort : Effort
            Its work is that of this merge.
        """
        row = rows_of(self.sets, other)
        if row is None or not len(sites := self._chosen(np.flatnonzero((other != known.chargers).any(axis=1)))):
            return None
        keep = np.zeros(len(self.sets.site), dtype=bool)
        keep[row[sites]] = True
        return self.best_of(keep, known, worth, effort)

    def _chosen(self, apart: Ints) -> Ints:
        """Sites to choose at, of those that differ; (some,)."""
        if len(apart) <= self.room:
            return apart
        order = self.rng.permutation(len(apart))
        if self.rng.random() < TOGETHER:
            near = self.near(int(self.rng.choice(apart)))[apart]
            order = order[np.argsort(-near[order], kind="stable")]
        return apart[order[: round(self.room)]]
