"""Plans made anew from what the relaxation sells, made better for a while, and merged with the best one: the exact program over the stations of both takes the better of each road.

Construct, merge, solve (Blum, Pinacho, Lopez-Ibanez and Lozano 2016, Computers and Operations Research 68, 75-88).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import STATED_S
from planner.corridors.search.liking import Liking
from planner.corridors.search.master import Master
from planner.corridors.search.neighbours import Neighbours
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.thinning import sold_at
from planner.corridors.search.together import LARGE, Part, Together
from planner.corridors.search.trying import Found, Trying
from planner.support.stopping import Stop
from planner.support.work import count, worked_by, worked_s

Ints = NDArray[np.int64]
BLURRED = 0.7
"""What each place sells counts for so much more or less, as a share, by chance, where stations are thinned to a plan."""
BETTER = 0.03
"""Share of the work for which a plan made anew is made better part by part."""
GAP = 1e-3


class Merging:
    """Merges plans with the best one; those of least money, and of rules beyond money, are left to programs.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Stop) -> None:
        self.asked, self.master, self.trying, self.stop = asked, master, trying, stop
        self.draw = np.random.default_rng(0)

    def improve(
        self, left: Callable[[], float], part_s: float, liking: Liking, whole_s: float, tell: Callable[[], None]
    ) -> bool:
        """Make plans and merge them until no work is left; returns whether it can do nothing here.

        Parameters
        ----------
        left : callable
            Work that is left, counted s.
        part_s : float
            Most work of a part, counted s.
        liking : Liking
        whole_s : float
            Work of the whole search, counted s.
        tell : callable
            Says what is found.
        """
        while left() > 0:
            other = self._anew(left, part_s, liking, BETTER * whole_s)
            if other is None:
                return True
            if left() > 0:
                self.merge(other, liking, min(left(), part_s))
            tell()
        return False

    def _anew(self, left: Callable[[], float], part_s: float, liking: Liking, better_s: float) -> Found | None:
        """Another plan than the best one; None where none is quickly made."""
        relaxed = self.trying.relaxed
        if self.trying.least or self.trying.best is None or relaxed is None:
            return None
        own = Trying(self.asked, self.master, self.stop)
        own.left = self.trying.left
        sold = sold_at(self.asked, relaxed.kwh)
        own.thin(self.master.usd, sold * self.draw.uniform(1 - BLURRED, 1 + BLURRED, len(sold))[:, None, None])
        if own.best is None:
            return None
        enough = worked_by(better_s)
        parts = Neighbours(self.asked, self.master, own, self.stop)
        parts.liking, parts.draw = liking, self.draw
        parts.improve(lambda: min(left(), enough - worked_s()), part_s, lambda: None)
        return own.best

    def merge(self, other: Found, liking: Liking, work_s: float) -> None:
        """Ask for the best plan of the stations of another one and the best, from the better one, with so much work.

        Parameters
        ----------
        other : tuple of value, stations and drives
        liking : Liking
        work_s : float
            Counted s.
        """
        best = self.trying.best
        assert best is not None
        better = best if best[0] >= other[0] else other
        self.trying.attempt(other[1])
        legs = liking.keen | (best[2].share > 0) | (other[2].share > 0)
        part = Part.whole(self.asked, np.union1d(best[1], other[1]), legs)
        program = Together(self.asked, part, self.master.usd, self.master.needed)
        count(STATED_S)
        if program.program.columns > LARGE:
            return
        found = program.best(GAP, self.trying.left(), self.stop, better[1:], work_s)
        if found is not None:
            self.trying.attempt(found)
