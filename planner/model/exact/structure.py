"""The rules of a plan: each is one function that states its formula, and its line in RULES.

Symbols as in docs/model.md; rules that a question does not ask for add no row.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.exact.standards import adapters, dual_share
from planner.model.instance.configurations import shared_kw, sharing_sets
from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem

NONE = np.empty(0, dtype=np.int64)


def demand(problem: Problem, instance: Instance, columns: Columns) -> None:
    """No more is served than asked: ``sum_j f[i,c,j] <= d[i,c]``."""
    key = instance.zone[columns.flow_pair] * instance.demand.shape[1] + columns.flow_class
    asked, row = np.unique(key, return_inverse=True)
    problem.at_most_rows(row, columns.flow, np.ones(len(columns.flow)), instance.demand.ravel()[asked])


def delivery(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Energy that arrives at a site leaves through its pools: ``sum_i f[i,c,j] = sum_q g[j,c,q]``, by each way of charging."""
    ways = len(instance.routes)
    arrives = instance.site[columns.flow_pair] * ways + columns.flow_route
    leaves = columns.split_site * ways + columns.split_route
    keys, row = np.unique(leaves, return_inverse=True)
    coming = np.flatnonzero(np.isin(arrives, keys))
    problem.equal_rows(
        np.concatenate([np.searchsorted(keys, arrives[coming]), row]),
        np.concatenate([columns.flow[coming], columns.split]),
        np.concatenate([np.ones(len(coming)), -np.ones(len(columns.split))]),
        np.zeros(len(keys)),
    )


def queues(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A pool carries what its guns carry at the waiting-time promise.

    ``sum_c g[j,c,q] <= cap_q(G0[j,q]) + sum_s (cap_q(G0[j,q] + guns of s) - cap_q(G0[j,q])) w[j,s]``, exact since at most one
    set s that touches the pool is built; where cabinets share power the set says how much, see `Instance.carries`.
    """
    pools = len(instance.capacity)
    carried = instance.carries(instance.standing[columns.sets.site], columns.sets.chargers)
    sets_at = dict(_groups(columns.sets.site))
    for key, splits in _groups(columns.split_site * pools + columns.split_pool):
        site, pool = divmod(int(key), pools)
        table, stands = instance.capacity[pool], int(instance.standing[site, pool])
        mine = sets_at.get(site, NONE)
        mine = mine[carried[mine, pool] != table[stands]]
        gain = carried[mine, pool] - table[stands]
        problem.at_most([*columns.split[splits], *columns.chosen[mine]], [*np.ones(len(splits)), *-gain], table[stands])


def one_set(problem: Problem, instance: Instance, columns: Columns) -> None:
    """At most one set of chargers of a group, and only at an open site: ``sum_s w[j,s] <= open[j]``."""
    for _, sets in _groups(columns.sets.site * len(instance.kw) + columns.sets.group):
        _within_open(problem, columns, sets, np.ones(len(sets)), 1.0)


def shared_power(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Guns of one cabinet share its power in the peak hour.

    For every set Q of pools that a sharing cabinet feeds, and each pool of it alone:
    ``sum_{q in Q} peak_q sum_c g[j,c,q] <= sum_{k feeds Q} kw_k n[j,k] + sum_{q in Q} kw_q G0[j,q]``. Work on standing guns
    counts as they do: ``sum_{q in Q} kw_q guns[q,k]`` in place of ``kw_k``.
    """
    sets_at = dict(_groups(columns.sets.site))
    splits_at = dict(_groups(columns.split_site))
    for chosen in sharing_sets(instance):
        power = shared_kw(instance, chosen, columns.sets.chargers)
        for site, sets in sets_at.items():
            mine = sets[power[sets] != 0]
            splits = splits_at.get(site, NONE)
            splits = splits[np.isin(columns.split_pool[splits], chosen)]
            if len(mine) and len(splits):
                stands = float((instance.service_kw * instance.standing[site])[list(chosen)].sum())
                peak = instance.peak_share[columns.split_pool[splits]]
                problem.at_most([*columns.split[splits], *columns.chosen[mine]], [*peak, *-power[mine]], stands)


def bays(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Every gun takes a bay of an open site: ``sum_k guns_k n[j,k] <= bays[j] open[j]``."""
    taken = (columns.sets.chargers @ instance.bays_taken).astype(float)
    for site, sets in _groups(columns.sets.site):
        _within_open(problem, columns, sets, taken[sets], float(instance.bays[site]))


def grid(problem: Problem, instance: Instance, columns: Columns) -> None:
    """New chargers stay within the power of the site: ``sum_k kw_k n[j,k] <= grid_kw[j] open[j]``."""
    drawn = columns.sets.chargers @ instance.kw
    for site, sets in _groups(columns.sets.site):
        _within_open(problem, columns, sets, drawn[sets], float(instance.grid_kw[site]))


def _within_open(
    problem: Problem, columns: Columns, sets: NDArray[np.int64], taken: NDArray[np.float64], limit: float
) -> None:
    """Add ``sum taken w <= limit open`` for sets of one site; an existing station is always open."""
    door = columns.open[columns.sets.site[sets[0]]]
    if door < 0:
        problem.at_most(columns.chosen[sets], taken, limit)
    else:
        problem.at_most([*columns.chosen[sets], door], [*taken, -limit], 0.0)


def feeders(problem: Problem, instance: Instance, columns: Columns) -> None:
    """New chargers stay within the power of their feeder: ``sum_{j on h, k} kw_k n[j,k] <= feeder_kw[h]``."""
    drawn = columns.sets.chargers @ instance.kw
    for feeder, spare in enumerate(instance.feeder_kw):
        sets = np.flatnonzero(instance.feeder[columns.sets.site] == feeder)
        if len(sets):
            problem.at_most(columns.chosen[sets], drawn[sets], float(spare))


def substations(problem: Problem, instance: Instance, columns: Columns) -> None:
    """New chargers stay within the power of their substation: ``sum_{j behind u, k} kw_k n[j,k] <= substation_kw[u]``."""
    drawn = columns.sets.chargers @ instance.kw
    for substation, spare in enumerate(instance.substation_kw):
        sets = np.flatnonzero(instance.substation[columns.sets.site] == substation)
        if len(sets):
            problem.at_most(columns.chosen[sets], drawn[sets], float(spare))


def connection(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A site's one connection carries all its new power: ``sum_k kw_k n[j,k] <= sum_t step_kw_t z[j,t]``, ``sum_t z[j,t] <= open[j]``."""
    if not len(instance.step_kw):
        return
    drawn = columns.sets.chargers @ instance.kw
    for site, sets in _groups(columns.sets.site):
        steps = columns.step[site]
        problem.at_most([*columns.chosen[sets], *steps], [*drawn[sets], *-instance.step_kw], 0.0)
        door = columns.open[site]
        mine, right = ([*steps], 1.0) if door < 0 else ([*steps, door], 0.0)
        problem.at_most(mine, [1.0] * len(steps) + [-1.0] * (len(mine) - len(steps)), right)


def budget(problem: Problem, instance: Instance, columns: Columns) -> None:
    """The money: ``sum_j site_cost[j] open[j] + sum cost_k n[j,k] + sum (step_usd_t + cable_usd[j]) z[j,t] <= budget``."""
    new, wired = np.flatnonzero(columns.open >= 0), np.flatnonzero((columns.step >= 0).any(axis=1))
    price = columns.sets.chargers @ instance.cost
    steps = (instance.step_usd[None, :] + instance.cable_usd[wired, None]).ravel()
    if len(columns.chosen):
        paid = [*columns.open[new], *columns.chosen, *columns.step[wired].ravel()]
        problem.at_most(paid, [*instance.site_cost[new], *price, *steps], instance.budget)


def used(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A site is opened only for chargers, and a forced one is, with some.

    ``open[j] <= sum_s w[j,s]``; forced: ``open[j] >= 1`` and ``sum_s w[j,s] >= 1`` over the sets that add something.
    """
    for site, sets in _groups(columns.sets.site):
        if instance.forced[site]:
            adding = sets[columns.sets.chargers[sets][:, instance.bays_taken >= 0].any(axis=1)]
            problem.at_most(columns.chosen[adding], -np.ones(len(adding)), -1.0)
            if columns.open[site] >= 0:
                problem.at_most([columns.open[site]], [-1.0], -1.0)
        elif not instance.existing[site]:
            problem.at_most([columns.open[site], *columns.chosen[sets]], [1.0, *-np.ones(len(sets))], 0.0)


def mandated_plugs(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A new site has a gun of every mandated family: ``open[j] <= sum_{s with a gun of m} w[j,s]``."""
    for kinds in instance.mandated:
        brings = columns.sets.chargers[:, kinds].any(axis=1)
        for site, sets in _groups(columns.sets.site):
            if columns.open[site] >= 0:
                mine = columns.chosen[sets[brings[sets]]]
                problem.at_most([columns.open[site], *mine], [1.0, *-np.ones(len(mine))], 0.0)


def spacing(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Of two candidate sites nearer than the spacing at most one is opened: ``open[j] + open[j'] <= 1``."""
    for one, other in instance.too_near:
        if columns.open[one] >= 0 and columns.open[other] >= 0:
            problem.at_most(columns.open[[one, other]], [1.0, 1.0], 1.0)


def most_sites(problem: Problem, instance: Instance, columns: Columns) -> None:
    """At most p new sites: ``sum_j open[j] <= p``."""
    new = columns.open[columns.open >= 0]
    if instance.max_sites is not None and len(new):
        problem.at_most(new, np.ones(len(new)), float(instance.max_sites))


def kept(problem: Problem, instance: Instance, columns: Columns) -> None:
    """What an earlier phase builds stays, and a later one allows no more: ``least[j,k] <= sum_s n_k(s) w[j,s] <= limit[j,k]``."""
    sets = columns.sets
    if instance.least is not None:
        for site, kind in zip(*np.nonzero(instance.least), strict=True):
            mine = np.flatnonzero((sets.site == site) & (sets.chargers[:, kind] > 0))
            problem.at_most(columns.chosen[mine], -sets.chargers[mine, kind], -float(instance.least[site, kind]))
    if instance.limit is not None:
        above, kinds = np.nonzero(sets.chargers > instance.limit[sets.site])
        for site, kind in sorted(set(zip(sets.site[above].tolist(), kinds.tolist(), strict=True))):
            mine = np.flatnonzero((sets.site == site) & (sets.chargers[:, kind] > 0))
            problem.at_most(columns.chosen[mine], sets.chargers[mine, kind], float(instance.limit[site, kind]))


def district_floor(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Every district gets its share: ``sum_{i in D, c, j} f[i,c,j] >= floor * sum_{i in D, c} d[i,c]``."""
    if instance.floor <= 0:
        return
    of_flow = instance.district[instance.zone[columns.flow_pair]]
    for number in range(len(instance.district_names)):
        asked = float(instance.demand[instance.district == number].sum())
        rows = np.flatnonzero(of_flow == number)
        problem.at_most(columns.flow[rows], -np.ones(len(rows)), -instance.floor * asked)


def unlike(problem: Problem, instance: Instance, columns: Columns) -> None:
    """A plan differs from others that are known: ``sum_{j built there} (1 - b[j]) + sum_{other j} b[j] >= d``.

    ``b[j]`` is 1 where something is built: ``open[j]`` of a new site; of a station a binary of its own, with
    ``sum_{s in group} w[j,s] <= b[j] <= sum_s w[j,s]``. A site that can take no charger counts as one where nothing is built.
    """
    if not instance.unlike:
        return
    built = columns.open.copy()
    stations = {site: sets for site, sets in _groups(columns.sets.site) if columns.open[site] < 0}
    built[list(stations)] = problem.add(len(stations), upper=1, whole=True)
    for site, sets in stations.items():
        problem.at_most([built[site], *columns.chosen[sets]], [1.0, *-np.ones(len(sets))], 0.0)
        for _, group in _groups(columns.sets.group[sets]):
            problem.at_most([*columns.chosen[sets[group]], built[site]], [*np.ones(len(group)), -1.0], 0.0)
    can = built >= 0
    for there, differ in instance.unlike:
        weight = np.where(there[can], 1.0, -1.0)
        problem.at_most(built[can], weight, float(there.sum()) - float(differ))


def coverage(problem: Problem, instance: Instance, columns: Columns) -> None:
    """The promise to the whole city: ``sum f[i,c,j] >= coverage * sum d[i,c]``, in each world."""
    if instance.coverage <= 0:
        return
    of_flow = instance.zone_world[instance.zone[columns.flow_pair]]
    for world in range(instance.worlds):
        rows = np.flatnonzero(of_flow == world)
        asked = instance.coverage * float(instance.demand[instance.zone_world == world].sum())
        problem.at_most(columns.flow[rows], -np.ones(len(rows)), -asked)


def reach_only_open(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Where no queue limits a site, nobody is served at a closed one: ``f[i,c,j] <= d[i,c] open[j]``."""
    if not instance.reach_only_open:
        return
    door = columns.open[instance.site[columns.flow_pair]]
    asked = instance.demand[instance.zone[columns.flow_pair], columns.flow_class]
    at = np.flatnonzero(door >= 0)
    problem.at_most_rows(
        np.tile(np.arange(len(at)), 2),
        np.concatenate([columns.flow[at], door[at]]),
        np.concatenate([np.ones(len(at)), -asked[at]]),
        np.zeros(len(at)),
    )


RULES: dict[str, Callable[[Problem, Instance, Columns], None]] = {
    "demand": demand,
    "adapters": adapters,
    "delivery": delivery,
    "queues": queues,
    "one_set": one_set,
    "shared_power": shared_power,
    "bays": bays,
    "grid": grid,
    "feeders": feeders,
    "substations": substations,
    "connection": connection,
    "budget": budget,
    "used": used,
    "mandated_plugs": mandated_plugs,
    "spacing": spacing,
    "most_sites": most_sites,
    "dual_share": dual_share,
    "kept": kept,
    "district_floor": district_floor,
    "unlike": unlike,
    "coverage": coverage,
    "reach_only_open": reach_only_open,
}


def _groups(key: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Positions of equal keys, keys ascending."""
    order = np.argsort(key, kind="stable")
    ends = np.flatnonzero(np.diff(key[order])) + 1
    for rows in np.split(order, ends) if len(order) else []:
        yield int(key[rows[0]]), rows
