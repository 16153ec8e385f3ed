"""Features with valid geometry, each object once, in an order independent of the file's."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.tags import Tags


def drawn(features: gpd.GeoDataFrame, crs: str, wanted: Callable[[Tags], bool]) -> gpd.GeoDataFrame:
    """Objects that have a shape and wanted tags, in a metric CRS, sorted by `osm_id`."""
    shapes = features.geometry.to_numpy()
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    kept &= np.array([wanted(tags) for tags in features["tags"]], dtype=bool)
    found = features.loc[kept, ["osm_id", "tags", "geometry"]].to_crs(crs)
    return found.drop_duplicates("osm_id").sort_values("osm_id", ignore_index=True)


def drawn_areas(features: gpd.GeoDataFrame, crs: str, wanted: Callable[[Tags], bool]) -> gpd.GeoDataFrame:
    """Those of them that are areas, mended where their rings cross."""
    found = drawn(features, crs, wanted)
    found = found[is_area(found.geometry.to_numpy())].reset_index(drop=True)
    return found.set_geometry(found.geometry.make_valid())


def is_area(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes are polygons."""
    return np.asarray(shapely.get_dimensions(shapes) == 2, dtype=bool)


def is_building(tags: Tags) -> bool:
    """Whether it is a building of any kind."""
    return tags.get("building", "no") != "no"
