"""H3 cells as polygons in a metric projection."""

from collections.abc import Iterable
from typing import Any

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import MultiPolygon, Polygon

from geodata.crs import LONLAT

SEGMENT_M = 1000.0
"""Longest straight piece of a line before it is projected: the chord then strays by centimetres."""


def cells_touching(area: Polygon | MultiPolygon, resolution: int) -> list[str]:
    """H3 indexes of all cells with ground in an area of EPSG:4326, sorted."""
    shape = h3.geo_to_h3shape(area.__geo_interface__)
    return sorted(set(h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap")))


def cells_around(lon: NDArray[np.float64], lat: NDArray[np.float64], reach_m: float, resolution: int) -> list[str]:
    """H3 indexes of all cells within a distance of the points, and a few more, sorted."""
    middles = {h3.latlng_to_cell(y, x, resolution) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)}
    # A ring of neighbours is at least 0.8 of a mean edge times the root of three wide, distortion allowed for.
    ring_m = 0.8 * 3**0.5 * h3.average_hexagon_edge_length(resolution, unit="m")
    rings = int(np.ceil(reach_m / ring_m)) + 1
    return sorted({near for cell in middles for near in h3.grid_disk(cell, rings)})


def cell_polygons(cells: Iterable[str], crs: str) -> NDArray[np.object_]:
    """Polygons (cells,) in a metric CRS; neighbours share their corners exactly."""
    corners = [[(lon, lat) for lat, lon in h3.cell_to_boundary(cell)] for cell in cells]
    flat = np.array([corner for ring in corners for corner in ring], dtype=np.float64).reshape(-1, 2)
    x, y = Transformer.from_crs(LONLAT, crs, always_xy=True).transform(flat[:, 0], flat[:, 1])
    ring_of = np.repeat(np.arange(len(corners)), [len(ring) for ring in corners])
    if not corners:
        return np.empty(0, dtype=object)
    rings = shapely.linearrings(np.column_stack([x, y]), indices=ring_of)
    return np.asarray(shapely.polygons(rings), dtype=object)


def cell_polygon(cell: str | None) -> Polygon | None:
    """Hexagon of one cell in EPSG:4326; None where the text is no cell, or one that crosses the date line."""
    if cell is None or not h3.is_valid_cell(str(cell)):
        return None
    ring = [(lon, lat) for lat, lon in h3.cell_to_boundary(str(cell))]
    wide = max(lon for lon, _ in ring) - min(lon for lon, _ in ring)
    return None if wide > 180 else Polygon(ring)


def outline_of(cells: Iterable[str]) -> Polygon | MultiPolygon:
    """Union of cells in EPSG:4326, without holes."""
    shape = shapely.geometry.shape(h3.cells_to_geo(list(cells)))
    parts = [shape] if isinstance(shape, Polygon) else getattr(shape, "geoms", [])
    filled: Any = shapely.union_all([Polygon(part.exterior) for part in parts])
    outline: Polygon | MultiPolygon = shapely.normalize(filled)
    return outline


def projected(area: Any, to_crs: str, *, from_crs: str = LONLAT) -> Any:
    """Geometry in another CRS, its long straight lines bent as they must."""
    step = SEGMENT_M / 111_000 if from_crs == LONLAT else SEGMENT_M
    change: Any = Transformer.from_crs(from_crs, to_crs, always_xy=True).transform
    return shapely.transform(shapely.segmentize(area, step), change, interleaved=False)
