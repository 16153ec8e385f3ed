"""What a builder of plans reads and changes, as arrays for compiled loops: the ground that stays, and the stand of a plan on it."""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.decomposition import drawn_by
from planner.model.bound.multipliers import Prices
from planner.model.bound.world_weights import Weighing
from planner.model.instance.flows import Flows
from planner.model.instance.instance import Instance
from planner.model.instance.site_sets import SiteSets
from planner.model.search.kernel import least_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Ground(NamedTuple):
    """What stays while plans are built.

    Parameters
    ----------
    flows : Flows
    first : (sites + 1,) int
        First set of each site.
    cost, kw, taken : (sets,)
    least : (sites,) int
        Cheapest set of each site: nothing new, but for forced sites.
    price : (keys,)
        Of energy, by zone and class.
    money_price, dual_price : float
    kw_price : (sites,)
    main : (sites, 2) int
        Feeder, and behind all feeders the substation, of each site; -1 where none is known.
    always : (sites,) bool
        Open whatever is chosen: stations that stand, and forced sites.
    near_start, near : (sites + 1,), (n,) int
        Sites that are too near for both to be opened.
    most_sites : int
        Most new sites, -1 where any number may be opened.
    peer_start, peer, shared : (sites + 1,), (n,) int, (n,)
        Neighbours by shared demand, most first.
    district : (keys,) int
        -1 where none.
    promised : (districts,)
        KWh per day; empty where there is no floor.
    worth : (flows,)
        Unweighed, where the flows' own worth is weighed by world.
    world : (keys,) int
    weight : (worlds,)
        Of the worlds at the lowest bound; empty where the sum of all is asked for, not the worst.
    """

    flows: Flows
    first: Ints
    cost: Floats
    kw: Floats
    taken: Floats
    least: Ints
    price: Floats
    money_price: float
    dual_price: float
    kw_price: Floats
    main: Ints
    always: Mask
    near_start: Ints
    near: Ints
    most_sites: int
    peer_start: Ints
    peer: Ints
    shared: Floats
    district: Ints
    promised: Floats
    worth: Floats
    world: Ints
    weight: Floats


class Stand(NamedTuple):
    """A plan and what it leaves; changed in place.

    Parameters
    ----------
    row : (sites,) int
        Set in place at each site.
    kwh : (flows,)
        Energy served.
    left : (keys,)
        Demand that nobody serves.
    money : (1,)
        Left to spend.
    main_kw : (mains,)
        Left on feeders, then substations.
    dual : (1,)
        Cabinets of two standards that there still may be, below 0 where there are too many, see `dualshare`.
    open : (sites,) bool
        New sites with chargers; `opened`, (1,), counts them.
    inside : (districts,)
        Energy served in each.
    gained : (worlds,)
        Worth served in each, unweighed; empty where worlds are not weighed.
    """

    row: Ints
    kwh: Floats
    left: Floats
    money: Floats
    main_kw: Floats
    dual: Floats
    open: Mask
    opened: Ints
    inside: Floats
    gained: Floats


def ground_of(
    instance: Instance,
    sets: SiteSets,
    flows: Flows,
    prices: Prices,
    most_peers: int = 0,
    weighing: Weighing | None = None,
) -> Ground:
    """Lay out what stays; the flows are those of the sets, and a site has at most so many neighbours."""
    least = least_rows(sets)
    near = sp.csr_array(_pairs(instance.too_near, len(instance.existing)))
    peers = _peers(instance, most_peers)
    substation = np.where(instance.substation >= 0, instance.substation + len(instance.feeder_kw), -1)
    return Ground(
        flows,
        np.append(sets.first, len(sets.site)),
        sets.cost,
        sets.kw,
        sets.taken,
        least,
        prices.of_energy(instance).ravel(),
        prices.money,
        prices.dual,
        prices.per_kw(instance),
        np.column_stack([instance.feeder, substation]),
        instance.existing | sets.chargers[least].any(axis=1),
        near.indptr.astype(np.int64),
        near.indices.astype(np.int64),
        -1 if instance.max_sites is None else instance.max_sites,
        *peers,
        np.repeat(instance.district, instance.demand.shape[1]),
        instance.promised_kwh(),
        flows.worth.copy() if weighing is None else weighing.worth,
        np.repeat(instance.zone_world, instance.demand.shape[1]),
        prices.world,
    )


def _pairs(too_near: Ints, sites: int) -> sp.coo_array:
    one, other = too_near.astype(np.int64).reshape(-1, 2).T
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return sp.coo_array((np.ones(len(rows)), (rows, columns)), shape=(sites, sites))


def _peers(instance: Instance, most: int) -> tuple[Ints, Ints, Floats]:
    """Neighbours that share most demand with each site: starts, sites, and demand that both could serve."""
    sites = len(instance.existing)
    if not most:
        return np.zeros(sites + 1, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    weight = np.sqrt(instance.demand.sum(axis=1))[instance.zone]
    reach = sp.csr_array((weight, (instance.site, instance.zone)), shape=(sites, len(instance.demand)))
    both = sp.coo_array(reach @ reach.T)
    apart = both.row != both.col
    row, peer, shared = both.row[apart], both.col[apart], both.data[apart]
    order = np.lexsort((peer, -shared, row))
    row, peer, shared = row[order], peer[order], shared[order]
    keep = np.arange(len(row)) - np.searchsorted(row, row) < most
    starts = np.searchsorted(row[keep], np.arange(sites + 1))
    return starts, peer[keep].astype(np.int64), shared[keep]


def stand_of(instance: Instance, ground: Ground, row: Ints, kwh: Floats) -> Stand:
    """Reckon what a plan leaves, from its sets and what they serve."""
    served = np.bincount(ground.flows.key, kwh, minlength=instance.demand.size)
    opened = ((row != ground.least) | ground.always) & ~instance.existing
    at, inside = ground.district, np.zeros(len(ground.promised))
    if len(inside):
        inside += np.bincount(at[at >= 0], served[at >= 0], minlength=len(inside))
    mains = (instance.feeder, instance.feeder_kw), (instance.substation, instance.substation_kw)
    return Stand(
        row.copy(),
        kwh.copy(),
        instance.demand.ravel() - served,
        np.array([instance.budget - float(ground.cost[row].sum())]),
        np.concatenate([limit - drawn_by(number, ground.kw[row], len(limit)) for number, limit in mains]),
        np.array([-float(ground.taken[row].sum())]),
        opened,
        np.array([int(opened.sum())]),
        inside,
        np.bincount(ground.world[ground.flows.key], ground.worth * kwh, minlength=instance.worlds)
        if len(ground.weight)
        else np.empty(0),
    )


def copied(stand: Stand) -> Stand:
    """Copy a plan, so that the copy can be changed."""
    arrays = (np.array(part) for part in stand)
    return Stand(*arrays)  # type: ignore[arg-type]  # each array is what it was


@compiled
def room_at(ground: Ground, stand: Stand, site: int) -> float:
    """KW that the mains of a site still give."""
    room = np.inf
    for main in ground.main[site]:
        if main >= 0:
            room = min(room, stand.main_kw[main])
    return room


@compiled
def may_open(ground: Ground, stand: Stand, site: int) -> bool:
    """Tell whether spacing and the number of sites allow chargers at a site."""
    if ground.always[site] or stand.open[site]:
        return True
    if ground.most_sites >= 0 and stand.opened[0] >= ground.most_sites:
        return False
    crowded = False
    for at in range(ground.near_start[site], ground.near_start[site + 1]):
        crowded = crowded or stand.open[ground.near[at]]
    return not crowded


@compiled
def put(ground: Ground, stand: Stand, site: int, row: int) -> None:
    """Change the set in place at a site; its flows are another matter."""
    old = stand.row[site]
    stand.money[0] -= ground.cost[row] - ground.cost[old]
    stand.dual[0] -= ground.taken[row] - ground.taken[old]
    for main in ground.main[site]:
        if main >= 0:
            stand.main_kw[main] -= ground.kw[row] - ground.kw[old]
    stand.row[site] = row
    opens = row != ground.least[site]
    if not ground.always[site] and opens != (old != ground.least[site]):
        stand.open[site] = opens
        stand.opened[0] += 1 if opens else -1


@compiled
def serve(ground: Ground, stand: Stand, flow: int, kwh: float) -> float:
    """Let a flow take so much more; returns its worth."""
    key = ground.flows.key[flow]
    stand.left[key] -= kwh
    stand.kwh[flow] += kwh
    if len(ground.promised) and ground.district[key] >= 0:
        stand.inside[ground.district[key]] += kwh
    if len(ground.weight):
        stand.gained[ground.world[key]] += kwh * ground.worth[flow]
    return float(kwh * ground.flows.worth[flow])


@compiled
def release(ground: Ground, stand: Stand, site: int) -> float:
    """Take back all that a site serves; returns its worth."""
    families, worth = ground.flows.level_of_set.shape[1], 0.0
    for flow in range(ground.flows.start[site * families], ground.flows.start[(site + 1) * families]):
        if stand.kwh[flow] != 0.0:
            worth -= serve(ground, stand, flow, -stand.kwh[flow])
            stand.kwh[flow] = 0.0
    return worth
