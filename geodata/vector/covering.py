"""Columns of a GeoParquet file that hold the bounds of each shape, by which most of a country is never read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.placing import Bounds

SIDES = ("xmin", "ymin", "xmax", "ymax")
SLACK = 1e-6
"""Bounds are often kept with 24 bits: about a millionth of a coordinate."""


@dataclass(frozen=True)
class Covering:
    """A column of four numbers.

    Parameters
    ----------
    column : str
    fields : tuple of str
        Names within it of the least x and y and the greatest x and y.
    """

    column: str
    fields: tuple[str, str, str, str]

    @property
    def leaves(self) -> tuple[str, ...]:
        """Names of the four as Parquet has them."""
        return tuple(f"{self.column}.{one}" for one in self.fields)

    def misses(self, file: Any, group: int, bounds: Sequence[Bounds]) -> bool:
        """Tell whether what an open file says of a row group rules out that any of its shapes meets any of the bounds.

        Of other columns nothing is asked, and one row of these is read first: where what is told of a column is damaged, Arrow ends the process
        that asks for it, and raises an error where it reads.
        """
        found, paths = {}, [file.schema.column(number).path for number in range(len(file.schema))]
        next(file.iter_batches(1, row_groups=[group], columns=list(self.leaves)), None)
        for number, path in enumerate(paths):
            if path in self.leaves:
                stats = file.metadata.row_group(group).column(number).statistics
                if stats is None or not stats.has_min_max or not stats.has_null_count or stats.null_count:
                    return False  # a shape without bounds may be no shape, which is to be named
                found[path] = (stats.min, stats.max)
        if len(found) < len(SIDES):
            return False
        west, south, east, north = (found[one] for one in self.leaves)
        least = (west[0], south[0], east[1], north[1])
        if not np.isfinite(least).all():
            return False
        return all(
            least[0] > x1 or least[2] < x0 or least[1] > y1 or least[3] < y0
            for x0, y0, x1, y1 in map(_slackened, bounds)
        )

    def near(self, table: Any, bounds: Sequence[Bounds]) -> NDArray[np.bool_]:
        """Tell which rows may meet the bounds: those whose own say so, and those that have none; (rows,)."""
        inner = table.column(self.column).combine_chunks()
        west, south, east, north = (
            np.asarray(inner.field(one).to_numpy(zero_copy_only=False), dtype=np.float64) for one in self.fields
        )
        away = np.ones(len(west), dtype=bool)
        for x0, y0, x1, y1 in map(_slackened, bounds):
            away &= (west > x1) | (east < x0) | (south > y1) | (north < y0)  # of NaN nothing is true
        return ~away


def covering_of(schema: Any, told: dict[str, Any], geometry: str, *, is_lonlat: bool) -> Covering | None:
    """Find the covering column that a file declares, or that of Overture's first releases, which did not declare it."""
    declared = told.get("covering")
    paths = declared.get("bbox") if isinstance(declared, dict) else None
    if isinstance(paths, dict):
        named = [paths.get(one) for one in SIDES]
        if not all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one) for one in named
        ):
            return None
        columns = {one[0] for one in named if one is not None}
        fields = tuple(one[1] for one in named if one is not None)
        column = columns.pop()
        if columns:
            return None
    elif is_lonlat:
        column, fields = "bbox", SIDES
    else:
        return None
    return Covering(column, fields) if column != geometry and _has_numbers(schema, column, fields) else None


def _has_numbers(schema: Any, column: str, fields: tuple[str, ...]) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    if schema.names.count(column) != 1 or not pa.types.is_struct(schema.field(column).type):
        return False
    kind = schema.field(column).type
    return all(
        kind.get_field_index(one) >= 0 and pa.types.is_floating(kind.field(kind.get_field_index(one)).type)
        for one in fields
    )


def _slackened(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    more = SLACK * max(1.0, *(abs(one) for one in bounds))
    return (west - more, south - more, east + more, north + more)
