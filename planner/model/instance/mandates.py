"""Mandated plugs: which sets of chargers a new site may have where every one must have a gun of some families."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.catalogue.chargers import ChargerType
from planner.model.instance.instance import Instance

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def mandates_of(chargers: Sequence[ChargerType], ports: Sequence[str]) -> tuple[Mask, tuple[str, ...]]:
    """New cabinets that bring a gun, AC or DC, of each family that every new site must have, (families, chargers), and their names."""
    families = [family for family in PortFamily if family.value in ports]
    brings = [
        [k.work is None and any(c.family is family for c in k.connectors) for k in chargers] for family in families
    ]
    return np.array(brings, dtype=bool).reshape(len(families), len(chargers)), tuple(one.label for one in families)


def keeps_mandates(instance: Instance, site: "NDArray[np.int64] | int", chargers: Ints) -> Mask:
    """Tell of sets of chargers whether they have a gun of every mandated family, or are none at all, or at a station that stands; (sets,)."""
    free = instance.existing[site] | ~chargers.any(axis=1)
    return np.asarray(free | brings(instance, chargers).all(axis=1))


def brings(instance: Instance, chargers: Ints) -> Mask:
    """Tell which mandated families sets of chargers have a gun of; (sets, families)."""
    return np.asarray(chargers @ instance.mandated.T > 0)


def least_sets(instance: Instance) -> Ints:
    """Fewest cabinets that have a gun of every mandated family, each way once; (sets, chargers), one empty set without a mandate."""
    ways = product(*(np.flatnonzero(kinds).tolist() for kinds in instance.mandated))
    rows = {tuple(sorted(set(way))) for way in ways}
    out = np.zeros((len(rows), len(instance.kw)), dtype=np.int64)
    for at, row in enumerate(sorted(rows)):
        out[at, list(row)] = 1
    return out


def fits(instance: Instance, site: int, chargers: Ints) -> Mask:
    """Tell which sets of chargers a site's bays and power and the money allow on their own; (sets,)."""
    kw = chargers @ instance.kw
    price = instance.site_cost[site] + chargers @ instance.cost + instance.connection_usd(site, kw)
    room = (chargers @ instance.bays_taken <= instance.bays[site]) & (kw <= instance.power_limit()[site] + 1e-9)
    return np.asarray(room & (price <= instance.budget + 1e-6))


def steps_of(instance: Instance) -> tuple[Ints, Ints]:
    """Least steps of building: one charger, at a new site with what the mandate asks for beside it; sites (steps,), (steps, chargers)."""
    most, ways = instance.most_chargers() * (instance.bays_taken >= 0), least_sets(instance)
    sites, steps = [], []
    for site, kind in zip(*(one.tolist() for one in np.nonzero(most)), strict=True):
        one = np.zeros((1, len(instance.kw)), dtype=np.int64)
        one[0, kind] = 1
        rows = one
        if len(instance.mandated) and not instance.existing[site]:
            rows = np.maximum(ways, one)
            rows = rows[fits(instance, site, rows)]
        sites += [site] * len(rows)
        steps.append(rows)
    none = np.empty((0, len(instance.kw)), dtype=np.int64)
    return np.array(sites, dtype=np.int64), np.concatenate([none, *steps])


def idle_but_mandated(instance: Instance) -> Ints:
    """Cabinets that serve nobody who asks, and have a gun that is mandated; (kinds,)."""
    return np.flatnonzero(instance.mandated.any(axis=0) & ~instance.guns.any(axis=0))
