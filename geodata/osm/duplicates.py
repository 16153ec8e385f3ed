"""Merging of a place that is mapped more than once: as a point and an area, as a shop and its car park, as parts of one car park."""

from collections import defaultdict

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.osm.drawn import is_area
from geodata.osm.overlaps import meeting

SAME_KIND_M = 40.0
OTHER_KIND_M = 25.0
AISLE_M = 10.0
"""Outlines of car parks no farther apart than an aisle and its verge are parts of one (assumed)."""

MOST_IN_CELL = 32
"""No place on earth has more of one kind within some 25 m, but a map that lies may."""

_FOR_CARS = ("parking", "street")

Pairs = NDArray[np.int64]
"""(pairs, 2): numbers of two places that are one."""


def merged_into(places: gpd.GeoDataFrame, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find near-duplicates.

    Two places are one if they are of one kind and within 40 m or overlap; or of different kinds and within 25 m, or have the same
    car park, or one is a car park that overlaps the other; or both are car parks with outlines within 10 m. A fuel station on a
    larger car park is a place of its own. What is open to the public and what is not are one only where their outlines overlap.
    The better one stays and takes the rest; one that was taken takes no others, so there are no chains across a whole street.

    Parameters
    ----------
    places : GeoDataFrame
        `point`, where a charger would stand; `kind`, `home` (the car park, None where none is known), `closed` (to the public);
        and the outline; one metric CRS.
    ranks : (places,) array
        A permutation; lower is better.

    Returns
    -------
    (places,) array
        Number of the place that stays; its own where it stays itself.
    """
    of_crowd = _crowds(places, ranks)
    looked_at = np.flatnonzero(of_crowd == np.arange(len(places)))
    found = looked_at[_merged_into(places.iloc[looked_at].reset_index(drop=True), ranks[looked_at])]
    into = of_crowd.copy()
    into[looked_at] = found
    return into[into]


def _crowds(places: gpd.GeoDataFrame, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the best of each place's crowd, its own where it is in none.

    Places of one kind that lie so densely that all are one at any rate are not compared in pairs, whose number no map bounds.
    """
    into = np.arange(len(places), dtype=np.int64)
    cells = np.floor(shapely.get_coordinates(places["point"].to_numpy()) / (SAME_KIND_M / 1.5)).astype(np.int64)
    groups = places.groupby([places["kind"], places["closed"], cells[:, 0], cells[:, 1]], sort=False).indices
    for group in groups.values():
        if len(group) > MOST_IN_CELL:
            into[group] = group[np.argmin(ranks[group])]
    return into


def _merged_into(places: gpd.GeoDataFrame, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same of places in no crowd."""
    into = np.arange(len(places), dtype=np.int64)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in _pairs(places, ranks).tolist():
        neighbours[first].add(second)
        neighbours[second].add(first)
    stays = np.zeros(len(places), dtype=bool)
    for place in np.argsort(ranks):
        better = [other for other in neighbours[int(place)] if stays[other]]
        if better:
            into[place] = min(better, key=lambda other: int(ranks[other]))
        else:
            stays[place] = True
    return into


def _pairs(places: gpd.GeoDataFrame, ranks: NDArray[np.int64]) -> Pairs:
    if not len(places):
        return np.empty((0, 2), dtype=np.int64)
    closed = places["closed"].to_numpy(dtype=bool)
    apart = np.concatenate([_near(places), _adjacent(places), _of_one_car_park(places, ranks)])
    alike = closed[apart[:, 0]] == closed[apart[:, 1]]
    return np.concatenate([apart[alike], _overlapping(places)])


def _near(places: gpd.GeoDataFrame) -> Pairs:
    kinds, xy = places["kind"].to_numpy(), shapely.get_coordinates(places["point"].to_numpy())
    near = cKDTree(xy).query_pairs(SAME_KIND_M, output_type="ndarray").reshape(-1, 2)
    apart_m = np.hypot(*(xy[near[:, 0]] - xy[near[:, 1]]).T)
    return np.asarray(near[(kinds[near[:, 0]] == kinds[near[:, 1]]) | (apart_m <= OTHER_KIND_M)], dtype=np.int64)


def _adjacent(places: gpd.GeoDataFrame) -> Pairs:
    """Parts of one car park, drawn as areas; streets that are drawn as lines meet at every corner and stay apart."""
    mine = np.flatnonzero(places["kind"].isin(_FOR_CARS).to_numpy() & is_area(places.geometry.to_numpy()))
    shapes = places.geometry.to_numpy()[mine]
    one, other = meeting(shapes, within_m=AISLE_M)
    return np.asarray(np.column_stack([mine[one], mine[other]]), dtype=np.int64)


def _of_one_car_park(places: gpd.GeoDataFrame, ranks: NDArray[np.int64]) -> Pairs:
    """Places of one car park; of very many the best with all others, for one of them takes the rest."""
    by_home = places["home"].groupby(places["home"]).indices
    ranked = (sorted(group.tolist(), key=lambda place: int(ranks[place])) for group in by_home.values())
    pairs = [(a, b) for group in ranked for k, a in enumerate(group[:MOST_IN_CELL]) for b in group[k + 1 :]]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _overlapping(places: gpd.GeoDataFrame) -> Pairs:
    shapes, kinds = places.geometry.to_numpy(), places["kind"].to_numpy()
    one, other = meeting(shapes)
    for_cars, fuel = np.isin(kinds, _FOR_CARS), kinds == "fuel"
    mixed = kinds[one] != kinds[other]
    own_forecourt = fuel[one] & for_cars[other] & (shapely.area(shapes[one]) < shapely.area(shapes[other]))
    own_forecourt |= fuel[other] & for_cars[one] & (shapely.area(shapes[other]) < shapely.area(shapes[one]))
    alike = ~mixed | (for_cars[one] | for_cars[other]) & ~own_forecourt
    lines = shapely.get_dimensions(shapes) == 1
    kept = alike & ~lines[one] & ~lines[other]
    return np.asarray(np.column_stack([one, other])[kept], dtype=np.int64)
