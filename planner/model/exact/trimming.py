"""What a plan can do without: chargers, and work on standing guns, that no energy needs."""

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.dual_share import excess
from planner.model.instance.instance import Instance
from planner.model.instance.mandates import keeps_mandates

Ints = NDArray[np.int64]


def trimmed(instance: Instance, plan: Solution) -> Ints:
    """Give back every charger whose guns the plan does not need: same energy, less money; (sites, chargers)."""
    chargers = _without_idle(instance, plan)
    load = np.zeros(instance.standing.shape)
    np.add.at(load, (plan.split_site, plan.split_pool), plan.split_kwh)
    order = np.lexsort(
        (-instance.cost, instance.bays_taken < 0)
    ).tolist()  # what frees room goes last, when nothing needs it
    for site in np.flatnonzero(chargers.any(axis=1)).tolist():
        for kind in order:
            stays = 0 if instance.least is None else int(instance.least[site, kind])
            while chargers[site, kind] > stays:
                fewer = chargers.copy()
                fewer[site, kind] -= 1
                if not (_carries(instance, site, fewer[site], load[site]) and _fits(instance, site, chargers, fewer)):
                    break
                chargers = fewer
    return chargers


def _without_idle(instance: Instance, plan: Solution) -> Ints:
    """Leave out new sites that serve nobody, which a mandate would else keep from being given back charger by charger."""
    chargers = plan.chargers.copy()
    if len(instance.mandated):
        serves = np.zeros(len(chargers), dtype=bool)
        serves[plan.split_site[plan.split_kwh > 0]] = True
        held = instance.forced if instance.least is None else instance.forced | instance.least.any(axis=1)
        chargers[~(serves | held | instance.existing)] = 0
    return chargers


def _carries(instance: Instance, site: int, row: Ints, load: NDArray[np.float64]) -> bool:
    """Whether these chargers of a site still carry its load."""
    if instance.forced[site] and not row[instance.bays_taken >= 0].any():
        return False
    if len(instance.mandated) and not keeps_mandates(instance, site, row[None, :])[0]:
        return False
    capacity = instance.carries(instance.standing[site], row[None, :])[0]
    own = np.where(instance.upgrade, instance.service_kw[:, None] * instance.guns, (instance.guns != 0) * instance.kw)
    stands = instance.service_kw * instance.standing[site]
    drawn = instance.peak_share * load
    worlds = (np.flatnonzero(instance.pool_world == world) for world in range(instance.worlds))
    return bool(
        (load <= capacity + 1e-7).all()
        and (drawn <= own @ row + stands + 1e-9).all()
        and all(drawn[q].sum() <= instance.own_kw(q.tolist()) @ row + stands[q].sum() + 1e-9 for q in worlds)
    )


def _fits(instance: Instance, site: int, before: Ints, after: Ints) -> bool:
    """Whether what is left keeps to bays, power, price and the share of two standards: a standing gun that stays after all takes room again."""
    if instance.dual_share is not None:
        freed = excess(instance.dual_share, before).sum() - excess(instance.dual_share, after).sum()
        if freed < 0 and excess(instance.dual_share, after).sum() > 1e-9:
            return False  # a cabinet that no energy needs lets others serve two standards
    if (before[site] @ instance.bays_taken >= after[site] @ instance.bays_taken) and (
        before[site] @ instance.kw >= after[site] @ instance.kw
    ):
        return True
    drawn = after @ instance.kw
    mains = ((instance.feeder, instance.feeder_kw), (instance.substation, instance.substation_kw))
    within = all(
        number[site] < 0 or drawn[number == number[site]].sum() <= kw[number[site]] + 1e-9 for number, kw in mains
    )
    room = (
        after[site] @ instance.bays_taken <= instance.bays[site] and drawn[site] <= instance.power_limit()[site] + 1e-9
    )
    price = [
        float(one[site] @ instance.cost + instance.connection_usd(site, one[site] @ instance.kw))
        for one in (before, after)
    ]
    return bool(within and room and price[1] <= price[0])
