"""A nearly right choice of sets made right: what breaks a limit gives way where it costs least, and money left is spent; compiled."""

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.search.state import Ground, Stand, may_open, put, room_at

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOTHING, MAIN, NUMBER, SPACING, DUAL, MONEY = range(6)
"""Limits that a choice may break."""
ROUNDING = 1e-6
"""Less than this of a dollar or a kW breaks no limit; a loss of nothing counts as this much."""


@compiled
def broken(ground: Ground, stand: Stand) -> tuple[int, int, float]:
    """A limit that is broken: which, whose, and by how much."""
    for main in range(len(stand.main_kw)):
        if stand.main_kw[main] < -1e-9:
            return MAIN, main, -stand.main_kw[main]
    if ground.most_sites >= 0 and stand.opened[0] > ground.most_sites:
        return NUMBER, -1, float(stand.opened[0] - ground.most_sites)
    for site in range(len(ground.least)):
        if stand.open[site]:
            for at in range(ground.near_start[site], ground.near_start[site + 1]):
                if stand.open[ground.near[at]]:
                    return SPACING, site, 1.0
    if stand.dual[0] < -1e-9:
        return DUAL, -1, -stand.dual[0]
    if stand.money[0] < -ROUNDING:
        return MONEY, -1, -stand.money[0]
    return NOTHING, -1, 0.0


@compiled
def concerned(ground: Ground, stand: Stand, limit: int, whose: int, site: int) -> bool:
    """Tell whether a broken limit is a site's to ease."""
    if limit in (MONEY, DUAL):
        return True
    if limit == MAIN:
        return bool(ground.main[site, 0] == whose or ground.main[site, 1] == whose)
    if ground.always[site] or not stand.open[site]:
        return False
    near = limit == NUMBER or site == whose
    for at in range(ground.near_start[whose], ground.near_start[whose + 1]) if limit == SPACING else range(0):
        near = near or ground.near[at] == site
    return near


@compiled
def eased(ground: Ground, limit: int, now: int, row: int, shuts: bool) -> float:
    """How much less a site that a broken limit concerns asks of it with another set."""
    if limit == MONEY:
        return float(ground.cost[now] - ground.cost[row])
    if limit == MAIN:
        return float(ground.kw[now] - ground.kw[row])
    if limit == DUAL:
        return float(ground.taken[now] - ground.taken[row])
    return 1.0 if shuts else 0.0


@compiled
def at_the_cost(ground: Ground, stand: Stand, limit: int, now: int, row: int) -> bool:
    """Tell whether easing money would break the share of cabinets of two standards, or easing that share overspend: either would go on for ever."""
    if limit == MONEY:
        return bool(ground.taken[row] - ground.taken[now] > max(0.0, stand.dual[0]) + 1e-9)
    return limit == DUAL and bool(ground.cost[row] - ground.cost[now] > max(0.0, stand.money[0]) + ROUNDING)


@compiled
def relieve(ground: Ground, stand: Stand, value: Floats) -> bool:
    """Switch sets, the least lost for what it eases first, until no limit is broken; says whether that came about.

    Parameters
    ----------
    value : (sets,)
        What each set earns.
    """
    first, least_of = ground.first, ground.least
    for _ in range(8 * len(least_of) + 8):
        limit, whose, much = broken(ground, stand)
        if limit == NOTHING:
            return True
        best, least, at = -1, np.inf, -1
        for site in range(len(least_of)):
            if not concerned(ground, stand, limit, whose, site):
                continue
            now, may = stand.row[site], ground.always[site] or stand.open[site]
            for row in range(first[site], first[site + 1]):
                ease = min(much, eased(ground, limit, now, row, row == least_of[site]))
                if ease > 1e-9 and (may or row == least_of[site]) and not at_the_cost(ground, stand, limit, now, row):
                    loss = max(ROUNDING, value[now] - value[row]) / ease
                    if loss < least:
                        best, least, at = row, loss, site
        if best < 0:
            return False
        put(ground, stand, at, best)
    return False


@compiled
def adds(ground: Ground, now: int, row: int) -> bool:
    """Tell whether a set carries at least what another does, of every family."""
    flows = ground.flows
    for family in range(flows.level_of_set.shape[1]):
        one, other = flows.level_of_set[row, family], flows.level_of_set[now, family]
        less = flows.level_dc[one] < flows.level_dc[other] - 1e-9
        total = flows.level_dc[one] + flows.level_ac[one] - flows.level_dc[other] - flows.level_ac[other]
        if less or total < -1e-9:
            return False
    return True


@compiled
def spend(ground: Ground, stand: Stand, gross: Floats) -> None:
    """Add to sets while money and power last, most earned per dollar first.

    Parameters
    ----------
    gross : (sets,)
        What each set earns, its own price not taken off.
    """
    sites = len(ground.least)
    score, pick, stale = np.zeros(sites), np.zeros(sites, np.int64), np.ones(sites, np.bool_)
    while True:
        for site in range(sites):
            now, room, money = stand.row[site], room_at(ground, stand, site) + 1e-9, stand.money[0] + ROUNDING
            one, dual = pick[site], max(0.0, stand.dual[0]) + 1e-9
            dear = score[site] > 0.0 and (
                ground.cost[one] - ground.cost[now] > money
                or ground.kw[one] - ground.kw[now] > room
                or ground.taken[one] - ground.taken[now] > dual
                or not may_open(ground, stand, site)
            )
            if not (stale[site] or dear):
                continue
            stale[site], score[site] = False, 0.0
            for row in range(ground.first[site], ground.first[site + 1]):
                more = ground.cost[row] - ground.cost[now]
                if more <= 0.0 or more > money or ground.kw[row] - ground.kw[now] > room:
                    continue
                if ground.taken[row] - ground.taken[now] > dual:
                    continue
                gain = (gross[row] - gross[now]) / more
                if gain > score[site] and adds(ground, now, row) and may_open(ground, stand, site):
                    score[site], pick[site] = gain, row
        best = int(np.argmax(score))
        if score[best] <= 1e-12:
            return
        before = stand.dual[0]
        put(ground, stand, best, pick[best])
        stale[best] = True
        if stand.dual[0] > before + 1e-9:  # what another site may not have so far, it may now
            stale[:] = True
