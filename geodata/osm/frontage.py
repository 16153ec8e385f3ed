"""Location of a charger at a place: on the street side of its building, not in the middle."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

STREET_REACH_M = 150.0
STEP_OUT_M = 5.0
"""From the wall towards the street."""

_NO_KERB = ("motorway", "trunk")


def buildings_around(points: NDArray[Any], buildings: NDArray[Any]) -> NDArray[Any]:
    """Replace each point that lies in a building by that building, the smallest where they overlap.

    Parameters
    ----------
    points : (n,) array of Point
    buildings : (m,) array of polygons
        In the same metric CRS.
    """
    out = np.asarray(points, dtype=object).copy()
    if len(points) and len(buildings):
        point, building = shapely.STRtree(buildings).query(points, predicate="within")
        for i in np.argsort(-shapely.area(buildings[building]), kind="stable"):
            out[point[i]] = buildings[building[i]]
    return out


def street_points(shapes: NDArray[Any], ways: gpd.GeoDataFrame) -> NDArray[Any]:
    """Find for each outline the point nearest to the street, a step outside of it.

    Parameters
    ----------
    shapes : (n,) array of geometry
        In the metric CRS of `ways`.
    ways : GeoDataFrame
        `road_class` and LineStrings; motorways and trunk roads have no kerb to park at.

    Returns
    -------
    (n,) array of Point
        A point inside the outline where it is a point itself or no street is within 150 m.
    """
    out = np.asarray(shapely.point_on_surface(shapes), dtype=object)
    streets = ways.geometry[~ways["road_class"].isin(_NO_KERB)].to_numpy()
    areas = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    if not len(streets) or not len(areas):
        return out
    area, street = shapely.STRtree(streets).query_nearest(shapes[areas], max_distance=STREET_REACH_M, all_matches=False)
    ways_out = shapely.shortest_line(shapes[areas][area], streets[street])
    step_m = np.minimum(STEP_OUT_M, shapely.length(ways_out) / 2)
    out[areas[area]] = shapely.line_interpolate_point(ways_out, step_m)
    return out
