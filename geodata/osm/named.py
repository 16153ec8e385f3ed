"""What people tell places by: houses with an address, landmarks, quarters and villages, streets in other languages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.drawn import drawn
from geodata.osm.extract import OsmExtract
from geodata.osm.other_names import other_names
from geodata.osm.tags import Tags
from geodata.speech import _
from geodata.storage import with_plain_text
from geodata.whereabouts import NAMED

SMALL_M2 = 1_500.0
"""Outline of a house that is as good as its middle, to tell which house is the nearest."""

_Weights = Mapping[str, Mapping[str, int]]

_LANDMARKS: _Weights = {
    "amenity": {
        **dict.fromkeys(("marketplace", "university", "hospital", "theatre", "bus_station", "townhall"), 3),
        **dict.fromkeys(("cinema", "college", "clinic", "school", "arts_centre", "library", "courthouse"), 2),
        **dict.fromkeys(("public_building", "place_of_worship", "concert_hall", "exhibition_centre", "casino"), 2),
        **dict.fromkeys(("fuel", "bank", "restaurant", "post_office", "police", "fire_station", "pharmacy"), 1),
        **dict.fromkeys(("cafe", "fast_food", "kindergarten", "community_centre"), 1),
    },
    "shop": {
        **dict.fromkeys(("mall", "department_store"), 3),
        **dict.fromkeys(("supermarket", "hypermarket", "wholesale", "doityourself", "furniture", "car"), 2),
        "convenience": 1,
    },
    "tourism": {
        **dict.fromkeys(("museum", "zoo", "theme_park", "attraction"), 3),
        **dict.fromkeys(("hotel", "gallery"), 2),
    },
    "leisure": {"stadium": 3, "park": 3, "water_park": 3, "sports_centre": 2, "sports_hall": 2, "ice_rink": 2},
    "railway": {"station": 3},
    "station": {"subway": 3},
    "public_transport": {"station": 3},
    "aeroway": {"aerodrome": 3, "terminal": 3},
    "place": {"square": 3},
    "landuse": {"industrial": 1, "commercial": 1, "retail": 2, "cemetery": 2},
    "building": {"train_station": 3, "mosque": 2, "church": 2, "office": 1, "commercial": 1, "retail": 1},
    "office": {"government": 2, "diplomatic": 1},
}
"""How far a thing with a name is known, by its tags; 3 is known all over town (assumed)."""

_LETTERS = re.compile(r"[^\W\d_]")
"""Names without two of them ("№ 118") mean nothing without the kind of thing."""

_QUARTERS = {
    **dict.fromkeys(("neighbourhood", "hamlet", "city_block"), 1),
    **dict.fromkeys(("suburb", "quarter", "borough", "village"), 2),
    "town": 3,
}


def named_things(extract: OsmExtract, crs: str) -> gpd.GeoDataFrame:
    """Gather them from an extract.

    Returns
    -------
    GeoDataFrame
        Schema NAMED, in `crs`, the same in whatever order the extract has them.
    """
    found = drawn(extract.features, crs, _tells)
    rows: list[tuple[str, str, str | None, int, str | None, Any]] = []
    for tags, shape in zip(found["tags"], found.geometry, strict=True):
        rows += [(*row, shape) for row in _rows(tags)]
    shapes = np.array([row[-1] for row in rows] + [None], dtype=object)[:-1]
    kinds = np.array([row[0] for row in rows], dtype=object)
    shapes = _thinned(shapes, kinds == "address")
    streets = _streets(extract, crs)
    cells = list(zip(*(row[:-1] for row in rows), strict=True)) or [()] * 5
    columns = {
        name: [*cells[at], *streets[name]] for at, name in enumerate(("kind", "name", "number", "weight", "names"))
    }
    frame = gpd.GeoDataFrame(columns, geometry=[*shapes, *streets["geometry"]], crs=crs)
    frame = frame[frame.geom_type.isin(NAMED.geometry)]
    checked: gpd.GeoDataFrame = NAMED.checked(with_plain_text(gpd.GeoDataFrame(frame)), source=_("names of the map"))
    return checked


def _tells(tags: Tags) -> bool:
    return "addr:housenumber" in tags or ("name" in tags and (_weight(tags) > 0 or tags.get("place") in _QUARTERS))


def _rows(tags: Tags) -> Iterator[tuple[str, str, str | None, int, str | None]]:
    name, number = tags.get("name", "").strip(), tags.get("addr:housenumber", "").strip()
    street = next((told for key in ("street", "place") if (told := tags.get(f"addr:{key}", "").strip())), "")
    if street and number:
        yield "address", street, number, 0, None
    if len(_LETTERS.findall(name)) > 1 and (weight := _weight(tags)):
        yield "landmark", name, None, weight, other_names(tags)
    if name and tags.get("place") in _QUARTERS:
        yield "quarter", name, None, _QUARTERS[tags["place"]], other_names(tags)


def _weight(tags: Tags) -> int:
    return max((values.get(tags[key], 0) for key, values in _LANDMARKS.items() if key in tags), default=0)


def _thinned(shapes: NDArray[Any], houses: NDArray[np.bool_]) -> NDArray[Any]:
    """Small houses as their middle, so that a city of a hundred thousand addresses stays light; areas mended."""
    out = shapes.copy()
    small = houses & (shapely.area(out) < SMALL_M2)
    out[small] = shapely.centroid(out[small])
    broken = ~shapely.is_valid(out)
    out[broken] = shapely.point_on_surface(shapely.make_valid(out[broken]))
    return out


def _streets(extract: OsmExtract, crs: str) -> dict[str, list[Any]]:
    """One point a street and set of names in other languages."""
    ways = extract.network.ways
    if "names" not in ways:
        return {name: [] for name in (*NAMED.columns, "geometry")}
    told = ways[ways["names"].notna() & ways["name"].notna()].drop_duplicates(["name", "names"])
    told = told.sort_values(["name", "names"])
    points = told.geometry.to_crs(crs).interpolate(0.5, normalized=True)
    return {
        "kind": ["street"] * len(told),
        "name": told["name"].tolist(),
        "number": [None] * len(told),
        "weight": [0] * len(told),
        "names": told["names"].tolist(),
        "geometry": points.tolist(),
    }
