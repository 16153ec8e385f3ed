"""What the search reads and changes, as arrays for compiled loops: the ground that stays, and a plan with what it leaves of every limit."""

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
"""Less of an amount than this is nothing."""


class Ground(NamedTuple):
    """What stays while plans are built.

    Parameters
    ----------
    flows : Flows
    first : (sites + 1,) int
        First set of each site.
    amount : (resources, sets)
        What each set takes of every resource; the first is money.
    least : (sites,) int
        Cheapest set of each site: nothing new, but where something must be built.
    price : (keys,)
        Of energy, by zone and class.
    resource_price : (resources, sites)
    row_start, row : (sites + 1,), (n,) int
        Coupling rows that each site is in, that of all money last.
    resource : (rows,) int
        What each row limits.
    rounding : (rows,)
        What is forgiven: of dollars as much as sums of millions are rounded by.
    always : (sites,) bool
        Open whatever is chosen: stations that stand, and sites where something must be built.
    peer_start, peer, shared : (sites + 1,), (n,) int, (n,)
        Neighbours by shared demand, most first.
    floor : (rules, keys) int
        Row of each served floor that a zone and class is in, -1 for none.
    promised : (floors,)
        KWh per day.
    worth : (flows,)
        Unweighed, where the flows' own worth is weighed by world.
    world : (keys,) int
    weight : (worlds,)
        Of the worlds at the lowest bound; empty where the sum of all is asked for, not the worst.
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
    promised: Floats
    worth: Floats
    world: Ints
    weight: Floats


class State(NamedTuple):
    """A plan and what it leaves; changed in place.

    Parameters
    ----------
    row : (sites,) int
        Set in place at each site.
    kwh : (flows,)
        Energy served.
    left : (keys,)
        Demand that nobody serves.
    slack : (rows,)
        What each coupling row has left, negative where it is broken; the first is money.
    inside : (floors,)
        Energy served in the zones of each served floor.
    gained : (worlds,)
        Worth served in each, unweighed; empty where worlds are not weighed.
    """

    row: Ints
    kwh: Floats
    left: Floats
    slack: Floats
    inside: Floats
    gained: Floats


def ground_of(
    instance: Instance,
    sets: SiteSets,
    flows: Flows,
    multipliers: Multipliers,
    most_peers: int = 0,
    weighing: WorldWeights | None = None,
) -> Ground:
    """Lay out what stays; the flows are those of the sets, and a site has at most so many neighbours."""
    least, floors, classes = least_rows(sets), floor_rows(instance), instance.demand.kwh.shape[1]
    row_start, row = sets.coupling.by_site()
    peer_start, peer, shared = _peers(instance, most_peers)
    return Ground(
        flows,
        np.append(sets.first, len(sets.site)),
        sets.amount,
        least,
        multipliers.of_energy(floors).ravel(),
        sets.coupling.price_of(multipliers.coupling),
        row_start,
        row,
        sets.coupling.resource,
        sets.coupling.rounding,
        instance.sites.existing | sets.chargers[least].any(axis=1),
        peer_start,
        peer,
        shared,
        np.repeat(floors.row, classes, axis=1),
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


def state_of(instance: Instance, ground: Ground, sets: SiteSets, row: Ints, kwh: Floats) -> State:
    """Reckon what a plan leaves, from its sets and what they serve."""
    served, inside = (
        np.bincount(ground.flows.key, kwh, minlength=instance.demand.kwh.size),
        np.zeros(len(ground.promised)),
    )
    for at in ground.floor:
        inside += np.bincount(at[at >= 0], served[at >= 0], minlength=len(inside))
    return State(
        row.copy(),
        kwh.copy(),
        instance.demand.kwh.ravel() - served,
        sets.coupling.left(ground.amount[:, row]),
        inside,
        np.bincount(ground.world[ground.flows.key], ground.worth * kwh, minlength=instance.worlds)
        if len(ground.weight)
        else np.empty(0),
    )


def copied(state: State) -> State:
    """Copy a plan, so that the copy can be changed."""
    arrays = (np.array(part) for part in state)
    return State(*arrays)  # type: ignore[arg-type]  # each array is what it was


@compiled
def fits(ground: Ground, state: State, site: int, row: int, rounding: float) -> bool:
    """Tell whether every coupling row allows another set at a site; one that takes no more of a row breaks none."""
    old = state.row[site]
    for at in range(ground.row_start[site], ground.row_start[site + 1]):
        limit = ground.row[at]
        more = ground.amount[ground.resource[limit], row] - ground.amount[ground.resource[limit], old]
        if more > rounding and more > state.slack[limit] + max(rounding, ground.rounding[limit]):
            return False
    return True


@compiled
def keeps_rows(ground: Ground, state: State, site: int) -> bool:
    """Tell whether no coupling row of a site is broken, money apart, which nothing that is built can free."""
    for at in range(ground.row_start[site], ground.row_start[site + 1]):
        limit = ground.row[at]
        if limit != MONEY and state.slack[limit] < -ground.rounding[limit]:
            return False
    return True


@compiled
def put(ground: Ground, state: State, site: int, row: int) -> None:
    """Change the set in place at a site; its flows are another matter."""
    old = state.row[site]
    for at in range(ground.row_start[site], ground.row_start[site + 1]):
        limit = ground.row[at]
        resource = ground.resource[limit]
        state.slack[limit] -= ground.amount[resource, row] - ground.amount[resource, old]
    state.row[site] = row


@compiled
def serve(ground: Ground, state: State, flow: int, kwh: float) -> float:
    """Let a flow take so much more; returns its worth."""
    key = ground.flows.key[flow]
    state.left[key] -= kwh
    state.kwh[flow] += kwh
    for rule in range(len(ground.floor)):
        if ground.floor[rule, key] >= 0:
            state.inside[ground.floor[rule, key]] += kwh
    if len(ground.weight):
        state.gained[ground.world[key]] += kwh * ground.worth[flow]
    return float(kwh * ground.flows.worth[flow])


@compiled
def release(ground: Ground, state: State, site: int) -> float:
    """Take back all that a site serves; returns its worth."""
    families, worth = ground.flows.level_of_set.shape[1], 0.0
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        if state.kwh[flow] != 0.0:
            worth -= serve(ground, state, flow, -state.kwh[flow])
            state.kwh[flow] = 0.0
    return worth
