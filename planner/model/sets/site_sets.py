"""Sets of chargers by site over all groups: resource use and capacity by port family, the columns of the decomposition."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.resource import USD
from planner.model.sets.configurations import Configurations, shared_kw, sharing_sets
from planner.model.sets.coupling_rows import CouplingRows, coupling_rows
from planner.model.sets.limits import allowed_at, least_products, money_of, must_build, power_of, room_of
from planner.support.speech import _

MOST_SHARES = (1.0, 0.75)
"""Shares of a joint pool that may go to one family in the search, the rest to its others; beside even ones."""


@dataclass(frozen=True)
class SiteSets:
    """Every combination of the groups' sets at every site, "nothing new" included, sorted by site.

    Parameters
    ----------
    site : (sets,) int
    first : (sites,) int
        First row of each site; every site has at least one.
    chargers : (sets, products) int
    amount : (resources, sets)
        What each takes of every resource of `coupling`; the first is money, ground works and a stepped connection included.
    coupling : CouplingRows
        The coupling rules, as rows over the sites.
    families : tuple of (routes...) tuples
        Routes of charging (`Instance.routes`) that belong together, one tuple a port family whose plugs they take.
    fast : (routes,) bool
        It takes no AC.
    dc, ac : (sets, families)
        KWh per day that the pools of a family carry with the set, those standing included. A pool of several families counts in each.
    joint : (sets, joints)
        KWh per day that each DC pool of several families carries, which `dc` counts in each of them.
    joins : (joints, families) bool
        Families that such a pool serves.
    """

    site: NDArray[np.int64]
    first: NDArray[np.int64]
    chargers: NDArray[np.int32]
    amount: NDArray[np.float64]
    coupling: CouplingRows
    families: tuple[tuple[int, ...], ...]
    fast: NDArray[np.bool_]
    dc: NDArray[np.float64]
    ac: NDArray[np.float64]
    joint: NDArray[np.float64]
    joins: NDArray[np.bool_]

    @property
    def cost(self) -> NDArray[np.float64]:
        """US dollars; (sets,)."""
        return np.asarray(self.amount[0])

    def money_paid(self, coupling: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each set pays for money at these multipliers of the rows, over every budget; (sets,)."""
        paid = np.zeros(len(self.site))
        for resource, at_site, amount in zip(
            self.coupling.resources, self.coupling.price_of(coupling), self.amount, strict=True
        ):
            if resource.name == USD:
                paid += at_site[self.site] * amount
        return paid

    def linked(self) -> list[NDArray[np.int64]]:
        """Families that joint pools link with each other, directly or through others."""
        touched = self.joins.any(axis=0)
        number, part = connected_components(self.joins.T.astype(np.int64) @ self.joins, directed=False)
        parts = [np.flatnonzero((part == one) & touched) for one in range(number)]
        return [members for members in parts if len(members)]

    def costing(self, usd: NDArray[np.float64], instance: Instance) -> "SiteSets":
        """The same sets at other prices, (sets,), under the limits of an instance with the same rules."""
        return replace(self, amount=np.vstack([usd[None, :], self.amount[1:]]), coupling=coupling_rows(instance))

    def kept(self, rows: NDArray[np.int64]) -> "SiteSets":
        """Some of the sets, at least one of every site; (rows,) ascending."""
        return replace(
            self,
            site=self.site[rows],
            first=np.searchsorted(self.site[rows], np.arange(len(self.first))),
            chargers=self.chargers[rows],
            amount=self.amount[:, rows],
            dc=self.dc[rows],
            ac=self.ac[rows],
            joint=self.joint[rows],
        )


def site_sets(instance: Instance, sets: Configurations) -> SiteSets:
    """Combine the groups' sets at each site within what every local rule allows, its power and its money.

    Raises
    ------
    InfeasibleError
        Nothing fits a site at which something must be built.
    """
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    room, power, money = room_of(instance), power_of(instance), money_of(instance)
    must, locals_ = must_build(instance), instance.rules.every(Local)
    order = np.argsort(sets.site, kind="stable")
    start = np.searchsorted(sets.site[order], np.arange(len(instance.sites) + 1))
    rows = []
    for j in range(len(instance.sites)):
        mine = order[start[j] : start[j + 1]]
        key = (
            sets.chargers[mine].tobytes(),
            float(power[j]),
            float(money[j]),
            float(instance.sites.cable_usd[j]),
            *(rule.signature(instance, j) for rule in locals_),
        )
        if key not in known:
            limits = _Limits(float(room[j]), float(power[j]), float(money[j]) + 1e-6)
            known[key] = _combined(instance, j, sets.chargers[mine], sets.group[mine], limits)
        if not len(known[key]):
            what = next((rule.key for rule in locals_ if must[j] and rule.must(instance)[j]), "plan.chargers")
            raise InfeasibleError(
                _(
                    "{what}: nothing that plan.chargers offer can be paid and connected at site {names}",
                    what=what,
                    names=instance.sites.names[j],
                )
            )
        rows.append(known[key])
    counts = np.array([len(r) for r in rows])
    chargers = np.concatenate(rows)
    site = np.repeat(np.arange(len(rows)), counts)
    families, fast, dc_pool = _families(instance)
    carried = _carried(instance, site, chargers)
    uses = np.array([instance.routes.serves[list(f)].any(axis=0) for f in families])  # (families, pools)
    shared = dc_pool & (uses.sum(axis=0) > 1) & (carried > 0).any(axis=0)
    coupling = coupling_rows(instance)
    return SiteSets(
        site,
        np.concatenate([[0], np.cumsum(counts)[:-1]]),
        chargers.astype(np.int32),
        np.stack([resource.of(instance, site, chargers) for resource in coupling.resources]),
        coupling,
        families,
        fast,
        carried @ (uses & dc_pool).T,
        carried @ (uses & ~dc_pool).T,
        carried[:, shared],
        uses[:, shared].T,
    )


def shared_out(sets: SiteSets) -> SiteSets:
    """The same sets with the capacity of each joint pool divided between its families in several ways, each a set of its own.

    A set whose capacity is so divided carries no more than the set does, so a plan of such sets is a plan; `pricing_loops` finds the best
    division of a set exactly, for the bound.
    """
    held = (sets.joint > 0).any(axis=1)
    if not held.any():
        return replace(sets, joint=sets.joint[:, :0], joins=sets.joins[:0])
    own = sets.dc - sets.joint @ sets.joins
    rows, dc = [np.flatnonzero(~held)], [own[~held]]
    for weight in _divisions(sets):
        rows.append(np.flatnonzero(held))
        dc.append(own[held] + sets.joint[held] @ weight)
    row, carried = np.concatenate(rows), np.concatenate(dc)
    order = np.lexsort((*np.round(carried, 6).T, row))
    row, carried = row[order], carried[order]
    new = np.append(True, (np.diff(row) != 0) | (np.abs(np.diff(carried, axis=0)) > 1e-6).any(axis=1))
    out = sets.kept(row[new])
    return replace(out, dc=carried[new], joint=out.joint[:, :0], joins=sets.joins[:0])


def undivided(divided: SiteSets) -> NDArray[np.int64]:
    """Number of the set that each of `shared_out` was made from; (sets,)."""
    other = (np.diff(divided.site) != 0) | (np.diff(divided.chargers, axis=0) != 0).any(axis=1)
    return np.cumsum(np.append(0, other))


def plain_products(instance: Instance, sets: SiteSets) -> NDArray[np.bool_] | None:
    """Products without a gun in a pool of several families; None where no site may have another, or nothing else, or one must; (products,)."""
    families = np.array([instance.routes.serves[list(one)].any(axis=0) for one in sets.families])
    joint = instance.pools.dc & (families.sum(axis=0) > 1)
    kinds = (instance.products.guns[joint] > 0).any(axis=0)
    if (
        not (sets.chargers[:, kinds].any() and sets.chargers[:, ~kinds].any())
        or least_products(instance)[:, kinds].any()
    ):
        return None
    return np.asarray(~kinds)


def rows_of(sets: SiteSets, chargers: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """First row of the set that a plan, (sites, products), has at every site, (sites,); None where it has one that is not among them."""
    like = (sets.chargers == chargers[sets.site]).all(axis=1)
    if not np.logical_or.reduceat(like, sets.first).all():
        return None
    row = np.flatnonzero(like)
    return np.asarray(row[np.unique(sets.site[row], return_index=True)[1]])


def _divisions(sets: SiteSets) -> list[NDArray[np.float64]]:
    """Ways to divide joint pools: evenly, and most of each to one of the families that are linked; shares (joints, families)."""
    parts, even = sets.linked(), sets.joins / sets.joins.sum(axis=1, keepdims=True)
    out = [even]
    for place in range(max(len(members) for members in parts)):
        first = np.zeros(sets.joins.shape[1], dtype=bool)
        first[[members[place % len(members)] for members in parts]] = True
        for most in MOST_SHARES:
            share = sets.joins * np.where(first, most, 1.0 - most)
            total = share.sum(axis=1, keepdims=True)
            out.append(np.where(total > 0, share / np.where(total > 0, total, 1.0), even))
    return out


@dataclass(frozen=True)
class _Limits:
    """Bays, kW and USD of one site."""

    bays: float
    kw: float
    usd: float


def _combined(
    instance: Instance, site: int, chargers: NDArray[np.int64], group: NDArray[np.int64], limits: _Limits
) -> NDArray[np.int64]:
    products = instance.products
    rows = np.zeros((1, len(products.kw)), dtype=np.int64)
    left = [_choices(instance, site, chargers[group == number]) for number in np.unique(group)]
    while left:
        more = left.pop(0)
        rows = (rows[:, None, :] + more[None, :, :]).reshape(-1, len(products.kw))
        bays = limits.bays - sum(int((one @ products.bays).min()) for one in left)  # freed by those to come
        kw = limits.kw - sum(float((one @ products.kw).min()) for one in left)
        fits = (rows @ products.bays <= bays) & (rows @ products.kw <= kw + 1e-9)
        rows = rows[fits & (rows @ products.usd <= limits.usd)]
    rows = rows[rows @ products.usd + instance.connection_usd(site, rows @ products.kw) <= limits.usd]
    return rows[allowed_at(instance, np.full(len(rows), site), rows)]


def _choices(instance: Instance, site: int, sets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sets of a group, and none at all where nothing of it stands from an earlier phase."""
    if (least_products(instance)[site] * sets.any(axis=0)).any():
        return sets
    return np.vstack([np.zeros((1, len(instance.products.kw)), dtype=np.int64), sets])


def _families(instance: Instance) -> tuple[tuple[tuple[int, ...], ...], NDArray[np.bool_], NDArray[np.bool_]]:
    """Routes of charging by family of plugs, which of them are fast, which pools are DC."""
    routes = instance.routes
    names = sorted(set(routes.family))
    families = tuple(tuple(c for c, f in enumerate(routes.family) if f == name) for name in names)
    return families, routes.fast, instance.pools.dc


def _carried(instance: Instance, site: NDArray[np.int64], chargers: NDArray[np.int64]) -> NDArray[np.float64]:
    """KWh per day by set and pool at the service level and, where cabinets share power, within that power; (sets, pools)."""
    out = instance.carries(instance.pools.standing[site], chargers)
    for chosen in sharing_sets(instance):
        if len(chosen) == 1:
            q = chosen[0]
            power = (
                shared_kw(instance, chosen, chargers) + instance.pools.service_kw[q] * instance.pools.standing[site, q]
            )
            out[:, q] = np.minimum(out[:, q], power / instance.pools.peak_share[q])
    return np.asarray(out)
