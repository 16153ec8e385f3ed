"""What the sites of a plan bring one after the other under many demands: flows in a network, where the rows of the allocation are one.

The same linear program as `planner.model.explain.marginal_value`, which any rows may have; here they are those of demand, delivery and queues
alone, so that energy flows from zones through sites to queues, and a further site opens further arcs.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.explain.network_loops import EMPTY, SHUT, Net, net_for, plant, values_as_opened
from planner.model.instance.instance import Instance
from planner.model.sets.configurations import shared_kw, sharing_sets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Nested:
    """The network of an allocation for a sequence of sites.

    Nodes: the sink, each zone's demand of a class, each route of charging at each site, each queue. Arcs: flows; routes to queues; queues to the
    sink as sites are now, and what new chargers add to them; last, demand that is not served to the sink.

    Parameters
    ----------
    net : Net
    demand : (zones and classes that have flows,) int
        ``zone * classes + class``.
    opened, start : (arcs opened,), (sites + 1,) int
        As `values_as_opened` takes them.
    down : (nodes - 1,) int
        Arcs of the first tree.
    shut : (arcs,) bool
        What is opened later.
    """

    net: Net
    demand: Ints
    opened: Ints
    start: Ints
    down: Ints
    shut: NDArray[np.bool_]

    @classmethod
    def of(cls, instance: Instance, columns: Columns, sites: Ints) -> "Nested | None":
        """Network of these sites in this order, beside what stands; None where other rows than those of a network hold.

        Parameters
        ----------
        instance : Instance
        columns : Columns
            Of the model with only the plan's chargers on offer.
        sites : (sites of the plan,) int
        """
        if instance.reach.only_open or (instance.routes.share < 1.0).any() or not len(columns.flow):
            return None
        today, whole = _queues(instance, columns)
        if (whole < today).any() or not _power_suffices(instance, columns, today, whole):
            return None
        return _network(instance, columns, sites, today, whole)

    def values(self, kwh: Floats) -> Floats | None:
        """What is bought at a demand, (zones, classes) in kWh a day, with none of the sites, the first, the first two, …; (sites + 1,)."""
        net, asked = self.net, kwh.ravel()[self.demand]
        net.flow[:] = 0.0
        net.flow[-len(asked) :] = asked
        net.state[:] = np.where(self.shut, SHUT, EMPTY)
        plant(net, self.down)
        values = values_as_opened(net, self.opened, self.start)
        return None if np.isnan(values).any() else values


def _queues(instance: Instance, columns: Columns) -> tuple[Floats, Floats]:
    """What each queue carries today, and with the plan's chargers; (sites, pools) each."""
    standing, sets = instance.pools.standing, columns.sets
    today = np.stack([table[standing[:, q]] for q, table in enumerate(instance.pools.capacity)], axis=1)
    whole = today.copy()
    np.add.at(whole, sets.site, instance.carries(standing[sets.site], sets.chargers) - today[sets.site])
    return today, whole


def _power_suffices(instance: Instance, columns: Columns, today: Floats, whole: Floats) -> bool:
    """Whether cabinets that share power always have enough for all that their queues carry, so that no row says so (`structure.shared_power`)."""
    pools, sets = instance.pools, columns.sets
    for chosen in sharing_sets(instance):
        at, power = list(chosen), shared_kw(instance, chosen, sets.chargers)
        mine = np.unique(sets.site[power != 0])
        stands = (pools.service_kw * pools.standing)[np.ix_(mine, at)].sum(axis=1)
        added = np.bincount(sets.site, power, len(instance.sites))[mine]
        drawn = [(pools.peak_share * carried)[np.ix_(mine, at)].sum(axis=1) for carried in (today, whole)]
        if (drawn[0] > stands).any() or (drawn[1] > stands + added).any():
            return False
    return True


@dataclass(frozen=True)
class _Arcs:
    """Arcs of one kind: between which nodes, what a unit earns, the most that flows, at which site, and whether they are opened with it."""

    tail: Ints
    head: Ints
    profit: Floats
    most: Floats
    site: Ints
    shut: NDArray[np.bool_]


def _network(instance: Instance, columns: Columns, sites: Ints, today: Floats, full: Floats) -> Nested:
    pools, routes, classes = len(instance.pools.capacity), len(instance.routes), instance.demand.kwh.shape[1]
    key = instance.reach.zone[columns.flow_pair] * classes + columns.flow_class
    demand, source = np.unique(key, return_inverse=True)
    route, of = np.unique(columns.split_site * routes + columns.split_route, return_inverse=True)
    queue, at = np.unique(columns.split_site * pools + columns.split_pool, return_inverse=True)
    stands, whole = today.ravel()[queue], full.ravel()[queue]
    first_route, first_queue = 1 + len(demand), 1 + len(demand) + len(route)
    nodes = first_queue + len(queue)

    live, now = whole[at] > 0, stands[at] > 0  # of the queues that routes may go to
    some, ever = np.bincount(of, now, len(route)) > 0, np.bincount(of, live, len(route)) > 0
    site = instance.reach.site[columns.flow_pair]
    by = np.searchsorted(route, site * routes + columns.flow_route)
    flow, split, more = np.flatnonzero(ever[by]), np.flatnonzero(live), np.flatnonzero((stands > 0) & (whole > stands))
    worth = instance.flow_worth(columns.flow_pair[flow], columns.flow_route[flow])
    from_queue, from_demand = first_queue + np.arange(len(queue)), 1 + np.arange(len(demand))
    kinds = (
        _arcs(1 + source[flow], first_route + by[flow], site[flow], profit=worth, shut=~some[by[flow]]),
        _arcs(
            first_route + of[split], first_queue + at[split], queue[at[split]] // pools, shut=(some[of] & ~now)[split]
        ),
        _arcs(from_queue, 0, queue // pools, most=np.where(stands > 0, stands, whole)),
        _arcs(from_queue[more], 0, queue[more] // pools, most=(whole - stands)[more], shut=True),
        _arcs(from_demand, 0, -1),
    )
    tail, head, profit, most, where, shut = (
        np.concatenate([getattr(kind, one) for kind in kinds]) for one in _Arcs.__dataclass_fields__
    )
    ends = np.cumsum([len(kind.tail) for kind in kinds])
    first = np.lexsort((~now[split], of[split]))
    first = first[
        np.unique(of[split][first], return_index=True)[1]
    ]  # a queue for each route, one that carries today if there is one
    down = np.concatenate([np.arange(ends[1], ends[2]), ends[0] + first, np.arange(ends[3], ends[4])])
    lots = [np.flatnonzero(shut & (where == one)) for one in sites.tolist()]
    start = np.concatenate([[0], np.cumsum([len(lot) for lot in lots])]).astype(np.int64)
    opened = np.concatenate([*lots, np.empty(0, dtype=np.int64)]).astype(np.int64)
    return Nested(net_for(tail, head, profit, most, nodes), demand, opened, start, down, shut)


def _arcs(
    tail: Ints, head: Ints | int, site: Ints | int, *, profit: Any = 0.0, most: Any = np.inf, shut: Any = False
) -> _Arcs:
    first, last, where = (np.broadcast_to(np.asarray(one, dtype=np.int64), tail.shape) for one in (tail, head, site))
    earns, holds = (np.broadcast_to(np.asarray(one, dtype=np.float64), tail.shape) for one in (profit, most))
    return _Arcs(first, last, earns, holds, where, np.broadcast_to(np.asarray(shut, dtype=bool), tail.shape))
