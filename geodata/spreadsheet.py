"""Tables of other people: text, workbooks or map layers, with their own column names, read into cells of plain text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.address import Address, DatabaseTable, ending_of, split_layer
from geodata.cell_text import degrees_text, text_column, text_of_cell
from geodata.coordinate_pair import lonlat_of
from geodata.delimited import read_delimited
from geodata.errors import InputError
from geodata.headings import MOST_LISTED, lacking, may_mean, nearest, placed, plain_heading
from geodata.input_file import checked_file
from geodata.layers import ElsewhereError, boxes_of, layer_of, read_layer
from geodata.numerals import number_text, parse_degrees, parse_estimate, parse_number
from geodata.placing import Bounds
from geodata.postgis.rows import Rows, read_rows
from geodata.report import Kind, Problem
from geodata.speech import _
from geodata.unread_columns import unread_named
from geodata.vector import kml
from geodata.vector.formats import LAYER_ENDINGS, PARQUET
from geodata.vector.geoparquet import described, read_plain
from geodata.workbook import Merged, Workbook, read_workbook
from geodata.workbooks.facts import WORKBOOK_ENDINGS

__all__ = ["TABLE_FORMATS", "parse_degrees", "parse_estimate", "parse_number", "read_table", "said_of"]

TEXT_ENDINGS = (".csv", ".txt", ".tsv")
TABLE_FORMATS = (*TEXT_ENDINGS, *WORKBOOK_ENDINGS, *LAYER_ENDINGS)


def read_table(  # noqa: PLR0913  (every option is a keyword)
    address: Address,
    columns: Mapping[str, str],
    wanted: Sequence[str],
    *,
    role: str = "a table",
    required: Sequence[str] = (),
    with_geometry: bool = False,
    called: Sequence[str] = (),
    key: str = "columns",
    also: Mapping[str, str] = MappingProxyType({}),
    bbox: Bounds | None = None,
) -> pd.DataFrame:
    """Read the wanted columns of a table as text.

    Parameters
    ----------
    address : Path or DatabaseTable
        One of `TABLE_FORMATS`; of a file with several layers or sheets followed by ``|layername=`` and one. Parquet without
        geometry is a plain table. Of a workbook the first sheet with any cells is read where none is named. Or a table or
        query of a database.
    columns : mapping
        Our name to the user's; names that are not mapped are looked for as they are, then by the words of
        `geodata/words/headings.csv`. Case, spaces and underscores do not matter.
    wanted : sequence of str
        Our names; those that the file lacks are left out.
    role : str
        What the table is needed as, for the message about a missing file.
    required : sequence of str
        Names of `wanted` without which the table is of no use, all missing ones told at once; of a layer whose geometry is kept not `lon` and `lat`.
    with_geometry : bool
        Keep `geometry` of a map layer (EPSG:4326, None where a feature has none).
    called : sequence of str
        Names of layers that hold such a table, as `geodata.layers.read_layer` takes them.
    key : str
        Key of the configuration that maps the columns, for the message about a missing one.
    also : mapping
        Our name to that of another column whose words count for it here, where it is not there by its own: ``{"u": "from"}``.
    bbox : tuple, optional
        West, south, east, north in degrees: of a map layer only the features that meet it are read, and those that do once
        their axes change places; but all of it where columns are mapped as their places.

    Returns
    -------
    DataFrame
        `row` (number of the row as Excel shows it, or of the feature), then the wanted columns: stripped text, None where
        empty. `lon` and `lat` of a layer of points come from its geometry in EPSG:4326 unless columns of those names are
        mapped; in every format they are written with a decimal point. Where one column holds both (``43.25, 76.95`` under
        *Coordinates*, or both names mapped to it) its cells are split, latitude first unless the heading says otherwise; a cell that is no
        pair is given to both. A GeoDataFrame with `with_geometry` and a layer.
        Its `attrs` name under ``header`` the columns of the table, under ``unread`` those that were not wanted, and under
        ``merged`` the wanted ones with cells that Excel shows as one: name, first and last row; only the first row holds their value; and
        under ``of`` how many rows the file has, those beyond the bounds too; of a database under ``sha256`` the hash of the
        rows that were read. `said_of` gives what the report of the source has to tell of the reading.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It is empty, damaged, of another kind, lacks a required or mapped column, or has more cells in a row than headings.
    """
    if not isinstance(address, DatabaseTable):
        _check_file(address, role)
    unknown = [name for name in columns if name not in wanted]
    if unknown:
        raise InputError(
            _("columns of {address}", address=address),
            _("unknown name {unknown!r}", unknown=unknown[0]),
            nearest(unknown[0], wanted),
        )
    bbox = None if {"lon", "lat"} & set(columns) else bbox
    read = _read(address, role, called, lambda name: may_mean(name, columns, wanted, also), bbox)
    header, cells, shapes = read.header, read.cells, read.shapes
    place, told = placed(address, header, columns, wanted, also)
    out = pd.DataFrame({"row": np.array(read.rows, dtype=np.int64)})
    for name in wanted:
        if name in place:
            out[name] = text_column([text_of_cell(cell) for cell in cells(place[name])])
    if place.get("lon") is not None and place.get("lon") == place.get("lat"):
        heading = header[place["lon"]]
        pairs = [lonlat_of(text, heading) or (text, text) for text in out["lon"]]
        out["lon"], out["lat"] = text_column([one[0] for one in pairs]), text_column([one[1] for one in pairs])
    if shapes is not None:
        _lonlat_from(shapes, out, wanted, mapped=columns)
    for name in ("lon", "lat"):
        if name in out:
            out[name] = text_column([degrees_text(value) for value in out[name]])
    drawn = {"lon", "lat"} if with_geometry and shapes is not None else set[str]()
    missing = [name for name in required if name not in out and name not in drawn]
    if missing:
        raise lacking(address, header, missing, required, key)
    whole = gpd.GeoDataFrame(out, geometry=shapes) if with_geometry and shapes is not None else out
    whole.attrs["merged"] = [
        (name, one.first_row, one.last_row) for name in place for one in read.merged if one.column == place[name]
    ]
    whole.attrs["of"], whole.attrs["sha256"] = read.of, read.sha256
    whole.attrs["header"] = header
    whole.attrs["said"] = (*read.said, *told)
    unread = [name for number, name in enumerate(header) if name and number not in place.values()]
    absent = [name for name in wanted if name not in out]
    whole.attrs["unread"] = unread
    own = set(unread) - kml.OF_EVERY_LAYER if ending_of(address) in kml.ENDINGS else set(unread)
    # A heading that means a column of ours is left for another beside it, which is told already.
    of_none = [name for name in unread if name in own and not may_mean(name, {}, absent, also)]
    whole.attrs["said_unread"] = unread_named(of_none, absent)
    return whole


def _check_file(address: Path, role: str) -> None:
    path, layer = split_layer(address)
    checked_file(path, role, f"expected {', '.join(TABLE_FORMATS)}")
    ending = path.suffix.lower()
    if ending not in TABLE_FORMATS:
        raise InputError(
            path,
            _("a file ending in {suffix!r}", suffix=path.suffix),
            _("expected {table_formats}", table_formats=", ".join(TABLE_FORMATS)),
        )
    if path.stat().st_size == 0:
        raise InputError(path, _("an empty file"), _("expected a table with a header row"))
    if layer is not None and ending in TEXT_ENDINGS:
        raise InputError(
            path, _("no layer {layer!r}: it is a plain table", layer=layer), _("take '|layername=' out of the path")
        )


Cells = Callable[[int], Iterable[Any]]
"""Gives the cells of a column by its place in the header."""


@dataclass(frozen=True)
class _Read:
    """Header, cells, row numbers, of a layer the geometry, rows altogether, of a workbook what is merged and which sheet it is, of a database the hash."""

    header: list[str]
    cells: Cells
    rows: list[int]
    shapes: "gpd.GeoSeries | None"
    of: int
    merged: Sequence[Merged] = ()
    said: tuple[Problem, ...] = ()
    sha256: str = ""


def _read(
    address: Address, role: str, called: Sequence[str], needed: Callable[[str], bool], bbox: Bounds | None
) -> _Read:
    if isinstance(address, DatabaseTable):
        boxes = boxes_of(bbox, turned=True)
        rows = read_rows(address, boxes=boxes, needed=needed)
        return _of_rows(rows, address) if rows.shapes is None else _of_layer(layer_of(rows, address, boxes))
    path, file = address, split_layer(address)[0]
    ending = file.suffix.lower()
    if ending in PARQUET and (held := described(file)).geometry is None:
        plain = read_plain(file, needed)
        names = list(held.columns)
        numbers = list(range(1, len(plain) + 1))
        return _Read(names, lambda k: plain[names[k]].astype(object), numbers, None, len(plain))
    if ending in LAYER_ENDINGS:
        try:
            layer = read_layer(path, role=role, called=called, bbox=bbox, turned=True, needed=needed)
        except ElsewhereError as error:
            if not {"lon", "lat"} <= {plain_heading(name) for name in error.columns}:
                raise
            layer = read_layer(path, role=role, called=called, needed=needed)
            if not layer.geometry.isna().all():  # else its columns hold the places
                raise
        return _of_layer(layer)
    book = read_workbook(path) if ending in WORKBOOK_ENDINGS else Workbook(read_delimited(path))
    table, merged = book.rows, book.merged
    if not table:
        raise InputError(path, _("no text at all"), _("expected a table with a header row"))
    header = [str(text_of_cell(name) or "") for name in table[0][1]]
    unnamed = len(header)
    while header and not header[-1]:
        header.pop()
    if len(table) == 1:
        raise InputError(path, _("a header and no rows"), _("expected at least one row under the header"))
    # Cells under headings that are there and empty are a column without a name; a lone heading is a title above the table.
    allowed = unnamed if len(header) > 1 else len(header)
    cells = [_fitted(path, row, cells, len(header), allowed) for row, cells in table[1:]]
    numbers = [row for row, _ in table[1:]]
    return _Read(header, lambda k: (row[k] for row in cells), numbers, None, len(cells), merged, _said(book))


def _of_layer(layer: gpd.GeoDataFrame) -> _Read:
    names = list(layer.attrs["columns"])
    rows = [int(number) for number in layer.index]
    shapes, told = layer.geometry.reset_index(drop=True), layer.attrs
    return _Read(
        names, lambda k: layer[names[k]].astype(object), rows, shapes, told["of"], sha256=told.get("sha256", "")
    )


def _of_rows(read: Rows, address: DatabaseTable) -> _Read:
    """Rows of a database without geometry, numbered as the same table would be in a file: below a row of headings."""
    if not read.cells:
        raise InputError(address, _("no rows"), _("expected at least one"))
    place = {name: k for k, name in enumerate(read.names)}
    names = list(read.columns)
    rows = [number + 1 for number in read.numbers]
    return _Read(names, lambda k: (row[place[names[k]]] for row in read.cells), rows, None, read.of, sha256=read.sha256)


def _said(book: Workbook) -> tuple[Problem, ...]:
    """Sheets that were passed over, and rows of headings that were read as one."""
    said = []
    if book.others:
        others = ", ".join(book.others[:MOST_LISTED]) + (", …" if len(book.others) > MOST_LISTED else "")
        reason = _(
            "the sheet {sheet!r} is read, the first with cells; others are {others}", sheet=book.sheet, others=others
        )
        said.append(Problem("workbook", reason, _("left unread; name another with '|layername='"), Kind.READING))
    if book.headed:
        reason = _("headings in rows {first} to {last}", first=book.headed[0], last=book.headed[-1])
        action = _("read as one row of headings; the rows below it are the table")
        said.append(Problem("headings", reason, action, Kind.RECOGNISED))
    return tuple(said)


def said_of(table: pd.DataFrame, *, published: bool = False) -> tuple[Problem, ...]:
    """What is to be told of how a table was read: sheets passed over, headings taken by their words, and columns that were not read.

    Of a `published` layout, whose further columns everybody knows, those are not told.
    """
    said = tuple(table.attrs.get("said", ()))
    return said if published else (*said, *table.attrs.get("said_unread", ()))


def _fitted(path: Path, row: int, cells: Sequence[Any], width: int, allowed: int) -> list[Any]:
    """Cells of a row under the named headings; more than `allowed` is a separator too many."""
    if any(text_of_cell(cell) is not None for cell in cells[allowed:]):
        if width == 1:
            advice = _("the first row with text must hold the headings; delete titles above them")
            raise InputError(
                _("{path}, row {row}", path=path, row=row), _("{count} cells under 1 heading", count=len(cells)), advice
            )
        raise InputError(
            _("{path}, row {row}", path=path, row=row),
            _("{count} cells under {width} headings", count=len(cells), width=width),
            _("put quotes around cells that contain the separator, or separate with semicolons"),
        )
    return [*cells[:width], *[None] * (width - len(cells))]


def _lonlat_from(shapes: gpd.GeoSeries, out: pd.DataFrame, wanted: Sequence[str], *, mapped: Mapping[str, str]) -> None:
    """Fill `lon` and `lat` from points, one-point multipoints included; other shapes leave them empty."""
    if not {"lon", "lat"} <= set(wanted) or "lon" in mapped or "lat" in mapped:
        return
    points = [_single_point(shape) for shape in shapes]
    if any(point is not None for point in points):
        out["lon"] = text_column([None if point is None else number_text(point[0]) for point in points])
        out["lat"] = text_column([None if point is None else number_text(point[1]) for point in points])


def _single_point(shape: Any) -> tuple[float, float] | None:
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return (float(shape.x), float(shape.y)) if shape.geom_type == "Point" else None
