"""Places beside main roads: the nearest edge, and where on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.network import geodesic_m
from geodata.trunk.network import TrunkNetwork


@dataclass(frozen=True)
class OnEdge:
    """Foot of a place on the nearest edge.

    Parameters
    ----------
    edge : int
    share : float
        Of the way from the first to the second node.
    km_off : float
        From the place to the road.
    """

    edge: int
    share: float
    km_off: float


def nearest_edges(network: TrunkNetwork, points: NDArray[Any]) -> list[OnEdge]:
    """Nearest edge of each point (points,) in degrees; nearness is reckoned in degrees squeezed by the latitude of the network."""
    if not len(points) or not len(network.km):
        return []
    squeeze = float(np.cos(np.radians(network.lonlat[:, 1].mean())))
    lines = np.array(
        [shapely.linestrings(network.line(edge) * (squeeze, 1.0)) for edge in range(len(network.km))], dtype=object
    )
    tree = shapely.STRtree(lines)
    places = shapely.get_coordinates(points)
    flat = shapely.points(places * (squeeze, 1.0))
    nearest = np.asarray(tree.nearest(flat), dtype=np.int64)
    share = shapely.line_locate_point(lines[nearest], flat, normalized=True)
    foot = shapely.get_coordinates(shapely.line_interpolate_point(lines[nearest], share, normalized=True)) / (
        squeeze,
        1,
    )
    km = geodesic_m(places, foot) / 1000.0
    return [OnEdge(int(e), float(s), float(k)) for e, s, k in zip(nearest, share, km, strict=True)]
