"""Enumeration of the undominated sets of chargers of every site.

The capacity of a pool is convex in its guns (economies of scale of queues), so ``served <= cap(guns)`` is not a convex set, and a chord
over all gun counts is a loose relaxation: it gives four GB/T and four CCS2 guns the efficiency of eight of each. One binary for each
set of chargers that share pools is exact and keeps the relaxation tight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.resource import KW, USD
from planner.model.sets.dominance import undominated
from planner.model.sets.limits import (
    least_products,
    money_of,
    most_products,
    must_build,
    power_of,
    room_of,
    worth_a_set,
)
from planner.support.speech import _

MOST = 20_000
"""Limit on sets at one site; with more the scenario offers too many similar charger types."""


@dataclass(frozen=True)
class Configurations:
    """Sets of new chargers by site; at most one of each group is built at a site.

    Parameters
    ----------
    site, group : (sets,) int
        Types with a common pool form a group; groups share only bays, power and money.
    chargers : (sets, chargers) int
    """

    site: NDArray[np.int64]
    group: NDArray[np.int64]
    chargers: NDArray[np.int64]


def configurations_of(instance: Instance, *, whole: bool = False, limits_of: Instance | None = None) -> Configurations:
    """All undominated sets at every site that somebody reaches, where something must be built, or where guns can be taken down.

    Parameters
    ----------
    whole : bool
        Dominated sets stay: in a later phase one may be what is added to.
    limits_of : Instance or None
        The same question with rules switched off, whose limits hold instead; what makes a set worth considering stays as asked.
    """
    sites: list[NDArray[np.int64]] = []
    groups: list[NDArray[np.int64]] = []
    sets: list[NDArray[np.int64]] = []
    products, wide = instance.products, limits_of or instance
    limits = _Limits.of(wide)
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    wanted, must = _wanted(instance), must_build(instance)
    reached = worth_a_set(instance) | limits.least.any(axis=1)
    for number, kinds in enumerate(groups_on_offer(instance)):
        pools = np.flatnonzero(products.guns[:, kinds].any(axis=1))
        room = _room_for(instance, kinds, limits)
        idle = not len(pools)
        worth = reached & (wanted[:, kinds].any(axis=1) | (not idle))
        takes = limits.most[:, kinds].any(axis=1) & (worth | must)
        for site in np.flatnonzero(takes).tolist():
            key = (
                number,
                *(float(limit[site]) for limit in room),
                limits.usd[site],
                *instance.pools.standing[site, pools],
                *products.available[site, kinds],
                limits.most[site].tobytes(),
                limits.least[site].tobytes(),
                *(rule.signature(instance, site) for rule in instance.rules.every(Local)),
            )
            if key not in known:
                own = _Room(*(float(one[site]) for one in room))
                rows = _single(site, kinds, limits) if idle else _enumerate(instance, site, kinds, own, limits)
                known[key] = rows if whole else _useful(instance, site, rows, pools)
            mine = known[key]
            sites.append(np.full(len(mine), site))
            groups.append(np.full(len(mine), number))
            sets.append(mine)
    return Configurations(
        np.concatenate(sites) if sites else np.empty(0, dtype=np.int64),
        np.concatenate(groups) if groups else np.empty(0, dtype=np.int64),
        np.concatenate(sets) if sets else np.empty((0, len(products.kw)), dtype=np.int64),
    )


def given_configurations(instance: Instance, chargers: NDArray[np.int64]) -> Configurations:
    """Only these chargers as sets; (sites, chargers)."""
    sites, groups, sets = [], [], []
    for number, kinds in enumerate(groups_on_offer(instance)):
        for site in np.flatnonzero(chargers[:, kinds].any(axis=1)):
            row = np.zeros(chargers.shape[1], dtype=np.int64)
            row[kinds] = chargers[site, kinds]
            sites.append(int(site))
            groups.append(number)
            sets.append(row)
    return Configurations(
        np.array(sites, dtype=np.int64),
        np.array(groups, dtype=np.int64),
        np.array(sets, dtype=np.int64).reshape(len(sets), chargers.shape[1]),
    )


def offered(instance: Instance, known: NDArray[np.int64] | None) -> Configurations:
    """All undominated sets, and those of a known plan, (sites, chargers), where there is one."""
    every = configurations_of(instance)
    if known is None:
        return every
    mine = given_configurations(instance, known)
    rows = np.column_stack(
        [
            np.append(every.site, mine.site),
            np.append(every.group, mine.group),
            np.vstack([every.chargers, mine.chargers]),
        ]
    )
    rows = np.unique(rows, axis=0)
    return Configurations(rows[:, 0], rows[:, 1], rows[:, 2:])


def groups_on_offer(instance: Instance) -> list[NDArray[np.int64]]:
    """Groups of charger types on offer; one that serves no demand but counts in a rule is a group of its own, all others are the last."""
    products, wanted = instance.products, _wanted(instance).any(axis=0)
    idle = ~products.guns.any(axis=0) & (products.bays >= 0)
    rest = np.flatnonzero(idle & ~wanted)
    own = [np.array([k]) for k in np.flatnonzero(idle & wanted).tolist()]
    return [*charger_groups(products.guns), *own, *([rest] if len(rest) else [])]


def _wanted(instance: Instance) -> NDArray[np.bool_]:
    """Products on offer at a site though they may serve nobody, since they count in a rule; (sites, products)."""
    wanted = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=bool)
    for rule in instance.rules.every(Local):
        wanted |= rule.wanted(instance)
    return wanted


def charger_groups(guns: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Charger types that feed a common pool, directly or through others; types that feed none are left out."""
    left = [k for k in range(guns.shape[1]) if guns[:, k].any()]
    groups = []
    while left:
        group = [left.pop(0)]
        pools = guns[:, group].any(axis=1)
        while touching := [k for k in left if (guns[:, k].astype(bool) & pools).any()]:
            group += touching
            left = [k for k in left if k not in touching]
            pools = guns[:, group].any(axis=1)
        groups.append(np.array(sorted(group), dtype=np.int64))
    return groups


def sharing_sets(instance: Instance) -> list[tuple[int, ...]]:
    """Sets of pools that a cabinet feeds with less power than their guns could draw, and each such pool alone; in each world."""
    sets = set()
    for world in range(instance.worlds):
        guns = instance.products.guns * (instance.pools.world == world)[:, None]
        needed = (guns * instance.pools.service_kw[:, None]).sum(axis=0)
        sets |= {
            tuple(np.flatnonzero(guns[:, k]).tolist())
            for k in range(len(instance.products.kw))
            if needed[k] > instance.products.kw[k] + 1e-9 and not instance.products.upgrade[k]
        }
    return sorted(_with_unions(sets) | {(q,) for chosen in sets for q in chosen})


def _with_unions(sets: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Close a family of sets under union of overlapping sets."""
    while new := {tuple(sorted({*a, *b})) for a in sets for b in sets if {*a} & {*b}} - sets:
        sets = sets | new
    return sets


def shared_kw(instance: Instance, chosen: Sequence[int], chargers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Power that sets of chargers bring to a set of pools, below 0 where they take more standing guns away; (sets,)."""
    return np.asarray(chargers @ instance.own_kw(chosen))


@dataclass(frozen=True)
class _Room:
    """Bays and kW that a group may use at a site, with what other groups could free there."""

    bays: float
    kw: float


@dataclass(frozen=True)
class _Limits:
    """What every site may take by itself, see `sets.limits`; and the money that alike sites share their sets for."""

    bays: NDArray[np.float64]
    kw: NDArray[np.float64]
    usd: NDArray[np.float64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]

    @classmethod
    def of(cls, instance: Instance) -> "_Limits":
        products, bays = instance.products, room_of(instance)
        works = np.where(products.upgrade, products.available, 0).sum(axis=1)
        all_it_can_take = float(products.usd.max(initial=0.0)) * (bays + 2 * works)
        usd = np.minimum(money_of(instance), all_it_can_take)
        return cls(bays, power_of(instance), usd, least_products(instance), most_products(instance))


def _room_for(
    instance: Instance, kinds: NDArray[np.int64], limits: _Limits
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bays and kW, as `_Room`, at every site."""
    products = instance.products
    others = np.ones(len(products.kw), dtype=bool)
    others[kinds] = False
    return limits.bays + instance.freed(products.bays, others), limits.kw + instance.freed(products.kw, others)


def _useful(instance: Instance, site: int, rows: NDArray[np.int64], pools: NDArray[np.int64]) -> NDArray[np.int64]:
    products = instance.products
    capacity = instance.carries(instance.pools.standing[site], rows)[:, pools]
    limits = [capacity]
    for chosen in sharing_sets(instance):
        if set(chosen) <= set(pools.tolist()):
            at = [int(np.flatnonzero(pools == q)[0]) for q in chosen]
            stands = float((instance.pools.service_kw * instance.pools.standing[site])[list(chosen)].sum())
            drawn = capacity[:, at] @ instance.pools.peak_share[list(chosen)]
            limits.append(np.minimum(drawn, shared_kw(instance, chosen, rows) + stands)[:, None])
    if products.annual_usd is not None:  # a set cheaper to buy may cost more a year
        limits.append(-(rows @ products.annual_usd)[:, None])
    for rule in instance.rules.every(Coupling):
        resource = rule.resource(instance)
        if resource.name not in (USD, KW) and resource.product.any():
            limits.append(-(rows @ resource.product)[:, None])
    for one in instance.rules.every(Local):
        columns = one.dominance(instance, site, rows)
        if columns is not None:
            limits.append(columns)
    good = np.column_stack([*limits, -(rows @ products.usd), -(rows @ products.kw), -(rows @ products.bays)])
    return rows[undominated(good)]


def _enumerate(
    instance: Instance, site: int, kinds: NDArray[np.int64], room: _Room, limits: _Limits
) -> NDArray[np.int64]:
    """All whole product counts of a group, not all zero, within the site's own limits and what stands there."""
    products = instance.products
    rows = np.zeros((1, len(products.kw)), dtype=np.int64)
    money, taking = limits.usd[site], np.maximum(0, -products.guns).T  # (products, pools)
    for kind in sorted(kinds.tolist(), key=lambda k: products.bays[k] >= 0):  # what frees room comes first
        least = int(limits.least[site, kind])
        grown = _grown(rows, kind, least, max(least, _most_of(instance, kind, rows, room, limits.most[site, kind])))
        fits = (
            (grown @ products.bays <= room.bays)
            & (grown @ products.kw <= room.kw + 1e-9)
            & (grown @ products.usd <= money + 1e-6)
            & (grown @ taking <= instance.pools.standing[site]).all(axis=1)
        )
        if len(rows := grown[fits]) > MOST:
            said = _(
                "plan.chargers: the charger types that share plugs allow over {most:,} different sets at one site; offer fewer types, or lower sites.max_bays",
                most=MOST,
            )
            raise ConfigError(said)
        if not len(rows):
            break  # the least that the site must have does not fit
    return rows[rows.any(axis=1)]


def _single(site: int, kinds: NDArray[np.int64], limits: _Limits) -> NDArray[np.int64]:
    """One cabinet of a group that serves no demand, enough where something must be built; or what stands of it from an earlier phase."""
    stands = np.zeros_like(limits.least[[site]])
    stands[:, kinds] = limits.least[site, kinds]
    rows = np.eye(stands.shape[1], dtype=np.int64)[kinds[limits.most[site, kinds] > 0]]
    return stands if stands.any() else rows


def _grown(rows: NDArray[np.int64], kind: int, least: int, most: int) -> NDArray[np.int64]:
    grown = np.repeat(rows, most + 1 - least, axis=0)
    grown[:, kind] = np.tile(np.arange(least, most + 1), len(rows))
    return grown


def _most_of(instance: Instance, kind: int, rows: NDArray[np.int64], room: _Room, alone: int) -> int:
    """Most of a product beside any of the rows, and no more than it may have by itself."""
    most, products = float(alone), instance.products
    if (taken := products.bays[kind]) > 0:
        most = min(most, (room.bays - (rows @ products.bays).min()) // taken)
    if (kw := products.kw[kind]) > 0:
        most = min(most, (room.kw - (rows @ products.kw).min() + 1e-9) // kw)
    return max(0, int(most))
