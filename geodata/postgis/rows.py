"""Rows of a table or query of a database: bounded, in an order that is always the same, and hashed as they were read."""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.address import DatabaseTable
from geodata.placing import Bounds
from geodata.postgis.session import reading

logger = logging.getLogger(__name__)

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Rows:
    """What was read.

    Parameters
    ----------
    columns : tuple of str
        All that the table offers, without that of the geometry and without a key that nobody asked for.
    of : int
        Rows altogether, those beyond the bounds too.
    names : tuple of str
        Columns that were read.
    cells : list of tuple
        One tuple a row, as `names` has them.
    numbers : list of int
        Number of each row among all of the table, from 1.
    shapes : GeoSeries or None
        In the coordinate system of the table; None where it has no geometry.
    sha256 : str
        Of names, cells and shapes in this order.
    """

    columns: tuple[str, ...]
    of: int
    names: tuple[str, ...]
    cells: list[tuple[Cell, ...]]
    numbers: list[int]
    shapes: gpd.GeoSeries | None
    sha256: str

    def frame(self) -> pd.DataFrame:
        """Cells as a table whose values stay as they are."""
        columns = zip(*self.cells, strict=True) if self.cells else ((),) * len(self.names)
        return pd.DataFrame(
            {name: pd.Series(column, dtype=object) for name, column in zip(self.names, columns, strict=True)},
            index=range(len(self.cells)),
        )


def read_rows(
    address: DatabaseTable, *, boxes: Sequence[Bounds] = (), needed: Callable[[str], bool] | None = None
) -> Rows:
    """Read a table, view or query.

    Rows come in the order of the primary key. Those of a view, a query or a table without one are sorted by all columns from
    the left, so that the same rows give the same plan; of a table this is said.

    Parameters
    ----------
    address : DatabaseTable
    boxes : sequence of tuple
        Bounds in degrees: what meets none of them is left out, by the table's index where it has one. A view, a query or a
        table without a key, whose rows have no number of their own, is read whole.
    needed : callable, optional
        Tells of the name of a column whether it is wanted; no other is asked for, but those that give the order. Default: all.

    Raises
    ------
    InputError
        One line says what the server refuses, what the table lacks, or that it is more than is read at once.
    """
    with reading(address.url, address) as connection:
        from geodata.postgis.relation import relation_of  # noqa: PLC0415  (needs psycopg, which few have need of)
        from geodata.postgis.selection import System, fetched, row_count  # noqa: PLC0415

        relation = relation_of(connection, address)
        system = System.of(connection, relation, address)
        asked = {one for one in relation.columns if needed is None or needed(one)}
        names = tuple(one for one in relation.columns if not relation.key or one in asked or one in relation.key)
        where = None
        if boxes and system is not None and relation.key and not system.is_empty:
            where = system.within(relation, boxes)
        found = list(fetched(connection, relation, names, where, address))
        of = len(found) if where is None else row_count(connection, relation)
    if address.table is not None and not relation.key and found:
        logger.warning("%s: no primary key; its rows are sorted by all columns", address)
    order = [names.index(name) for name in relation.key if name in names]
    found.sort(key=lambda row: _place(row, order))
    numbers = list(range(1, of + 1)) if where is None else [int(row[-1]) for row in found]
    cells = [tuple(_cell(one) for one in row[: len(names)]) for row in found]
    raw = [row[len(names)] for row in found] if relation.geometry is not None else None
    shapes = None if raw is None or system is None else system.shapes(raw, address)
    offered = tuple(one for one in relation.columns if one in asked or one not in relation.key)
    return Rows(offered, of, names, cells, numbers, shapes, _hash(names, cells, raw))


def _place(row: Sequence[Any], order: Sequence[int]) -> tuple[Any, ...]:
    """What a row is sorted by: its key, else all its cells; empty ones first, then numbers, then texts."""
    return tuple(_rank(row[k]) for k in order) if order else tuple(map(_rank, row))


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    if isinstance(value, bool | int | float | Decimal):
        return (1, value) if value == value else (3, "")  # noqa: PLR0124  (what is no number does not equal itself)
    return (2, str(_cell(value)))


def _cell(value: Any) -> Cell:
    """Value as a table of text has it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return next((write(value) for kind, write in _WRITTEN if isinstance(value, kind)), str(value))


def _hours(value: timedelta) -> str:
    hours, seconds = divmod(round(value.total_seconds()), 3600)
    return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"


_WRITTEN: tuple[tuple[Any, Callable[[Any], Cell]], ...] = (
    (Decimal, lambda value: format(value, "f") if value.is_finite() else None),
    ((datetime, date, time), lambda value: value.isoformat()),
    (timedelta, _hours),
    (bytes, bytes.hex),
    ((list, dict), lambda value: json.dumps(value, ensure_ascii=False, default=str)),
)
"""How values are written that are neither text nor number."""


def _hash(names: Sequence[str], cells: Sequence[Sequence[Cell]], raw: Sequence[Any] | None) -> str:
    """SHA-256 of one line of JSON for the names and one for each row, with its shape in hexadecimal EWKB."""
    found = hashlib.sha256(json.dumps(list(names), ensure_ascii=False).encode())
    for number, row in enumerate(cells):
        line = [*row] if raw is None else [*row, raw[number]]
        found.update(b"\n" + json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
