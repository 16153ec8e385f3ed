"""Greedy repair of an infeasible choice of sets, by least loss per unit of violation, and spending of the remaining budget; compiled."""

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.search.state import MONEY, ROUNDING, SearchData, State, fits, put

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
"""No row is violated."""
LEAST_LOSS = 1e-6
"""Lower bound on a loss, so that zero losses are ranked by relief."""


@compiled
def broken(data: SearchData, state: State) -> int:
    """First violated row, the budget last, since repairing others may use money; `NONE` where none is."""
    for limit in range(1, len(state.slack)):
        if state.slack[limit] < -data.rounding[limit]:
            return limit
    return MONEY if state.slack[MONEY] < -data.rounding[MONEY] else NONE


@compiled
def in_row(data: SearchData, site: int, limit: int) -> bool:
    """Whether a site has a coefficient in a row."""
    for at in range(data.row_start[site], data.row_start[site + 1]):
        if data.row[at] == limit:
            return True
    return False


@compiled
def breaks_another(data: SearchData, state: State, site: int, row: int) -> bool:
    """Whether another set would violate a row other than the budget; allowing that while repairing the budget could cycle."""
    old = state.row[site]
    for at in range(data.row_start[site], data.row_start[site + 1]):
        limit = data.row[at]
        more = data.amount[data.resource[limit], row] - data.amount[data.resource[limit], old]
        if limit != MONEY and more > ROUNDING and more > state.slack[limit] + data.rounding[limit]:
            return True
    return False


@compiled
def relieve(data: SearchData, state: State, value: Floats) -> bool:
    """Exchange sets, by least loss per unit of relief, until no row is violated; returns whether that succeeded.

    Parameters
    ----------
    value : (sets,)
        Reduced value of each set.
    """
    first, least_of = data.first, data.least
    for _ in range(8 * len(least_of) + 8):
        limit = broken(data, state)
        if limit == NONE:
            return True
        resource, much = data.resource[limit], -state.slack[limit]
        best, least, at = -1, np.inf, -1
        for site in range(len(least_of)):
            if not in_row(data, site, limit):
                continue
            now, may = state.row[site], data.always[site] or state.row[site] != least_of[site]
            for row in range(first[site], first[site + 1]):
                ease = min(much, data.amount[resource, now] - data.amount[resource, row])
                if ease <= ROUNDING or not (may or row == least_of[site]):
                    continue
                loss = max(LEAST_LOSS, value[now] - value[row]) / ease
                if loss < least and not (limit == MONEY and breaks_another(data, state, site, row)):
                    best, least, at = row, loss, site
        if best < 0:
            return False
        put(data, state, at, best)
    return False


@compiled
def adds(data: SearchData, now: int, row: int) -> bool:
    """Whether a set has at least the capacity of another, of every family."""
    flows = data.flows
    for family in range(flows.level_of_set.shape[1]):
        one, other = flows.level_of_set[row, family], flows.level_of_set[now, family]
        less = flows.level_dc[one] < flows.level_dc[other] - 1e-9
        total = flows.level_dc[one] + flows.level_ac[one] - flows.level_dc[other] - flows.level_ac[other]
        if less or total < -1e-9:
            return False
    return True


@compiled
def spend(data: SearchData, state: State, gross: Floats) -> None:
    """Upgrade sets while money and power last, by most value per dollar.

    Parameters
    ----------
    gross : (sets,)
        Value of each set before its price.
    """
    sites = len(data.least)
    score, pick, stale = np.zeros(sites), np.zeros(sites, np.int64), np.ones(sites, np.bool_)
    while True:
        for site in range(sites):
            now = state.row[site]
            lost = score[site] > 0.0 and not fits(data, state, site, pick[site], ROUNDING)
            if not (stale[site] or lost):
                continue
            stale[site], score[site] = False, 0.0
            for row in range(data.first[site], data.first[site + 1]):
                more = data.amount[MONEY, row] - data.amount[MONEY, now]
                if more <= 0.0 or not fits(data, state, site, row, ROUNDING):
                    continue
                gain = (gross[row] - gross[now]) / more
                if gain > score[site] and adds(data, now, row):
                    score[site], pick[site] = gain, row
        best = int(np.argmax(score))
        if score[best] <= 1e-12:
            return
        put(data, state, best, pick[best])
        stale[best] = True
