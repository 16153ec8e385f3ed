"""Lines and rings as short text: whole steps from point to point, in letters that no format and no template minds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Five bits of a number a letter, the lowest first; the sixth says that more follow."""
_MOST_LETTERS = 8
_BYTES = np.frombuffer(LETTERS.encode("ascii"), dtype=np.uint8)
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


def written(shapes: Sequence[Any], digits: int) -> str:
    """Write LineStrings and Polygons (each ring a line) in longitude and latitude, rounded to so many decimal digits.

    A line is the number of its points, then for each point the steps east and north from the point before it, which for
    the first is the last point of the line before; a step is written without its sign, twice its size, one more where it
    is negative. Points that rounding lays upon the point before them are left out.

    Returns
    -------
    str
        Of `LETTERS` alone; `assets/backdrop.js` of the map reads it.
    """
    lines = _lines(shapes)
    if not len(lines):
        return ""
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    points = np.rint(coordinates * 10.0**digits).astype(np.int64)
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1) | (line[1:] != line[:-1])
    points, count = points[moved], np.bincount(line[moved])
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    first = 2 * (np.cumsum(count) - count)
    return _letters(np.insert(np.where(steps < 0, -2 * steps - 1, 2 * steps), first, count))


def _lines(shapes: Sequence[Any]) -> NDArray[np.object_]:
    """Lines and rings that have points, in their order."""
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    kind = shapely.get_type_id(parts)
    plain = np.flatnonzero(np.isin(kind, _LINES))
    areas = np.flatnonzero(kind == shapely.GeometryType.POLYGON)
    rings, of = shapely.get_rings(parts[areas], return_index=True)
    lines = np.concatenate([parts[plain], rings])
    lines = lines[np.argsort(np.concatenate([plain, areas[of]]), kind="stable")]
    return np.asarray(lines[~shapely.is_empty(lines)])


def _letters(values: NDArray[np.int64]) -> str:
    digits = (values[:, None] >> (5 * np.arange(_MOST_LETTERS))) & 31
    more = (values[:, None] >> (5 * np.arange(1, _MOST_LETTERS + 1))) > 0
    kept = np.ones_like(more)
    kept[:, 1:] = more[:, :-1]
    return _BYTES[(digits + 32 * more)[kept]].tobytes().decode("ascii")
