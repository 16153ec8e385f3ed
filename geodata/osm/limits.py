"""The limits of a city as the map draws them, and the names by which the map knows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon

from geodata.osm.drawn import is_area
from geodata.osm.extract import OsmExtract
from geodata.osm.tags import Tags

SETTLEMENTS = frozenset({"city", "town", "municipality", "village"})
"""Values of `place` of what has limits of its own; suburbs and quarters are parts of one."""
_NAMED = ("name", "int_name", "official_name", "alt_name", "old_name", "short_name", "place_name")
_KIND_OF_PLACE = frozenset({"city", "город", "г.", "қаласы", "qalasy", "шаары", "shaary", "шаҳри", "shahri"})
"""Words beside a name that say that it is a city's: "Toshkent shahri", "город Алматы"."""
MOST_OF_ALL = 0.5
"""Of areas of one name (a city, and the region called after it) the smallest counts that holds this share of the junctions that the largest holds."""


@dataclass(frozen=True)
class MappedCity:
    """What a map says of a city.

    Parameters
    ----------
    limits : Polygon, MultiPolygon or None
        EPSG:4326; None where the map draws none that are whole.
    limits_id : str
        `osm_id` of these; empty without.
    middle : Point or None
        Where the map writes its name, EPSG:4326.
    others : GeoDataFrame
        Other settlements of the map: `tags`, and points or areas in EPSG:4326.
    """

    limits: Polygon | MultiPolygon | None
    limits_id: str
    middle: Point | None
    others: gpd.GeoDataFrame


def mapped_city(extract: OsmExtract, name: str) -> MappedCity:
    """Find a city in a map by its name, in whatever language the map has that; nothing is found of a name that it does not know.

    Its point teaches its other names, so that "Almaty" finds limits called Алматы. Limits are an administrative boundary or a drawn settlement of
    one of its names or, without any name, one around its point.

    Parameters
    ----------
    extract : OsmExtract
    name : str
        As the user writes it; what follows a comma (a country) is left out.
    """
    asked = _folded(name.partition(",")[0])
    found = extract.features
    settled = _those(found, lambda tags: tags.get("place") in SETTLEMENTS)
    points = settled[settled.geom_type == "Point"]
    mine = _those(points, lambda tags: asked in names_of(tags))
    own = {asked}.union(*map(names_of, mine["tags"]))
    middle = None if mine.empty else mine.geometry.iloc[0]
    drawn = _those(found[is_area(found.geometry.to_numpy())], is_limits)
    around = drawn if middle is None else drawn[drawn.intersects(middle)]
    matched = _those(around, lambda tags: _is_of(tags, own, known=middle is not None))
    others = _those(settled, lambda tags: own.isdisjoint(names_of(tags)))
    limits, limits_id = _smallest(matched, extract.network.lonlat)
    return MappedCity(limits, limits_id, middle, others)


def is_limits(tags: Tags) -> bool:
    """Whether an area is drawn as that of a settlement or of an administration."""
    return tags.get("boundary") == "administrative" or tags.get("place") in SETTLEMENTS


def names_of(tags: Tags) -> Iterator[str]:
    """All names of a thing, folded."""
    for key, value in tags.items():
        if key in _NAMED or key.startswith("name:"):
            yield from (folded for one in value.split(";") if (folded := _folded(one)))


def named(settled: gpd.GeoDataFrame) -> list[str]:
    """Names on the ground of settlements, each once, in order."""
    return sorted({name for tags in settled["tags"] if (name := tags.get("name", "").strip())})


def _folded(name: str) -> str:
    words = name.casefold().split()
    return " ".join([one for one in words if one not in _KIND_OF_PLACE] or words)


def _those(features: gpd.GeoDataFrame, wanted: Callable[[Tags], bool]) -> gpd.GeoDataFrame:
    return features[np.array([wanted(tags) for tags in features["tags"]], dtype=bool)]


def _is_of(tags: Tags, own: set[str], *, known: bool) -> bool:
    """Whether an area has one of the city's names; around its point, where that is known, a settlement without a name is the city too."""
    names = set(names_of(tags))
    return not names.isdisjoint(own) if names else known and tags.get("place") in SETTLEMENTS


def _smallest(matched: gpd.GeoDataFrame, junctions: np.ndarray) -> tuple[Polygon | MultiPolygon | None, str]:
    """Of areas of one city the smallest that holds about as much of its streets as any."""
    areas = matched.geometry.to_numpy()
    if not len(areas):
        return None, ""
    shapely.prepare(areas)
    held = np.array([shapely.contains_xy(area, junctions).sum() for area in areas])
    large = np.flatnonzero((held > 0) & (held >= MOST_OF_ALL * held.max()))
    if not len(large):
        return None, ""
    one = large[shapely.area(areas[large]).argmin()]
    return areas[one], str(matched["osm_id"].iloc[one])
