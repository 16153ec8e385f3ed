"""The least that a leg needs: the cheapest set of stops that leaves none of its covers empty, where each stop has a cost.

Covers of a leg are windows of its stops of which none holds another, so each stop hits covers that follow each other, and the cheapest set is a shortest
path: the least for the first covers is that of a stop that hits the last of them, with the least for the covers that it leaves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.lines import Lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Chains:
    """Covers of all legs in steps: the first of each leg, the second of each, ...

    Parameters
    ----------
    stops : tuple of (entries,) int
        Step by step, the stops of its covers, one cover behind the other.
    before : tuple of (entries,) int
        Of each of these stops, where in the table of least costs that of the covers stands that end before it.
    begins : tuple of (covers,) int
        Where the stops of each cover begin.
    at : tuple of (covers,) int
        Where its least cost is written.
    ends : (legs,) int
        Where that of the whole leg stands.
    """

    stops: tuple[Ints, ...]
    before: tuple[Ints, ...]
    begins: tuple[Ints, ...]
    at: tuple[Ints, ...]
    ends: Ints

    @classmethod
    def of(cls, lines: Lines) -> "Chains":
        """Of the lines of legs."""
        legs = len(lines.begins) - 1
        count = np.bincount(lines.cover_leg, minlength=legs)
        first = np.cumsum(count) - count  # cover of each leg
        low, high = lines.covers.T if len(lines.covers) else (np.zeros(0, dtype=np.int64),) * 2
        depth = np.arange(len(low)) - first[lines.cover_leg]
        stops, before, begins, at = [], [], [], []
        for step in range(int(count.max(initial=0))):
            covers = np.flatnonzero(depth == step)
            length = high[covers] - low[covers]
            begin = np.cumsum(length) - length
            own = np.repeat(low[covers] - begin, length) + np.arange(int(length.sum()))
            cover = np.repeat(covers, length)
            # covers that end at or before a stop are not hit by it; ends rise with the covers of a leg
            hit = np.searchsorted(high, own, side="right")
            before.append(np.maximum(hit, first[lines.cover_leg[cover]]) + lines.cover_leg[cover])
            stops.append(own)
            begins.append(begin)
            at.append(covers + lines.cover_leg[covers] + 1)
        return cls(tuple(stops), tuple(before), tuple(begins), tuple(at), np.cumsum(count) + np.arange(legs))

    def least(self, cost: Floats) -> Floats:
        """The least cost of each leg, where stops have these costs, infinite where one cannot be had; (legs,)."""
        table = np.zeros(int(self.ends.max(initial=-1)) + 1)
        for stops, before, begins, at in zip(self.stops, self.before, self.begins, self.at, strict=True):
            table[at] = np.minimum.reduceat(cost[stops] + table[before], begins)
        return np.asarray(table[self.ends])


def cheapest(lines: Lines, leg: int, cost: Floats) -> list[int]:
    """The stops of the cheapest chain of one leg, the last first: those that `Chains.least` tells the cost of."""
    covers = lines.covers[lines.cover_leg == leg]
    ends = covers[:, 1]
    least, by = [0.0], [(-1, 0)]
    for low, high in covers.tolist():
        stops = np.arange(low, high)
        before = np.searchsorted(ends, stops, side="right")
        total = cost[stops] + np.array(least)[before]
        at = int(np.argmin(total))
        least.append(float(total[at]))
        by.append((int(stops[at]), int(before[at])))
    found, at = [], len(covers)
    while at > 0:
        stop, at = by[at]
        found.append(stop)
    return found
