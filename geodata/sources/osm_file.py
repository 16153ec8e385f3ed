"""OpenStreetMap files: .osm.pbf, .osm, .osm.gz and .osm.bz2, read once with osmium."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import InputFile, checked_file
from geodata.loose import short
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.features import FEATURE_VALUES, is_area_feature, is_boundary_alone, is_missed, is_node_feature
from geodata.osm.file_format import EXPECTED, ROLE, format_of
from geodata.osm.lines import LineParts, line_kind
from geodata.osm.network import NetworkBuilder
from geodata.osm.station_claims import CLAIM_KEYS
from geodata.osm.station_parts import Finder, StationParts
from geodata.osm.station_places import LonLat, shape_of_way
from geodata.osm.tags import is_drivable
from geodata.osm.turn_restrictions import TurnRestriction
from geodata.speech import _

logger = logging.getLogger(__name__)

LACKS = ("Resource temporarily unavailable", "Cannot allocate memory", "bad_alloc")
"""What libosmium's errors say where the machine, not the file, is at fault."""


def read_osm_file(file: InputFile) -> OsmExtract:
    """Read the drivable network and the features of an extract.

    Parameters
    ----------
    file : InputFile
        Its ending names the format, in any case.

    Returns
    -------
    OsmExtract
        Areas that cannot be assembled (a node or member is absent, rings cross) are left out and counted; a charging station
        among them becomes a point inside of what is known of it.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, cut short, a history file, of another format, or holds neither streets nor features.
    """
    path = checked_file(file.path, ROLE, EXPECTED)
    opened = osmium.io.File(str(path), format_of(path))
    collector = _Collector()
    try:
        header = _header(opened, path)
        if header.has_multiple_object_versions:
            raise InputError(path, _("a history file"), _("expected one version of each object; use the plain extract"))
        for item in _tagged(opened, path):
            collector.take(item)
        features = collector.features(partial(_shapes_of, opened))
    except MemoryError as error:
        raise _short_of(path, error) from error
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        if any(lack in str(error) for lack in LACKS):
            raise _short_of(path, error) from error
        advice = (
            _("ask Overpass for 'out body; >; out skel;', not for centers")
            if "center" in str(error)
            else _("download it again")
        )
        why = _("it is cut off") if "unexpected EOF" in str(error) else error
        found = _("cannot be read to its end as OpenStreetMap data ({error})", error=why)
        raise InputError(path, found, _.joined("; ", [EXPECTED, advice])) from None
    network = collector.network.build()
    if not len(network.tail) and network.cut_ways:
        found = _("streets whose nodes are absent, come later in the file or have negative ids")
        raise InputError(
            path,
            found,
            _("{expected} with nodes before ways; 'osmium sort' or a complete extract helps", expected=EXPECTED),
        )
    if not len(network.tail) and features.geometry.isna().all():
        raise InputError(path, _("neither streets nor tagged places"), _("{expected} of the city", expected=EXPECTED))
    if collector.broken_areas:
        logger.info("%s: %d areas are incomplete or broken and were left out", path, collector.broken_areas)
    return OsmExtract(
        source=str(path),
        network=network,
        features=features,
        data_date=_day(_told(header, "osmosis_replication_timestamp")) or collector.newest_day(),
        bounds=_bounds(header.box(), network, features),
        broken_areas=collector.broken_areas,
        generator=_told(header, "generator"),
        file=file.fingerprint(),  # osmium opens the path itself, so this pass is the only one that hashes
        lines=collector.lines.lines(),
    )


def _short_of(path: Path, error: Exception) -> InputError:
    """Refuse for want of memory or threads: nothing is known against the file, so nobody is sent to download it again."""
    found = _("could not be read with the memory and threads that this process may have ({error})", error=error)
    return InputError(
        path, found, _("the file may be sound: raise the limit (ulimit -v, ulimit -u) or close other programs")
    )


def _header(file: Any, path: Path) -> Any:
    with _sound_values(path):
        return osmium.io.Reader(file, osmium.osm.NOTHING).header()


def _told(header: Any, key: str) -> str | None:
    """What a header says; None where it is silent, or in bytes that are no text."""
    try:
        return header.get(key) or None
    except UnicodeDecodeError:
        return None


def _tagged(file: Any, path: Path) -> Iterator[Any]:
    """Every tagged object, with places on ways, and the areas made of closed ways and multipolygons."""
    areas_of = osmium.filter.KeyFilter(*FEATURE_VALUES, *CLAIM_KEYS)
    with _sound_values(path):
        yield from osmium.FileProcessor(file).with_areas(areas_of).with_filter(osmium.filter.EmptyTagFilter())


@contextmanager
def _sound_values(path: Path) -> Iterator[None]:
    """Refuse a file of which osmium cannot take a number, a time, a place or a text; what is done with its objects is outside."""
    try:
        yield
    except (osmium.InvalidLocationError, ValueError, OverflowError) as error:
        found = _("a value that OpenStreetMap data cannot hold ({short})", short=short(str(error), 120))
        raise InputError(
            path, found, _("{expected}; mend that value or download the file again", expected=EXPECTED)
        ) from None


def _shapes_of(file: Any, wanted: set[str]) -> dict[str, BaseGeometry]:
    """Shapes of these nodes and ways, tagged or not, in a read of their own: few files hold a relation that needs it."""
    kinds = {"n": osmium.osm.NODE, "w": osmium.osm.WAY}
    objects = osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for letter, kind in kinds.items():
        # The filter's ids are unsigned; only editors write negative ones, into files that are not for others.
        numbers = [number for one in wanted if one.startswith(letter) and (number := int(one[1:])) >= 0]
        only = osmium.filter.IdFilter(numbers)
        only.enable_for(kind)
        objects.with_filter(only)
    found: dict[str, BaseGeometry] = {}
    item: Any
    for item in objects:
        places = _places(item) if item.is_way() else [_place(item)]
        if (shape := shape_of_way(places)) is not None:
            found[f"{'w' if item.is_way() else 'n'}{item.id}"] = shape
    return found


def _place(node: Any) -> LonLat | None:
    return (node.location.lon, node.location.lat) if node.location.valid() else None


def _places(way: Any) -> list[LonLat | None]:
    return [_place(node) for node in way.nodes]


class _Collector:
    """Sorts the objects of one pass into streets, restrictions and features.

    Areas follow the ways and relations that they are made of; those still awaited at the end could not be made.
    """

    def __init__(self) -> None:
        self.network = NetworkBuilder()
        self.lines = LineParts()
        self._stations = StationParts()
        self.broken_areas = 0
        self._newest: datetime | None = None
        self._point_ids: list[str] = []
        self._point_tags: list[dict[str, str]] = []
        self._points: list[tuple[float, float]] = []
        self._area_ids: list[str] = []
        self._area_tags: list[dict[str, str]] = []
        self._area_wkb: list[str] = []
        self._awaited: set[str] = set()
        self._wkb = osmium.geom.WKBFactory()

    def take(self, item: Any) -> None:
        """Keep what matters of one object."""
        tags = {tag.k: tag.v for tag in item.tags}
        if item.is_area():
            self._take_area(item, tags)
            return
        if self._newest is None or item.timestamp > self._newest:
            self._newest = item.timestamp
        if item.is_node():
            self._take_node(item, tags)
        elif item.is_way():
            self._take_way(item, tags)
        else:
            self._take_relation(item, tags)

    def _take_node(self, item: Any, tags: dict[str, str]) -> None:
        if item.location.valid() and is_node_feature(tags):
            self._stations.take_node(f"n{item.id}", tags, item.timestamp)
            self._point_ids.append(f"n{item.id}")
            self._point_tags.append(tags)
            self._points.append((item.location.lon, item.location.lat))

    def _take_way(self, item: Any, tags: dict[str, str]) -> None:
        self._stations.take_way(f"w{item.id}", tags, item.timestamp, lambda: shape_of_way(_places(item)))
        if is_drivable(tags):
            self.network.add_way(item.id, tags, [n.ref for n in item.nodes], _places(item))
        elif line_kind(tags):
            self.lines.take_line(item.id, tags, _places(item))
        elif item.is_closed() and len(item.nodes) > 3 and tags.get("area") != "no" and is_missed(tags):
            self._awaited.add(f"w{item.id}")

    def _take_relation(self, item: Any, tags: dict[str, str]) -> None:
        parts = [f"{member.type}{member.ref}" for member in item.members]
        self._stations.take_relation(f"r{item.id}", tags, item.timestamp, parts)
        if tags.get("type", "") in ("multipolygon", "boundary") and is_missed(tags):
            self._awaited.add(f"r{item.id}")
        elif tags.get("type", "").startswith("restriction"):
            members = [(member.type, member.role, member.ref) for member in item.members]
            if (restriction := TurnRestriction.of_relation(members, tags)) is not None:
                self.network.add_restriction(restriction)

    def _take_area(self, item: Any, tags: dict[str, str]) -> None:
        osm_id = f"{'w' if item.from_way() else 'r'}{item.orig_id()}"
        if not is_area_feature(tags) or item.num_rings()[0] == 0:
            return
        self._awaited.discard(osm_id)
        self._area_ids.append(osm_id)
        self._area_tags.append(tags)
        self._area_wkb.append(self._wkb.create_multipolygon(item))

    def features(self, find: Finder) -> gpd.GeoDataFrame:
        """Points, polygons and stations that are neither, each in the order read; call once, after the last object."""
        areas = np.array(
            [part.geoms[0] if len(part.geoms) == 1 else part for part in shapely.from_wkb(self._area_wkb)], dtype=object
        )
        sound = shapely.is_valid(areas)
        kept, broken = np.flatnonzero(sound), np.flatnonzero(~sound)
        for i in kept:
            self._stations.placed(self._area_ids[i])
        others = list(self._stations.places(find))
        lost = {*self._awaited, *(self._area_ids[i] for i in broken)}
        self.broken_areas += len(lost - {osm_id for osm_id, _, _ in others})
        ids = [*self._point_ids, *(self._area_ids[i] for i in kept), *(osm_id for osm_id, _, _ in others)]
        tags = [*self._point_tags, *(self._area_tags[i] for i in kept), *(tags for _, tags, _ in others)]
        points = shapely.points(self._points) if self._points else np.empty(0, dtype=object)
        rest = _objects([point for _, _, point in others])
        columns = {
            "osm_id": _objects(ids),
            "tags": _objects(tags),
            "updated": pd.Series([self._stations.updated.get(one) for one in ids], dtype=object),
            "members": _objects([self._stations.members.get(one, ()) for one in ids]),
        }
        return gpd.GeoDataFrame(columns, geometry=np.concatenate([points, areas[kept], rest]), crs=LONLAT)

    def newest_day(self) -> str | None:
        """Day of the newest tagged object; None where the file carries no times."""
        return self._newest.date().isoformat() if self._newest and self._newest.year > 1970 else None


def _objects(values: Sequence[object]) -> Any:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def _day(timestamp: str | None) -> str | None:
    try:
        return datetime.fromisoformat(timestamp or "").astimezone(UTC).date().isoformat()
    except ValueError:
        return None


def _bounds(box: Any, network: RoadNetwork, features: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north: as the header says, else of what was read."""
    if box.valid() and box.size() > 0:
        return (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    placed = features.geometry[np.array([not is_boundary_alone(tags) for tags in features["tags"]], dtype=bool)]
    corners = np.concatenate([network.lonlat.reshape(-1, 2), placed.total_bounds.reshape(-1, 2)])
    west, south = np.nanmin(corners, axis=0)
    east, north = np.nanmax(corners, axis=0)
    return (float(west), float(south), float(east), float(north))
