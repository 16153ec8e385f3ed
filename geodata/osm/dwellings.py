"""How the people of each zone live: in flats or in houses, by the buildings that stand there."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.buildings import residents_of
from geodata.report import Assumption, Problem

Floats = NDArray[np.float64]

UNKNOWN_SHARE = 0.5
"""Share of people in flats where no residential building or land is mapped in the whole city (assumed)."""


def dwelling_split(
    features: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> tuple[Floats, Floats, tuple[Problem, ...], tuple[Assumption, ...]]:
    """Split the people of each zone by dwelling, in proportion to those guessed from its buildings.

    Parameters
    ----------
    features : GeoDataFrame
        As `OsmExtract.features`.
    zones : GeoDataFrame
        Schema ZONES, in a metric CRS.

    Returns
    -------
    flat_people, house_people : (zones,)
        They sum to the population of the zone.
    problems, assumptions : tuple
        Zones that take the split of the city, and what the split rests on.
    """
    people = zones["population"].to_numpy(dtype=np.float64)
    in_flats, in_houses = _guessed(features, zones)
    known = in_flats + in_houses > 0
    if not known.any():
        share = np.full(len(zones), UNKNOWN_SHARE)
        reason = "no residential building and no residential land is mapped"
        nothing = Problem("the whole city", reason, "half of its people are taken to live in flats")
        said = Assumption("people in flats", f"{UNKNOWN_SHARE:.0%} in every zone", reason)
        return *_split(people, share), (nothing,), (said,)
    # Zones with buildings, weighted by their people, tell what the city is like.
    share = np.zeros(len(zones))
    share[known] = in_flats[known] / (in_flats + in_houses)[known]
    weights = people[known] if people[known].sum() > 0 else (in_flats + in_houses)[known]
    city = float(np.average(share[known], weights=weights))
    share[~known] = city
    flats, houses = _split(people, share)
    bare = int(((people > 0) & ~known).sum())
    reason = "no residential building or land is mapped there"
    action = f"split as the rest of the city: {city:.0%} in flats"
    doubts = (Problem(f"{bare} zones with {people[~known].sum():.0f} people", reason, action),) if bare else ()
    said = Assumption(
        "people in flats",
        f"{flats.sum() / max(people.sum(), 1.0):.0%}, by type, storeys and size of the buildings in each zone",
        "geodata/osm/buildings.py; nobody counted them",
    )
    return flats, houses, doubts, (said,)


def _guessed(features: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """People in flats and in houses as guessed, by zone."""
    residents = residents_of(features, str(zones.crs))
    group, zone = shapely.STRtree(zones.geometry.to_numpy()).query(residents.points, predicate="intersects")
    _, first = np.unique(group, return_index=True)  # a point on the edge of two zones is of one
    group, zone = group[first], zone[first]
    weight = np.where(residents.flats[group], residents.people[group], 0.0)
    both = np.bincount(zone, residents.people[group], minlength=len(zones))
    flats = np.bincount(zone, weight, minlength=len(zones)).astype(np.float64)
    return flats, np.maximum(both - flats, 0.0)


def _split(people: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Parts that sum to the people to the last bit: the smaller one is what the larger leaves."""
    larger = people * np.maximum(share, 1.0 - share)
    smaller = people - larger
    return np.where(share >= 0.5, larger, smaller), np.where(share >= 0.5, smaller, larger)
