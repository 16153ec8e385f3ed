"""Plans of the median problems as machine code: greedy choice, interchange, and iterated local search.

* Greedy: A. A. Kuehn and M. J. Hamburger, A heuristic program for locating warehouses, Management Science 9 (1963).
* Interchange (vertex substitution), the better of all open sites for each site that enters: M. B. Teitz and P. Bart, Heuristic methods for
  estimating the generalized vertex median of a weighted graph, Operations Research 16 (1968); R. A. Whitaker, A fast algorithm for the greedy
  interchange for large-scale clustering and median location problems, INFOR 21 (1983). Gains, losses and what a swap spares of a loss are
  kept up to date: M. G. C. Resende and R. F. Werneck, A fast swap-based local search procedure for location problems, Annals of Operations
  Research 150 (2007).
* Iterated local search (H. R. Lourenço, O. C. Martin and T. Stützle, in Handbook of Metaheuristics, 2003) whose perturbation ruins and
  recreates: open sites near each other are closed and refilled greedily with noise (G. Schrimpf et al., Record breaking optimization results
  using the ruin and recreate principle, Journal of Computational Physics 159, 2000).
"""

from typing import NamedTuple

import numpy as np

from geodata.compiled import compiled
from planner.model.medians.lagrangian import Bools, CostRows, Floats, Ints

NOISE = 0.3
"""Of the greedy refill, in shares of what a site saves: without, a perturbation often leads back to where it began."""


class ClosestSites(NamedTuple):
    """By point: slot of the cheapest open site (-1 where none), its cost, and that of the second; ``unserved`` where there is none."""

    slot: Ints
    first: Floats
    second: Floats


class SwapGains(NamedTuple):
    """What opening a site gains, closing one loses, and what of the loss the opened one spares: (sites,), (p,), (sites, p).

    Opening j and closing the site in slot r saves ``gain[j] - loss[r] + spared[j, r]``; Resende and Werneck call `spared` extra.
    """

    gain: Floats
    loss: Floats
    spared: Floats


class SwapState(NamedTuple):
    """A plan under local search: slot of each site (-1 where it is closed), site in each slot, closest sites, and gains of swaps.

    The points of site j are ``point[first_point[j]:first_point[j + 1]]``.
    """

    rows: CostRows
    first_point: Ints
    point: Ints
    slot_of: Ints
    site_in: Ints
    closest: ClosestSites
    gains: SwapGains


@compiled
def greedy(rows: CostRows, p: int, opened: Bools) -> None:
    """Open sites one by one, each time the one that saves most, until p are open."""
    near, gain = rows.unserved.copy(), np.zeros(len(opened))
    for _ in range(p - opened.sum()):
        gain[:] = 0.0
        for i in range(len(near)):
            for e in range(rows.start[i], rows.start[i + 1]):
                if rows.cost[e] >= near[i]:
                    break
                gain[rows.site[e]] += near[i] - rows.cost[e]
        gain[opened] = -1.0
        j = np.argmax(gain)
        opened[j] = True
        for i in range(len(near)):
            for e in range(rows.start[i], rows.start[i + 1]):
                if rows.cost[e] >= near[i]:
                    break
                if rows.site[e] == j:
                    near[i] = rows.cost[e]


@compiled
def find_closest(rows: CostRows, slot_of: Ints, closest: ClosestSites, i: int) -> None:
    """Find which open site serves point i, and which would next."""
    closest.slot[i], closest.first[i], closest.second[i] = -1, rows.unserved[i], rows.unserved[i]
    for e in range(rows.start[i], rows.start[i + 1]):
        if slot_of[rows.site[e]] >= 0:
            if closest.slot[i] >= 0:
                closest.second[i] = rows.cost[e]
                break
            closest.slot[i], closest.first[i] = slot_of[rows.site[e]], rows.cost[e]


@compiled
def update_gains(rows: CostRows, closest: ClosestSites, gains: SwapGains, i: int, sign: float) -> None:
    """Add (1) or take back (-1) the share of point i in what every swap saves."""
    slot, first, second = closest.slot[i], closest.first[i], closest.second[i]
    if slot >= 0:
        gains.loss[slot] += sign * (second - first)
    for e in range(rows.start[i], rows.start[i + 1]):
        cost, j = rows.cost[e], rows.site[e]
        if cost >= second:
            break
        if cost < first:
            gains.gain[j] += sign * (first - cost)
        if slot >= 0:
            gains.spared[j, slot] += sign * (second - max(cost, first))


@compiled
def open_or_close(state: SwapState, j: int, slot: int) -> None:
    """Open site j in an empty slot, or close it where the slot is -1."""
    if slot < 0:
        state.site_in[state.slot_of[j]] = -1
    else:
        state.site_in[slot] = j
    state.slot_of[j] = slot
    for e in range(state.first_point[j], state.first_point[j + 1]):
        i = state.point[e]
        update_gains(state.rows, state.closest, state.gains, i, -1.0)
        find_closest(state.rows, state.slot_of, state.closest, i)
        update_gains(state.rows, state.closest, state.gains, i, 1.0)


@compiled
def interchange(state: SwapState, least: float) -> None:
    """Go round the closed sites; open each in place of the open site that saves most, until none saves more than `least`."""
    sites, gains = len(state.slot_of), state.gains
    j, calm, turns = 0, 0, 10 * len(state.site_in) + 100
    while calm < sites and turns > 0:
        calm += 1
        if state.slot_of[j] < 0 and gains.gain[j] > least:
            away, most = -1, least - gains.gain[j]
            for r in range(len(gains.loss)):
                saved = gains.spared[j, r] - gains.loss[r]
                if saved > most:
                    away, most = r, saved
            if away >= 0:
                open_or_close(state, state.site_in[away], -1)
                open_or_close(state, j, away)
                calm, turns = 0, turns - 1
        j = j + 1 if j + 1 < sites else 0


@compiled
def refill(state: SwapState, seed: int) -> int:
    """Recreate: open in every empty slot the site that saves most, with random noise; returns the next seed."""
    for slot in range(len(state.site_in)):
        if state.site_in[slot] < 0:
            best, j = -np.inf, -1
            for k in range(len(state.slot_of)):
                if state.slot_of[k] < 0:
                    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
                    gain = state.gains.gain[k] * (1.0 - NOISE * seed / 0x7FFFFFFF)
                    if gain > best:
                        best, j = gain, k
            open_or_close(state, j, slot)
    return seed


@compiled
def ruin(state: SwapState, count: int, reach: int, seed: int) -> int:
    """Close `count` open sites that a random walk from point to one of its `reach` cheapest sites meets; returns the next seed."""
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    j = state.site_in[(seed >> 8) % len(state.site_in)]
    for _ in range(50 * count):
        if state.slot_of[j] >= 0:
            open_or_close(state, j, -1)
            count -= 1
            if count == 0:
                break
        size = state.first_point[j + 1] - state.first_point[j]
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        if size == 0:
            break
        i = state.point[state.first_point[j] + (seed >> 8) % size]
        size = min(reach, state.rows.start[i + 1] - state.rows.start[i])
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        j = state.rows.site[state.rows.start[i] + (seed >> 8) % size]
    return seed


@compiled
def load_plan(state: SwapState, opened: Bools) -> None:
    """Begin from a plan."""
    at = np.flatnonzero(opened)
    state.slot_of[:] = -1
    for k in range(len(at)):
        state.slot_of[at[k]] = k
        state.site_in[k] = at[k]
    state.gains.gain[:], state.gains.loss[:], state.gains.spared[:] = 0.0, 0.0, 0.0
    for i in range(len(state.rows.unserved)):
        find_closest(state.rows, state.slot_of, state.closest, i)
        update_gains(state.rows, state.closest, state.gains, i, 1.0)


@compiled
def iterated_local_search(state: SwapState, opened: Bools, perturbations: int, closed: int, seed: int) -> float:
    """Interchange; then ruin, recreate and interchange again, over and over, from the best plan; returns its cost.

    Parameters
    ----------
    state : SwapState
    opened : (sites,) bool
        The plan to begin from; overwritten by the best.
    perturbations : int
    closed : int
        Sites that a perturbation closes.
    seed : int
    """
    load_plan(state, opened)
    least = 1e-9 * (1.0 + state.closest.first.sum())
    reach = 2 * len(opened) // len(state.site_in) + 5
    interchange(state, least)
    best = state.closest.first.sum()
    opened[:] = state.slot_of >= 0
    for _ in range(perturbations):
        seed = ruin(state, closed, reach, seed)
        seed = refill(state, seed)
        interchange(state, least)
        cost = state.closest.first.sum()
        if cost <= best:
            best = cost
            opened[:] = state.slot_of >= 0
        else:
            restore(state, opened)
    return best


@compiled
def restore(state: SwapState, opened: Bools) -> None:
    """Go back from a plan near by to a known one."""
    for slot in range(len(state.site_in)):
        if not opened[state.site_in[slot]]:
            open_or_close(state, state.site_in[slot], -1)
    slot = 0
    for j in range(len(opened)):
        if opened[j] and state.slot_of[j] < 0:
            while state.site_in[slot] >= 0:
                slot += 1
            open_or_close(state, j, slot)
