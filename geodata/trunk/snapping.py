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


class EdgeIndex:
    """Edges of a network by where they lie; nearness is reckoned in degrees squeezed by the latitude of the network."""

    def __init__(self, network: TrunkNetwork) -> None:
        self._squeeze = float(np.cos(np.radians(network.lonlat[:, 1].mean()))) if len(network.km) else 1.0
        lines = [shapely.linestrings(network.line(edge) * (self._squeeze, 1.0)) for edge in range(len(network.km))]
        self._lines = np.array(lines, dtype=object)
        self._tree = shapely.STRtree(self._lines)

    def nearest(self, points: NDArray[Any]) -> list[OnEdge]:
        """Nearest edge of each point (points,) in degrees; none where the network has no edge."""
        if not len(points) or not len(self._lines):
            return []
        places = shapely.get_coordinates(points)
        flat = shapely.points(places * (self._squeeze, 1.0))
        nearest = np.asarray(self._tree.nearest(flat), dtype=np.int64)
        lines = self._lines[nearest]
        share = shapely.line_locate_point(lines, flat, normalized=True)
        foot = shapely.get_coordinates(shapely.line_interpolate_point(lines, share, normalized=True))
        km = geodesic_m(places, foot / (self._squeeze, 1.0)) / 1000.0
        return [OnEdge(int(e), float(s), float(k)) for e, s, k in zip(nearest, share, km, strict=True)]


def nearest_edges(network: TrunkNetwork, points: NDArray[Any]) -> list[OnEdge]:
    """Nearest edge of each point (points,) in degrees."""
    return EdgeIndex(network).nearest(points) if len(points) else []
