"""What keeps a site of a plan from serving more: its queues, its room, its power, its feeder, the demand in reach, or the money."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance

Floats = NDArray[np.float64]

FULL = 0.995
"""From this share of what it carries on, a queue counts as full."""
SPENT = 0.01
"""With no more than this share of the budget left it counts as spent."""
LITTLE = 0.02
"""Less than this share of the demand in reach left over counts as all of it served."""


@dataclass(frozen=True)
class Use:
    """A plan as its sites see it.

    Parameters
    ----------
    chargers : (sites, chargers) int
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
    bays, site_kw, feeder_kw, substation_kw : bool
        No charger on offer that serves the drivers left over fits what remains of the room, the site's power, the feeder's, the
        substation's.
    demand : bool
        Next to nothing is left of the demand in reach that the site's own plugs could serve.
    left_kwh : float
        What is left of it.
    money : bool
        Nothing of the above: more would fit and be used, and the budget has no more for it.
    """

    full: tuple[int, ...]
    slack: tuple[int, ...]
    bays: bool
    site_kw: bool
    feeder_kw: bool
    substation_kw: bool
    demand: bool
    left_kwh: float
    money: bool


def bindings(instance: Instance, use: Use) -> Iterator[tuple[int, Binding]]:
    """What binds each site at which the plan builds."""
    guns = instance.standing + use.chargers @ instance.guns.T
    drawn = use.chargers @ instance.kw
    money = instance.budget - _spent(instance, use.chargers, drawn)
    zones, usable = _zones_by_site(instance), _usable(instance)
    for site in np.flatnonzero(use.chargers.any(axis=1)).tolist():
        pools = np.flatnonzero(guns[site] > 0)
        carried = instance.carries(instance.standing[site], use.chargers[[site]])[0, pools]
        full = use.load[site, pools] >= FULL * carried
        served = usable[:, pools].any(axis=1)
        left, asked = (float(table[zones[site]][:, served].sum()) for table in (use.left, instance.demand))
        wanted = _wanted(instance, use.left[zones[site]].sum(axis=0) if len(zones[site]) else np.zeros(len(served)))
        wanted &= use.chargers[site] < instance.available[site]
        demand = left <= LITTLE * asked or not wanted.any()
        room = _none_fits(
            instance.bays_taken, wanted, float(instance.bays[site] - use.chargers[site] @ instance.bays_taken)
        )
        own_kw = min(float(instance.grid_kw[site]), float(instance.step_kw[-1]) if len(instance.step_kw) else np.inf)
        power = _none_fits(instance.kw, wanted, own_kw - float(drawn[site]))
        feeder, substation = (
            number[site] >= 0
            and _none_fits(instance.kw, wanted, float(spare[number[site]] - drawn[number == number[site]].sum()))
            for number, spare in (
                (instance.feeder, instance.feeder_kw),
                (instance.substation, instance.substation_kw),
            )
        )
        dear = _none_fits(_price(instance, site, drawn), wanted, money) or money <= SPENT * instance.budget
        binds = [bool(one) and not demand for one in (room, power, feeder, substation)]
        yield (
            site,
            Binding(
                tuple(pools[full].tolist()),
                tuple(pools[~full].tolist()),
                bays=binds[0],
                site_kw=binds[1],
                feeder_kw=binds[2],
                substation_kw=binds[3],
                demand=demand,
                left_kwh=left,
                money=dear and not demand and not any(binds),
            ),
        )


def _usable(instance: Instance) -> NDArray[np.bool_]:
    """Pools that a class can charge at, by its own plug or by adapter; (classes, pools)."""
    out = instance.serves.copy()
    if len(instance.adapters):
        np.logical_or.at(out, instance.adapters.class_of, instance.adapters.serves)
    return out


def _spent(instance: Instance, chargers: NDArray[np.int64], drawn: Floats) -> float:
    ground = np.where(chargers.any(axis=1) & ~instance.existing, instance.site_cost, 0.0)
    wires = instance.connection_usd(np.arange(len(drawn)), drawn)
    return float((chargers @ instance.cost).sum() + ground.sum() + wires.sum())


def _price(instance: Instance, site: int, drawn: Floats) -> Floats:
    """What one more of each charger would cost there, a larger connection included; (chargers,)."""
    before = instance.connection_usd(site, float(drawn[site]))
    after = instance.connection_usd(site, float(drawn[site]) + instance.kw)
    return np.asarray(instance.cost + after - before)


def _zones_by_site(instance: Instance) -> list[NDArray[np.int64]]:
    order = np.argsort(instance.site, kind="stable")
    ends = np.searchsorted(instance.site[order], np.arange(len(instance.existing) + 1))
    return [instance.zone[order[a:b]] for a, b in pairwise(ends.tolist())]


def _wanted(instance: Instance, left: Floats) -> NDArray[np.bool_]:
    """Chargers on offer that could serve somebody who is left over; (chargers,)."""
    asks = left > LITTLE * np.maximum(instance.demand.sum(axis=0).mean(), 1e-9) / max(1, len(instance.existing))
    pools = _usable(instance)[asks].any(axis=0) if asks.any() else np.zeros(instance.serves.shape[1], dtype=bool)
    return np.asarray((instance.guns > 0)[pools].any(axis=0))


def _none_fits(needs: NDArray[np.generic], wanted: NDArray[np.bool_], room: float) -> bool:
    """Tell whether none of the wanted chargers fits."""
    return bool(wanted.any()) and bool((np.asarray(needs, dtype=float)[wanted] > room + 1e-6).all())
