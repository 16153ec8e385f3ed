"""What keeps a site of a plan from serving more: its queues, the rules on what may be built, the demand in reach, or the money."""

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
"""From this share of what it carries on, a queue counts as full."""
SPENT = 0.01
"""With no more than this share of the budget left it counts as spent."""
LITTLE = 0.02
"""Less than this share of the demand in reach left over counts as all of it served."""


@dataclass(frozen=True)
class Load:
    """A plan as its sites see it.

    Parameters
    ----------
    chargers : (sites, products) int
    load : (sites, pools)
        KWh a day.
    left : (zones, classes)
        Demand that nobody serves.
    """

    chargers: NDArray[np.int64]
    load: Floats
    left: Floats


@dataclass(frozen=True)
class Binding:
    """What binds one site.

    Parameters
    ----------
    full, slack : tuple of int
        Pools of the site that carry all they can in the peak hour; those that could carry more.
    rules : tuple of rules
        Rules, money apart, that leave no room for any charger that serves the drivers left over.
    demand : bool
        Next to nothing is left of the demand in reach that the site's own plugs could serve.
    left_kwh : float
        What is left of it.
    money : bool
        Some would fit by all these rules and be used, and the budget has no more for it.
    """

    full: tuple[int, ...]
    slack: tuple[int, ...]
    rules: "tuple[Capacity | Coupling, ...]"
    demand: bool
    left_kwh: float
    money: bool


def bindings(instance: Instance, use: Load) -> Iterator[tuple[int, Binding]]:
    """What binds each site at which the plan builds."""
    pools = instance.pools
    guns = pools.standing + use.chargers @ instance.products.guns.T
    zones, usable = _zones_by_site(instance), _usable(instance)
    rooms = _rooms(instance, use.chargers)
    for site in np.flatnonzero(use.chargers.any(axis=1)).tolist():
        there = np.flatnonzero(guns[site] > 0)
        carried = instance.carries(pools.standing[site], use.chargers[[site]])[0, there]
        full = use.load[site, there] >= FULL * carried
        served = usable[:, there].any(axis=1)
        left, asked = (float(table[zones[site]][:, served].sum()) for table in (use.left, instance.demand.kwh))
        wanted = _wanted(instance, use.left[zones[site]].sum(axis=0) if len(zones[site]) else np.zeros(len(served)))
        wanted &= use.chargers[site] < instance.products.available[site]
        demand = left <= LITTLE * asked or not wanted.any()
        blocked = [(room, wanted & ~room.fits(site)) for room in rooms]
        others = [(room, mask) for room, mask in blocked if not room.money]
        rules = [] if demand else _that_bind(others, wanted)
        free = wanted & ~_any_of(others, wanted)  # what all other rules leave room for
        spent = any((mask[free]).all() or room.spent for room, mask in blocked if room.money)
        yield (
            site,
            Binding(
                tuple(there[full].tolist()),
                tuple(there[~full].tolist()),
                tuple(room.rule for room in rules),
                demand=demand,
                left_kwh=left,
                money=spent and not demand and not rules,
            ),
        )


@dataclass(frozen=True)
class _Room:
    """What a rule leaves beside a plan."""

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
        """Of money next to nothing is left."""
        return bool(self.spare.min() <= SPENT * float(self.rule.limits(self.instance)[0])) if self.money else False  # type: ignore[union-attr]

    def fits(self, site: int) -> Mask:
        """Products of which one more fits at a site; (products,)."""
        if isinstance(self.rule, Capacity):
            more = np.asarray(self.rule.taken(self.instance), dtype=float)
        else:
            more = self.rule.resource(self.instance).of_one_more(self.instance, site, self.chargers[site])
        return np.asarray(more <= self.spare[site] + 1e-6)


def _rooms(instance: Instance, chargers: NDArray[np.int64]) -> list[_Room]:
    """What each rule that limits an amount leaves at every site."""
    local = [
        _Room(instance, one, chargers, np.asarray(one.room, dtype=float) - chargers @ one.taken(instance))
        for one in instance.rules.every(Capacity)
    ]
    coupled = [
        _Room(instance, one, chargers, one.tightest(instance, one.spare(instance, chargers)))
        for one in instance.rules.every(Coupling)
        if len(one.limits(instance))
    ]
    return [*local, *coupled]


def _any_of(blocked: Sequence[tuple[_Room, Mask]], wanted: Mask) -> Mask:
    """Products that some rule leaves no room for; (products,)."""
    return np.asarray(np.logical_or.reduce([np.zeros_like(wanted), *(mask for _, mask in blocked)]))


def _that_bind(blocked: Sequence[tuple[_Room, Mask]], wanted: Mask) -> list[_Room]:
    """Rules that together leave no room for any of the products wanted: each of those that do so alone, else all that take part."""
    if (wanted & ~_any_of(blocked, wanted)).any():
        return []
    alone = [room for room, mask in blocked if (mask == wanted).all()]
    return alone or [room for room, mask in blocked if mask.any()]


def _usable(instance: Instance) -> Mask:
    """Pools that a class can charge at, by its own plug or by adapter; (classes, pools)."""
    out = instance.pools.serves.copy()
    if len(instance.adapters):
        np.logical_or.at(out, instance.adapters.class_of, instance.adapters.serves)
    return out


def _zones_by_site(instance: Instance) -> list[NDArray[np.int64]]:
    order = np.argsort(instance.reach.site, kind="stable")
    ends = np.searchsorted(instance.reach.site[order], np.arange(len(instance.sites) + 1))
    return [instance.reach.zone[order[a:b]] for a, b in pairwise(ends.tolist())]


def _wanted(instance: Instance, left: Floats) -> Mask:
    """Products on offer that could serve somebody who is left over; (products,)."""
    mean = np.maximum(instance.demand.kwh.sum(axis=0).mean(), 1e-9)
    asks = left > LITTLE * mean / max(1, len(instance.sites))
    pools = _usable(instance)[asks].any(axis=0) if asks.any() else np.zeros(instance.pools.serves.shape[1], dtype=bool)
    return np.asarray((instance.products.guns > 0)[pools].any(axis=0))
