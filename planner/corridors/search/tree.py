"""Branch and bound over stretches of road, places and stations, with the program's relaxation at each node and drives where it builds whole stations.

Rows that are learnt hold everywhere, so one program serves all nodes: it goes on from the last basis with other limits. The open node of the worst bound goes first,
since only that moves the bound of every plan. As long as there is no plan near the bound, the search follows the way that builds more from there until it is closed, and so finds one.
"""

import heapq
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.branching import PART, Branch, Branching, Trial
from planner.corridors.search.fixing import Decided, Fixing
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.trying import LEAST_GAP, Trying
from planner.corridors.search.windows import Windows
from planner.model.program.draft import Reply
from planner.proofs import gap_of

Floats = NDArray[np.float64]
DEAR = 1e-7
"""By how much of all gain more the program must lose by a station that is given up."""
NEARLY = 1 - 1e-6
"""So much of the gap is left to what is given up, so that rounding does not pass it."""
AGREED = LEAST_GAP / 2
"""By how much, as a share, the program may hope for more than the drives of its stations make, and be right: every gap covers it."""


DEEPER = 3
"""Times that a node asks for further rows of whole stations and of prices, while they move its bound."""
MOVED = 1e-4
LATER = 1e-4
"""A node that turns out better than the worst one by so much, as a share, is put aside for that one."""
FAR_OFF = 0.1
"""Gap of the best plan above which the search follows each way to its end."""


@dataclass(frozen=True)
class Explored:
    """What is known at the end.

    Parameters
    ----------
    bound : float
        Of every plan; infinitely bad where none keeps the rules.
    whole : bool
        Whether every end was reached by drives, by the gap, or because nothing keeps to its decisions.
    """

    bound: float
    whole: bool


class Tree:
    """The search of a question; it begins anew for other money (`begin_anew`), but remembers which decisions moved the bound.

    Parameters
    ----------
    asked, master, trying
    tell : callable
        Called with the bound now and then.

    Attributes
    ----------
    parts : (stations,) or None
        How much of each the node that was looked at last builds.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, tell: Callable[[float], None]) -> None:
        self.asked, self.master, self.trying, self.tell = asked, master, trying, tell
        self.fixing = Fixing(asked)
        self._count = itertools.count()
        self._left: Callable[[], float] = lambda: math.inf
        self._gap = 0.0
        self._passed = self._closed = math.inf
        self._heap: list[tuple[float, int, Decided]] | None = None
        self.parts: Floats | None = None

    @cached_property
    def windows(self) -> Windows:
        """Sets of stations of which a plan builds a whole number; in large networks they take a while to be found."""
        return Windows.of(self.asked)

    @cached_property
    def branching(self) -> Branching:
        """What is decided next."""
        return Branching(self.asked, self.fixing, self.windows)

    def explore(self, gap: float, left: Callable[[], float]) -> Explored:
        """Search until the gap is proven, all is decided, or no time is left; from where it was left the last time.

        Parameters
        ----------
        gap : float
        left : callable
            Work that is left, counted s; not above 0 where it shall end.
        """
        self._gap, self._left, self.master.apart = gap, left, True
        if self._heap is None:
            root = self._concluded(self.fixing.nothing())
            self._heap = [] if root is None else [(-math.inf, next(self._count), root)]
        heap = self._heap
        try:
            while heap and left() > 0:
                if self._enough(heap[0][0]):
                    break
                bound, _, node = heapq.heappop(heap)
                self._closed = min(self._closed, self._follow(bound, node, heap))
                self.tell(self._value(min([self._closed, self._passed, *(one[0] for one in heap[:1])])))
        finally:
            self.forget()
        done = not heap or self._enough(heap[0][0])
        return Explored(self._value(min([self._closed, self._passed, *(one[0] for one in heap[:1])])), done)

    def begin_anew(self) -> None:
        """Forget what was explored: money is another. The program knows of no decision any more, since it forgets them as each search ends."""
        self._heap, self._passed, self._closed = None, math.inf, math.inf
        self.parts = None

    def forget(self) -> None:
        """Free the program of all decisions: what it proves from now on holds for every plan."""
        self.master.decide(self.fixing.nothing(), self.windows)

    def _follow(self, bound: float, node: Decided, heap: list[tuple[float, int, Decided]]) -> float:
        """Go down from a node to where the way is closed, and put aside what is left for later; returns the bound of where it ends."""
        now: Decided | None = node
        while now is not None:
            reply = self._relaxed(now)
            if not reply.possible:
                return math.inf
            bound, late = max(bound, reply.bound), self._left() <= 0
            if not late and self._enough(bound):
                return bound
            if late or self._later(bound, heap):
                heapq.heappush(heap, (bound, next(self._count), now))
                return math.inf
            now = self._without_dear(now, reply)
            branch, ends = self._next(now, reply, bound)
            if branch is None:
                if ends is not None:
                    return ends
                heapq.heappush(heap, (bound, next(self._count), now))
                return math.inf
            bound = bound if ends is None else ends
            self.master.rest()
            ways = [way for way in map(self._concluded, self.branching.ways(now, branch)) if way is not None]
            now = ways.pop(0) if ways and self._far_off(bound) else None
            for way in ways:
                heapq.heappush(heap, (bound, next(self._count), way))
        return math.inf

    def _later(self, loss: float, heap: list[tuple[float, int, Decided]]) -> bool:
        """Whether another node is worse, and that matters more than to find a plan."""
        return bool(heap) and loss > heap[0][0] + LATER * abs(loss) and not self._far_off(loss)

    def _far_off(self, loss: float) -> bool:
        """Whether there is no plan near a bound."""
        best = self.trying.best
        return best is None or gap_of(best[0], self._value(loss)) > FAR_OFF

    def _without_dear(self, now: Decided, reply: Reply) -> Decided:
        """Without stations that cost the relaxation so much that plans with them need not be looked at."""
        best = self.trying.best
        if best is None or reply.values is None or not math.isfinite(reply.bound):
            return now
        gap = self._gap * NEARLY
        enough = self._loss(best[0] / (1 - gap) if self.master.sign < 0 else best[0] / (1 + gap))
        more = self.master.draft.reduced_costs()[self.master.built]
        dear = np.flatnonzero(
            now.allowed & (reply.bound + more > enough + DEAR) & (reply.values[self.master.built] <= PART)
        )
        if not len(dear):
            return now
        without = self._concluded(now.none_of(dear))
        if without is None:
            return now
        self._passed = min(self._passed, enough)
        return without

    def _next(self, now: Decided, reply: Reply, bound: float) -> tuple[Branch | None, float | None]:
        """What to decide, and the bound; no branch where the node is closed, by the bound or by drives, nor any bound where there was no time for these."""
        while reply.values is not None and math.isfinite(reply.bound):
            self.parts = built = reply.values[self.master.built]
            if (np.abs(built - built.round()) > PART).any():
                branch = self.branching.next(built, bound, self._trial(now))
                if branch is not None:
                    return (branch, bound) if self._left() > 0 else (None, None)  # perhaps not all were tried out
                break
            value = self.trying.value(np.flatnonzero(built > 0.5))
            if self._enough(bound) or (value is not None and self._loss(value) <= bound + AGREED * abs(bound)):
                return None, bound
            before, reply = bound, self._relaxed(now)
            if not reply.possible:
                return None, math.inf
            bound = max(bound, reply.bound)
            same = reply.values is not None and np.abs(reply.values[self.master.built] - built).max(initial=0.0) <= PART
            if same and bound <= before + AGREED * abs(before):
                break
        branch = self.branching.undecided(now)
        if branch is None:
            value = self.trying.value(np.flatnonzero(now.allowed))
            return None, None if value is None else self._loss(value)
        return branch, bound

    def _trial(self, now: Decided) -> Trial:
        """Tells what both ways of each branch make of the bound; each begins from the basis of the node."""

        def tell(branches: Sequence[Branch]) -> list[tuple[float, float]]:
            self.master.count_in((one.number for one in branches if one.kind == "window"), self.windows)
            basis, found = self.master.draft.basis(), []
            for branch in branches:
                bounds = []
                for way in self.branching.ways(now, branch):
                    decided = self._concluded(way)
                    self.master.draft.restart(basis)
                    bounds.append(math.inf if decided is None else self._solve(decided).bound)
                found.append((bounds[0], bounds[1]))
            return found

        return tell

    def _concluded(self, decided: Decided) -> Decided | None:
        best = self.trying.best
        usd = self.master.usd if best is None or not self.trying.least else min(self.master.usd, best[0])
        return self.fixing.concluded(decided, usd)

    def _relaxed(self, now: Decided) -> Reply:
        """The relaxation with all covers that it breaks, and a few of the other rows."""
        reply = self._covered(now)
        for _round in range(DEEPER):
            if reply.values is None or self._left() <= 0 or self._enough(reply.bound):
                break
            if not self.master.add_rounded(reply.values) + self.trying.price(
                reply.values[self.master.built], reply.values[self.master.share]
            ):
                break
            before, reply = reply.bound, self._covered(now)
            if reply.bound <= before + MOVED * abs(before):
                break
        return reply

    def _covered(self, now: Decided) -> Reply:
        reply = self._solve(now)
        while reply.values is not None and self.master.add_covers(reply.values):
            reply = self._solve(now)
        return reply

    def _solve(self, now: Decided) -> Reply:
        self.master.decide(now, self.windows)
        seconds, work_s = max(0.0, self.trying.left()), max(0.0, self._left())
        return self.master.relax(seconds, self.trying.stop, work_s, devex=True)

    def _loss(self, value: float) -> float:
        return self.master.sign * value / self.master.unit

    def _value(self, loss: float) -> float:
        """The bound of every plan where what is open can reach this loss of the program at best."""
        found, best = self.master.sign * loss * self.master.unit, self.trying.best
        if best is None or self.trying.sense.better(found, best[0]):
            return found
        return best[0]

    def _enough(self, loss: float) -> bool:
        """Whether nothing so bad need be looked at."""
        best = self.trying.best
        if best is None or loss == -math.inf:
            return False
        bound = self._value(loss)
        return not self.trying.sense.better(bound, best[0]) or gap_of(best[0], bound) <= self._gap
