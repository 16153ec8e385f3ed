"""Street graphs that osmnx saved as GraphML, simplified or not."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from geodata.crs import LONLAT, code_of, is_degrees
from geodata.errors import InputError
from geodata.input_file import InputFile, checked_file
from geodata.loose import number_of, short
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.network import geodesic_m, lines_frame
from geodata.osm.tags import ROAD_CLASSES, is_drivable, road_class, speed_kmh
from geodata.speech import _

MOST_BYTES = 300_000_000
"""The graph takes thirty times as much memory as its file; those of the largest cities have half of this."""

EXPECTED = _.term("expected a street graph saved by osmnx.save_graphml, in longitude and latitude")


def read_graphml(file: InputFile) -> OsmExtract:
    """Read a graph of osmnx as a road network without features.

    Each edge is one arc in the direction the graph gives it. Speeds follow our own rules from `maxspeed` and `highway`,
    so that a street takes the same seconds from whichever format it comes; `speed_kph` and `travel_time` are not used.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        Not GraphML, not of osmnx, projected, or without a drivable street.
    """
    path = checked_file(file.path, _("roads of the city"), EXPECTED)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(
            path,
            f"{size:,} bytes".replace(",", " "),
            _("{expected}, of the city alone; or give an .osm.pbf", expected=EXPECTED),
        )
    graph = _loaded(path)
    numbers = {node: number for number, node in enumerate(graph.nodes)}
    lonlat = _lonlat(graph, path)
    edges = [
        (numbers[u], numbers[v], data, tags)
        for u, v, data in graph.edges(data=True)
        if is_drivable(tags := _tags(data))
    ]
    if not edges:
        raise InputError(
            path, _("no drivable street"), _("{expected}; download it with network_type 'drive'", expected=EXPECTED)
        )
    tail, head = (np.array(ends, dtype=np.int64) for ends in list(zip(*edges, strict=True))[:2])
    network = RoadNetwork(
        lonlat=lonlat,
        tail=tail,
        head=head,
        length_m=_length_m([data for _, _, data, _ in edges], geodesic_m(lonlat[tail], lonlat[head])),
        speed_kmh=np.array([speed_kmh(tags) for _, _, _, tags in edges]),
        ways=_streets(edges, lonlat, path),
        kind=np.array([ROAD_CLASSES.index(tags["highway"]) for _, _, _, tags in edges], dtype=np.int8),
    )
    west, south, east, north = (float(edge) for edge in (*lonlat.min(axis=0), *lonlat.max(axis=0)))
    return OsmExtract(
        source=str(path),
        network=network,
        features=_no_features(),
        data_date=_day(graph.graph.get("created_date")),
        bounds=(west, south, east, north),
        file=file.fingerprint(),
    )


def _loaded(path: Path) -> Any:
    import osmnx as ox  # noqa: PLC0415  (half a second that the command line need not wait for)

    try:
        graph = ox.load_graphml(path)
        crs = str(graph.graph["crs"])
    except Exception as error:  # noqa: BLE001  (networkx, osmnx, shapely and the XML parser each raise their own)
        reason = short(f"{type(error).__name__}: {error}", 160)
        raise InputError(path, _("cannot be read as a graph of osmnx ({reason})", reason=reason), EXPECTED) from None
    code = code_of(crs)
    if code is None:
        found = _("a graph whose coordinate system is no known code but {short!r}", short=short(crs))
        raise InputError(path, found, _("{expected}, crs epsg:4326", expected=EXPECTED))
    if not is_degrees(code):
        raise InputError(
            path,
            _("a graph projected to {short}", short=short(crs)),
            _("{expected}; save it before ox.project_graph", expected=EXPECTED),
        )
    return graph


def _lonlat(graph: Any, path: Path) -> NDArray[np.float64]:
    places = []
    for node, data in graph.nodes(data=True):
        place = number_of(data.get("x")), number_of(data.get("y"))
        if None in place:
            raise InputError(path, _("node {short} without numbers x and y", short=short(node)), EXPECTED)
        places.append(place)
    lonlat = np.array(places, dtype=np.float64).reshape(-1, 2)
    if not np.all(np.abs(lonlat) <= (180.0, 90.0)):
        raise InputError(path, _("coordinates beyond 180 degrees east or 90 north"), EXPECTED)
    return lonlat


def _tags(data: dict[str, Any]) -> dict[str, str]:
    """Tags of an edge; a simplified edge lists those of the ways it joins: the first drivable class and name count, the lowest limit.

    `oneway` is left out: the graph's direction already says it.
    """
    tags = {
        key: ";".join(_texts(value)) for key, value in data.items() if key != "oneway" and isinstance(value, str | list)
    }
    for key, usable in (("highway", lambda text: is_drivable({"highway": text})), ("name", bool)):
        texts = _texts(data.get(key, []))
        if texts:
            tags[key] = next((text for text in texts if usable(text)), texts[0])
    return tags


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]


def _length_m(edges: list[dict[str, Any]], straight_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length as the graph has it; the straight line where it has none that a road could have."""
    given = np.array([number_of(data.get("length")) for data in edges], dtype=np.float64)  # None becomes nan
    return np.where(given >= 0, given, straight_m)


def _streets(
    edges: list[tuple[int, int, dict[str, Any], dict[str, str]]], lonlat: NDArray[np.float64], path: Path
) -> gpd.GeoDataFrame:
    """Lines of the edges, the two directions of a street once."""
    lines: dict[object, tuple[str, str | None, LineString]] = {}
    for u, v, data, tags in edges:
        line = _line(data.get("geometry"), path) or LineString(lonlat[[u, v]])
        street = (min(u, v), max(u, v), str(sorted(_texts(data.get("osmid", "")))), round(line.length, 9))
        lines.setdefault(street, (road_class(tags), tags.get("name"), line))
    classes, names, shapes = zip(*lines.values(), strict=True)
    return lines_frame(classes, names, list(shapes))


def _line(shape: object, path: Path) -> LineString | None:
    """Line of an edge, None where it has none of its own.

    Raises
    ------
    InputError
        It is no line, or not in degrees.
    """
    if shape is None:
        return None
    if not isinstance(shape, LineString) or shape.is_empty:
        raise InputError(path, _("an edge whose geometry is no line but {short!r}", short=short(shape)), EXPECTED)
    if not np.all(np.abs(shapely.get_coordinates(shape)) <= (180.0, 90.0)):
        raise InputError(path, _("an edge whose geometry is not in degrees, {short}", short=short(shape.wkt)), EXPECTED)
    return shape


def _no_features() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"osm_id": np.empty(0, dtype=object), "tags": np.empty(0, dtype=object)}, geometry=[], crs=LONLAT
    )


def _day(created: object) -> str | None:
    try:
        return datetime.fromisoformat(str(created)).date().isoformat()
    except ValueError:
        return None
