"""OpenStreetMap files: .osm.pbf, .osm, .osm.gz and .osm.bz2, read once with osmium."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import shapely

from geodata.errors import InputError, MissingFileError
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.features import FEATURE_VALUES, is_area_feature, is_node_feature
from geodata.osm.network import NetworkBuilder, TurnRestriction
from geodata.osm.tags import is_drivable

logger = logging.getLogger(__name__)

FORMATS = {".pbf": "pbf", ".osm": "osm", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2"}
EXPECTED = "expected an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz or .osm.bz2)"


def read_osm_file(path: Path) -> OsmExtract:
    """Read the drivable network and the features of an extract.

    Parameters
    ----------
    path : Path
        Its ending names the format, in any case.

    Returns
    -------
    OsmExtract
        Areas that cannot be assembled (a node or member is absent, rings cross) are left out and counted.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, cut short, a history file, of another format, or holds neither streets nor features.
    """
    file = _checked_file(path)
    collector = _Collector()
    try:
        header = osmium.io.Reader(file, osmium.osm.NOTHING).header()
        if header.has_multiple_object_versions:
            raise InputError(path, "a history file", "expected one version of each object; use the plain extract")
        for item in _tagged(file):
            collector.take(item)
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            path, f"cannot be read to its end as OpenStreetMap data ({error})", f"{EXPECTED}; download it again"
        ) from None
    network, features = collector.network.build(), collector.features()
    if not len(network.tail) and network.cut_ways:
        found = "streets whose nodes are absent, come later in the file or have negative ids"
        raise InputError(path, found, f"{EXPECTED} with nodes before ways; 'osmium sort' or a complete extract helps")
    if not len(network.tail) and features.empty:
        raise InputError(path, "neither streets nor tagged places", f"{EXPECTED} of the city")
    if collector.broken_areas:
        logger.info("%s: %d areas are incomplete or broken and were left out", path, collector.broken_areas)
    return OsmExtract(
        source=str(path),
        network=network,
        features=features,
        data_date=_day(header.get("osmosis_replication_timestamp")) or collector.newest_day(),
        bounds=_bounds(header.box(), network, features),
        broken_areas=collector.broken_areas,
        generator=header.get("generator") or None,
    )


def _checked_file(path: Path) -> Any:
    if not path.exists():
        raise MissingFileError(path, "roads of the city")
    ending = next(
        (known for known in sorted(FORMATS, key=len, reverse=True) if path.name.lower().endswith(known)), None
    )
    if ending is None or path.is_dir():
        raise InputError(path, "a folder" if path.is_dir() else f"a file ending in {path.suffix!r}", EXPECTED)
    if path.stat().st_size == 0:
        raise InputError(path, "an empty file", f"{EXPECTED}; download it again")
    return osmium.io.File(str(path), FORMATS[ending])


def _tagged(file: Any) -> Iterator[Any]:
    """Every tagged object, with places on ways, and the areas made of closed ways and multipolygons."""
    areas_of = osmium.filter.KeyFilter(*FEATURE_VALUES)
    return iter(osmium.FileProcessor(file).with_areas(areas_of).with_filter(osmium.filter.EmptyTagFilter()))


class _Collector:
    """Sorts the objects of one pass into streets, restrictions and features.

    Areas follow the ways and relations that they are made of; those still awaited at the end could not be made.
    """

    def __init__(self) -> None:
        self.network = NetworkBuilder()
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
            self._point_ids.append(f"n{item.id}")
            self._point_tags.append(tags)
            self._points.append((item.location.lon, item.location.lat))

    def _take_way(self, item: Any, tags: dict[str, str]) -> None:
        if is_drivable(tags):
            places = [(n.location.lon, n.location.lat) if n.location.valid() else None for n in item.nodes]
            self.network.add_way(item.id, tags, [n.ref for n in item.nodes], places)
        elif item.is_closed() and len(item.nodes) > 3 and tags.get("area") != "no" and is_area_feature(tags):
            self._awaited.add(f"w{item.id}")

    def _take_relation(self, item: Any, tags: dict[str, str]) -> None:
        if tags.get("type", "") in ("multipolygon", "boundary") and is_area_feature(tags):
            self._awaited.add(f"r{item.id}")
        elif tags.get("type", "").startswith("restriction"):
            members = [(member.type, member.role, member.ref) for member in item.members]
            self.network.add_restriction(TurnRestriction.of_members(members))

    def _take_area(self, item: Any, tags: dict[str, str]) -> None:
        osm_id = f"{'w' if item.from_way() else 'r'}{item.orig_id()}"
        if not is_area_feature(tags) or item.num_rings()[0] == 0:
            return
        self._awaited.discard(osm_id)
        self._area_ids.append(osm_id)
        self._area_tags.append(tags)
        self._area_wkb.append(self._wkb.create_multipolygon(item))

    def features(self) -> gpd.GeoDataFrame:
        """Points and polygons in the order read; call once, after the last object."""
        self.broken_areas += len(self._awaited)
        areas = np.array(
            [part.geoms[0] if len(part.geoms) == 1 else part for part in shapely.from_wkb(self._area_wkb)], dtype=object
        )
        sound = shapely.is_valid(areas)
        self.broken_areas += int((~sound).sum())
        kept = np.flatnonzero(sound)
        tags = [*self._point_tags, *(self._area_tags[i] for i in kept)]
        ids = [*self._point_ids, *(self._area_ids[i] for i in kept)]
        points = shapely.points(self._points) if self._points else np.empty(0, dtype=object)
        columns = {"osm_id": np.array(ids, dtype=object), "tags": _objects(tags)}
        return gpd.GeoDataFrame(columns, geometry=np.concatenate([points, areas[kept]]), crs="EPSG:4326")

    def newest_day(self) -> str | None:
        """Day of the newest tagged object; None where the file carries no times."""
        return self._newest.date().isoformat() if self._newest and self._newest.year > 1970 else None


def _objects(values: list[dict[str, str]]) -> Any:
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
    corners = (
        [*network.lonlat.reshape(-1, 2), *features.total_bounds.reshape(-1, 2)]
        if len(features)
        else list(network.lonlat)
    )
    west, south = np.min(corners, axis=0)
    east, north = np.max(corners, axis=0)
    return (float(west), float(south), float(east), float(north))
