"""Merging of a place that is mapped more than once: as a point and an area, as a shop and its car park."""

from collections import defaultdict
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

SAME_KIND_M = 40.0
OTHER_KIND_M = 25.0


def merged_into(
    points: NDArray[Any], shapes: NDArray[Any], kinds: NDArray[Any], ranks: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Find near-duplicates.

    Two places are one if they are of one kind and within 40 m or overlap; or of different kinds and within 25 m, or one
    is a car park that overlaps the other: a mall's cars stand on its car park. The better one stays and takes the rest;
    one that was taken takes no others, so there are no chains across a whole street.

    Parameters
    ----------
    points, shapes : (n,) arrays of geometry
        Where a charger would stand, and the outline; one metric CRS.
    kinds : (n,) array of str
    ranks : (n,) array
        A permutation; lower is better.

    Returns
    -------
    (n,) array
        Number of the place that stays; its own where it stays itself.
    """
    into = np.arange(len(points), dtype=np.int64)
    neighbours = _neighbours(points, shapes, kinds)
    stays = np.zeros(len(points), dtype=bool)
    for place in np.argsort(ranks):
        better = [other for other in neighbours[int(place)] if stays[other]]
        if better:
            into[place] = min(better, key=lambda other: int(ranks[other]))
        else:
            stays[place] = True
    return into


def _neighbours(points: NDArray[Any], shapes: NDArray[Any], kinds: NDArray[Any]) -> dict[int, set[int]]:
    out: dict[int, set[int]] = defaultdict(set)
    if not len(points):
        return out
    xy = shapely.get_coordinates(points)
    near = cKDTree(xy).query_pairs(SAME_KIND_M, output_type="ndarray")
    same = kinds[near[:, 0]] == kinds[near[:, 1]]
    apart_m = np.hypot(*(xy[near[:, 0]] - xy[near[:, 1]]).T)
    pairs = [near[same | (apart_m <= OTHER_KIND_M)]]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    alike = (kinds[one] == kinds[other]) | (kinds[one] == "parking") | (kinds[other] == "parking")
    pairs.append(np.column_stack([one, other])[alike & (one < other)])
    for first, second in np.concatenate(pairs).tolist():
        out[first].add(second)
        out[second].add(first)
    return out
