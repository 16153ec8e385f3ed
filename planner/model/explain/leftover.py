"""What keeps a plan from serving more: for all sites, built or not, what forbids each charger that unserved demand could use.

Unserved demand of a zone is shared evenly among the sites in its reach, and counted with whatever holds a further charger back there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.explain.binding import (
    LITTLE,
    Load,
    Slack,
    any_of,
    products_for,
    slacks_of,
    that_bind,
    usable,
    zones_by_site,
)
from planner.model.instance.instance import Instance
from planner.model.objectives.objective import COUNTED_KWH
from planner.model.rules.kinds.ruling import Ruling

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DEMAND, REACH, CHARGERS, MONEY, USE = "demand", "reach", "chargers", "budget", "use"
"""What holds back that is no rule but the budget: all is served; no site in reach; no charger on offer; its price; next to no use."""


@dataclass(frozen=True)
class HeldBack:
    """Demand that stays unserved, and what holds back the chargers that could serve it.

    Parameters
    ----------
    by : Ruling or str
        A rule, or one of `DEMAND`, `REACH`, `CHARGERS`, `MONEY`, `USE`.
    kwh : float
        A day.
    """

    by: Ruling | str
    kwh: float


def held_back(instance: Instance, use: Load) -> list[HeldBack]:
    """What holds back more service, the most kWh first."""
    left = np.maximum(0.0, use.left)
    if left.sum() <= LITTLE * max(1e-9, float(instance.demand.kwh.sum())):
        return [HeldBack(DEMAND, float(left.sum()))]
    found: dict[str | type[Ruling], float] = {}
    number = np.bincount(instance.reach.zone, minlength=len(left))
    found[REACH] = float(left[number == 0].sum())
    helped = usable(instance)[:, (instance.products.guns > 0).any(axis=1)].any(axis=1)
    found[CHARGERS] = float(left[number > 0][:, ~helped].sum())
    each = np.where(helped, left, 0.0) / np.maximum(1, number)[:, None]
    slacks = slacks_of(instance, use.chargers)
    shut = [
        (rule, ~most.any(axis=1)) for rule in instance.rules.every(Ruling) if (most := rule.most(instance)) is not None
    ]
    for site, zones in enumerate(zones_by_site(instance)):
        here = each[zones].sum(axis=0)
        if here.sum() <= 0:
            continue
        closed = [rule for rule, sites in shut if sites[site]]
        blocked = [] if closed else [(slack, ~slack.fits(site)) for slack in slacks]
        for c in np.flatnonzero(here > 0).tolist():
            alone = np.where(np.arange(len(here)) == c, here, 0.0)
            by = closed or _by(instance, use, blocked, (site, alone))
            for one in by:
                key: str | type[Ruling] = one if isinstance(one, str) else type(one)
                found[key] = found.get(key, 0.0) + float(here[c]) / len(by)
    rules = {type(rule): rule for rule in instance.rules.every(Ruling)}
    out = [HeldBack(by if isinstance(by, str) else rules[by], kwh) for by, kwh in found.items() if kwh > COUNTED_KWH]
    return sorted(out, key=lambda one: -one.kwh)


def _by(
    instance: Instance, use: Load, forbidden: list[tuple[Slack, Mask]], at: tuple[int, Floats]
) -> "list[Ruling | str]":
    """What forbids every charger that what is left of one class around a site, (classes,), could use there."""
    site, left = at
    wanted = products_for(instance, left) & (use.chargers[site] < instance.products.available[site])
    if not wanted.any():
        return [USE]
    blocked = [(slack, wanted & mask) for slack, mask in forbidden]
    others = [(slack, mask) for slack, mask in blocked if not slack.money]
    rules = that_bind(others, wanted)
    if rules:
        return [slack.rule for slack in rules]
    free = wanted & ~any_of(others, wanted)
    paid = free & ~any_of([(slack, mask) for slack, mask in blocked if slack.money], wanted)
    return [USE] if paid.any() else [MONEY]
