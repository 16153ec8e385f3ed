"""The pricing problem of a site over all phases: the best chain of sets of which none is smaller than the one before, compiled.

A dynamic programme over the phases. The best that may stand before a set is the best of all sets below it, which is found from its covers,
smaller sets first; so a round takes as many steps as there are covers, and not as many as there are pairs of sets.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.chain_links import Links

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1


class Climb(NamedTuple):
    """Best chains up to each set of all phases.

    Parameters
    ----------
    total : (sets,)
        Of the best chain that ends in a set; -inf where there is none.
    top, pick : (sets,), (sets,) int
        The best of those that end in a set or in a smaller one, and which it ends in.
    before : (sets,) int
        The set before in the best chain, `NONE` in the first phase.
    """

    total: Floats
    top: Floats
    pick: Ints
    before: Ints


@compiled
def climb_for(sets: int) -> Climb:
    """Allocate the arrays."""
    return Climb(np.empty(sets), np.empty(sets), np.empty(sets, dtype=np.int64), np.empty(sets, dtype=np.int64))


@compiled
def climb(links: Links, value: Floats, phase: int, site: int, best: Climb) -> None:
    """Find the best chains of a site that end in each set of a phase, from those of the phase before; `value` (sets,) is the reduced value of each."""
    for at in range(links.first[phase, site], links.first[phase, site + 1]):
        one = links.order[at]
        so_far, which = (0.0, NONE) if phase == 0 else (-np.inf, NONE)
        for n in range(links.before_start[one], links.before_start[one + 1]):
            before = links.before[n]
            if best.top[before] > so_far:
                so_far, which = best.top[before], best.pick[before]
        best.total[one], best.before[one] = so_far + value[one], which
        best.top[one], best.pick[one] = best.total[one], one
        for n in range(links.below_start[one], links.below_start[one + 1]):
            under = links.below[n]
            if best.top[under] > best.top[one]:
                best.top[one], best.pick[one] = best.top[under], best.pick[under]


@compiled
def best_chains(links: Links, value: Floats, sites: Ints, chosen: Ints, worth: Floats) -> None:
    """Best chain of each of these sites, and its value.

    Parameters
    ----------
    value : (sets,)
        Reduced value of each set, -inf where it may not be chosen.
    sites : (some,) int
    chosen : (phases, sites) int
        Filled in; `NONE` where no chain is possible.
    worth : (sites,)
        Filled in; -inf there.
    """
    phases, climbed = len(links.first), climb_for(len(value))
    for site in sites:
        for phase in range(phases):
            climb(links, value, phase, site, climbed)
        best, end = -np.inf, NONE
        for one in range(links.first[phases - 1, site], links.first[phases - 1, site + 1]):
            if climbed.total[one] > best:
                best, end = climbed.total[one], one
        worth[site] = best
        for phase in range(phases - 1, -1, -1):
            chosen[phase, site] = end
            end = climbed.before[end] if end >= 0 else NONE


@compiled
def near_chains(
    links: Links, chargers: NDArray[np.int32], value: Floats, short: float, most: int
) -> tuple[Ints, Floats]:
    """Chains of all sites that fall short of their site's best by no more than `short`; no more than `most`, the first found.

    Parameters
    ----------
    chargers : (sets, products) int

    Returns
    -------
    rows, loss : (chains, phases) int, (chains,)
    """
    phases, sites, climbed = len(links.first), links.first.shape[1] - 1, climb_for(len(value))
    rows, loss, count = np.empty((most, phases), dtype=np.int64), np.empty(most), 0
    stack = np.empty((phases + 1, 2), dtype=np.int64)
    chain, after = np.empty(phases, dtype=np.int64), np.zeros(phases + 1)
    for site in range(sites):
        for phase in range(phases):
            climb(links, value, phase, site, climbed)
        best = -np.inf
        for one in range(links.first[phases - 1, site], links.first[phases - 1, site + 1]):
            best = max(best, climbed.total[one])
        phase = phases - 1
        stack[phase, 0], stack[phase, 1] = links.first[phase, site], links.first[phase, site + 1]
        after[phases] = 0.0
        while phase < phases and best > -np.inf:
            if stack[phase, 0] >= stack[phase, 1]:
                phase += 1
                continue
            one = stack[phase, 0]
            stack[phase, 0] += 1
            late = best - climbed.total[one] - after[phase + 1] > short
            if late or (phase < phases - 1 and (chargers[one] > chargers[chain[phase + 1]]).any()):
                continue
            chain[phase] = one
            after[phase] = after[phase + 1] + value[one]
            if phase > 0:
                phase -= 1
                stack[phase, 0], stack[phase, 1] = links.first[phase, site], links.first[phase, site + 1]
                continue
            if count >= most:
                return rows, loss
            rows[count], loss[count] = chain, best - after[0]
            count += 1
    return rows[:count], loss[:count]
