"""The pricing problem of a site at given multipliers, as compiled loops: a continuous knapsack by port family for each set of chargers.

Fast need can use DC capacity A only, slow need A or AC capacity B. The constraints ``fast <= A`` and ``fast + slow <= A + B`` are nested, so
greedy allocation by profit is optimal. The value of a family at a site is ``V_all(A + B)`` where the best A + B kWh contain no more than A
of fast need, else ``V_fast(A) + V_slow(B)``, with V the running sums over the energy sorted by profit. Where pools serve several families, that
value, which counts them in each, only tells which sets to value exactly (`joint_pools`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.joint_pools import (
    JointScratch,
    Priced,
    best_joint,
    joint_scratch_for,
    merge_part,
    part_worth,
)
from planner.model.sets.flows import Flows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KWH, GAIN, FAST_KWH, FAST_GAIN, SLOW_KWH, SLOW_GAIN = range(6)
"""Rows of the running sums."""
OFTEN = 8
"""Moves per flow after which insertion sort gives way to merge sort."""
DUST = 1e-9


class Scratch(NamedTuple):
    """Buffers of the loops; `order` keeps the last order of each block, since the next differs little.

    Parameters
    ----------
    order, profit : (flows,)
    kwh : (longest block,)
        What a block's flows take.
    sums : (6, longest block + 1)
    worth, split : (levels,)
        Of every level, and whether its fast need binds.
    joint : JointScratch
    """

    order: Ints
    profit: Floats
    kwh: Floats
    sums: Floats
    worth: Floats
    split: NDArray[np.bool_]
    joint: JointScratch


def scratch_for(flows: Flows) -> Scratch:
    """Allocate the buffers."""
    longest = int(np.diff(flows.start).max(initial=0))
    count, levels = len(flows.key), len(flows.level_dc)
    return Scratch(
        np.arange(count),
        np.zeros(count),
        np.zeros(longest),
        np.zeros((6, longest + 1)),
        np.zeros(levels),
        np.zeros(levels, dtype=bool),
        joint_scratch_for(flows),
    )


@compiled
def sort_by_profit(order: Ints, profit: Floats, begin: int, end: int) -> None:
    """Sort ``order[begin:end]`` by falling profit: by insertion, since multipliers change little, else by merge sort."""
    moved, most = 0, OFTEN * (end - begin + OFTEN)
    for at in range(begin + 1, end):
        one, to = order[at], at
        while to > begin and profit[order[to - 1]] < profit[one]:
            order[to] = order[to - 1]
            to -= 1
        order[to] = one
        moved += at - to
        if moved > most:
            part = order[begin:end].copy()
            order[begin:end] = part[np.argsort(-profit[part], kind="mergesort")]
            return


@compiled
def running_sums(flows: Flows, scratch: Scratch, energy: Floats, block: int) -> int:
    """Running sums over the profitable flows of a sorted block; returns how many there are."""
    order, profit, sums, key, fast = scratch.order, scratch.profit, scratch.sums, flows.key, flows.fast
    n, all_kwh, all_gain, fast_kwh, fast_gain = 0, 0.0, 0.0, 0.0, 0.0
    for at in range(flows.start[block], flows.start[block + 1]):
        flow = order[at]
        gain = profit[flow]
        if gain <= 0.0:
            break
        kwh = energy[key[flow]]
        if kwh <= 0.0:
            continue
        n += 1
        all_kwh += kwh
        all_gain += kwh * gain
        if fast[flow]:
            fast_kwh += kwh
            fast_gain += kwh * gain
        sums[KWH, n], sums[GAIN, n] = all_kwh, all_gain
        sums[FAST_KWH, n], sums[FAST_GAIN, n] = fast_kwh, fast_gain
        sums[SLOW_KWH, n], sums[SLOW_GAIN, n] = all_kwh - fast_kwh, all_gain - fast_gain
    return n


@compiled
def interpolated(across: Floats, up: Floats, n: int, room: float) -> float:
    """Value of the running sum `up` where `across` reaches `room`, by linear interpolation between their first n + 1 points."""
    if room >= across[n]:
        return float(up[n])
    low, high = 0, n
    while high - low > 1:
        middle = (low + high) // 2
        if across[middle] <= room:
            low = middle
        else:
            high = middle
    wide = across[high] - across[low]
    share = (room - across[low]) / wide if wide > 0.0 else 0.0
    return float(up[low] + (up[high] - up[low]) * share)


@compiled
def value_levels(flows: Flows, scratch: Scratch, energy: Floats, block: int) -> None:
    """Value every capacity level of a block whose profits are set; written to the scratch."""
    sort_by_profit(scratch.order, scratch.profit, flows.start[block], flows.start[block + 1])
    n, sums = running_sums(flows, scratch, energy, block), scratch.sums
    every, gain, quick = sums[KWH], sums[GAIN], sums[FAST_KWH]
    worth, split, level_dc, level_ac = scratch.worth, scratch.split, flows.level_dc, flows.level_ac
    for level in range(flows.level_start[block], flows.level_start[block + 1]):
        dc, ac = level_dc[level], level_ac[level]
        split[level] = interpolated(every, quick, n, dc + ac) > dc + DUST
        if split[level]:
            worth[level] = interpolated(quick, sums[FAST_GAIN], n, dc) + interpolated(
                sums[SLOW_KWH], sums[SLOW_GAIN], n, ac
            )
        else:
            worth[level] = interpolated(every, gain, n, dc + ac)


@compiled
def allocate(flows: Flows, scratch: Scratch, energy: Floats, block: int, level: int) -> int:
    """Allocate the capacity of a level to the flows of a block by falling profit; kWh to the scratch, returns how many flows take part."""
    order, profit, took, key, fast = scratch.order, scratch.profit, scratch.kwh, flows.key, flows.fast
    dc, ac, split = flows.level_dc[level], flows.level_ac[level], scratch.split[level]
    both, n = dc + ac, 0
    for at in range(flows.start[block], flows.start[block + 1]):
        flow = order[at]
        if profit[flow] <= 0.0 or both <= 0.0:
            break
        kwh = max(0.0, energy[key[flow]])
        if split and fast[flow]:
            kwh = min(kwh, dc)
            dc -= kwh
        elif split:
            kwh = min(kwh, ac)
            ac -= kwh
        else:
            kwh = min(kwh, both)
        both -= kwh
        took[n] = kwh
        n += 1
    return n


@compiled
def price_sites(
    flows: Flows, scratch: Scratch, first: Ints, set_price: Floats, price: Floats, energy: Floats
) -> tuple[Floats, Ints, Floats, Floats]:
    """Solve the pricing problem of every site.

    Parameters
    ----------
    first : (sites + 1,) int
        First set of each site.
    set_price : (sets,)
        Price of each set; inf where it may not be chosen.
    price, energy : (keys,)

    Returns
    -------
    value, best, served, worth : (sets,), (sites,), (keys,), (keys,)
        Reduced value of each set, the best set of each site (the first of equals), the energy allocated to those, and its worth.
    """
    value, best = np.empty(len(set_price)), np.empty(len(first) - 1, dtype=np.int64)
    served, gained = np.zeros(len(price)), np.zeros(len(price))
    priced = Priced(flows, scratch.order, scratch.profit, energy, scratch.joint)
    for flow in range(len(flows.key)):
        scratch.profit[flow] = flows.worth[flow] - price[flows.key[flow]]
    for site in range(len(first) - 1):
        for family in range(flows.level_of_set.shape[1]):
            value_levels(flows, scratch, energy, site * flows.level_of_set.shape[1] + family)
        top, pick = -np.inf, first[site]
        for one in range(first[site], first[site + 1]):
            earns = -set_price[one]
            for family in range(flows.level_of_set.shape[1]):
                earns += scratch.worth[flows.level_of_set[one, family]]
            value[one] = earns
            if earns > top:
                top, pick = earns, one
        best[site] = best_joint(priced, scratch.worth, first, value, site) if flows.joint.at[site] else pick
        add_served(priced, scratch, site, best[site], served, gained)
    return value, best, served, gained


@compiled
def price_sets(flows: Flows, scratch: Scratch, first: Ints, set_price: Floats, price: Floats, energy: Floats) -> Floats:
    """Reduced value of every set, too high where pools serve several families (`make_exact`); parameters as of `price_sites`; (sets,)."""
    value, families = np.empty(len(set_price)), flows.level_of_set.shape[1]
    for flow in range(len(flows.key)):
        scratch.profit[flow] = flows.worth[flow] - price[flows.key[flow]]
    for site in range(len(first) - 1):
        for family in range(families):
            value_levels(flows, scratch, energy, site * families + family)
        for one in range(first[site], first[site + 1]):
            value[one] = -set_price[one]
            for family in range(families):
                value[one] += scratch.worth[flows.level_of_set[one, family]]
    return value


@compiled
def serve_rows(flows: Flows, scratch: Scratch, rows: Ints, energy: Floats) -> tuple[Floats, Floats]:
    """Energy that one set a site serves at the prices of the last `price_sets`, and its worth; (keys,), (keys,)."""
    priced = Priced(flows, scratch.order, scratch.profit, energy, scratch.joint)
    served, gained = np.zeros(len(energy)), np.zeros(len(energy))
    for site in range(len(rows)):
        add_served(priced, scratch, site, rows[site], served, gained)
    return served, gained


@compiled
def add_served(priced: Priced, scratch: Scratch, site: int, pick: int, served: Floats, gained: Floats) -> None:
    """Add the energy that a set serves at a site, by key, and its worth."""
    flows, room = priced.flows, priced.room
    joint, families = flows.joint, flows.level_of_set.shape[1]
    done = np.zeros(families, dtype=np.bool_)
    for part in range(len(joint.first) - 1):
        if not joint.used[pick, part]:
            continue
        n = merge_part(priced, site, part)
        part_worth(priced, part, n, pick)
        for at in range(n):
            flow = room.flow[at]
            served[flows.key[flow]] += room.took[at]
            gained[flows.key[flow]] += room.took[at] * flows.worth[flow]
        for f in range(joint.first[part], joint.first[part + 1]):
            done[joint.family[f]] = True
    for family in range(families):
        block = site * families + family
        for n in range(
            0 if done[family] else allocate(flows, scratch, priced.energy, block, flows.level_of_set[pick, family])
        ):
            flow = scratch.order[flows.start[block] + n]
            served[flows.key[flow]] += scratch.kwh[n]
            gained[flows.key[flow]] += scratch.kwh[n] * flows.worth[flow]
