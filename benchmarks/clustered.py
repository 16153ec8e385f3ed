"""Points in clusters, as cities have them, and the coverage problems laid on them; the same call gives the same arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.location_problems import pairs_within

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SIZE_M, SPREAD_M, CLUSTERS, SCATTERED = 50_000.0, 2_500.0, 40, 0.15
RADIUS_M = 1_500.0


@dataclass(frozen=True)
class Coverage:
    """Points with weights, sites and a radius.

    Parameters
    ----------
    points, sites : (n, 2), (m, 2)
        Metres.
    weight : (n,)
    radius_m : float
    """

    points: Floats
    sites: Floats
    weight: Floats
    radius_m: float

    def pairs(self) -> tuple[Ints, Ints]:
        """Every point and site no farther apart than the radius, by point, then site; both (pairs,)."""
        return pairs_within(self.points, self.sites, self.radius_m)


def clustered(count: int, rng: np.random.Generator) -> Floats:
    """`count` points in a square: dense clusters, the same for every seed, and a thin uniform background; (count, 2) metres."""
    centre = np.random.default_rng(7).uniform(0, SIZE_M, (CLUSTERS, 2))
    weight = np.random.default_rng(8).dirichlet(np.full(CLUSTERS, 0.7))
    scattered = rng.random(count) < SCATTERED
    point = centre[rng.choice(CLUSTERS, count, p=weight)] + rng.normal(0, SPREAD_M, (count, 2))
    point[scattered] = rng.uniform(0, SIZE_M, (int(scattered.sum()), 2))
    return np.asarray(np.clip(point, 0, SIZE_M))


def coverage(points: int, sites: int, seed: int = 0, radius_m: float = RADIUS_M) -> Coverage:
    """Draw demand points, sites and whole weights from 1 to 99."""
    rng = np.random.default_rng(seed)
    at, may = clustered(points, rng), clustered(sites, rng)
    return Coverage(at, may, rng.integers(1, 100, points).astype(float), radius_m)
