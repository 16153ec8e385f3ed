"""Binding constraints of each site of a plan: queues, rules on what may be built, demand in reach, budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Capacity
from planner.model.rules.kinds.resource import USD

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FULL = 0.995
"""A queue is full from this share of its capacity on."""
SPENT = 0.01
"""The budget is spent with no more than this share of it left."""
LITTLE = 0.02
"""Demand in reach is served with less than this share of it unserved."""
PART = 0.1
"""A class with less than this share of what is unserved around a site is not asked what holds it back."""


@dataclass(frozen=True)
class Load:
    """Chargers, loads and unserved demand of a plan.

    Parameters
    ----------
    chargers : (sites, products) int
    load : (sites, pools)
        KWh a day.
    left : (zones, classes)
        Unserved demand, kWh a day.
    """

    chargers: NDArray[np.int64]
    load: Floats
    left: Floats


@dataclass(frozen=True)
class Binding:
    """Binding constraints of one site.

    Parameters
    ----------
    full, slack : tuple of int
        Pools of the site at capacity, and the others.
    rules : tuple of rules
        Rules except the budget that forbid every further charger which some unserved class could use.
    demand : bool
        The demand in reach of the site's own plugs is served.
    left_kwh : float
        What is unserved of it, kWh a day.
    money : bool
        For some unserved class a further charger is allowed by all rules and useful, and the budget forbids it.
    others : bool
        Beside those whom `rules` hold back there are unserved drivers for whom a further charger is allowed by them.
    """

    full: tuple[int, ...]
    slack: tuple[int, ...]
    rules: "tuple[Capacity | Coupling, ...]"
    demand: bool
    left_kwh: float
    money: bool
    others: bool = False


def bindings(instance: Instance, use: Load) -> Iterator[tuple[int, Binding]]:
    """Yield the binding constraints of each site at which the plan builds."""
    pools = instance.pools
    guns = pools.standing + use.chargers @ instance.products.guns.T
    zones, can_use = zones_by_site(instance), usable(instance)
    slacks = slacks_of(instance, use.chargers)
    for site in np.flatnonzero(use.chargers.any(axis=1)).tolist():
        there = np.flatnonzero(guns[site] > 0)
        carried = instance.carries(pools.standing[site], use.chargers[[site]])[0, there]
        full = use.load[site, there] >= FULL * carried
        served = can_use[:, there].any(axis=1)
        left, asked = (float(table[zones[site]][:, served].sum()) for table in (use.left, instance.demand.kwh))
        blocked = [(slack, ~slack.fits(site)) for slack in slacks]
        found = [] if left <= LITTLE * asked else _held(instance, use, blocked, (site, use.left[zones[site]]))
        rules = [slack for slack in slacks if any(slack is other for _, held, _ in found for other in held)]
        yield (
            site,
            Binding(
                tuple(there[full].tolist()),
                tuple(there[~full].tolist()),
                tuple(slack.rule for slack in rules),
                demand=not found,
                left_kwh=left,
                money=any(money for *_, money in found),
                others=bool(rules) and any(not one for _, one, _ in found),
            ),
        )


def _held(
    instance: Instance, use: Load, forbidden: "Sequence[tuple[Slack, Mask]]", at: tuple[int, Floats]
) -> list[tuple[float, "list[Slack]", bool]]:
    """What holds back each class of unserved demand, (zones, classes), around a site: kWh, rules, and whether it is the budget.

    Each class is asked for itself: a slow post within what is left of the money is no charger for those who charge fast. A class
    that no product on offer could serve is left out, and one that is a small part of what is left.
    """
    site, left = at
    out = list[tuple[float, list[Slack], bool]]()
    for c, kwh in enumerate(left.sum(axis=0).tolist()):
        alone = np.where(np.arange(left.shape[1]) == c, kwh, 0.0)
        wanted = products_for(instance, alone) & (use.chargers[site] < instance.products.available[site])
        if not wanted.any():
            continue
        others = [(slack, wanted & mask) for slack, mask in forbidden if not slack.money]
        free = wanted & ~any_of(others, wanted)  # allowed by all other rules
        spent = any(mask[free].all() or slack.spent for slack, mask in forbidden if slack.money)
        rules = that_bind(others, wanted)
        out.append((float(kwh), rules, spent and not rules))
    whole = sum(kwh for kwh, *_ in out)
    return [one for one in out if one[0] >= PART * whole]


@dataclass(frozen=True)
class Slack:
    """Slack of a rule beside a plan."""

    instance: Instance
    rule: "Capacity | Coupling"
    chargers: NDArray[np.int64]
    spare: Floats

    @property
    def money(self) -> bool:
        """It is the rule on all money."""
        rule = self.rule
        whole = isinstance(rule, Coupling) and rule.members(self.instance) is None
        return whole and isinstance(rule, Coupling) and rule.resource(self.instance).name == USD

    @property
    def spent(self) -> bool:
        """Whether the rule is the budget and it is spent."""
        return bool(self.spare.min() <= SPENT * float(self.rule.limits(self.instance)[0])) if self.money else False  # type: ignore[union-attr]

    def fits(self, site: int) -> Mask:
        """Products of which one more is within the slack at a site; (products,)."""
        if isinstance(self.rule, Capacity):
            more = np.asarray(self.rule.taken(self.instance), dtype=float)
        else:
            more = self.rule.resource(self.instance).of_one_more(self.instance, site, self.chargers[site])
        return np.asarray(more <= self.spare[site] + 1e-6)


def slacks_of(instance: Instance, chargers: NDArray[np.int64]) -> list[Slack]:
    """Slack of each rule with a limit, at every site."""
    local = [
        Slack(instance, one, chargers, np.asarray(one.room, dtype=float) - chargers @ one.taken(instance))
        for one in instance.rules.every(Capacity)
    ]
    coupled = [
        Slack(instance, one, chargers, one.tightest(instance, one.spare(instance, chargers)))
        for one in instance.rules.every(Coupling)
        if len(one.limits(instance))
    ]
    return [*local, *coupled]


def any_of(blocked: Sequence[tuple[Slack, Mask]], wanted: Mask) -> Mask:
    """Products that some rule forbids; (products,)."""
    return np.asarray(np.logical_or.reduce([np.zeros_like(wanted), *(mask for _, mask in blocked)]))


def that_bind(blocked: Sequence[tuple[Slack, Mask]], wanted: Mask) -> list[Slack]:
    """Rules that together forbid all wanted products: each of those that do so alone, else all that take part."""
    if (wanted & ~any_of(blocked, wanted)).any():
        return []
    alone = [slack for slack, mask in blocked if (mask == wanted).all()]
    return alone or [slack for slack, mask in blocked if mask.any()]


def usable(instance: Instance) -> Mask:
    """Pools that a class can charge at, by its own plug or by adapter; (classes, pools)."""
    out = instance.pools.serves.copy()
    if len(instance.adapters):
        np.logical_or.at(out, instance.adapters.class_of, instance.adapters.serves)
    return out


def zones_by_site(instance: Instance) -> list[NDArray[np.int64]]:
    """Zones in the reach of each site; (sites,) of (zones,) int."""
    order = np.argsort(instance.reach.site, kind="stable")
    ends = np.searchsorted(instance.reach.site[order], np.arange(len(instance.sites) + 1))
    return [instance.reach.zone[order[a:b]] for a, b in pairwise(ends.tolist())]


def products_for(instance: Instance, left: Floats) -> Mask:
    """Products on offer that could serve unserved demand; (products,)."""
    mean = np.maximum(instance.demand.kwh.sum(axis=0).mean(), 1e-9)
    asks = left > LITTLE * mean / max(1, len(instance.sites))
    pools = usable(instance)[asks].any(axis=0) if asks.any() else np.zeros(instance.pools.serves.shape[1], dtype=bool)
    return np.asarray((instance.products.guns > 0)[pools].any(axis=0))
