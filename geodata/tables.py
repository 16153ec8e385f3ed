"""Schemas of tables: columns with type, unit and meaning, validated when a table is made."""

import functools
from collections import namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.errors import InputError
from geodata.speech import _

Kind = Literal["text", "number", "count", "flag"]
Frame = TypeVar("Frame", bound=pd.DataFrame)


@dataclass(frozen=True)
class Column:
    """One column: its kind, unit and meaning.

    A ``text`` column may hold None where `optional`; a ``number`` is finite and, unless `signed`, not negative;
    a ``count`` is a whole number of at least 0; a ``flag`` is true or false. A `later` column came after tables were
    filed without it, and is empty in these.
    """

    kind: Kind
    meaning: str
    unit: str = ""
    optional: bool = False
    signed: bool = False
    later: bool = False


@dataclass(frozen=True)
class Schema:
    """Columns of a table in their order; `geometry` names the allowed types, empty for a plain table."""

    name: str
    columns: Mapping[str, Column]
    key: str | None = None
    geometry: tuple[str, ...] = ()

    def checked(self, frame: Frame, *, source: str) -> Frame:
        """Return `frame` with exactly these columns, in order, typed; raise where it breaks the promise.

        Parameters
        ----------
        frame : DataFrame or GeoDataFrame
            Extra columns are left out.
        source : str
            Named in the error.

        Raises
        ------
        InputError
            A column is missing, a cell is of the wrong kind, a key repeats, a geometry is of another type or empty.
        """
        frame = self.completed(frame)
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise InputError(
                source,
                _("{name} lacks column {missing!r}", name=self.name, missing=missing[0]),
                _("expected columns {columns}", columns=", ".join(self.columns)),
            )
        wanted = [*self.columns, *(["geometry"] if self.geometry else [])]
        out = frame[wanted].reset_index(drop=True).copy()
        for name, column in self.columns.items():
            out[name] = _typed(out[name], column, f"{source}, {self.name}, column {name}")
        if self.key is not None and out[self.key].duplicated().any():
            twice = out.loc[out[self.key].duplicated(), self.key].iloc[0]
            raise InputError(
                source,
                _("{name} has {key} {twice!r} twice", name=self.name, key=self.key, twice=twice),
                _("each must be there once"),
            )
        if isinstance(out, gpd.GeoDataFrame) and self.geometry:
            wrong = ~out.geom_type.isin(self.geometry) | out.geometry.is_empty
            if wrong.any():
                row = int(np.flatnonzero(wrong.to_numpy())[0])
                raise InputError(
                    _("{source}, {name}, row {row}", source=source, name=self.name, row=row + 1),
                    _("geometry {iloc}", iloc=out.geom_type.iloc[row]),
                    _("expected {geometry}", geometry=_.joined(" / ", self.geometry)),
                )
        return out

    def completed(self, frame: Frame) -> Frame:
        """Return `frame` with the `later` columns that it lacks, empty."""
        lacks = [name for name, column in self.columns.items() if column.later and name not in frame.columns]
        nothing = {name: pd.Series([None] * len(frame), index=frame.index, dtype="object") for name in lacks}
        return frame.assign(**nothing) if lacks else frame

    def empty(self, crs: Any = None) -> Any:
        """Make the table with no rows."""
        plain = pd.DataFrame(
            {name: _typed(pd.Series([], dtype="object"), column, self.name) for name, column in self.columns.items()}
        )
        return gpd.GeoDataFrame(plain, geometry=[], crs=crs) if self.geometry else plain


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a checked table as named tuples; their cells are what its Schema says."""
    columns = [_cells(column) for _, column in frame.items()]
    yield from map(_row_of(tuple(frame.columns))._make, zip(*columns, strict=True))


@functools.cache
def _row_of(names: tuple[str, ...]) -> Any:
    """Class of the rows with these columns; pandas would make it anew for each table, and most tables have a few rows."""
    return namedtuple("Row", names, rename=True)  # noqa: PYI024  columns are known when the table is


def _cells(column: "pd.Series[Any]") -> Any:
    """Cells of a column; of text all at once, which pandas gives one by one in ten times the time."""
    return column.to_numpy(dtype=object) if isinstance(column.dtype, pd.StringDtype) else column


def _typed(values: "pd.Series[Any]", column: Column, where: str) -> "pd.Series[Any]":
    if column.kind == "text":
        return _text(values, column, where)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    bad = ~np.isfinite(numbers.to_numpy())
    if not column.signed:
        bad |= numbers.to_numpy() < 0
    if column.kind in ("count", "flag"):
        bad |= numbers.to_numpy() % 1 != 0
    if column.optional:
        bad &= values.notna().to_numpy()
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError(
            _("{where}, row {row}", where=where, row=row + 1),
            f"{values.iloc[row]!r}",
            _(
                "expected a {kind}{part}",
                kind=column.kind,
                part=_(" in {unit}", unit=column.unit) if column.unit else "",
            ),
        )
    if column.kind == "count" and not column.optional:
        return numbers.astype("int64")
    return numbers.astype(bool) if column.kind == "flag" else numbers


def _text(values: "pd.Series[Any]", column: Column, where: str) -> "pd.Series[Any]":
    empty = values.isna()
    if empty.any() and not column.optional:
        row = int(np.flatnonzero(empty.to_numpy())[0])
        raise InputError(_("{where}, row {row}", where=where, row=row + 1), "nothing", _("expected text"))
    return pd.Series(
        [None if gone else str(value) for value, gone in zip(values, empty, strict=True)],
        index=values.index,
        dtype="object",
    )
