"""Which places stand on the same ground, so that one connection to the grid is assumed for all of them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.city import City
from planner.support.ahead import one_at_a_time

PARTING = ("rail", "river", "canal")
"""Kinds of `City.backdrop` that no cable is assumed to cross; waters of `City.ground` part places too."""


def same_ground(rows: pd.DataFrame, city: City, within_m: float) -> NDArray[np.int64]:
    """Find the pairs of places that share one assumed connection.

    They lie within `within_m` as the crow flies, nobody knows the power of either, no railway, river or water lies between them,
    and they do not hang on two different feeders.

    Parameters
    ----------
    rows : DataFrame
        ``x_m, y_m`` in the CRS of the city, ``grid_kw`` (nan where unknown), ``feeder`` (None where unknown).
    city : City
    within_m : float
        0 for no pairs.

    Returns
    -------
    (pairs, 2) int
        Row numbers, the smaller first, in order.
    """
    unknown = np.flatnonzero(rows["grid_kw"].isna().to_numpy())
    if within_m <= 0 or len(unknown) < 2:
        return np.empty((0, 2), dtype=np.int64)
    with one_at_a_time:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second, not needed by every command)

    xy = rows[["x_m", "y_m"]].to_numpy(dtype=float)
    near = unknown[cKDTree(xy[unknown]).query_pairs(within_m, output_type="ndarray").reshape(-1, 2)]
    near = near[np.lexsort((near[:, 1], near[:, 0]))]
    feeder = rows["feeder"].fillna("").to_numpy(dtype=object)
    one, other = feeder[near[:, 0]], feeder[near[:, 1]]
    near = near[(one == other) | (one == "") | (other == "")]
    parted = np.zeros(len(near), dtype=bool)
    tree = shapely.STRtree(_barriers(city))
    parted[tree.query(shapely.linestrings(xy[near]), predicate="intersects")[0]] = True
    return np.asarray(near[~parted], dtype=np.int64)


def _barriers(city: City) -> NDArray[np.object_]:
    lines: gpd.GeoDataFrame = city.backdrop[city.backdrop["kind"].isin(PARTING)]
    waters: gpd.GeoDataFrame = city.ground[city.ground["kind"] == "water"]
    return np.concatenate([lines.geometry.to_numpy(), waters.geometry.to_numpy()])
