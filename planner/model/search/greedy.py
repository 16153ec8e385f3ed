"""Sets of chargers put where they earn most at given prices of what others leave, one after another; compiled.

A site earns less the more the others serve, so the last known earning of a site is an upper bound on the next, and only the
best on the list must be asked again (M. Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978).
"""

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, share_out, weigh_levels
from planner.model.search.state import Ground, Stand, may_open, put, release, room_at, serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_GAIN = 1e-6
"""Less than this much worth is nobody served."""


class Taste(NamedTuple):
    """What one build looks for.

    Parameters
    ----------
    scarcity : float
        Weight of the prices of energy: energy that others could serve counts less.
    thrift : float
        Weight of the prices of money, power and two standards.
    by_return : float
        0 ranks sets by what is left after paying, 1 by that per dollar.
    luck : float
        Spread of the factors on what each set earns, so that repeated builds differ.
    draw : int
        Which factors.
    """

    scarcity: float
    thrift: float
    by_return: float
    luck: float
    draw: int


@compiled
def chance(draw: int, number: int) -> float:
    """One of [0, 1) that looks drawn by lot, the same for the same two numbers (splitmix64)."""
    mixed = np.uint64(draw) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(number) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0x94D049BB133111EB)
    return float((mixed ^ (mixed >> np.uint64(31))) & np.uint64(0xFFFFFF)) / 16777216.0


@compiled
def lend(ground: Ground, stand: Stand, site: int, share: float) -> None:
    """Lay what a site serves to the demand that is left, or with a share of -1 take it out again."""
    families = ground.flows.level_of_set.shape[1]
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        stand.left[ground.flows.key[flow]] += share * stand.kwh[flow]


@compiled
def best_set(ground: Ground, stand: Stand, scratch: Scratch, site: int, taste: Taste) -> tuple[int, float]:
    """Set that is worth most in place of the one at a site, and how much; -1 and 0 where none is."""
    flows, families = ground.flows, ground.flows.level_of_set.shape[1]
    lend(ground, stand, site, 1.0)
    for family in range(families):
        block = site * families + family
        for flow in range(flows.start[block], flows.start[block + 1]):
            scratch.profit[flow] = flows.worth[flow] - taste.scarcity * ground.price[flows.key[flow]]
        weigh_levels(flows, scratch, stand.left, block)
    lend(ground, stand, site, -1.0)
    now, top, pick = stand.row[site], 0.0, -1
    money, room = stand.money[0] + LEAST_GAIN, room_at(ground, stand, site) + LEAST_GAIN
    dual = max(0.0, stand.dual[0]) + LEAST_GAIN
    for one in range(ground.first[site], ground.first[site + 1]):
        more, kw = ground.cost[one] - ground.cost[now], ground.kw[one] - ground.kw[now]
        two = ground.taken[one] - ground.taken[now]
        if more <= 0.0 or more > money or kw > room or two > dual:
            continue
        gain = 0.0
        for family in range(families):
            gain += scratch.worth[flows.level_of_set[one, family]] - scratch.worth[flows.level_of_set[now, family]]
        if gain <= LEAST_GAIN:
            continue
        gain *= 1.0 + taste.luck * (2.0 * chance(taste.draw, one) - 1.0)
        gain -= taste.thrift * (ground.money_price * more + ground.kw_price[site] * kw + ground.dual_price * two)
        gain /= max(more, 1.0) ** taste.by_return if taste.by_return > 0.0 else 1.0
        if gain > top:
            top, pick = gain, one
    return pick, top


@compiled
def fill(ground: Ground, stand: Stand, scratch: Scratch, site: int, row: int) -> float:
    """Serve with a set at a site that serves nothing, as `best_set` was asked last; returns the worth."""
    flows, families, worth = ground.flows, ground.flows.level_of_set.shape[1], 0.0
    for family in range(families):
        block = site * families + family
        took = share_out(flows, scratch, stand.left, block, flows.level_of_set[row, family])
        for n in range(took):
            if scratch.kwh[n] > 0.0:
                worth += serve(ground, stand, scratch.order[flows.start[block] + n], scratch.kwh[n])
    return worth


@compiled
def build(
    ground: Ground, stand: Stand, scratch: Scratch, sites: Ints, taste: Taste, touched: Ints
) -> tuple[float, int]:
    """Put sets at these sites until nothing fits or serves anybody.

    Parameters
    ----------
    touched : (sites or more,) int
        Filled with the sites that were changed.

    Returns
    -------
    gain, count : float, int
        Worth that is served more, and how many sites were changed.
    """
    gain, count = 0.0, 0
    queue = [(0.0, -1)]
    queue.pop()
    for site in sites:
        if may_open(ground, stand, site):
            row, top = best_set(ground, stand, scratch, site, taste)
            if row >= 0:
                heapq.heappush(queue, (-top, site))
    while queue:
        _, site = heapq.heappop(queue)
        if not may_open(ground, stand, site):
            continue
        row, top = best_set(ground, stand, scratch, site, taste)
        if row < 0:
            continue
        if queue and top < -queue[0][0]:
            heapq.heappush(queue, (-top, site))
            continue
        gain -= release(ground, stand, site)
        gain += fill(ground, stand, scratch, site, row)
        put(ground, stand, site, row)
        touched[count] = site
        count += 1
    return gain, count
