"""The road network: a sparse directed graph of drive seconds."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


@dataclass(frozen=True)
class Snap:
    """Points laid on the road graph: `node` (points,) and `distance_m` (points,) from point to node, as the crow flies."""

    node: NDArray[np.int64]
    distance_m: NDArray[np.float64]


@dataclass(frozen=True)
class Roads:
    """Drivable streets.

    Parameters
    ----------
    xy_m : (nodes, 2)
        Node coordinates in the city's CRS.
    drive_s : sparse (nodes, nodes)
        Free-flow seconds from row to column; no entry, no road.
    main : (nodes,) bool
        In the largest strongly connected piece: one can drive there and back.
    lines : GeoDataFrame
        `road_class` (OSM highway value without _link), `name`, LineString: what a map draws.
    km : float
        Length of the drivable streets, each once.
    ignored_turn_restrictions, cut_ways : int
        Restrictions that the graph does not honour; ways cut where the file lacks a node.
    """

    xy_m: NDArray[np.float64]
    drive_s: sp.csr_array
    main: NDArray[np.bool_]
    lines: gpd.GeoDataFrame
    km: float
    ignored_turn_restrictions: int = 0
    cut_ways: int = 0
