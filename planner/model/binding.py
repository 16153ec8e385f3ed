"""What keeps a site of a plan from serving more: its queues, its room, its power, its feeder, the demand in reach, or the money."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance

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
    bays, site_kw, feeder_kw : bool
        No charger on offer that serves the drivers left over fits what remains of the room, the site's power, the feeder's.
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
    demand: bool
    left_kwh: float
    money: bool


def bindings(instance: Instance, use: Use) -> Iterator[tuple[int, Binding]]:
    """What binds each site at which the plan builds."""
    guns = instance.standing + use.chargers @ instance.guns.T
    drawn = use.chargers @ instance.kw
    ground = np.where(use.chargers.any(axis=1) & ~instance.existing, instance.site_cost, 0.0)
    money = instance.budget - float((use.chargers @ instance.cost).sum() + ground.sum())
    zones = _zones_by_site(instance)
    for site in np.flatnonzero(use.chargers.any(axis=1)).tolist():
        pools = np.flatnonzero(guns[site] > 0)
        carried = instance.carries(instance.standing[site], use.chargers[[site]])[0, pools]
        full = use.load[site, pools] >= FULL * carried
        served = instance.serves[:, pools].any(axis=1)
        left, asked = (float(table[zones[site]][:, served].sum()) for table in (use.left, instance.demand))
        wanted = _wanted(instance, use.left[zones[site]].sum(axis=0) if len(zones[site]) else np.zeros(len(served)))
        h = int(instance.feeder[site])
        room = _none_fits(
            instance.bays_taken, wanted, float(instance.bays[site] - use.chargers[site] @ instance.bays_taken)
        )
        power = _none_fits(instance.kw, wanted, float(instance.grid_kw[site] - drawn[site]))
        feeder = h >= 0 and _none_fits(
            instance.kw, wanted, float(instance.feeder_kw[h] - drawn[instance.feeder == h].sum())
        )
        demand = left <= LITTLE * asked or not wanted.any()
        dear = _none_fits(instance.cost, wanted, money) or money <= SPENT * instance.budget
        yield (
            site,
            Binding(
                tuple(pools[full].tolist()),
                tuple(pools[~full].tolist()),
                room and not demand,
                power and not demand,
                feeder and not demand,
                demand,
                left,
                dear and not (room or power or feeder or demand),
            ),
        )


def _zones_by_site(instance: Instance) -> list[NDArray[np.int64]]:
    order = np.argsort(instance.site, kind="stable")
    ends = np.searchsorted(instance.site[order], np.arange(len(instance.existing) + 1))
    return [instance.zone[order[a:b]] for a, b in pairwise(ends.tolist())]


def _wanted(instance: Instance, left: Floats) -> NDArray[np.bool_]:
    """Chargers on offer that could serve somebody who is left over; (chargers,)."""
    asks = left > LITTLE * np.maximum(instance.demand.sum(axis=0).mean(), 1e-9) / max(1, len(instance.existing))
    pools = instance.serves[asks].any(axis=0) if asks.any() else np.zeros(instance.serves.shape[1], dtype=bool)
    return np.asarray((instance.guns > 0)[pools].any(axis=0))


def _none_fits(needs: NDArray[np.generic], wanted: NDArray[np.bool_], room: float) -> bool:
    """Tell whether none of the wanted chargers fits."""
    return bool(wanted.any()) and bool((np.asarray(needs, dtype=float)[wanted] > room + 1e-6).all())
