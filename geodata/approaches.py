"""Ways between points and the road network (centroid connectors): to the nearest node, and to others near by that are far from it by road.

The nearest node alone may lie on the one carriageway that leads away, so that a neighbour across the street would have to be reached by the
next place to turn round. A zone of some hundred metres has people on several streets, and a site a way in from each street beside it.
What lies between, courtyards and service roads, is not in the network: it is crossed as the crow flies, to the nearest node at
`OFF_ROAD_M_PER_S`; what another node lies farther takes walking pace.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

MOST_WAYS: Final = 8
FARTHER_M: Final = 150.0
"""A point has ways to at most so many nodes, none of them so much farther than the nearest: half the width of a block of houses."""

DETOUR_S: Final = 120.0
"""How much longer than on foot it takes from the nearest node to another by road, at least, for the other to have a way of its own."""

OFF_ROAD_M_PER_S, FARTHER_M_PER_S = 20_000 / 3600.0, 5_000 / 3600.0
"""Pace of the way to the nearest node, and of what another node lies farther (both assumed)."""

FARTHEST_S: Final = DETOUR_S + FARTHER_M / FARTHER_M_PER_S
"""A drive between the nearest node and another that is longer than this makes the other one worth a way, however far it lies."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Approaches:
    """Ways between points and nodes of the road network.

    Parameters
    ----------
    point, node : (ways,) int
        Sorted by point, the nearest node first.
    metres : (ways,)
        As the crow flies.
    nearest_m : (points,)
        How far each point lies from the network.
    """

    point: Ints
    node: Ints
    metres: Floats
    nearest_m: Floats

    def __len__(self) -> int:
        """How many points there are."""
        return len(self.nearest_m)

    @property
    def first(self) -> Ints:
        """The nearest way of each point; (points,)."""
        return np.searchsorted(self.point, np.arange(len(self)))

    @property
    def on_foot_s(self) -> Floats:
        """Time for what each way is longer than the nearest of its point; (ways,)."""
        return (self.metres - self.nearest_m[self.point]) / FARTHER_M_PER_S

    @property
    def seconds(self) -> Floats:
        """Time that each way takes; (ways,)."""
        return self.nearest_m[self.point] / OFF_ROAD_M_PER_S + self.on_foot_s

    def worth_having(self, by_road_s: Floats) -> "Approaches":
        """The nearest way of each point, and those to nodes that are far from the nearest by road.

        Parameters
        ----------
        by_road_s : (ways,)
            Drive between the nearest node of the point and the node of the way; inf where it is longer than `FARTHEST_S`.
        """
        keep = by_road_s >= DETOUR_S + self.on_foot_s
        keep[self.first] = True
        return Approaches(self.point[keep], self.node[keep], self.metres[keep], self.nearest_m)

    def given_to(self, which: Ints) -> "Approaches":
        """The ways of these points, (points,), of which some may stand there more than once."""
        count = np.bincount(self.point, minlength=len(self))[which]
        at = np.arange(count.sum()) + np.repeat(self.first[which] - (np.cumsum(count) - count), count)
        point = np.repeat(np.arange(len(which)), count)
        return Approaches(point, self.node[at], self.metres[at], self.nearest_m[which])


def approaches_to(xy_m: Floats, nodes: Ints, points_m: ArrayLike) -> Approaches:
    """Ways of points (points, 2) to the nearest of some nodes, whatever the distance; it is reported.

    Parameters
    ----------
    xy_m : (all nodes, 2)
    nodes : (nodes,) int
        Those that can be driven to and from.
    points_m : (points, 2)

    Raises
    ------
    ValueError
        A coordinate is not finite: the caller let through a point that is nowhere.
    """
    points = np.asarray(points_m, dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return Approaches(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
    from scipy.spatial import KDTree  # noqa: PLC0415  (a tenth of a second that a kept city does without)

    found = KDTree(xy_m[nodes]).query(points, k=min(MOST_WAYS, len(nodes)))
    metres, nearest = (np.asarray(one).reshape(len(points), -1) for one in found)
    taken = metres <= metres[:, :1] + FARTHER_M
    return Approaches(np.nonzero(taken)[0], nodes[nearest[taken]].astype(np.int64), metres[taken], metres[:, 0].copy())


def with_points(drive_s: sp.csr_array, begin: Approaches, end: Approaches, ends: Ints) -> sp.csr_array:
    """A graph of seconds with a row for each point where drives begin, and behind them one for each where they end.

    Nothing leads to the first and nothing leads from the last, so that no drive goes through a point.

    Parameters
    ----------
    drive_s : sparse (rows, rows)
    begin, end : Approaches
    ends : (ways of end,) int
        Rows of the graph at which drives to the nodes of `end` end.
    """
    rows, arcs = drive_s.shape[0], drive_s.tocoo()
    size = rows + len(begin) + len(end)
    tail = np.concatenate([arcs.row, rows + begin.point, ends])
    head = np.concatenate([arcs.col, begin.node, rows + len(begin) + end.point])
    seconds = np.concatenate([arcs.data, begin.seconds, end.seconds])
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=size))])
    return sp.csr_array((seconds[order], head[order], first), shape=(size, size))
