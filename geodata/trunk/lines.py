"""Main roads from a layer of lines (GeoPackage, GeoJSON, …): cut wherever two lines share a point."""

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.address import short_name
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.numerals import parse_number
from geodata.osm.network import geodesic_m
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.raw import RawEdge, RawNode, RawTrunk
from geodata.trunk.tables import rows_in, where

COLUMNS = ("km", "minutes", "road_class", "kmh")
DIGITS = 6
"""Points that agree to so many decimals of a degree, a tenth of a metre, are one."""
Point = tuple[float, float]


def read_trunk_lines(file: InputFile) -> RawTrunk:
    """Read lines; their km and minutes, where the layer has them, are shared out by length among the parts of a line.

    Raises
    ------
    MissingFileError, InputError
        The layer cannot be read, or holds no lines.
    """
    table = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("main roads"),
        with_geometry=True,
        called=("roads", "lines"),
        key="corridors.roads.columns",
    )
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(
            file.path, _("a table without lines"), _("expected a layer of lines, or tables of nodes and edges")
        )
    name = short_name(file.path)
    parts = [
        (row, np.round(np.asarray(shapely.get_coordinates(part)), DIGITS))
        for row, shape in zip(rows_in(table, COLUMNS), table.geometry, strict=True)
        for part in _lines_in(shape)
    ]
    if not parts:
        raise InputError(file.path, _("not one line"), _("expected a layer of lines, each a road"))
    seen = Counter[Point]()
    for _row, line in parts:
        seen.update({(x, y) for x, y in line.tolist()})
    joints = {point for point, times in seen.items() if times > 1}
    ids: dict[Point, str] = {}
    edges: list[RawEdge] = []
    for row, line in parts:
        whole = length_km(line)
        for piece in _pieces(line, joints):
            u, v = (ids.setdefault(end, f"n{len(ids) + 1}") for end in (_point(piece[0]), _point(piece[-1])))
            edges.append(_edge(row, name, (u, v), piece, length_km(piece) / whole if whole > 0 else 0.0))
    nodes = tuple(RawNode(f"{name}, {one}", one, lon, lat) for (lon, lat), one in ids.items())
    return RawTrunk(name, nodes, tuple(edges), (file.fingerprint(table),))


def length_km(line: NDArray[np.float64]) -> float:
    """Length of a line (points, 2) in degrees on the ground."""
    return float(geodesic_m(line[:-1], line[1:]).sum() / 1000.0)


def _point(xy: NDArray[np.float64]) -> Point:
    return float(xy[0]), float(xy[1])


def _lines_in(shape: Any) -> Iterator[Any]:
    if shape is None or shape.is_empty:
        return
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString" and np.isfinite(shapely.get_coordinates(part)).all():
            yield part


def _pieces(line: NDArray[np.float64], joints: set[Point]) -> Iterator[NDArray[np.float64]]:
    """Parts of a line between its ends and the points that it shares with others."""
    inner = [at for at in range(1, len(line) - 1) if _point(line[at]) in joints]
    cuts = [0, *inner, len(line) - 1]
    for begin, end in itertools.pairwise(cuts):
        yield line[begin : end + 1]


def _edge(row: dict[str, Any], name: str, ends: tuple[str, str], piece: NDArray[np.float64], share: float) -> RawEdge:
    told, minutes, kmh = (parse_number(row[key]) for key in ("km", "minutes", "kmh"))
    km = length_km(piece) if row["km"] is None else None if told is None else told * share
    if minutes is not None:
        minutes *= share
    elif kmh is not None and kmh > 0 and km is not None:
        minutes = km / kmh * 60.0
    return RawEdge(
        where(name, row),
        *ends,
        km,
        minutes,
        row["km"] or "",
        row["minutes"] or "",
        (row["road_class"] or "").strip().casefold(),
        piece,
    )
