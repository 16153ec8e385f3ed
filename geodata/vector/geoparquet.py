"""GeoParquet, read row group by row group: of a country's file only what lies within bounds is ever in memory."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.placing import Bounds
from geodata.speech import _
from geodata.vector.covering import Covering, covering_of
from geodata.vector.parquet import BATCH_ROWS, EXPECTED, Reading, Total, decoded, frame_of

Needed = Callable[[str], bool]


@dataclass(frozen=True)
class Held:
    """What a file says of itself.

    Parameters
    ----------
    columns : tuple of str
        All but the geometry.
    rows : int
    geometry : str or None
        Name of its column; None for a plain table.
    encoding : str
        ``wkb``, or the kind of shape where coordinates are columns of their own.
    crs : object
        As pyproj takes it; None where it is not known.
    covering : Covering or None
        Columns that hold the bounds of each shape.
    """

    columns: tuple[str, ...]
    rows: int
    geometry: str | None
    encoding: str
    crs: Any
    covering: Covering | None


def described(path: Path) -> Held:
    """Read what stands at the end of a file about all of it.

    Raises
    ------
    InputError
        It is damaged, or says of itself what cannot be.
    """
    with Reading(path) as file:
        return _held(path, file)


def read_geoparquet(path: Path, needed: Needed | None, bounds_of: Callable[[Any], list[Bounds]]) -> gpd.GeoDataFrame:
    """Read the rows whose shapes meet some bounds.

    Parameters
    ----------
    path : Path
    needed : callable, optional
        Tells of the name of a column whether it is wanted. Default: all.
    bounds_of : callable
        Of the file's coordinate system: bounds in it, none for everything.

    Returns
    -------
    GeoDataFrame
        In the file's coordinate system; its index is the number of the row, from 1.

    Raises
    ------
    InputError
        It is damaged, no layer, or more than is read at once.
    """
    import pyarrow as pa  # noqa: PLC0415  (a tenth of a second that few runs need)

    with Reading(path) as file:
        held = _held(path, file)
        if held.geometry is None:
            raise InputError(
                path, _("a Parquet table without geometry"), _("{expected} with its geometry", expected=EXPECTED)
            )
        names = [name for name in held.columns if needed is None or needed(name)]
        bounds = bounds_of(held.crs)
        kept = list(_batches(path, file, held, names, bounds))
        empty = pa.Table.from_batches([], file.schema_arrow).select(names)
        table = pa.concat_tables([one for _, one, _ in kept]) if kept else empty
        frame = frame_of(table)
    frame.index = pd.Index(np.concatenate([rows for rows, _, _ in kept]) + 1 if kept else np.zeros(0, dtype=np.int64))
    shapes = np.concatenate([one for _, _, one in kept]) if kept else np.zeros(0, dtype=object)
    out = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=held.crs))
    out.attrs = {"columns": held.columns, "of": held.rows}
    return out


def read_plain(path: Path, needed: Needed) -> pd.DataFrame:
    """Read the wanted columns of a Parquet table without geometry.

    Raises
    ------
    InputError
        It is damaged or more than is read at once.
    """
    import pyarrow as pa  # noqa: PLC0415

    with Reading(path) as file:
        names = [name for name in _held(path, file).columns if needed(name)]
        if not names:
            return pd.DataFrame()
        total, tables = Total(path), []
        for batch in file.iter_batches(BATCH_ROWS, columns=names):
            one = pa.Table.from_batches([batch])
            total.add(one)
            tables.append(decoded(one))
        return frame_of(pa.concat_tables(tables) if tables else file.schema_arrow.empty_table().select(names))


def _held(path: Path, file: Any) -> Held:
    schema = file.schema_arrow
    rows = file.metadata.num_rows
    geo = _metadata(path, schema)
    name = str(geo.get("primary_column", "geometry"))
    told = geo.get("columns", {}).get(name, {}) if isinstance(geo.get("columns", {}), dict) else {}
    if geo and (name not in schema.names or not isinstance(told, dict)):
        raise InputError(path, _("names {name!r} as its geometry, which it does not have", name=name), EXPECTED)
    if not geo and not _is_bytes(schema, name):
        return Held(tuple(schema.names), rows, None, "", None, None)
    crs = _crs(path, told.get("crs", "OGC:CRS84") if geo else None)
    covering = covering_of(schema, told, name, is_lonlat=bool(geo) and "crs" not in told)
    left_out = {name} | ({covering.column} if covering is not None else set())
    columns = tuple(one for one in schema.names if one not in left_out)
    return Held(columns, rows, name, str(told.get("encoding", "WKB")).lower(), crs, covering)


def _metadata(path: Path, schema: Any) -> dict[str, Any]:
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found:
        raise InputError(path, _("a description of its geometry ('geo') that is not JSON"), EXPECTED)
    return found


def _is_bytes(schema: Any, name: str) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    if name not in schema.names:
        return False
    kind = schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _crs(path: Path, told: Any) -> Any:
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    if told is None:
        return None
    try:
        return _crs_of(json.dumps(told) if isinstance(told, dict) else str(told)[:4000])
    except (CRSError, ValueError, TypeError, RecursionError):
        raise InputError(path, _("a coordinate system that nobody knows"), EXPECTED) from None


@lru_cache(maxsize=16)
def _crs_of(text: str) -> Any:
    """Kept, for PROJ seeks a name among all that it knows, most of a second each time."""
    from pyproj import CRS  # noqa: PLC0415

    return CRS.from_user_input(text)


def _batches(
    path: Path, file: Any, held: Held, names: list[str], bounds: list[Bounds]
) -> Iterator[tuple[NDArray[np.int64], Any, NDArray[np.object_]]]:
    """Row numbers from 0, the wanted columns and the shapes of the rows within the bounds, batch by batch."""
    import pyarrow as pa  # noqa: PLC0415

    total, first = Total(path), 0
    covering = held.covering if bounds else None
    wanted = [*names, held.geometry, *(covering.leaves if covering is not None else ())]
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if covering is not None and covering.misses(file, group, bounds):
            first += rows
            continue
        start = first
        for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], columns=wanted):
            table = pa.Table.from_batches([batch])
            number = np.arange(start, start + table.num_rows)
            start += table.num_rows
            if covering is not None:
                near = covering.near(table, bounds)
                number, table = number[near], table.filter(pa.array(near))
            shapes = _shapes(path, _one(table, held.geometry), held, number)
            if bounds:
                near = meets(shapes, bounds) | shapely.is_missing(shapes) | shapely.is_empty(shapes)
                number, table, shapes = number[near], table.filter(pa.array(near)), shapes[near]
            if len(number):
                total.add(table)
                yield number, decoded(table.select(names)), shapes
        first += rows


def meets(shapes: NDArray[np.object_], bounds: Sequence[Bounds]) -> NDArray[np.bool_]:
    """Tell which shapes have bounds that meet some of the given ones; (shapes,). An empty one meets nothing."""
    west, south, east, north = shapely.bounds(shapes).T
    near = np.zeros(len(shapes), dtype=bool)
    for x0, y0, x1, y1 in bounds:
        near |= (west <= x1) & (east >= x0) & (south <= y1) & (north >= y0)
    return near


def _one(table: Any, name: str | None) -> Any:
    """A column of a table of one batch; of dictionaries their values."""
    return table.column(name).combine_chunks()


def _shapes(path: Path, column: Any, held: Held, number: NDArray[np.int64]) -> NDArray[np.object_]:
    import pyarrow as pa  # noqa: PLC0415

    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_dictionary(column.type):
        Total(path).add(pa.table({"geometry": column}))  # one long shape may stand in every row
    try:
        if held.encoding != "wkb":
            field = pa.field("geometry", column.type, metadata={"ARROW:extension:name": f"geoarrow.{held.encoding}"})
            frame = gpd.GeoDataFrame.from_arrow(pa.table([column], pa.schema([field])))
            return np.asarray(frame.geometry.to_numpy(), dtype=object)
        if pa.types.is_dictionary(column.type):
            parsed = shapely.from_wkb(column.dictionary.to_numpy(zero_copy_only=False))
            return _taken(np.asarray(parsed, dtype=object), column.indices)
        return np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False)), dtype=object)
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        rows = f"rows {number[0] + 1} to {number[-1] + 1}" if len(number) else "no row"
        raise InputError(
            f"{path}, {rows}", _("geometry that cannot be read ({error})", error=str(error)[:80]), EXPECTED
        ) from None


def _taken(values: NDArray[np.object_], indices: Any) -> NDArray[np.object_]:
    place = indices.to_numpy(zero_copy_only=False)
    gone = np.isnan(place) if place.dtype.kind == "f" else np.zeros(len(place), dtype=bool)
    out = np.full(len(place), None, dtype=object)
    out[~gone] = values[place[~gone].astype(np.int64)]
    return out
