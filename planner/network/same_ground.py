"""Which places stand on the same ground, so that one connection to the grid is assumed for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.city import City
from geodata.report import Problem
from planner.support.ahead import one_at_a_time
from planner.support.speech import _

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

PARTING = ("rail", "river", "canal")
"""Kinds of `City.backdrop` that no cable is assumed to cross; waters of `City.ground` part places too."""


MOST_NEAR = 16
"""So many places on other ground are looked at one by one beside a place (chosen): groups of neighbours of each other may
double with every second place more, and no street has so many; a list that knows only the town puts hundreds on one spot."""


@dataclass(frozen=True, eq=False)
class SharedGround:
    """Which places share one assumed connection.

    Parameters
    ----------
    first : (sites,) int
        The first place of the ground that a place stands on: itself, or one at the same point; in a crowd one close by.
    pairs : (pairs, 2) int
        Grounds next to each other, by their first places, the smaller first, in order.
    crowded : int
        So many places stand in a crowd.
    """

    first: NDArray[np.int64]
    pairs: NDArray[np.int64]
    crowded: int = 0

    def __eq__(self, other: object) -> bool:
        """Whether the same places share a connection."""
        if not isinstance(other, SharedGround):
            return NotImplemented
        return np.array_equal(self.first, other.first) and np.array_equal(self.pairs, other.pairs)

    def __hash__(self) -> int:
        return hash((self.first.tobytes(), self.pairs.tobytes()))

    @property
    def binds(self) -> bool:
        """Whether any two places share a connection."""
        return bool(len(self.pairs)) or bool((self.first != np.arange(len(self.first))).any())

    @cached_property
    def standing(self) -> dict[int, list[int]]:
        """The places that stand on each ground, by its first place."""
        found: dict[int, list[int]] = {}
        for place, first in enumerate(self.first.tolist()):
            found.setdefault(first, []).append(place)
        return found

    def problems(self, within_m: float) -> Iterator[Problem]:
        """Say how many places stand so close together that their ground is told by squares."""
        if self.crowded:
            yield Problem(
                _("{crowded:number} places", crowded=self.crowded),
                _(
                    "more than {most} others within {within:number} m, all of unknown power",
                    most=MOST_NEAR,
                    within=within_m,
                ),
                _(
                    "those of one square of {side:number} m share one connection; check their coordinates",
                    side=within_m / np.sqrt(2.0),
                ),
            )


def same_ground(rows: pd.DataFrame, city: City, within_m: float) -> SharedGround:
    """Find the places that share one assumed connection.

    They lie within `within_m` as the crow flies, nobody knows the power of either, no railway, river or water lies between them,
    and they do not hang on two different feeders. Places of one point and feeder are one ground, and so are those of a square whose
    diagonal is `within_m` where each has more than `MOST_NEAR` others near it: the work grows with the places, however they lie.

    Parameters
    ----------
    rows : DataFrame
        ``x_m, y_m`` in the CRS of the city, ``grid_kw`` (nan where unknown), ``feeder`` (None where unknown).
    city : City
    within_m : float
        0 for no pairs.
    """
    first = np.arange(len(rows))
    unknown = np.flatnonzero(rows["grid_kw"].isna().to_numpy())
    if within_m <= 0 or len(unknown) < 2:
        return SharedGround(first, np.empty((0, 2), dtype=np.int64))
    xy = rows[["x_m", "y_m"]].to_numpy(dtype=float)
    feeder = rows["feeder"].fillna("").to_numpy(dtype=object)
    barriers = shapely.STRtree(_barriers(city))
    free = np.delete(unknown, barriers.query(shapely.points(xy[unknown]), predicate="intersects")[0])
    first[free] = free[_first_alike(xy[free], feeder[free])]
    own = np.unique(first[free])
    dense = own[_in_crowd(xy[own], within_m)]
    crowded = int(np.isin(first[free], dense).sum())
    closer = first.copy()
    closer[dense] = dense[_first_alike(np.floor(xy[dense] / (within_m / np.sqrt(2.0))), feeder[dense])]
    first = closer[first]
    return SharedGround(first, _pairs(np.unique(first[free]), xy, feeder, barriers, within_m), crowded)


def _first_alike(at: NDArray[np.float64], feeder: NDArray[np.object_]) -> NDArray[np.int64]:
    """Number of the first of those with the same figures and feeder; (places,)."""
    groups = pd.DataFrame({"x": at[:, 0], "y": at[:, 1], "feeder": feeder}).groupby(["x", "y", "feeder"], sort=False)
    _groups, index, which = np.unique(groups.ngroup().to_numpy(), return_index=True, return_inverse=True)
    return np.asarray(index[which], dtype=np.int64)


def _in_crowd(xy: NDArray[np.float64], within_m: float) -> NDArray[np.bool_]:
    """Whether more than `MOST_NEAR` others are within so many metres; (places,)."""
    if len(xy) <= MOST_NEAR + 1:
        return np.zeros(len(xy), dtype=bool)
    apart = _tree(xy).query(xy, k=[MOST_NEAR + 2])[0][:, 0]  # the nearest is the place itself
    return np.asarray(apart <= within_m)


def _pairs(
    own: NDArray[np.int64],
    xy: NDArray[np.float64],
    feeder: NDArray[np.object_],
    barriers: shapely.STRtree,
    within_m: float,
) -> NDArray[np.int64]:
    near = own[_tree(xy[own]).query_pairs(within_m, output_type="ndarray").reshape(-1, 2)]
    near = near[np.lexsort((near[:, 1], near[:, 0]))]
    one, other = feeder[near[:, 0]], feeder[near[:, 1]]
    near = near[(one == other) | (one == "") | (other == "")]
    parted = np.zeros(len(near), dtype=bool)
    parted[barriers.query(shapely.linestrings(xy[near]), predicate="intersects")[0]] = True
    return np.asarray(near[~parted], dtype=np.int64)


def _tree(xy: NDArray[np.float64]) -> "cKDTree":
    with one_at_a_time:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second, not needed by every command)

    return cKDTree(xy)


def _barriers(city: City) -> NDArray[np.object_]:
    lines: gpd.GeoDataFrame = city.backdrop[city.backdrop["kind"].isin(PARTING)]
    waters: gpd.GeoDataFrame = city.ground[city.ground["kind"] == "water"]
    return np.concatenate([lines.geometry.to_numpy(), waters.geometry.to_numpy()])
