"""The bound of the median problems by prices, and a tree of such bounds where few sites are undecided, as machine code.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27 (1981), with
the deflected direction of Camerini, Fratta and Maffioli (1975).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Fates = NDArray[np.int8]
"""Of sites: 1 open in any case, -1 shut in any case, 0 undecided."""

MEMORY = 0.95
"""Share of the old direction in the new one."""


class Rows(NamedTuple):
    """Points and the sites that may serve them: pairs of point i are ``start[i]:start[i + 1]``, cheapest first.

    Serving costs ``cost`` (pairs,), leaving the point out ``out`` (points,). Pairs that cost as much as leaving out are not there.
    """

    start: Ints
    site: Ints
    cost: Floats
    out: Floats


@compiled
def reduced(rows: Rows, price: Floats, worth: Floats) -> float:
    """Fill the reduced cost of each site, ``sum min(0, cost - price)``; returns the sum of prices."""
    worth[:] = 0.0
    total = 0.0
    for i in range(len(price)):
        total += price[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[e] >= price[i]:
                break
            worth[rows.site[e]] += rows.cost[e] - price[i]
    return total


@compiled
def choose(worth: Floats, fate: Fates, p: int, chosen: Bools) -> float:
    """Choose the p cheapest sites by fate, the first of equals; returns the sum of their reduced costs."""
    key = np.where(fate > 0, -np.inf, np.where(fate < 0, np.inf, worth))
    edge = np.partition(key, p - 1)[p - 1]
    left, total = p, 0.0
    for j in range(len(key)):
        chosen[j] = key[j] < edge
        if chosen[j]:
            left -= 1
            total += worth[j]
    for j in range(len(key)):
        if left > 0 and key[j] == edge:
            chosen[j] = True
            left -= 1
            total += worth[j]
    return total


@compiled
def slope(rows: Rows, price: Floats, chosen: Bools, direction: Floats) -> float:
    """Turn the direction towards the points that are chosen too seldom; returns its square, in which dear points weigh more."""
    square = 0.0
    for i in range(len(price)):
        lack = 1.0
        for e in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[e] >= price[i]:
                break
            if chosen[rows.site[e]]:
                lack -= 1.0
        if lack > 0 and price[i] >= rows.out[i]:
            lack = 0.0
        direction[i] = lack + MEMORY * direction[i]
        square += rows.out[i] * direction[i] * direction[i]
    return square


@compiled
def step(rows: Rows, price: Floats, direction: Floats, length: float) -> None:
    """Move the prices, kept between the cheapest pair and leaving out: beyond, the bound only falls."""
    for i in range(len(price)):
        lowest = rows.out[i]
        if rows.start[i + 1] > rows.start[i]:
            lowest = rows.cost[rows.start[i]]
        price[i] = min(rows.out[i], max(lowest, price[i] + length * rows.out[i] * direction[i]))


@compiled
def descend(rows: Rows, fate: Fates, p: int, price: Floats, worth: Floats, steps: Floats) -> float:
    """Raise the bound for some rounds from these prices; returns the best, with its prices and reduced costs.

    ``steps`` holds: the cost of the best plan, the bound that is enough, rounds, patience and boldness; the last is updated, and is
    0 where prices are as good as they get.
    """
    upper, enough, rounds, patience = steps[0], steps[1], int(steps[2]), int(steps[3])
    now, direction, reduced_now = price.copy(), np.zeros(len(price)), np.zeros(len(worth))
    chosen = np.zeros(len(worth), np.bool_)
    best, stalled = -np.inf, 0
    for _ in range(rounds):
        bound = reduced(rows, now, reduced_now)
        bound += choose(reduced_now, fate, p, chosen)
        stalled += 1
        if bound > best:
            if bound > best + 1e-4 * (upper - best):
                stalled = 0
            best = bound
            price[:] = now
            worth[:] = reduced_now
        if best >= enough:
            break
        if stalled >= patience:
            stalled = 0
            steps[4] *= 0.5
            now[:] = price
            direction[:] = 0.0
            continue
        square = slope(rows, now, chosen, direction)
        if square == 0.0:
            steps[4] = 0.0
            break
        step(rows, now, direction, steps[4] * (upper - bound) / square)
    return best


@compiled
def decide(worth: Floats, fate: Fates, p: int, slack: float) -> int:
    """Decide the sites that reduced costs leave no choice about, where the bound lacks `slack`; returns the one to ask next, -1 for none.

    That is the chosen one whose loss costs most.
    """
    chosen = np.zeros(len(worth), np.bool_)
    choose(worth, fate, p, chosen)
    dearest, cheapest = -np.inf, np.inf
    for j in range(len(worth)):
        if fate[j] == 0 and chosen[j]:
            dearest = max(dearest, worth[j])
        if fate[j] == 0 and not chosen[j]:
            cheapest = min(cheapest, worth[j])
    best, least = -1, np.inf
    for j in range(len(worth)):
        if fate[j] != 0:
            continue
        if not chosen[j]:
            if worth[j] - dearest >= slack:
                fate[j] = -1
        elif cheapest - worth[j] >= slack:
            fate[j] = 1
        elif worth[j] < least:
            best, least = j, worth[j]
    return best


@compiled
def branch(rows: Rows, p: int, first: Floats, steps: Floats, opened: Bools) -> int:
    """Look for a plan cheaper than enough, deciding site after site, deepest first.

    Returns 1 where there is none, 2 with a plan in `opened` that undercuts, 0 where the limit of nodes is reached. `opened` holds the
    sites open in any case before; ``steps`` as for `descend`, and the most nodes after them.
    """
    sites, points = len(opened), len(first)
    fates = np.zeros((sites + 2, sites), np.int8)
    prices = np.zeros((sites + 2, points))
    prices[0] = first
    for j in range(sites):
        fates[0, j] = 1 if opened[j] else 0
    depth, worth, nodes = 1, np.zeros(sites), 0
    while depth > 0:
        depth -= 1
        nodes += 1
        if nodes > steps[5]:
            return 0
        fate, price = fates[depth], prices[depth]
        now = steps[:5].copy()
        bound = descend(rows, fate, p, price, worth, now)
        if bound >= steps[1]:
            continue
        j = decide(worth, fate, p, steps[1] - bound)
        if j < 0 or (fate >= 0).sum() <= p or (fate > 0).sum() >= p:
            choose(worth, fate, p, opened)
            if cost_of(rows, opened) < steps[1]:
                return 2
            continue
        fates[depth + 1], prices[depth + 1] = fate, price
        fates[depth, j], fates[depth + 1, j] = -1, 1
        depth += 2
    return 1


@compiled
def cost_of(rows: Rows, opened: Bools) -> float:
    """Cost of the best use of open sites."""
    total = 0.0
    for i in range(len(rows.out)):
        cost = rows.out[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            if opened[rows.site[e]]:
                cost = rows.cost[e]
                break
        total += cost
    return total
