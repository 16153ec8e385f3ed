"""Plans of the median problems as machine code: greedy choice, swaps and kicks.

Sources: R. A. Whitaker, A fast algorithm for the greedy interchange for large-scale clustering and median location problems, INFOR 21
(1983); M. G. C. Resende and R. F. Werneck, A fast swap-based local search procedure for location problems, Annals of Operations
Research 150 (2007).
"""

from typing import NamedTuple

import numpy as np

from geodata.compiled import compiled
from planner.model.medians.loops import Bools, Floats, Ints, Rows

ERROR = 0.3
"""How far the choice of a site that fills up may err, in shares of what it saves: without, a kick often leads back to where it began."""


class Served(NamedTuple):
    """By point: slot of the cheapest open site (-1 where none), its cost, and that of the second; ``out`` where there is none."""

    slot: Ints
    first: Floats
    second: Floats


class Swaps(NamedTuple):
    """What opening a site gains, closing one loses, and what of the loss the opened one spares: (sites,), (p,), (sites, p)."""

    gain: Floats
    loss: Floats
    spared: Floats


class State(NamedTuple):
    """A plan that is being changed: slot of each site (-1 where it is shut), site in each slot, and what they lead to.

    The points of site j are ``point[first_point[j]:first_point[j + 1]]``.
    """

    rows: Rows
    first_point: Ints
    point: Ints
    slots: Ints
    at: Ints
    served: Served
    swaps: Swaps


@compiled
def greedy(rows: Rows, p: int, opened: Bools) -> None:
    """Open sites one by one, each time the one that saves most, until p are open."""
    near, gain = rows.out.copy(), np.zeros(len(opened))
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
def look(rows: Rows, slots: Ints, served: Served, i: int) -> None:
    """Find who serves point i, and who would next."""
    served.slot[i], served.first[i], served.second[i] = -1, rows.out[i], rows.out[i]
    for e in range(rows.start[i], rows.start[i + 1]):
        if slots[rows.site[e]] >= 0:
            if served.slot[i] >= 0:
                served.second[i] = rows.cost[e]
                break
            served.slot[i], served.first[i] = slots[rows.site[e]], rows.cost[e]


@compiled
def credit(rows: Rows, served: Served, swaps: Swaps, i: int, sign: float) -> None:
    """Add (1) or take back (-1) what point i says about every swap."""
    slot, first, second = served.slot[i], served.first[i], served.second[i]
    if slot >= 0:
        swaps.loss[slot] += sign * (second - first)
    for e in range(rows.start[i], rows.start[i + 1]):
        cost, j = rows.cost[e], rows.site[e]
        if cost >= second:
            break
        if cost < first:
            swaps.gain[j] += sign * (first - cost)
        if slot >= 0:
            swaps.spared[j, slot] += sign * (second - max(cost, first))


@compiled
def turn(state: State, j: int, slot: int) -> None:
    """Open site j in an empty slot, or shut it where the slot is -1."""
    if slot < 0:
        state.at[state.slots[j]] = -1
    else:
        state.at[slot] = j
    state.slots[j] = slot
    for e in range(state.first_point[j], state.first_point[j + 1]):
        i = state.point[e]
        credit(state.rows, state.served, state.swaps, i, -1.0)
        look(state.rows, state.slots, state.served, i)
        credit(state.rows, state.served, state.swaps, i, 1.0)


@compiled
def swap(state: State, least: float) -> None:
    """Go round the closed sites; open each instead of the open site that saves most, until none saves more than `least`."""
    sites, swaps = len(state.slots), state.swaps
    j, calm, turns = 0, 0, 10 * len(state.at) + 100
    while calm < sites and turns > 0:
        calm += 1
        if state.slots[j] < 0 and swaps.gain[j] > least:
            away, most = -1, least - swaps.gain[j]
            for r in range(len(swaps.loss)):
                saved = swaps.spared[j, r] - swaps.loss[r]
                if saved > most:
                    away, most = r, saved
            if away >= 0:
                turn(state, state.at[away], -1)
                turn(state, j, away)
                calm, turns = 0, turns - 1
        j = j + 1 if j + 1 < sites else 0


@compiled
def fill(state: State, seed: int) -> int:
    """Open in every empty slot the site that saves most by a judgement that errs at random; returns the next seed."""
    for slot in range(len(state.at)):
        if state.at[slot] < 0:
            best, j = -np.inf, -1
            for k in range(len(state.slots)):
                if state.slots[k] < 0:
                    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
                    gain = state.swaps.gain[k] * (1.0 - ERROR * seed / 0x7FFFFFFF)
                    if gain > best:
                        best, j = gain, k
            turn(state, j, slot)
    return seed


@compiled
def shut_near(state: State, count: int, reach: int, seed: int) -> int:
    """Shut `count` open sites that a walk from point to site meets; returns the next seed."""
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    j = state.at[(seed >> 8) % len(state.at)]
    for _ in range(50 * count):
        if state.slots[j] >= 0:
            turn(state, j, -1)
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
def load(state: State, opened: Bools) -> None:
    """Begin from a plan."""
    at = np.flatnonzero(opened)
    state.slots[:] = -1
    for k in range(len(at)):
        state.slots[at[k]] = k
        state.at[k] = at[k]
    state.swaps.gain[:], state.swaps.loss[:], state.swaps.spared[:] = 0.0, 0.0, 0.0
    for i in range(len(state.rows.out)):
        look(state.rows, state.slots, state.served, i)
        credit(state.rows, state.served, state.swaps, i, 1.0)


@compiled
def improve(state: State, opened: Bools, kicks: int, changes: int, seed: int) -> float:
    """Swap; then shut some sites near each other, fill up and swap again, over and over; returns the least cost, of `opened`."""
    load(state, opened)
    least = 1e-9 * (1.0 + state.served.first.sum())
    reach = 2 * len(opened) // len(state.at) + 5
    swap(state, least)
    best = state.served.first.sum()
    opened[:] = state.slots >= 0
    for _ in range(kicks):
        seed = shut_near(state, changes, reach, seed)
        seed = fill(state, seed)
        swap(state, least)
        cost = state.served.first.sum()
        if cost <= best:
            best = cost
            opened[:] = state.slots >= 0
        else:
            back(state, opened)
    return best


@compiled
def back(state: State, opened: Bools) -> None:
    """Go back to the sites of a plan that is known."""
    for slot in range(len(state.at)):
        if not opened[state.at[slot]]:
            turn(state, state.at[slot], -1)
    slot = 0
    for j in range(len(opened)):
        if opened[j] and state.slots[j] < 0:
            while state.at[slot] >= 0:
                slot += 1
            turn(state, j, slot)
