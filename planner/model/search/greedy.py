"""Greedy construction: sets of chargers put where they earn most at given prices of what others leave, one after another; compiled.

A site earns less the more the others serve, so the last known earning of a site is an upper bound on the next, and only the
best on the list must be asked again (M. Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978).
"""

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, share_out, weigh_levels
from planner.model.search.state import Ground, State, fits, put, release, serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_GAIN = 1e-6
"""Less than this much worth is nobody served."""


class Criteria(NamedTuple):
    """What one greedy construction looks for.

    Parameters
    ----------
    scarcity : float
        Weight of the prices of energy: energy that others could serve counts less.
    price_weight : float
        Weight of the prices of money, power and all other resources.
    by_return : float
        0 ranks sets by what is left after paying, 1 by that per dollar.
    noise : float
        Spread of the random factors on what each set earns, so that repeated constructions differ.
    draw : int
        Which factors.
    """

    scarcity: float
    price_weight: float
    by_return: float
    noise: float
    draw: int


@compiled
def random_of(draw: int, number: int) -> float:
    """A pseudo-random number in [0, 1), the same for the same two numbers (splitmix64)."""
    mixed = np.uint64(draw) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(number) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0x94D049BB133111EB)
    return float((mixed ^ (mixed >> np.uint64(31))) & np.uint64(0xFFFFFF)) / 16777216.0


@compiled
def add_to_left(ground: Ground, state: State, site: int, share: float) -> None:
    """Add what a site serves to the demand that is left, or with a share of -1 take it out again."""
    families = ground.flows.level_of_set.shape[1]
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        state.left[ground.flows.key[flow]] += share * state.kwh[flow]


@compiled
def price_of_change(ground: Ground, site: int, row: int, old: int) -> float:
    """What changing one set of a site for another costs at the prices of all resources."""
    price = 0.0
    for resource in range(len(ground.amount)):
        more = ground.amount[resource, row] - ground.amount[resource, old]
        price += ground.resource_price[resource, site] * more
    return price


@compiled
def best_set(ground: Ground, state: State, scratch: Scratch, site: int, criteria: Criteria) -> tuple[int, float]:
    """Set that is worth most in place of the one at a site, and how much; -1 and 0 where none is."""
    flows, families = ground.flows, ground.flows.level_of_set.shape[1]
    add_to_left(ground, state, site, 1.0)
    for family in range(families):
        block = site * families + family
        for flow in range(flows.start[block], flows.start[block + 1]):
            scratch.profit[flow] = flows.worth[flow] - criteria.scarcity * ground.price[flows.key[flow]]
        weigh_levels(flows, scratch, state.left, block)
    add_to_left(ground, state, site, -1.0)
    now, top, pick = state.row[site], 0.0, -1
    for one in range(ground.first[site], ground.first[site + 1]):
        more = ground.amount[0, one] - ground.amount[0, now]
        if more <= 0.0 or not fits(ground, state, site, one, LEAST_GAIN):
            continue
        gain = 0.0
        for family in range(families):
            gain += scratch.worth[flows.level_of_set[one, family]] - scratch.worth[flows.level_of_set[now, family]]
        if gain <= LEAST_GAIN:
            continue
        gain *= 1.0 + criteria.noise * (2.0 * random_of(criteria.draw, one) - 1.0)
        gain -= criteria.price_weight * price_of_change(ground, site, one, now)
        gain /= max(more, 1.0) ** criteria.by_return if criteria.by_return > 0.0 else 1.0
        if gain > top:
            top, pick = gain, one
    return pick, top


@compiled
def fill(ground: Ground, state: State, scratch: Scratch, site: int, row: int) -> float:
    """Serve with a set at a site that serves nothing, as `best_set` was asked last; returns the worth."""
    flows, families, worth = ground.flows, ground.flows.level_of_set.shape[1], 0.0
    for family in range(families):
        block = site * families + family
        took = share_out(flows, scratch, state.left, block, flows.level_of_set[row, family])
        for n in range(took):
            if scratch.kwh[n] > 0.0:
                worth += serve(ground, state, scratch.order[flows.start[block] + n], scratch.kwh[n])
    return worth


@compiled
def build(
    ground: Ground, state: State, scratch: Scratch, sites: Ints, criteria: Criteria, touched: Ints
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
        row, top = best_set(ground, state, scratch, site, criteria)
        if row >= 0:
            heapq.heappush(queue, (-top, site))
    while queue:
        _, site = heapq.heappop(queue)
        row, top = best_set(ground, state, scratch, site, criteria)
        if row < 0:
            continue
        if queue and top < -queue[0][0]:
            heapq.heappush(queue, (-top, site))
            continue
        gain -= release(ground, state, site)
        gain += fill(ground, state, scratch, site, row)
        put(ground, state, site, row)
        touched[count] = site
        count += 1
    return gain, count
