"""Wireless charging pads: the sites where they may be built."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.chargers import ChargerType
from planner.catalogue.offers import PAD
from planner.network.locations import Locations
from planner.network.offer_limits import not_offered
from planner.network.pools import PoolTable


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
    return not_offered(table, ~mine, pads) if by_kind else table
