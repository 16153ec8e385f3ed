"""Stations that no plan needs: another one at the same place costs no more and sells as much of what passes there."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.gaps import counts_for
from planner.corridors.search.legs import Leg
from planner.corridors.search.stations import Stations

ROUNDING_KWH = 1e-9


def needed(instance: CorridorInstance, legs: tuple[Leg, ...], stations: Stations) -> Stations:
    """Leave out stations that another one is as good as; ties go to the first."""
    most = _most_kwh(instance, legs)
    places = instance.places
    norms = [norm for norm in instance.rules.norms if norm.binding]
    good = np.array(
        [
            [counts_for(norm, places[at].options[option]) for norm in norms]
            for at, option in zip(stations.place.tolist(), stations.option.tolist(), strict=True)
        ],
        dtype=bool,
    ).reshape(len(stations.usd), len(norms))
    sold = np.minimum(stations.kwh, most[stations.place])
    kept = (
        sold.any(axis=1)
        | good.any(axis=1)
        | np.isin(stations.place, [instance.place_at[one] for one in instance.rules.forced])
    )
    for place in np.unique(stations.place).tolist():
        own = np.flatnonzero((stations.place == place) & kept)
        for one in own.tolist():
            others = own[kept[own] & (own != one)]
            as_good = (
                (stations.usd[others] <= stations.usd[one])
                & (sold[others] >= sold[one] - ROUNDING_KWH).all(axis=1)
                & (good[others] >= good[one]).all(axis=1)
            )
            kept[one] = not as_good.any()
    return stations.only(kept)


def _most_kwh(instance: CorridorInstance, legs: tuple[Leg, ...]) -> NDArray[np.float64]:
    """What all who pass a place could buy there on a day of their season, the busiest season of each family; (places, families)."""
    seasons = sorted({trip.season for trip in instance.trips})
    most = np.zeros((len(instance.places), len(instance.families), max(1, len(seasons))))
    for leg in legs:
        trip = instance.trips[leg.trip]
        most[leg.places, trip.family, seasons.index(trip.season)] += (leg.most - leg.least) * trip.trips_per_day
    return np.asarray(most.max(axis=2))
