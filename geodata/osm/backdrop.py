"""What stands behind a plan on its map: buildings, railways, rivers, and the names of places."""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.backdrop import SHAPES, Row, backdrop_frame
from geodata.osm.drawn import drawn, is_building
from geodata.osm.extract import OsmExtract
from geodata.osm.ground import MARGIN_M, ground_kind
from geodata.osm.lines import line_kind
from geodata.osm.tags import Tags

BUILDING_M = 1.0
LINE_M = 5.0
"""A line and an outline may be so far off."""
LEAST_BUILDING_M2 = 25.0
LEAST_YARD_M2 = 60.0
MOST_BUILDINGS = 120_000
MOST_PLACES = 4_000
"""The largest buildings, the weightiest places: a map of more would be slow to open."""

_PLACES = {
    "city": 9e6,
    "town": 4e6,
    "borough": 3e6,
    "suburb": 2e6,
    "village": 1.5e6,
    "quarter": 1e6,
    "neighbourhood": 5e5,
    "hamlet": 4e5,
}
"""Weights of `place`, above those of any landmark; landmarks weigh what `_LANDMARKS` says, waters and parks their square metres."""
_LANDMARKS: Mapping[tuple[str, str], tuple[str, float]] = {
    ("aeroway", "aerodrome"): ("airport", 9e5),
    ("railway", "station"): ("station", 3e5),
    ("amenity", "bus_station"): ("station", 1e5),
    ("amenity", "university"): ("university", 9e4),
    ("amenity", "townhall"): ("landmark", 8e4),
    ("leisure", "stadium"): ("stadium", 8e4),
    ("shop", "mall"): ("mall", 8e4),
    ("shop", "department_store"): ("mall", 5e4),
    ("amenity", "marketplace"): ("market", 6e4),
    ("amenity", "hospital"): ("hospital", 5e4),
    ("amenity", "theatre"): ("landmark", 4e4),
    ("tourism", "museum"): ("landmark", 4e4),
    ("tourism", "attraction"): ("landmark", 2e4),
    ("tourism", "hotel"): ("hotel", 1e4),
    ("shop", "supermarket"): ("shop", 5e3),
    ("amenity", "fuel"): ("fuel", 2e3),
    ("amenity", "college"): ("university", 2e4),
}


def backdrop_of(extract: OsmExtract, *, crs: str, boundary: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """Gather what a map draws and names in the box around a city, with the margin of its ground.

    Parameters
    ----------
    extract : OsmExtract
    crs : str
        Metric CRS of the result.
    boundary : Polygon or MultiPolygon
        City limits in `crs`.

    Returns
    -------
    GeoDataFrame
        `geodata.backdrop.COLUMNS`; Polygons, LineStrings and Points in `crs`.
    """
    frame = shapely.box(*shapely.buffer(shapely.box(*boundary.bounds), MARGIN_M).bounds)
    found = drawn(extract.features, crs, lambda tags: is_building(tags) or _named(tags) is not None)
    found = found[shapely.intersects(frame, found.geometry.to_numpy())]
    rows = [*_buildings(found), *_lines(extract.lines.to_crs(crs), frame), *_places(found)]
    return backdrop_frame(rows, crs)


def _buildings(found: gpd.GeoDataFrame) -> Iterator[Row]:
    shapes = found.geometry[[is_building(tags) for tags in found["tags"]]].to_numpy()
    parts = np.array([part for part in shapely.get_parts(shapes) if isinstance(part, Polygon)], dtype=object)
    parts = parts[shapely.area(parts) >= LEAST_BUILDING_M2]
    largest = parts[np.argsort(-shapely.area(parts), kind="stable")[:MOST_BUILDINGS]]
    for shape in _along(shapely.simplify(largest, BUILDING_M)):
        if isinstance(shape, Polygon) and not shape.is_empty:
            yards = [ring for ring in shape.interiors if Polygon(ring).area >= LEAST_YARD_M2]
            yield "building", "", 0.0, Polygon(shape.exterior, yards)


def _along(shapes: Any) -> Any:
    """Neighbours behind one another, in squares of 200 m: differences between them are small to write."""
    x, y = shapely.get_x(shapely.centroid(shapes)), shapely.get_y(shapely.centroid(shapes))
    return shapes[np.lexsort((y, x, y // 200.0, x // 200.0))]


def _lines(lines: gpd.GeoDataFrame, frame: Polygon) -> Iterator[Row]:
    kinds = np.array([line_kind(tags) for tags in lines["tags"]], dtype=object)
    for kind in SHAPES[1:]:
        shapes = [one for one in lines.geometry.to_numpy()[kinds == kind] if one.length > 0]
        if not shapes:
            continue
        whole = shapely.line_merge(shapely.multilinestrings(shapes))
        for part in shapely.get_parts(shapely.simplify(shapely.intersection(whole, frame), LINE_M)):
            if part.geom_type == "LineString" and not part.is_empty:
                yield kind, "", 0.0, part
    # A river has many ways and one name: it stands at the longest of them.
    named: dict[str, tuple[float, Any]] = {}
    for kind, tags, shape in zip(kinds, lines["tags"], lines.geometry, strict=True):
        inside = shapely.intersection(shape, frame)
        if (name := tags.get("name")) and kind in ("river", "canal") and inside.length > named.get(name, (0.0,))[0]:
            named[name] = (inside.length, inside)
    for name, (length, shape) in sorted(named.items()):
        yield "river", name, length, shape.interpolate(0.5, normalized=True)


def _places(found: gpd.GeoDataFrame) -> Iterator[Row]:
    """Named places, the weightiest; of several of one kind and name, as the parts of a park, the weightiest alone."""
    rows: dict[tuple[str, str], Row] = {}
    for tags, shape in zip(found["tags"], found.geometry, strict=True):
        if (place := _named(tags)) is None:
            continue
        kind, weight = place
        weight = shape.area if kind in ("water", "green") else weight + min(shape.area, 1e6) / 1e6
        key, own = (kind, tags["name"]), (kind, tags["name"], weight, shape.representative_point())
        if key not in rows or rows[key][2] < weight:
            rows[key] = own
    yield from sorted(rows.values(), key=lambda row: (-row[2], row[0], row[1]))[:MOST_PLACES]


def _named(tags: Tags) -> tuple[str, float] | None:
    """Kind and weight of what has a name that a map shows."""
    if not tags.get("name", "").strip():
        return None
    if (place := tags.get("place", "")) in _PLACES:
        return place, _PLACES[place]
    for (key, value), found in _LANDMARKS.items():
        if tags.get(key) == value:
            return found
    return (kind, 0.0) if (kind := ground_kind(tags)) else None
