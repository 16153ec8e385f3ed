"""OpenStreetMap features drawn in metres around a point of Almaty, as a reader would hand them over."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from geodata.osm.extract import OsmExtract, RoadNetwork

CRS = "EPSG:32643"
EAST, NORTH = 655_000.0, 4_790_000.0
CITY = shapely.box(EAST - 5_000, NORTH - 5_000, EAST + 5_000, NORTH + 5_000)
_TO_LONLAT = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def spot(x, y):
    """Point at metres east and north of the middle."""
    return shapely.Point(EAST + x, NORTH + y)


def rect(x, y, width, height):
    """Rectangle with its south-west corner at (x, y)."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def lonlat(x, y):
    """Degrees of a place in metres east and north of the middle."""
    return _TO_LONLAT.transform(EAST + x, NORTH + y)


def street(*points, road_class="residential"):
    """Road class and line through points in metres."""
    return road_class, shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


def extract_of(features, streets=(), kerbs=()):
    """Extract of (osm_id, tags, metric geometry), of streets, and of streets where cars park: (osm_id, tags, sides, line)."""
    tags = np.empty(len(features), dtype=object)
    tags[:] = [dict(tags) for _, tags, _ in features]
    ids = np.array([osm_id for osm_id, _, _ in features], dtype=object)
    shapes = gpd.GeoSeries([shape for _, _, shape in features], crs=CRS).to_crs("EPSG:4326")
    classes, lines = [name for name, _ in streets], [line for _, line in streets]
    ways = gpd.GeoDataFrame({"road_class": classes, "name": None}, geometry=lines, crs=CRS).to_crs("EPSG:4326")
    none = np.empty(0)
    network = RoadNetwork(np.empty((0, 2)), none.astype(int), none.astype(int), none, none, ways)
    if kerbs:
        columns = {
            "osm_id": [one[0] for one in kerbs],
            "tags": [one[1] for one in kerbs],
            "sides": [one[2] for one in kerbs],
        }
        lines = gpd.GeoDataFrame(columns, geometry=[one[3] for one in kerbs], crs=CRS).to_crs("EPSG:4326")
        network = replace(network, kerbs=lines)
    return OsmExtract(
        "drawn.osm.pbf",
        network,
        gpd.GeoDataFrame({"osm_id": ids, "tags": tags}, geometry=shapes.to_numpy(), crs="EPSG:4326"),
        None,
        (76.0, 43.0, 77.5, 43.6),
    )
