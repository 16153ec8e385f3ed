"""Structural rows of the exact model, the same for every question; the formula of each is the docstring of its function.

Symbols as in docs/model.md. What a scenario asks for are the rules of `planner.model.rules`, stated by `rule_rows`.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem
from planner.model.sets.configurations import shared_kw, sharing_sets

Ints = NDArray[np.int64]
NONE = np.empty(0, dtype=np.int64)


def demand(problem: Problem, instance: Instance, columns: Columns) -> None:
    """No more is served than asked: ``sum_j f[i,c,j] <= d[i,c]``."""
    kwh = instance.demand.kwh
    key = instance.reach.zone[columns.flow_pair] * kwh.shape[1] + columns.flow_class
    asked, row = np.unique(key, return_inverse=True)
    problem.at_most_rows(row, columns.flow, np.ones(len(columns.flow)), kwh.ravel()[asked])


def adapters(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Of a zone's drivers only those who have an adapter use it: ``sum_j f[i,c,j by adapter a] <= share_a d[i,c]``."""
    keys, row, flows = limited_flows(instance, columns)
    if len(keys):
        zone, route = np.divmod(keys, len(instance.routes))
        most = instance.demand.kwh[zone, instance.routes.class_of[route]] * instance.routes.share[route]
        problem.at_most_rows(row, columns.flow[flows], np.ones(len(flows)), most)


def limited_flows(instance: Instance, columns: Columns) -> tuple[Ints, Ints, Ints]:
    """Zone and route of charging of each row of `adapters`, ``zone * routes + route``; the row of each of its flows; and which these are."""
    flows = np.flatnonzero(instance.routes.share[columns.flow_route] < 1.0)
    key = instance.reach.zone[columns.flow_pair[flows]] * len(instance.routes) + columns.flow_route[flows]
    keys, row = np.unique(key, return_inverse=True)
    return keys, row, flows


def delivery(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Flow balance of a site: ``sum_i f[i,c,j] = sum_q g[j,c,q]``, by route of charging."""
    routes = len(instance.routes)
    arrives = instance.reach.site[columns.flow_pair] * routes + columns.flow_route
    leaves = columns.split_site * routes + columns.split_route
    keys, row = np.unique(leaves, return_inverse=True)
    coming = np.flatnonzero(np.isin(arrives, keys))
    problem.equal_rows(
        np.concatenate([np.searchsorted(keys, arrives[coming]), row]),
        np.concatenate([columns.flow[coming], columns.split]),
        np.concatenate([np.ones(len(coming)), -np.ones(len(columns.split))]),
        np.zeros(len(keys)),
    )


def queues(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Capacity of a pool: what its guns serve within the waiting-time constraint.

    ``sum_c g[j,c,q] <= cap_q(G0[j,q]) + sum_s (cap_q(G0[j,q] + guns of s) - cap_q(G0[j,q])) w[j,s]``, exact since at most one
    set s that touches the pool is built; where cabinets share power the set says how much, see `Instance.carries`.
    """
    pools, standing = len(instance.pools.capacity), instance.pools.standing
    carried = instance.carries(standing[columns.sets.site], columns.sets.chargers)
    sets_at = dict(groups_of(columns.sets.site))
    for key, splits in groups_of(columns.split_site * pools + columns.split_pool):
        site, pool = divmod(int(key), pools)
        table, stands = instance.pools.capacity[pool], int(standing[site, pool])
        mine = sets_at.get(site, NONE)
        mine = mine[carried[mine, pool] != table[stands]]
        gain = carried[mine, pool] - table[stands]
        problem.at_most([*columns.split[splits], *columns.chosen[mine]], [*np.ones(len(splits)), *-gain], table[stands])


def one_set(problem: Problem, instance: Instance, columns: Columns) -> None:
    """At most one set of chargers of a group, and only at an open site: ``sum_s w[j,s] <= open[j]``."""
    for _, sets in groups_of(columns.sets.site * len(instance.products.kw) + columns.sets.group):
        door = columns.open[columns.sets.site[sets[0]]]
        if door < 0:
            problem.at_most(columns.chosen[sets], np.ones(len(sets)), 1.0)
        else:
            problem.at_most([*columns.chosen[sets], door], [*np.ones(len(sets)), -1.0], 0.0)


def shared_power(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Guns of one cabinet share its power in the peak hour.

    For every set Q of pools that a sharing cabinet feeds, and each pool of it alone:
    ``sum_{q in Q} peak_q sum_c g[j,c,q] <= sum_{k feeds Q} kw_k n[j,k] + sum_{q in Q} kw_q G0[j,q]``. Work on standing guns
    counts as they do: ``sum_{q in Q} kw_q guns[q,k]`` in place of ``kw_k``.
    """
    pools = instance.pools
    sets_at, splits_at = dict(groups_of(columns.sets.site)), dict(groups_of(columns.split_site))
    for chosen in sharing_sets(instance):
        power = shared_kw(instance, chosen, columns.sets.chargers)
        for site, sets in sets_at.items():
            mine = sets[power[sets] != 0]
            splits = splits_at.get(site, NONE)
            splits = splits[np.isin(columns.split_pool[splits], chosen)]
            if len(mine) and len(splits):
                stands = float((pools.service_kw * pools.standing[site])[list(chosen)].sum())
                peak = pools.peak_share[columns.split_pool[splits]]
                problem.at_most([*columns.split[splits], *columns.chosen[mine]], [*peak, *-power[mine]], stands)


def used(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A site is opened only for chargers: ``open[j] <= sum_s w[j,s]``."""
    for site, sets in groups_of(columns.sets.site):
        if not instance.sites.existing[site]:
            problem.at_most([columns.open[site], *columns.chosen[sets]], [1.0, *-np.ones(len(sets))], 0.0)


def unlike(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A plan differs from others that are known: ``sum_{j built there} (1 - b[j]) + sum_{other j} b[j] >= d``.

    ``b[j]`` is 1 where something is built: ``open[j]`` of a new site; of a station a binary of its own, with
    ``sum_{s in group} w[j,s] <= b[j] <= sum_s w[j,s]``. A site that can take no charger counts as one where nothing is built.
    """
    if not instance.unlike:
        return
    built = columns.open.copy()
    stations = {site: sets for site, sets in groups_of(columns.sets.site) if columns.open[site] < 0}
    built[list(stations)] = problem.add(len(stations), upper=1, whole=True)
    for site, sets in stations.items():
        problem.at_most([built[site], *columns.chosen[sets]], [1.0, *-np.ones(len(sets))], 0.0)
        for _, group in groups_of(columns.sets.group[sets]):
            problem.at_most([*columns.chosen[sets[group]], built[site]], [*np.ones(len(group)), -1.0], 0.0)
    can = built >= 0
    for there, differ in instance.unlike:
        weight = np.where(there[can], 1.0, -1.0)
        problem.at_most(built[can], weight, float(there.sum()) - float(differ))


def reach_only_open(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Strong linking rows, where no queue limits a site: ``f[i,c,j] <= d[i,c] open[j]``."""
    if not instance.reach.only_open:
        return
    door = columns.open[instance.reach.site[columns.flow_pair]]
    asked = instance.demand.kwh[instance.reach.zone[columns.flow_pair], columns.flow_class]
    at = np.flatnonzero(door >= 0)
    problem.at_most_rows(
        np.tile(np.arange(len(at)), 2),
        np.concatenate([columns.flow[at], door[at]]),
        np.concatenate([np.ones(len(at)), -asked[at]]),
        np.zeros(len(at)),
    )


Statement = Callable[[Problem, Instance, Columns], None]
BEFORE: tuple[Statement, ...] = (demand, adapters, delivery, queues, one_set, shared_power)
AFTER: tuple[Statement, ...] = (used, unlike, reach_only_open)
"""Stated before the rules, and after them."""


def groups_of(key: Ints) -> Iterator[tuple[int, Ints]]:
    """Positions of equal keys, keys ascending."""
    order = np.argsort(key, kind="stable")
    ends = np.flatnonzero(np.diff(key[order])) + 1
    for rows in np.split(order, ends) if len(order) else []:
        yield int(key[rows[0]]), rows
