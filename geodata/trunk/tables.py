"""Main roads from two tables: nodes with a place, and edges with kilometres between them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geodata.address import short_name
from geodata.countries import alpha2
from geodata.input_file import InputFile
from geodata.numerals import parse_degrees, parse_number
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.raw import RawEdge, RawNode, RawTrunk

NODE_COLUMNS = ("id", "lon", "lat", "country")
EDGE_COLUMNS = ("u", "v", "km", "minutes", "road_class")
ENDS = {"u": "from", "v": "to"}
"""Columns whose words mean the ends of an edge, too."""
COUNTRY_HEADINGS = ("iso3_ne110m", "iso_a2", "iso_a3", "iso2", "iso3", "countrycode", "country_code")
"""What common data sets call the country of a node."""
NODES, EDGES = _.term("nodes of main roads"), _.term("edges of main roads")


def read_trunk_tables(nodes: InputFile, edges: InputFile) -> RawTrunk:
    """Read both tables as they are.

    Parameters
    ----------
    nodes : InputFile
        ``id, lon, lat[, country]``, country as ISO 3166-1 of two or three letters.
    edges : InputFile
        ``u, v, km[, minutes][, road_class]``.

    Raises
    ------
    MissingFileError, InputError
        A table is missing, cannot be read or lacks a column.
    """
    of_nodes = read_table(
        nodes.path,
        _with_country(nodes),
        NODE_COLUMNS,
        role=NODES,
        required=("id", "lon", "lat"),
        key="corridors.roads.node_columns",
    )
    of_edges = read_table(
        edges.path,
        edges.columns,
        EDGE_COLUMNS,
        role=EDGES,
        required=("u", "v", "km"),
        key="corridors.roads.edge_columns",
        also=ENDS,
    )
    return RawTrunk(
        short_name(edges.path),
        tuple(_node(row, short_name(nodes.path)) for row in rows_in(of_nodes, NODE_COLUMNS)),
        tuple(_edge(row, short_name(edges.path)) for row in rows_in(of_edges, EDGE_COLUMNS)),
        (nodes.fingerprint(of_nodes), edges.fingerprint(of_edges)),
    )


def rows_in(table: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows as plain cells by column, None where empty or absent; with ``row``, as the file numbers it."""
    plain = pd.DataFrame(table).reindex(columns=["row", *columns]).astype(object)
    found: list[dict[str, Any]] = plain.where(plain.notna(), None).to_dict("records")  # type: ignore[assignment]
    return found


def where(name: str, row: Mapping[str, Any]) -> str:
    """Name of a record: ``edges.csv, row 4``."""
    return _("{name}, row {row}", name=name, row=int(row["row"]))


def _with_country(file: InputFile) -> Mapping[str, str]:
    """Columns of the user's, and that of the country as common data sets call it, where one is there and nobody maps it."""
    if "country" in file.columns:
        return file.columns
    try:
        header = read_table(file.path, {}, COUNTRY_HEADINGS, role=NODES)
    except ValueError:
        return file.columns
    called = [name for name in COUNTRY_HEADINGS if name in header]
    own = "country" in read_table(file.path, {}, ("country",), role=NODES)
    return file.columns if own or len(called) != 1 else {**file.columns, "country": called[0]}


def _node(row: Mapping[str, Any], name: str) -> RawNode:
    lon, lat = parse_degrees(row["lon"]), parse_degrees(row["lat"])
    return RawNode(where(name, row), row["id"] or "", lon, lat, alpha2(row["country"]) or "")


def _edge(row: Mapping[str, Any], name: str) -> RawEdge:
    return RawEdge(
        where(name, row),
        row["u"] or "",
        row["v"] or "",
        parse_number(row["km"]),
        parse_number(row["minutes"]),
        row["km"] or "",
        row["minutes"] or "",
        (row["road_class"] or "").strip().casefold(),
    )
