"""Median problems: p sites, each point served by its cheapest open one or left out at a cost; the least total cost.

The p-median (S. L. Hakimi, Operations Research 12, 1964) is the one in which leaving a point out costs more than anything else. Maximal covering
is the one whose pairs cost nothing and whose points cost their weight when left out (as a p-median: R. Church and C. ReVelle, Theoretical and
computational links between the p-median, location set-covering and the maximal covering location problem, Geographical Analysis 8, 1976).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.medians.lagrangian import FIXED_OPEN, CostRows, Fixings
from planner.model.medians.swaps import ClosestSites, SwapGains, SwapState

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class MedianProblem:
    """A median problem.

    Parameters
    ----------
    rows : CostRows
    p : int
        Most sites to open, at least 1 and no more than there are.
    forced : (sites,) bool
        Sites that are fixed open, fewer than p or all of them.
    integral : bool
        All costs are whole numbers, so that any plan costs a whole number.
    """

    rows: CostRows
    p: int
    forced: Bools
    integral: bool

    @property
    def fixing(self) -> Fixings:
        """Sites fixed open, all others free; (sites,)."""
        return (self.forced * FIXED_OPEN).astype(np.int8)

    @cached_property
    def columns(self) -> tuple[Ints, Ints]:
        """By site: where its points begin in the second array, and the points in order of sites; (sites + 1,), (pairs,)."""
        zone = np.repeat(np.arange(len(self.rows.unserved)), np.diff(self.rows.start))
        order = np.argsort(self.rows.site, kind="stable")
        count = np.bincount(self.rows.site, minlength=len(self.forced))
        return np.append(0, np.cumsum(count)).astype(np.int64), zone[order]

    @cached_property
    def swap_state(self) -> SwapState:
        """Arrays in which the local search works."""
        points, sites = len(self.rows.unserved), len(self.forced)
        closest = ClosestSites(np.empty(points, np.int64), np.empty(points), np.empty(points))
        gains = SwapGains(np.empty(sites), np.empty(self.p), np.empty((sites, self.p)))
        return SwapState(
            self.rows, *self.columns, np.empty(sites, np.int64), np.empty(self.p, np.int64), closest, gains
        )

    def cheapest_pair(self, opened: Bools) -> Ints:
        """Pair by which each point is served, -1 where it is left out; (points,)."""
        at = np.append(np.flatnonzero(opened[self.rows.site]), len(self.rows.site))
        pair = at[np.searchsorted(at, self.rows.start[:-1])]
        return np.where(pair < self.rows.start[1:], pair, -1)

    def second_pair(self, opened: Bools) -> Ints:
        """Pair by which each point would be served if its site closed, -1 where by none; (points,)."""
        at = np.append(np.flatnonzero(opened[self.rows.site]), [len(self.rows.site)] * 2)
        pair = at[np.searchsorted(at, self.rows.start[:-1]) + 1]
        return np.where(pair < self.rows.start[1:], pair, -1)

    def pair_cost(self, pair: Ints) -> Floats:
        """What each point costs by these pairs, of -1 for being left out; (points,)."""
        return np.where(pair >= 0, np.append(self.rows.cost, 0.0)[pair], self.rows.unserved)

    def cost(self, opened: Bools) -> float:
        """Cost of the best use of open sites."""
        return float(self.pair_cost(self.cheapest_pair(opened)).sum())

    def restricted(self, kept: Bools, forced: Bools) -> "MedianProblem":
        """The problem with the kept sites alone, numbered anew, the forced ones open; pairs dearer than a forced site are dropped."""
        limit = self.cheapest_pair(forced)
        zone = np.repeat(np.arange(len(self.rows.unserved)), np.diff(self.rows.start))
        stays = kept[self.rows.site] & ((limit[zone] < 0) | (np.arange(len(zone)) <= limit[zone]))
        count = np.bincount(zone[stays], minlength=len(self.rows.unserved))
        number = np.cumsum(kept) - 1
        start = np.append(0, np.cumsum(count)).astype(np.int64)
        rows = CostRows(start, number[self.rows.site[stays]], self.rows.cost[stays], self.rows.unserved)
        return MedianProblem(rows, self.p, forced[kept], self.integral)


def median_problem(zone: Ints, site: Ints, cost: Floats, unserved: Floats, *, sites: int, p: int) -> MedianProblem:
    """Sort pairs into rows; those that cost no less than leaving their point out are dropped.

    Parameters
    ----------
    zone, site : (pairs,) int
    cost : (pairs,)
    unserved : (points,)
        Cost of leaving a point out.
    sites, p : int
    """
    kept = cost < unserved[zone]
    zone, site, cost = zone[kept], site[kept], cost[kept]
    order = np.lexsort((site, cost, zone))
    start = np.searchsorted(zone[order], np.arange(len(unserved) + 1)).astype(np.int64)
    rows = CostRows(start, site[order].astype(np.int64), cost[order].astype(float), unserved.astype(float))
    integral = bool((rows.cost == np.rint(rows.cost)).all() and (rows.unserved == np.rint(rows.unserved)).all())
    return MedianProblem(rows, min(p, sites), np.zeros(sites, dtype=bool), integral)
