"""Areal interpolation of people from one set of polygons to another."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """People by target.

    Parameters
    ----------
    people : (targets,)
    xy_m : (targets, 2)
        Centre of the people in the target; NaN where nobody is.
    inside : (pieces,)
        Share of each piece's ground that some target covers.
    """

    people: Floats
    xy_m: Floats
    inside: Floats


def spread_over(pieces: NDArray[np.object_], people: Floats, targets: NDArray[np.object_]) -> Spread:
    """Give each target its share of each piece's people: ground in common over ground of the piece.

    Parameters
    ----------
    pieces, targets : (pieces,), (targets,)
        Polygons in one metric CRS; targets do not overlap.
    people : (pieces,)
    """
    piece, target = shapely.STRtree(targets).query(pieces, predicate="intersects")
    shapely.prepare(targets)
    common = np.asarray(pieces[piece], dtype=object)
    cut = ~shapely.covers(targets[target], common)
    common[cut] = shapely.intersection(common[cut], targets[target[cut]])
    share = shapely.area(common) / shapely.area(pieces)[piece]
    moved = people[piece] * share
    there = np.bincount(target, moved, minlength=len(targets)).astype(np.float64)
    middle = shapely.centroid(common)
    xy_m = np.full((len(targets), 2), np.nan)
    some, felt = there > 0, moved > 0
    for axis, coordinate in enumerate((shapely.get_x(middle), shapely.get_y(middle))):
        weighted = np.bincount(target[felt], moved[felt] * coordinate[felt], minlength=len(targets))
        xy_m[some, axis] = weighted[some] / there[some]
    inside = np.bincount(piece, share, minlength=len(pieces)).astype(np.float64)
    return Spread(there, xy_m, inside)
