"""A made town of straight streets, any size, the same for the same seed: the family `streets` of the reference instances."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.roads import Roads

BLOCK_M = 150.0
ARTERIAL_EVERY = 8
ARTERIAL_KMH, STREET_KMH = 50.0, 25.0
KEPT, DIAGONAL, ONE_WAY = 0.95, 0.06, 0.25
"""Shares: blocks whose street exists, corners with a diagonal, streets that are one-way."""


@dataclass(frozen=True)
class Streets:
    """Arcs of a town: `tail`, `head`, `minutes` (arcs,) between corners at `xy_m` (corners, 2)."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    minutes: NDArray[np.float64]
    xy_m: NDArray[np.float64]

    def roads(self) -> Roads:
        """The town as the planner's road network."""
        corners = len(self.xy_m)
        drive_s = sp.csr_array((self.minutes * 60.0, (self.tail, self.head)), shape=(corners, corners))
        lines = gpd.GeoDataFrame({"road_class": [], "name": []}, geometry=[], crs="EPSG:32643")
        return Roads(self.xy_m, drive_s, np.ones(corners, dtype=bool), lines, km=0.0)


def streets(side: int, seed: int = 0) -> Streets:
    """Draw `side` x `side` corners; the order of the draws is part of the family and must not change."""
    rng = np.random.default_rng(seed)
    corner = np.arange(side * side).reshape(side, side)
    across, along = _pairs(corner[:, :-1], corner[:, 1:]), _pairs(corner[:-1], corner[1:])
    blocks = np.hstack([across, along])
    blocks = blocks[:, rng.random(blocks.shape[1]) < KEPT]
    cuts = _pairs(corner[:-1, :-1], corner[1:, 1:])
    blocks = np.hstack([blocks, cuts[:, rng.random(cuts.shape[1]) < DIAGONAL]])
    minutes = BLOCK_M * rng.uniform(0.8, 1.3, blocks.shape[1]) / 1000 / _speed_kmh(blocks, side) * 60
    two_way = rng.random(blocks.shape[1]) >= ONE_WAY
    (one, other), (back, forth) = blocks, blocks[::-1, two_way]
    xy = np.column_stack(np.divmod(np.arange(side * side), side)) * BLOCK_M
    return Streets(
        np.concatenate([one, back]), np.concatenate([other, forth]), np.concatenate([minutes, minutes[two_way]]), xy
    )


def _pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([one.ravel(), other.ravel()])


def _speed_kmh(blocks: NDArray[np.int64], side: int) -> NDArray[np.float64]:
    """Every eighth row and column is an arterial; a diagonal never is."""
    fast = np.zeros(blocks.shape[1], dtype=bool)
    for line in np.divmod(blocks, side):
        fast |= (line[0] == line[1]) & (line[0] % ARTERIAL_EVERY == 0)
    return np.where(fast, ARTERIAL_KMH, STREET_KMH)
