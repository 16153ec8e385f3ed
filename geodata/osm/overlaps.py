"""Overlapping areas cut so that no land counts twice."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.shapes import polygonal
from geodata.speech import _

SHARED_M2 = 1.0
"""Neighbours that share less than this only touch."""

MOST_MET = 50
"""So many others an outline meets at most, on average over a map: real ones meet one or two, and a lattice of strips all of each other."""

_LONE = 100_000
"""Pairs that any map may have."""

_AT_ONCE = 256


def sound(shapes: NDArray[Any]) -> NDArray[Any]:
    """Polygons of areas that were mended: lines and points of a mended ring are no ground."""
    out = np.asarray(shapes, dtype=object).copy()
    for i in np.flatnonzero(~np.isin(shapely.get_type_id(out), (3, 6))):
        out[i] = polygonal(out[i])[0] or shapely.Polygon()
    return out


def meeting(shapes: NDArray[Any], *, within_m: float | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of shapes that meet, the lower number first; so many at most as a map of their number may have.

    Parameters
    ----------
    shapes : (n,) array of geometry
    within_m : float, optional
        Shapes no farther apart meet too; in the units of their coordinates.

    Raises
    ------
    InputError
        The outlines lie over one another without end, so that pairs would be more than 50 n + 100,000.
    """
    tree, most = shapely.STRtree(shapes), MOST_MET * len(shapes) + _LONE
    found = [np.empty((2, 0), dtype=np.int64)]
    total = 0
    for first in range(0, len(shapes), _AT_ONCE):
        some = shapes[first : first + _AT_ONCE]
        pairs = tree.query(some, "intersects") if within_m is None else tree.query(some, "dwithin", within_m)
        pairs[0] += first
        found.append(pairs[:, pairs[0] < pairs[1]])
        total += found[-1].shape[1]
        if total > most:
            raise InputError(
                _("outlines of the map"),
                f"{len(shapes):,} that lie over one another more than {most:,} times".replace(",", " "),
                _("this is no map of a city; download the extract again"),
            )
    one, other = np.concatenate(found, axis=1)
    return one, other


def overlapping(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of shapes that share ground, each pair in both orders."""
    one, other = meeting(shapes)
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
