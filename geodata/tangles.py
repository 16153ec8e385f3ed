"""Outlines and lines that cross themselves so often that to mend them would take all time and memory."""

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MOST_CROSSINGS = 100_000
"""Pieces between crossings grow with their number: a line of 2,000 random points has a million and takes 1.3 GB to mend."""

_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)
_LOOKED_AT = 200
_NEIGHBOURS = 3
"""A piece of a line meets itself, the one before and the one behind."""


def is_tangled(shape: BaseGeometry) -> bool:
    """Whether the pieces of a geometry's lines cross more than `MOST_CROSSINGS` times, judged by some of them."""
    pieces = _pieces(shape)
    if len(pieces) * len(pieces) <= 2 * MOST_CROSSINGS:
        return False
    looked_at = pieces[np.linspace(0, len(pieces) - 1, _LOOKED_AT).astype(np.int64)]
    tree = shapely.STRtree(pieces)
    crossings = 0
    for one in looked_at:
        crossings += max(len(tree.query(one, predicate="intersects")) - _NEIGHBOURS, 0)
        if crossings * len(pieces) > 2 * MOST_CROSSINGS * len(looked_at):
            return True
    return False


def _pieces(shape: BaseGeometry) -> Any:
    """Every straight piece of the lines and rings."""
    parts = shapely.get_parts(shapely.get_parts(shapely.get_parts([shape])))
    kinds = shapely.get_type_id(parts)
    lines = np.concatenate(
        [shapely.get_rings(parts[kinds == shapely.GeometryType.POLYGON]), parts[np.isin(kinds, _LINES)]]
    )
    xy, line = shapely.get_coordinates(lines, return_index=True)
    starts = np.flatnonzero(line[:-1] == line[1:])
    return (
        shapely.linestrings(np.stack([xy[starts], xy[starts + 1]], axis=1))
        if len(starts)
        else np.empty(0, dtype=object)
    )
