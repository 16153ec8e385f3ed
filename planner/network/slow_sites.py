"""Sites that take slow posts alone: street parking and car parks of dwellings."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.catalogue.chargers import ChargerType
from planner.network.locations import Locations
from planner.network.offer_limits import not_offered
from planner.network.pools import PoolTable

SLOW_KW = 22.0
"""Most power of a post at a kerb: what three-phase AC of 32 A gives, as Regulation (EU) 2023/1804 draws the line of normal power."""


def slow_sites(places: Locations, kinds: Collection[str]) -> NDArray[np.bool_]:
    """Return the candidate sites of these kinds, (sites,)."""
    return np.isin(places.kind.astype(str), list(kinds)) & ~places.existing


def with_slow_sites(
    table: PoolTable, chargers: Sequence[ChargerType], places: Locations, kinds: Collection[str]
) -> PoolTable:
    """Take DC cabinets, and posts above `SLOW_KW`, off the offer at candidate sites of these kinds."""
    fast = [k for k, one in enumerate(chargers) if one.work is None and _too_much(one)]
    return not_offered(table, slow_sites(places, kinds), fast)


def _too_much(charger: ChargerType) -> bool:
    return charger.power_kw > SLOW_KW or any(plug.current is Current.DC for plug in charger.connectors)
