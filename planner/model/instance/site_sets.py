"""Whole sets of chargers by site, over all groups at once, and what each carries by port family."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.instance.configurations import Configurations, shared_kw, sharing_sets
from planner.model.instance.dual_share import excess
from planner.model.instance.instance import Instance
from planner.model.instance.mandates import keeps_mandates


@dataclass(frozen=True)
class SiteSets:
    """Every combination of the groups' sets at every site, "nothing new" included, sorted by site.

    Parameters
    ----------
    site : (sets,) int
    first : (sites,) int
        First row of each site; every site has at least one.
    chargers : (sets, chargers) int
    cost, kw : (sets,)
        Ground works and a stepped connection included in the cost.
    taken : (sets,)
        What each takes of the share of cabinets of two standards, see `dualshare`; zeros where none is asked.
    families : tuple of (routes...) tuples
        Ways of charging (`Instance.routes`) that belong together, one tuple a port family whose plugs they take.
    fast : (routes,) bool
        It takes no AC.
    dc, ac : (sets, families)
        KWh per day that the pools of a family carry with the set, those standing included. A pool of two families counts in
        both, which only loosens a bound.
    """

    site: NDArray[np.int64]
    first: NDArray[np.int64]
    chargers: NDArray[np.int32]
    cost: NDArray[np.float64]
    kw: NDArray[np.float64]
    taken: NDArray[np.float64]
    families: tuple[tuple[int, ...], ...]
    fast: NDArray[np.bool_]
    dc: NDArray[np.float64]
    ac: NDArray[np.float64]


def site_sets(instance: Instance, sets: Configurations) -> SiteSets:
    """Combine the groups' sets at each site within its bays, power and money.

    Raises
    ------
    InfeasibleError
        Nothing fits a site at which something must be built.
    """
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    power = instance.power_limit()
    order = np.argsort(sets.site, kind="stable")
    start = np.searchsorted(sets.site[order], np.arange(len(instance.existing) + 1))
    rows = []
    for j in range(len(instance.existing)):
        mine = order[start[j] : start[j + 1]]
        key = (
            sets.chargers[mine].tobytes(),
            int(instance.bays[j]),
            float(power[j]),
            float(instance.site_cost[j]),
            float(instance.cable_usd[j]),
            bool(instance.forced[j]),
            bool(instance.existing[j]),
            None if instance.least is None else instance.least[j].tobytes(),
        )
        if key not in known:
            known[key] = _combined(instance, j, sets.chargers[mine], sets.group[mine], power[j])
        if not len(known[key]):
            raise InfeasibleError(
                f"plan.forced: nothing that plan.chargers offer can be paid and connected at site {instance.site_names[j]}"
            )
        rows.append(known[key])
    counts = np.array([len(r) for r in rows])
    chargers = np.concatenate(rows)
    site = np.repeat(np.arange(len(rows)), counts)
    ground = np.where(chargers.any(axis=1) & ~instance.existing[site], instance.site_cost[site], 0.0)
    families, fast, dc_pool = _families(instance)
    carried = _carried(instance, site, chargers)
    serves = instance.routes.serves
    dc = np.column_stack([carried @ (serves[list(f)].any(axis=0) & dc_pool) for f in families])
    ac = np.column_stack([carried @ (serves[list(f)].any(axis=0) & ~dc_pool) for f in families])
    return SiteSets(
        site,
        np.concatenate([[0], np.cumsum(counts)[:-1]]),
        chargers.astype(np.int32),
        ground + chargers @ instance.cost + instance.connection_usd(site, chargers @ instance.kw),
        chargers @ instance.kw,
        excess(instance.dual_share, chargers),
        families,
        fast,
        dc,
        ac,
    )


def shared_out(instance: Instance, sets: SiteSets) -> SiteSets:
    """Return the same sets with a pool of two families shared out evenly: energy that can surely be served, for a search."""
    carried = _carried(instance, sets.site, sets.chargers.astype(np.int64))
    uses = np.array(
        [instance.routes.serves[list(f)].any(axis=0) & instance.pool_dc for f in sets.families]
    )  # (families, pools)
    weight = uses / np.maximum(1, uses.sum(axis=0))
    return replace(sets, dc=carried @ weight.T)


def _combined(
    instance: Instance, site: int, chargers: NDArray[np.int64], group: NDArray[np.int64], power: float
) -> NDArray[np.int64]:
    money = max(instance.budget - (0.0 if instance.existing[site] else instance.site_cost[site]), 0.0) + 1e-6
    nothing = np.zeros((1, len(instance.kw)), dtype=np.int64)
    rows, left = nothing, [_choices(instance, site, chargers[group == number]) for number in np.unique(group)]
    while left:
        more = left.pop(0)
        rows = (rows[:, None, :] + more[None, :, :]).reshape(-1, len(instance.kw))
        bays = instance.bays[site] - sum(
            int((one @ instance.bays_taken).min()) for one in left
        )  # freed by those to come
        kw = power - sum(float((one @ instance.kw).min()) for one in left)
        rows = rows[
            (rows @ instance.bays_taken <= bays) & (rows @ instance.kw <= kw + 1e-9) & (rows @ instance.cost <= money)
        ]
    rows = rows[rows @ instance.cost + instance.connection_usd(site, rows @ instance.kw) <= money]
    rows = rows[keeps_mandates(instance, site, rows)] if len(instance.mandated) else rows
    return rows[rows[:, instance.bays_taken >= 0].any(axis=1)] if instance.forced[site] else rows


def _choices(instance: Instance, site: int, sets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sets of a group, and none at all where nothing of it stands from an earlier phase."""
    if instance.least is not None and (instance.least[site] * sets.any(axis=0)).any():
        return sets
    return np.vstack([np.zeros((1, len(instance.kw)), dtype=np.int64), sets])


def _families(instance: Instance) -> tuple[tuple[tuple[int, ...], ...], NDArray[np.bool_], NDArray[np.bool_]]:
    """Ways of charging by family of plugs, which of them are fast, which pools are DC."""
    routes = instance.routes
    names = sorted(set(routes.family))
    families = tuple(tuple(c for c, f in enumerate(routes.family) if f == name) for name in names)
    return families, routes.fast, instance.pool_dc


def _carried(instance: Instance, site: NDArray[np.int64], chargers: NDArray[np.int64]) -> NDArray[np.float64]:
    """KWh per day by set and pool at the promise and, where cabinets share power, within that power; (sets, pools)."""
    out = instance.carries(instance.standing[site], chargers)
    for chosen in sharing_sets(instance):
        if len(chosen) == 1:
            q = chosen[0]
            power = shared_kw(instance, chosen, chargers) + instance.service_kw[q] * instance.standing[site, q]
            out[:, q] = np.minimum(out[:, q], power / instance.peak_share[q])
    return np.asarray(out)
