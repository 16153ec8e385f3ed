"""A nearly right choice of sets repaired: what breaks a limit gives way where it costs least, and money left is spent; compiled."""

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.search.state import MONEY, ROUNDING, Ground, State, fits, put

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
"""No row is broken."""
LEAST_LOSS = 1e-6
"""A loss of nothing counts as this much."""


@compiled
def broken(ground: Ground, state: State) -> int:
    """Row that is broken, that of all money last, since the others may be repaired at its expense; `NONE` where none is."""
    for limit in range(1, len(state.slack)):
        if state.slack[limit] < -ground.rounding[limit]:
            return limit
    return MONEY if state.slack[MONEY] < -ground.rounding[MONEY] else NONE


@compiled
def in_row(ground: Ground, site: int, limit: int) -> bool:
    """Tell whether a site takes part in a row."""
    for at in range(ground.row_start[site], ground.row_start[site + 1]):
        if ground.row[at] == limit:
            return True
    return False


@compiled
def breaks_another(ground: Ground, state: State, site: int, row: int) -> bool:
    """Tell whether another set would break a row, money apart: one that saves money must not, or the repair would go on for ever."""
    old = state.row[site]
    for at in range(ground.row_start[site], ground.row_start[site + 1]):
        limit = ground.row[at]
        more = ground.amount[ground.resource[limit], row] - ground.amount[ground.resource[limit], old]
        if limit != MONEY and more > ROUNDING and more > state.slack[limit] + ground.rounding[limit]:
            return True
    return False


@compiled
def relieve(ground: Ground, state: State, value: Floats) -> bool:
    """Switch sets, the least lost for what it eases first, until no row is broken; says whether that came about.

    Parameters
    ----------
    value : (sets,)
        What each set earns.
    """
    first, least_of = ground.first, ground.least
    for _ in range(8 * len(least_of) + 8):
        limit = broken(ground, state)
        if limit == NONE:
            return True
        resource, much = ground.resource[limit], -state.slack[limit]
        best, least, at = -1, np.inf, -1
        for site in range(len(least_of)):
            if not in_row(ground, site, limit):
                continue
            now, may = state.row[site], ground.always[site] or state.row[site] != least_of[site]
            for row in range(first[site], first[site + 1]):
                ease = min(much, ground.amount[resource, now] - ground.amount[resource, row])
                if ease <= ROUNDING or not (may or row == least_of[site]):
                    continue
                loss = max(LEAST_LOSS, value[now] - value[row]) / ease
                if loss < least and not (limit == MONEY and breaks_another(ground, state, site, row)):
                    best, least, at = row, loss, site
        if best < 0:
            return False
        put(ground, state, at, best)
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
def spend(ground: Ground, state: State, gross: Floats) -> None:
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
            now = state.row[site]
            lost = score[site] > 0.0 and not fits(ground, state, site, pick[site], ROUNDING)
            if not (stale[site] or lost):
                continue
            stale[site], score[site] = False, 0.0
            for row in range(ground.first[site], ground.first[site + 1]):
                more = ground.amount[MONEY, row] - ground.amount[MONEY, now]
                if more <= 0.0 or not fits(ground, state, site, row, ROUNDING):
                    continue
                gain = (gross[row] - gross[now]) / more
                if gain > score[site] and adds(ground, now, row):
                    score[site], pick[site] = gain, row
        best = int(np.argmax(score))
        if score[best] <= 1e-12:
            return
        put(ground, state, best, pick[best])
        stale[best] = True
