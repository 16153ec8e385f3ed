"""Greedy construction: the set of chargers with the largest reduced value on the remaining demand is built, one after another; compiled.

The value of a site falls as others serve demand, so its last value is an upper bound on the next, and only the top of the queue
is evaluated again: lazy evaluation (M. Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978).
"""

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.pricing_loops import Scratch, allocate, value_levels
from planner.model.search.state import SearchData, State, fits, put, release, serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_GAIN = 1e-6
"""Gains below this are treated as zero."""


class Criteria(NamedTuple):
    """Parameters of one greedy construction.

    Parameters
    ----------
    scarcity : float
        Weight of the multipliers of demand: energy that others could serve counts less.
    price_weight : float
        Weight of the multipliers of money, power and all other resources.
    by_return : float
        0 ranks sets by reduced value, 1 by reduced value per dollar.
    noise : float
        Spread of the random factors on the value of sets, so that repeated constructions differ.
    draw : int
        Seed of those factors.
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
def add_to_left(data: SearchData, state: State, site: int, share: float) -> None:
    """Add the energy of a site to the remaining demand, or with a share of -1 subtract it again."""
    families = data.flows.level_of_set.shape[1]
    for flow in range(data.flows.start[site * families], data.flows.start[(site + 1) * families]):
        state.left[data.flows.key[flow]] += share * state.kwh[flow]


@compiled
def price_of_change(data: SearchData, site: int, row: int, old: int) -> float:
    """Price of exchanging one set of a site for another, at the multipliers of all resources."""
    price = 0.0
    for resource in range(len(data.amount)):
        more = data.amount[resource, row] - data.amount[resource, old]
        price += data.resource_price[resource, site] * more
    return price


@compiled
def best_set(data: SearchData, state: State, scratch: Scratch, site: int, criteria: Criteria) -> tuple[int, float]:
    """Best set to replace the one at a site, and its gain; -1 and 0 where none gains."""
    flows, families = data.flows, data.flows.level_of_set.shape[1]
    add_to_left(data, state, site, 1.0)
    for family in range(families):
        block = site * families + family
        for flow in range(flows.start[block], flows.start[block + 1]):
            scratch.profit[flow] = flows.worth[flow] - criteria.scarcity * data.price[flows.key[flow]]
        value_levels(flows, scratch, state.left, block)
    add_to_left(data, state, site, -1.0)
    now, top, pick = state.row[site], 0.0, -1
    for one in range(data.first[site], data.first[site + 1]):
        more = data.amount[0, one] - data.amount[0, now]
        if more <= 0.0 or not fits(data, state, site, one, LEAST_GAIN):
            continue
        gain = 0.0
        for family in range(families):
            gain += scratch.worth[flows.level_of_set[one, family]] - scratch.worth[flows.level_of_set[now, family]]
        if gain <= LEAST_GAIN:
            continue
        gain *= 1.0 + criteria.noise * (2.0 * random_of(criteria.draw, one) - 1.0)
        gain -= criteria.price_weight * price_of_change(data, site, one, now)
        gain /= max(more, 1.0) ** criteria.by_return if criteria.by_return > 0.0 else 1.0
        if gain > top:
            top, pick = gain, one
    return pick, top


@compiled
def fill(data: SearchData, state: State, scratch: Scratch, site: int, row: int) -> float:
    """Allocate energy to a set at a site that serves nothing, after a call of `best_set` for it; returns the worth."""
    flows, families, worth = data.flows, data.flows.level_of_set.shape[1], 0.0
    for family in range(families):
        block = site * families + family
        took = allocate(flows, scratch, state.left, block, flows.level_of_set[row, family])
        for n in range(took):
            if scratch.kwh[n] > 0.0:
                worth += serve(data, state, scratch.order[flows.start[block] + n], scratch.kwh[n])
    return worth


@compiled
def build(
    data: SearchData, state: State, scratch: Scratch, sites: Ints, criteria: Criteria, touched: Ints
) -> tuple[float, int]:
    """Build at these sites until no set is feasible with a gain.

    Parameters
    ----------
    touched : (sites or more,) int
        Filled with the sites that were changed.

    Returns
    -------
    gain, count : float, int
        Worth gained, and how many sites were changed.
    """
    gain, count = 0.0, 0
    queue = [(0.0, -1)]
    queue.pop()
    for site in sites:
        row, top = best_set(data, state, scratch, site, criteria)
        if row >= 0:
            heapq.heappush(queue, (-top, site))
    while queue:
        _, site = heapq.heappop(queue)
        row, top = best_set(data, state, scratch, site, criteria)
        if row < 0:
            continue
        if queue and top < -queue[0][0]:
            heapq.heappush(queue, (-top, site))
            continue
        gain -= release(data, state, site)
        gain += fill(data, state, scratch, site, row)
        put(data, state, site, row)
        touched[count] = site
        count += 1
    return gain, count
