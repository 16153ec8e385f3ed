"""Which charge points belong to which station: those inside its area or a few steps from it."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

BESIDE_M = 50.0
"""A charge point this near to a station is one of its posts: a row of bays is no longer."""


def parents_of(points: Sequence[BaseGeometry], stations: Sequence[BaseGeometry]) -> list[int | None]:
    """Number of the nearest station within `BESIDE_M` of each charge point, None where it stands alone.

    Parameters
    ----------
    points, stations : sequence of geometry
        EPSG:4326.
    """
    if not points or not stations:
        return [None] * len(points)
    places = gpd.GeoSeries(list(stations), crs="EPSG:4326")
    middle = places.total_bounds.reshape(2, 2).mean(axis=0)
    metric = f"+proj=aeqd +lat_0={middle[1]:.4f} +lon_0={middle[0]:.4f}"
    tree = places.to_crs(metric).sindex
    posts = gpd.GeoSeries(list(points), crs="EPSG:4326").to_crs(metric)
    found: list[int | None] = [None] * len(points)
    at, which = tree.nearest(posts, return_all=False, max_distance=BESIDE_M)
    for post, station in zip(np.asarray(at).tolist(), np.asarray(which).tolist(), strict=True):
        found[post] = station
    return found
