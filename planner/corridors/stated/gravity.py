"""Trips between towns by a gravity model: more people at both ends, more trips; longer ways, fewer.

``T[i, j] = k P[i]^a P[j]^a / d[i, j]^b`` over the way by road. Counts set `k`: the cars that the model sends over the roads that are counted, each trip by its
quickest way, are in sum the cars counted times the share that drives between towns. Without counts `k` follows from the trips a year for each person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gravity:
    """The model.

    Parameters
    ----------
    people, distance : float
        Exponents `a` and `b`.
    least_km : float
        Shorter trips are none.
    """

    people: float
    distance: float
    least_km: float

    def shares(self, population: Floats, km: Floats) -> Floats:
        """Trips from each town to each, up to the factor `k`; (towns, towns), 0 where no road leads or the way is too short."""
        mass = (population / 1e5) ** self.people
        asked = np.isfinite(km) & (km >= max(self.least_km, 1e-9))
        np.fill_diagonal(asked, val=False)
        return np.where(asked, np.outer(mass, mass) / np.where(asked, km, 1.0) ** self.distance, 0.0)


def level_by_people(shares: Floats, population: Floats, per_person_year: float) -> float:
    """Factor `k` by which the trips of a year are so many for each person; 0 where there are no trips."""
    total = float(shares.sum())
    return 0.0 if total <= 0 else float(population.sum()) * per_person_year / 365.0 / total


def level_by_counts(flow: Floats, counted: Floats, through_share: float) -> float | None:
    """Factor `k` by which the flow on all counted roads is in sum that counted; None where the model sends nobody over any of them.

    Parameters
    ----------
    flow : (counts,)
        Cars that `shares` sends over each counted road, both ways.
    counted : (counts,)
        Vehicles a day, both ways.
    through_share : float
        Part of them that are cars between towns.
    """
    total = float(flow.sum())
    return None if total <= 0 else float(counted.sum()) * through_share / total
