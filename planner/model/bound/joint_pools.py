"""Capacity of pools that serve several port families, in the pricing problem of a site: the greedy algorithm on a polymatroid, compiled.

A flow may be served by the pools that its plug and need fit. What such a bipartite network can serve of each flow is a transversal polymatroid
(J. Edmonds, Submodular functions, matroids, and certain polyhedra, 1970), so serving by falling profit is optimal, and each flow adds to
what is served what it adds to the rank. With the flows served so far, F_f of fast and S_f of slow need of family f, A_f of own DC and B_f of AC
capacity, and joint pools q of capacity C_q, the rank is by the theorem of maximum flow and minimum cut

    sum_f r_f + min_T [ sum_{f not in T} (F_f + S_f - r_f) + sum_{q touches T} C_q ],  r_f = min(F_f + S_f, A_f + min(S_f, B_f))

over all sets T of families that joint pools link, of which there are few.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.sets.flows import Flows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DUST = 1e-9


class JointScratch(NamedTuple):
    """Buffers for one part, a few families that joint pools link.

    Parameters
    ----------
    flow, family : (flows of a site,) int
        Profitable flows of the part by falling profit, and the place of each one's family in the part.
    took : (flows of a site,)
        KWh of each.
    fast, slow, rest : (families,)
        Energy of each need so far, and what own capacity leaves of it.
    over, cut : (2**families,)
        By set of families, the bits of its number: what own capacity leaves, and the joint capacity that touches it.
    last : (sites,) int
        Best set of the last time, -1 before the first.
    """

    flow: Ints
    family: Ints
    took: Floats
    fast: Floats
    slow: Floats
    rest: Floats
    over: Floats
    cut: Floats
    last: Ints


def joint_scratch_for(flows: Flows) -> JointScratch:
    """Allocate the buffers."""
    width = int(np.diff(flows.joint.first).max(initial=0))
    longest = int(np.diff(flows.start[:: flows.families]).max(initial=0)) if width else 0
    return JointScratch(
        np.zeros(longest, dtype=np.int64),
        np.zeros(longest, dtype=np.int64),
        np.zeros(longest),
        np.zeros(width),
        np.zeros(width),
        np.zeros(width),
        np.zeros(2**width),
        np.zeros(2**width),
        np.full(len(flows.joint.at), -1),
    )


class Priced(NamedTuple):
    """Flows at the multipliers of one round.

    Parameters
    ----------
    flows : Flows
    order : (flows,) int
        Each block by falling profit.
    profit : (flows,)
    energy : (keys,)
    room : JointScratch
    """

    flows: Flows
    order: Ints
    profit: Floats
    energy: Floats
    room: JointScratch


@compiled
def merge_part(priced: Priced, site: int, part: int) -> int:
    """Merge the sorted blocks of the families of a part into one order by falling profit; returns how many flows earn anything."""
    flows, room, order, profit, n = priced.flows, priced.room, priced.order, priced.profit, 0
    joint, families = flows.joint, flows.level_of_set.shape[1]
    first, width = joint.first[part], joint.first[part + 1] - joint.first[part]
    at = np.empty(width, dtype=np.int64)
    for f in range(width):
        at[f] = flows.start[site * families + joint.family[first + f]]
    while True:
        best, top = -1, 0.0
        for f in range(width):
            end = flows.start[site * families + joint.family[first + f] + 1]
            while at[f] < end and priced.energy[flows.key[order[at[f]]]] <= 0.0:
                at[f] += 1
            if at[f] < end and profit[order[at[f]]] > top:
                best, top = f, profit[order[at[f]]]
        if best < 0:
            return n
        room.flow[n], room.family[n] = order[at[best]], best
        at[best] += 1
        n += 1


@compiled
def set_cuts(priced: Priced, part: int, one: int) -> float:
    """Joint capacity that touches each set of families, for one set of chargers, to `room.cut`; returns all capacity of the part."""
    flows, room = priced.flows, priced.room
    joint, first = flows.joint, flows.joint.first[part]
    width = joint.first[part + 1] - first
    whole = 1 << width
    for chosen in range(whole):
        room.over[chosen], room.cut[chosen] = 0.0, 0.0
        for q in range(joint.kwh.shape[1]):
            for f in range(width):
                if chosen >> f & 1 and joint.touches[q, joint.family[first + f]]:
                    room.cut[chosen] += joint.kwh[one, q]
                    break
    most = room.cut[whole - 1]
    for f in range(width):
        room.fast[f], room.slow[f], room.rest[f] = 0.0, 0.0, 0.0
        family = joint.family[first + f]
        most += joint.own[one, family] + flows.level_ac[flows.level_of_set[one, family]]
    return float(most)


@compiled
def part_worth(priced: Priced, part: int, n: int, one: int) -> float:
    """Worth of the n merged flows of a part with a set of chargers; what each takes is written to `room.took`."""
    flows, room = priced.flows, priced.room
    joint, over, worth, rank, own_rank = flows.joint, room.over, 0.0, 0.0, 0.0
    first = joint.first[part]
    whole = 1 << (joint.first[part + 1] - first)
    most = set_cuts(priced, part, one)
    room.took[:n] = 0.0
    for at in range(n):
        if most - rank <= DUST:
            break
        flow, f = room.flow[at], room.family[at]
        family, kwh = joint.family[first + f], priced.energy[flows.key[flow]]
        if flows.fast[flow]:
            room.fast[f] += kwh
        else:
            room.slow[f] += kwh
        asked, ac = room.fast[f] + room.slow[f], flows.level_ac[flows.level_of_set[one, family]]
        own = min(asked, joint.own[one, family] + min(room.slow[f], ac))
        more = asked - own - room.rest[f]
        own_rank += kwh - more
        room.rest[f] += more
        extra = np.inf
        for chosen in range(whole):
            if chosen >> f & 1:
                over[chosen] += more
            extra = min(extra, over[chosen] + room.cut[whole - 1 - chosen])
        got = max(0.0, own_rank + extra - rank)
        rank += got
        worth += got * priced.profit[flow]
        room.took[at] = got
    return worth


@compiled
def overcounted(priced: Priced, worth: Floats, part: int, n: int, one: int) -> float:
    """What makes the value of a set exact in a part, 0 or less: its n merged flows in the place of its families each with all joint capacity."""
    joint, more = priced.flows.joint, part_worth(priced, part, n, one)
    for f in range(joint.first[part], joint.first[part + 1]):
        more -= worth[priced.flows.level_of_set[one, joint.family[f]]]
    return float(more)


@compiled
def make_exact(priced: Priced, worth: Floats, value: Floats, rows: Ints, site: Ints) -> None:
    """Make the values of some sets exact that count the pools in each family; each set once, those of a site together.

    Parameters
    ----------
    worth : (levels,)
    value : (sets,)
        Changed in place.
    rows, site : (some,) int
        The sets and their sites.
    """
    for part in range(len(priced.flows.joint.first) - 1):
        last, n = -1, 0
        for at in range(len(rows)):
            if not priced.flows.joint.used[rows[at], part]:
                continue
            if site[at] != last:
                last, n = site[at], merge_part(priced, site[at], part)
            value[rows[at]] += overcounted(priced, worth, part, n, rows[at])


@compiled
def best_joint(priced: Priced, worth: Floats, first: Ints, value: Floats, site: int) -> int:
    """Best set of a site where pools serve several families; `value` is made exact where it could be the best, and stays above its truth elsewhere."""
    joint, parts, pick, top = priced.flows.joint, len(priced.flows.joint.first) - 1, int(first[site]), -np.inf
    known = priced.room.last[site]
    for one in range(first[site], first[site + 1]):
        if value[one] > top and not joint.used[one].any():
            top, pick = value[one], one
    for part in range(parts):
        n = merge_part(priced, site, part)
        for at in range(first[site] - 1, first[site + 1]):  # the best of the last round first
            one = known if at < first[site] else at
            if one < 0 or (at >= first[site] and one == known) or not joint.used[one, part] or value[one] <= top:
                continue
            value[one] += overcounted(priced, worth, part, n, one)
            if value[one] > top and not joint.used[one, part + 1 :].any():
                top, pick = value[one], one
    priced.room.last[site] = pick
    return pick
