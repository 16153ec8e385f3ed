"""Data and state of the search as arrays for compiled loops: the fixed data, and a plan with the slack of every constraint."""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.world_weights import WorldWeights
from planner.model.instance.instance import Instance
from planner.model.search.kernel import least_rows
from planner.model.sets.floor_rows import floor_rows
from planner.model.sets.flows import Flows
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MONEY = 0
"""The row of all money."""
ROUNDING = 1e-9
"""Numerical tolerance: a smaller difference of amounts counts as zero."""


class SearchData(NamedTuple):
    """Data that stay fixed while plans change.

    Parameters
    ----------
    flows : Flows
    first : (sites + 1,) int
        First set of each site.
    amount : (resources, sets)
        What each set takes of every resource; the first is money.
    least : (sites,) int
        Cheapest set of each site: nothing new, unless something must be built.
    price : (keys,)
        Multiplier of energy, by zone and class.
    resource_price : (resources, sites)
    row_start, row : (sites + 1,), (n,) int
        Coupling rows that each site is in, that of all money last.
    resource : (rows,) int
        What each row limits.
    rounding : (rows,)
        Tolerance of each row: for US dollars the rounding of sums of millions.
    always : (sites,) bool
        Open in every plan: stations that stand, and sites where something must be built.
    peer_start, peer, shared : (sites + 1,), (n,) int, (n,)
        Neighbours by shared demand, most first.
    floor : (layers, keys) int
        Row of served floors that a zone and class is in, -1 for none.
    floor_weight : (layers, keys)
        Weight of its energy in that row.
    promised : (floors,)
        KWh per day.
    worth : (flows,)
        Without the weights of worlds, which the flows' own worth includes.
    world : (keys,) int
    weight : (worlds,)
        Of the worlds at the best bound; empty without a max-min objective.
    """

    flows: Flows
    first: Ints
    amount: Floats
    least: Ints
    price: Floats
    resource_price: Floats
    row_start: Ints
    row: Ints
    resource: Ints
    rounding: Floats
    always: Mask
    peer_start: Ints
    peer: Ints
    shared: Floats
    floor: Ints
    floor_weight: Floats
    promised: Floats
    worth: Floats
    world: Ints
    weight: Floats


class State(NamedTuple):
    """A plan with remaining demand and slacks; changed in place.

    Parameters
    ----------
    row : (sites,) int
        Set in place at each site.
    kwh : (flows,)
        Energy served.
    left : (keys,)
        Unserved demand.
    slack : (rows,)
        Slack of each coupling row, negative where violated; the first is the budget.
    inside : (floors,)
        Weighted energy served of each served floor.
    gained : (worlds,)
        Worth served in each, without weights; empty without a max-min objective.
    """

    row: Ints
    kwh: Floats
    left: Floats
    slack: Floats
    inside: Floats
    gained: Floats


def search_data_of(
    instance: Instance,
    sets: SiteSets,
    flows: Flows,
    multipliers: Multipliers,
    most_peers: int = 0,
    weighing: WorldWeights | None = None,
) -> SearchData:
    """Build the fixed data; `flows` are those of `sets`, and a site has at most `most_peers` neighbours."""
    least, floors, classes = least_rows(sets), floor_rows(instance), instance.demand.kwh.shape[1]
    row_start, row = sets.coupling.by_site()
    peer_start, peer, shared = _peers(instance, most_peers)
    return SearchData(
        flows,
        np.append(sets.first, len(sets.site)),
        np.ascontiguousarray(sets.amount),  # loops are compiled anew for each layout
        least,
        multipliers.of_energy(floors).ravel(),
        np.ascontiguousarray(sets.coupling.price_of(multipliers.coupling)),
        row_start,
        row,
        sets.coupling.resource,
        sets.coupling.rounding,
        instance.sites.existing | sets.chargers[least].any(axis=1),
        peer_start,
        peer,
        shared,
        np.ascontiguousarray(floors.row.reshape(-1, instance.demand.kwh.size)),
        np.ascontiguousarray(floors.weight.reshape(-1, instance.demand.kwh.size)),
        floors.promised,
        flows.worth.copy() if weighing is None else weighing.worth,
        np.repeat(instance.demand.world, classes),
        multipliers.world,
    )


def _peers(instance: Instance, most: int) -> tuple[Ints, Ints, Floats]:
    """Neighbours that share most demand with each site: starts, sites, and demand that both could serve."""
    sites, demand, reach = len(instance.sites), instance.demand.kwh, instance.reach
    if not most:
        return np.zeros(sites + 1, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    weight = np.sqrt(demand.sum(axis=1))[reach.zone]
    near = sp.csr_array((weight, (reach.site, reach.zone)), shape=(sites, len(demand)))
    both = sp.coo_array(near @ near.T)
    apart = both.row != both.col
    row, peer, shared = both.row[apart], both.col[apart], both.data[apart]
    order = np.lexsort((peer, -shared, row))
    row, peer, shared = row[order], peer[order], shared[order]
    keep = np.arange(len(row)) - np.searchsorted(row, row) < most
    starts = np.searchsorted(row[keep], np.arange(sites + 1))
    return starts, peer[keep].astype(np.int64), shared[keep]


def state_of(instance: Instance, data: SearchData, sets: SiteSets, row: Ints, kwh: Floats) -> State:
    """Compute the state of a plan from its sets and its energy by flow."""
    served, inside = (
        np.bincount(data.flows.key, kwh, minlength=instance.demand.kwh.size),
        np.zeros(len(data.promised)),
    )
    for at, weight in zip(data.floor, data.floor_weight, strict=True):
        inside += np.bincount(at[at >= 0], (weight * served)[at >= 0], minlength=len(inside))
    return State(
        row.copy(),
        kwh.copy(),
        instance.demand.kwh.ravel() - served,
        sets.coupling.left(data.amount[:, row]),
        inside,
        np.bincount(data.world[data.flows.key], data.worth * kwh, minlength=instance.worlds)
        if len(data.weight)
        else np.empty(0),
    )


def copied(state: State) -> State:
    """Copy a plan, so that the copy can be changed."""
    arrays = (np.array(part) for part in state)
    return State(*arrays)  # type: ignore[arg-type]  # each array is what it was


@compiled
def fits(data: SearchData, state: State, site: int, row: int, rounding: float) -> bool:
    """Whether no coupling row would be violated by another set at a site; a set that takes no more of a row is always allowed."""
    old = state.row[site]
    for at in range(data.row_start[site], data.row_start[site + 1]):
        limit = data.row[at]
        more = data.amount[data.resource[limit], row] - data.amount[data.resource[limit], old]
        if more > rounding and more > state.slack[limit] + max(rounding, data.rounding[limit]):
            return False
    return True


@compiled
def keeps_rows(data: SearchData, state: State, site: int) -> bool:
    """Whether no coupling row of a site except the budget is violated."""
    for at in range(data.row_start[site], data.row_start[site + 1]):
        limit = data.row[at]
        if limit != MONEY and state.slack[limit] < -data.rounding[limit]:
            return False
    return True


@compiled
def put(data: SearchData, state: State, site: int, row: int) -> None:
    """Change the set at a site and the slacks; its flows stay as they are."""
    old = state.row[site]
    for at in range(data.row_start[site], data.row_start[site + 1]):
        limit = data.row[at]
        resource = data.resource[limit]
        state.slack[limit] -= data.amount[resource, row] - data.amount[resource, old]
    state.row[site] = row


@compiled
def serve(data: SearchData, state: State, flow: int, kwh: float) -> float:
    """Add energy to a flow; returns its worth."""
    key = data.flows.key[flow]
    state.left[key] -= kwh
    state.kwh[flow] += kwh
    for layer in range(len(data.floor)):
        if data.floor[layer, key] >= 0:
            state.inside[data.floor[layer, key]] += kwh * data.floor_weight[layer, key]
    if len(data.weight):
        state.gained[data.world[key]] += kwh * data.worth[flow]
    return float(kwh * data.flows.worth[flow])


@compiled
def release(data: SearchData, state: State, site: int) -> float:
    """Set all flows of a site to zero; returns the worth they had."""
    families, worth = data.flows.level_of_set.shape[1], 0.0
    for flow in range(data.flows.start[site * families], data.flows.start[(site + 1) * families]):
        if state.kwh[flow] != 0.0:
            worth -= serve(data, state, flow, -state.kwh[flow])
            state.kwh[flow] = 0.0
    return worth
