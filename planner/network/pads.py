"""Pads of wireless charging: at which sites they may lie."""

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
    """Return where pads may lie, (sites,), and whether that is by kind; all sites where none is of these kinds."""
    mine = np.isin(places.kind.astype(str), list(kinds)) & ~places.existing
    return (mine, True) if mine.any() else (np.ones(len(places), dtype=bool), False)


def with_pads(
    table: PoolTable, chargers: Sequence[ChargerType], places: Locations, kinds: Collection[str]
) -> PoolTable:
    """Keep pads to the sites where they may lie; a table without pads comes back as it is."""
    mine, by_kind = pad_sites(places, kinds)
    pads = [k for k, charger in enumerate(chargers) if charger.id == PAD]
    if not pads or not by_kind:
        return table
    none = np.full((len(places), len(chargers)), MANY, dtype=np.int64)
    available = table.available.copy() if table.available.size else none
    available[np.ix_(~mine, pads)] = 0
    return replace(table, available=available)
