"""Median problems: p sites, each point served by its cheapest open one or left out at a price; the least total cost.

Maximal covering is the one whose pairs cost nothing and whose points cost their weight when left out; in a p-median leaving a point
out costs more than anything else.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.medians.loops import Fates, Rows
from planner.model.medians.swaps import Served, State, Swaps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Medians:
    """A median problem.

    Parameters
    ----------
    rows : Rows
    p : int
        Most sites to open, at least 1 and no more than there are.
    forced : (sites,) bool
        Sites that are open in any case, fewer than p or all of them.
    whole : bool
        All costs are whole numbers, so that any plan costs a whole number.
    """

    rows: Rows
    p: int
    forced: Bools
    whole: bool

    @property
    def fate(self) -> Fates:
        """What is decided of each site."""
        return self.forced.astype(np.int8)

    @cached_property
    def columns(self) -> tuple[Ints, Ints]:
        """By site: where its points begin in the second array, and the points in order of sites."""
        zone = np.repeat(np.arange(len(self.rows.out)), np.diff(self.rows.start))
        order = np.argsort(self.rows.site, kind="stable")
        count = np.bincount(self.rows.site, minlength=len(self.forced))
        return np.append(0, np.cumsum(count)).astype(np.int64), zone[order]

    @cached_property
    def state(self) -> State:
        """Room for the swaps."""
        points, sites = len(self.rows.out), len(self.forced)
        served = Served(np.empty(points, np.int64), np.empty(points), np.empty(points))
        swaps = Swaps(np.empty(sites), np.empty(self.p), np.empty((sites, self.p)))
        return State(self.rows, *self.columns, np.empty(sites, np.int64), np.empty(self.p, np.int64), served, swaps)

    def cheapest(self, opened: Bools) -> Ints:
        """Pair by which each point is served, -1 where it is left out; (points,)."""
        at = np.append(np.flatnonzero(opened[self.rows.site]), len(self.rows.site))
        pair = at[np.searchsorted(at, self.rows.start[:-1])]
        return np.where(pair < self.rows.start[1:], pair, -1)

    def cost(self, opened: Bools) -> float:
        """Cost of the best use of open sites."""
        return float(self.price(self.cheapest(opened)).sum())

    def second(self, opened: Bools) -> Ints:
        """Pair by which each point would be served if its site closed, -1 where by none; (points,)."""
        at = np.append(np.flatnonzero(opened[self.rows.site]), [len(self.rows.site)] * 2)
        pair = at[np.searchsorted(at, self.rows.start[:-1]) + 1]
        return np.where(pair < self.rows.start[1:], pair, -1)

    def price(self, pair: Ints) -> Floats:
        """What each point pays by these pairs, of -1 for being left out; (points,)."""
        return np.where(pair >= 0, np.append(self.rows.cost, 0.0)[pair], self.rows.out)

    def among(self, kept: Bools, forced: Bools) -> "Medians":
        """The problem with the kept sites alone, numbered anew, the forced ones open; what is dearer than a forced site is dropped."""
        limit = self.cheapest(forced)
        zone = np.repeat(np.arange(len(self.rows.out)), np.diff(self.rows.start))
        stays = kept[self.rows.site] & ((limit[zone] < 0) | (np.arange(len(zone)) <= limit[zone]))
        count = np.bincount(zone[stays], minlength=len(self.rows.out))
        number = np.cumsum(kept) - 1
        start = np.append(0, np.cumsum(count)).astype(np.int64)
        rows = Rows(start, number[self.rows.site[stays]], self.rows.cost[stays], self.rows.out)
        return Medians(rows, self.p, forced[kept], self.whole)


def medians(zone: Ints, site: Ints, cost: Floats, out: Floats, *, sites: int, p: int) -> Medians:
    """Lay pairs into rows; those that cost no less than leaving their point out are dropped.

    Parameters
    ----------
    zone, site : (pairs,) int
    cost : (pairs,)
    out : (points,)
    sites, p : int
    """
    kept = cost < out[zone]
    zone, site, cost = zone[kept], site[kept], cost[kept]
    order = np.lexsort((site, cost, zone))
    start = np.searchsorted(zone[order], np.arange(len(out) + 1)).astype(np.int64)
    rows = Rows(start, site[order].astype(np.int64), cost[order].astype(float), out.astype(float))
    whole = bool((rows.cost == np.rint(rows.cost)).all() and (rows.out == np.rint(rows.out)).all())
    return Medians(rows, min(p, sites), np.zeros(sites, dtype=bool), whole)
