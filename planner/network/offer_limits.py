"""Products that are not on offer at every site."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.network.pools import PoolTable
from planner.network.upgrades import MANY


def not_offered(table: PoolTable, sites: NDArray[np.bool_], products: Sequence[int]) -> PoolTable:
    """Return the table with none of these products at these sites, (sites,) bool; unchanged where there is nothing to limit."""
    if not len(products) or not sites.any():
        return table
    available = table.available.copy()
    if not available.size:
        available = np.full((len(sites), table.guns.shape[1]), MANY, dtype=np.int64)
    available[np.ix_(sites, list(products))] = 0
    return replace(table, available=available)
