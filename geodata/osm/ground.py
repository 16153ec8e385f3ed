"""Water and green areas as a light background of the map, drawn without tiles."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.osm.drawn import drawn_areas
from geodata.osm.extract import OsmExtract
from geodata.osm.tags import Tags

MARGIN_M = 2_000.0
"""Drawn around the boundary, so that a map's edge is not bare."""
SIMPLIFY_M = 10.0
LEAST_M2 = 2_500.0
"""Smaller pieces are a pixel or two at the scale of a city."""
MOST_PIECES = 400
"""Of each kind, the largest."""

_WATER: Mapping[str, frozenset[str]] = {
    "natural": frozenset({"water"}),
    "waterway": frozenset({"riverbank"}),
    "landuse": frozenset({"reservoir", "basin"}),
}
_GREEN: Mapping[str, frozenset[str]] = {
    "leisure": frozenset({"park", "garden", "nature_reserve", "golf_course", "common", "recreation_ground"}),
    "landuse": frozenset(
        {"forest", "grass", "meadow", "recreation_ground", "village_green", "orchard", "vineyard", "cemetery"}
    ),
    "natural": frozenset({"wood", "scrub", "heath", "grassland", "wetland"}),
}


def ground_of(extract: OsmExtract, *, crs: str, boundary: Polygon | MultiPolygon | None = None) -> gpd.GeoDataFrame:
    """Gather water and greenery into a few hundred plain polygons.

    Parameters
    ----------
    extract : OsmExtract
    crs : str
        Metric CRS of the result.
    boundary : Polygon or MultiPolygon, optional
        City limits in `crs`; only ground in the box around them, with a margin of 2 km, is drawn.

    Returns
    -------
    GeoDataFrame
        `kind` ("water", "green"), Polygons in `crs`, water after green so that ponds lie on parks; larger ones first.
    """
    areas = drawn_areas(extract.features, crs, lambda tags: ground_kind(tags) is not None)
    kinds = np.array([ground_kind(tags) for tags in areas["tags"]], dtype=object)
    pieces = {kind: _plain(areas.geometry[kinds == kind], boundary) for kind in ("green", "water")}
    labels = [kind for kind, polygons in pieces.items() for _ in polygons]
    polygons = [polygon for of_kind in pieces.values() for polygon in of_kind]
    return gpd.GeoDataFrame({"kind": np.array(labels, dtype=object)}, geometry=polygons, crs=crs)


def _plain(shapes: gpd.GeoSeries, boundary: Polygon | MultiPolygon | None) -> list[Polygon]:
    """Dissolve, cut, simplify; the largest pieces, largest first."""
    whole = shapely.union_all(shapes.to_numpy(), grid_size=0.1)
    if boundary is not None:
        whole = shapely.clip_by_rect(whole, *shapely.buffer(shapely.box(*boundary.bounds), MARGIN_M).bounds)
    parts = shapely.get_parts(shapely.make_valid(shapely.simplify(whole, SIMPLIFY_M)))
    pieces = [part for part in shapely.get_parts(parts) if isinstance(part, Polygon) and part.area >= LEAST_M2]
    return sorted(pieces, key=lambda piece: (-piece.area, piece.bounds))[:MOST_PIECES]


def ground_kind(tags: Tags) -> str | None:
    """Say "water", "green", or neither."""
    for kind, values in (("water", _WATER), ("green", _GREEN)):
        if any(tags.get(key) in wanted for key, wanted in values.items()):
            return kind
    return None
