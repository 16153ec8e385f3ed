"""Overlapping areas cut so that no land counts twice."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.shapes import polygonal

SHARED_M2 = 1.0
"""Neighbours that share less than this only touch."""


def sound(shapes: NDArray[Any]) -> NDArray[Any]:
    """Polygons of areas that were mended: lines and points of a mended ring are no ground."""
    out = np.asarray(shapes, dtype=object).copy()
    for i in np.flatnonzero(~np.isin(shapely.get_type_id(out), (3, 6))):
        out[i] = polygonal(out[i])[0] or shapely.Polygon()
    return out


def overlapping(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of shapes that share ground, each pair in both orders."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = one < other
    one, other = one[apart], other[apart]
    share = shapely.area(shapely.intersection(shapes[one], shapes[other])) > SHARED_M2
    one, other = one[share], other[share]
    return np.concatenate([one, other]), np.concatenate([other, one])


def cut(shapes: NDArray[Any], shape: NDArray[np.int64], cutter: NDArray[np.int64]) -> NDArray[Any]:
    """Take from shapes the ground of others.

    Parameters
    ----------
    shapes : (n,) array of Polygon or MultiPolygon
    shape, cutter : (pairs,)
        Numbers in `shapes`: the second takes its ground, as it was drawn, from the first.
    """
    out = np.asarray(shapes, dtype=object).copy()
    order = np.lexsort((cutter, shape))
    shape, cutter = shape[order], cutter[order]
    felt, first = np.unique(shape, return_index=True)
    takers = [shapely.union_all(shapes[group]) for group in np.split(cutter, first[1:])] if len(felt) else []
    for i, taken in zip(felt, takers, strict=True):
        out[i] = shapely.difference(shapes[i], taken)
    return sound(out)
