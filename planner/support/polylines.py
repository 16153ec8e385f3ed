"""Lines and rings as short text: whole steps from point to point, in letters that no format and no template minds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Five bits of a number a letter, the lowest first; the sixth says that more follow."""
_MOST_LETTERS = 8


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
    numbers: list[NDArray[np.int64]] = []
    last = np.zeros((1, 2), dtype=np.int64)
    for line in _lines(shapes):
        points = np.rint(line * 10.0**digits).astype(np.int64)
        moved = np.ones(len(points), dtype=bool)
        moved[1:] = (points[1:] != points[:-1]).any(axis=1)
        points = points[moved]
        steps = np.diff(points, axis=0, prepend=last).ravel()
        numbers += [np.array([len(points)]), np.where(steps < 0, -2 * steps - 1, 2 * steps)]
        last = points[-1:]
    return _letters(np.concatenate(numbers)) if numbers else ""


def _lines(shapes: Sequence[Any]) -> list[NDArray[np.float64]]:
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    lines = [
        ring
        for part in parts
        for ring in ((part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))
    ]
    return [
        shapely.get_coordinates(line)
        for line in lines
        if line.geom_type in ("LineString", "LinearRing") and not line.is_empty
    ]


def _letters(values: NDArray[np.int64]) -> str:
    digits = (values[:, None] >> (5 * np.arange(_MOST_LETTERS))) & 31
    more = (values[:, None] >> (5 * np.arange(1, _MOST_LETTERS + 1))) > 0
    kept = np.ones_like(more)
    kept[:, 1:] = more[:, :-1]
    return "".join(np.array(list(LETTERS))[(digits + 32 * more)[kept]].tolist())
