"""Wireless charging pads: the sites where they may be built."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.chargers import ChargerType
from planner.catalogue.offers import PAD
from planner.network.locations import Locations
from planner.network.pools import PoolTable
from planner.network.upgrades import MANY


def pad_sites(places: Locations, kinds: Collection[str]) -> tuple[NDArray[np.bool_], bool]:
    """Return where pads may be built, (sites,), and whether the kinds decide it; all sites where none is of these kinds."""
    mine = np.isin(places.kind.astype(str), list(kinds)) & ~places.existing
    return (mine, True) if mine.any() else (np.ones(len(places), dtype=bool), False)


def with_pads(
    table: PoolTable, chargers: Sequence[ChargerType], places: Locations, kinds: Collection[str]
) -> PoolTable:
    """Limit pads to the sites where they may be built; a table without pads is returned unchanged."""
    mine, by_kind = pad_sites(places, kinds)
    pads = [k for k, charger in enumerate(chargers) if charger.id == PAD]
    if not pads or not by_kind:
        return table
    none = np.full((len(places), len(chargers)), MANY, dtype=np.int64)
    available = table.available.copy() if table.available.size else none
    available[np.ix_(~mine, pads)] = 0
    return replace(table, available=available)
