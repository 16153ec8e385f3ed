"""Removal of chargers, and of work on standing guns, that the allocation of energy does not need."""

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Local
from planner.model.sets.limits import allowed_at, least_products, must_build

Ints = NDArray[np.int64]


def trimmed(instance: Instance, plan: Solution) -> Ints:
    """Remove every charger whose capacity the plan does not need: same energy at less cost; (sites, products)."""
    chargers, least, plain = _without_idle(instance, plan), least_products(instance), _only_take(instance)
    load = np.zeros(instance.pools.standing.shape)
    np.add.at(load, (plan.split_site, plan.split_pool), plan.split_kwh)
    order = np.lexsort(
        (-instance.products.usd, instance.products.bays < 0)
    ).tolist()  # products that free bays go last, when nothing needs the bays
    for site in np.flatnonzero(chargers.any(axis=1)).tolist():
        for kind in order:
            while chargers[site, kind] > least[site, kind]:
                fewer = chargers.copy()
                fewer[site, kind] -= 1
                if not _carries(instance, site, fewer[site], load[site]):
                    break
                if not (
                    keeps_local(instance, site, chargers, fewer)
                    and (plain[kind] or keeps_coupled(instance, site, chargers, fewer))
                ):
                    break
                chargers = fewer
    return chargers


def _without_idle(instance: Instance, plan: Solution) -> Ints:
    """Close new sites that serve nobody; rules on what stands together would block removing their chargers one by one."""
    chargers = plan.chargers.copy()
    if any(rule.wanted(instance).any() for rule in instance.rules.every(Local)):
        serves = np.zeros(len(chargers), dtype=bool)
        serves[plan.split_site[plan.split_kwh > 0]] = True
        chargers[~(serves | must_build(instance) | instance.sites.existing)] = 0
    return chargers


def _carries(instance: Instance, site: int, row: Ints, load: NDArray[np.float64]) -> bool:
    """Whether these chargers of a site have capacity for its load."""
    pools, products = instance.pools, instance.products
    capacity = instance.carries(pools.standing[site], row[None, :])[0]
    own = np.where(products.upgrade, pools.service_kw[:, None] * products.guns, (products.guns != 0) * products.kw)
    stands = pools.service_kw * pools.standing[site]
    drawn = pools.peak_share * load
    worlds = (np.flatnonzero(pools.world == world) for world in range(instance.worlds))
    return bool(
        (load <= capacity + 1e-7).all()
        and (drawn <= own @ row + stands + 1e-9).all()
        and all(drawn[q].sum() <= instance.own_kw(q.tolist()) @ row + stands[q].sum() + 1e-9 for q in worlds)
    )


def _only_take(instance: Instance) -> NDArray[np.bool_]:
    """Products whose removal tightens no constraint: those that use no negative amount of any resource; (products,)."""
    products = instance.products
    out = (products.bays >= 0) & (products.kw >= 0) & (products.usd >= 0)
    for rule in instance.rules.every(Coupling):
        out &= rule.resource(instance).product >= 0
    return np.asarray(out)


def keeps_local(instance: Instance, site: int, before: Ints, after: Ints) -> bool:
    """Whether a site satisfies every local rule after removal, or violated one before."""
    at = np.array([site])
    return bool(allowed_at(instance, at, after[at])[0] or not allowed_at(instance, at, before[at])[0])


def keeps_coupled(instance: Instance, site: int, before: Ints, after: Ints) -> bool:
    """Whether removal costs no more and violates no further coupling rule: a standing gun that stays after all uses resources again."""
    if instance.cost_usd(after)[site] > instance.cost_usd(before)[site]:
        return False
    for rule in instance.rules.every(Coupling):
        spare = rule.spare(instance, after)
        if ((spare < -1e-9) & (spare < rule.spare(instance, before))).any():
            return False
    return True
