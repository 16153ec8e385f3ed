"""The road network: a sparse directed graph of drive seconds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from geodata.approaches import FARTHEST_S, Approaches, approaches_to, with_points
from geodata.drives import Drives, drives, graph_of
from geodata.turns import NO_TWINS, Twins

Progress = Callable[[float], None]
"""Told the share done, from 0 to 1."""

POINTS = 2_000
"""Points whose ways are looked at together: memory only for the drives of so many."""


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
    drive_s : sparse (rows, rows)
        Seconds without congestion from row to column; no entry, no road. Rows are the nodes, and behind them their `twins`.
    main : (nodes,) bool
        In the largest strongly connected piece: one can drive there and back.
    lines : GeoDataFrame
        `road_class` (OSM highway value without _link), `name`, LineString: what a map draws.
    km : float
        Length of the drivable streets, each once.
    cut_ways : int
        Ways cut where the file lacks a node.
    twins : Twins
        Further rows where turns are forbidden.
    obeyed_turn_restrictions : int
    ignored_turns : mapping
        Turn restrictions that drives do not keep, by reason.
    peak_s : (arcs,), optional
        Seconds in the peak hour, in the order of the data of `drive_s`: those of `drive_times`, where they are given.
    height_m : (nodes,), optional
        Smoothed height above the sea, NaN where it is not known.
    """

    xy_m: NDArray[np.float64]
    drive_s: sp.csr_array
    main: NDArray[np.bool_]
    lines: gpd.GeoDataFrame
    km: float
    cut_ways: int = 0
    twins: Twins = NO_TWINS
    obeyed_turn_restrictions: int = 0
    ignored_turns: Mapping[str, int] = field(default_factory=dict)
    peak_s: NDArray[np.float64] | None = None
    height_m: NDArray[np.float64] | None = None

    @property
    def node_of(self) -> NDArray[np.int64]:
        """Node of the map that each row stands for; (rows,)."""
        return np.concatenate([np.arange(len(self.xy_m)), self.twins.node])

    @property
    def asked_s(self) -> sp.csr_array:
        """Seconds (rows, rows) that `drive_times` adds up: of the peak hour where they are known, else without congestion."""
        if self.peak_s is None:
            return self.drive_s
        return sp.csr_array((self.peak_s, self.drive_s.indices, self.drive_s.indptr), shape=self.drive_s.shape)

    def snap(self, xy_m: ArrayLike) -> Snap:
        """Lay points (points, 2) on the nearest node of the main piece, whatever the distance; it is reported.

        Raises
        ------
        ValueError
            A coordinate is not finite: the caller let through a point that is nowhere.
        """
        nodes = np.flatnonzero(self.main)
        points = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
        if not len(points):
            return Snap(np.empty(0, dtype=np.int64), np.empty(0))
        from scipy.spatial import KDTree  # noqa: PLC0415  (a tenth of a second that a kept city does without)

        distance_m, nearest = KDTree(self.xy_m[nodes]).query(points)
        return Snap(nodes[nearest].astype(np.int64), np.asarray(distance_m, dtype=np.float64))

    def drive_times(
        self, from_node: ArrayLike, to_node: ArrayLike, *, limit_s: float, on_progress: Progress | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Fastest drives between every origin and destination no farther than the limit, in the peak hour where its speeds are known.

        Parameters
        ----------
        from_node, to_node : (origins,), (destinations,)
            Node numbers; the same node may stand there more than once.
        limit_s : float
            Longest drive, inclusive.
        on_progress : callable, optional
            Told the share of searches done.

        Returns
        -------
        from_index, to_index, seconds : (pairs,)
            Positions in `from_node` and `to_node`, sorted by both, and the seconds between them.
        """
        origins, origin_of = _each_once(np.asarray(from_node, dtype=np.int64))
        targets = self.twins.ends_of(to_node)
        ends, end_of = _each_once(targets)
        if len(ends) < len(origins):
            # Searching backward from the few targets finds the same drives.
            backward = graph_of(sp.csr_array(self.asked_s.T))
            found = drives(backward, ends, np.asarray(from_node, dtype=np.int64), limit_s, on_progress)
            found = _turned(_shared(found, end_of), len(origin_of))
        else:
            found = _shared(drives(graph_of(self.asked_s), origins, targets, limit_s, on_progress), origin_of)
        return np.repeat(np.arange(len(origin_of)), np.diff(found.first)), found.goal, found.seconds

    def departures(self, xy_m: ArrayLike) -> Approaches:
        """Ways by which drives begin at points (points, 2), to nodes of the main piece.

        Raises
        ------
        ValueError
            A coordinate is not finite.
        """
        return self._approaches(xy_m, away=True)

    def arrivals(self, xy_m: ArrayLike) -> Approaches:
        """Ways by which drives end at points (points, 2), from nodes of the main piece; raises as `departures`."""
        return self._approaches(xy_m, away=False)

    def _approaches(self, xy_m: ArrayLike, *, away: bool) -> Approaches:
        """Ways of points, each looked at once: a list that knows only the town puts thousands on one."""
        points, which = np.unique(np.asarray(xy_m, dtype=np.float64).reshape(-1, 2), axis=0, return_inverse=True)
        return self._approaches_once(points, away=away).given_to(which)

    def _approaches_once(self, xy_m: NDArray[np.float64], *, away: bool) -> Approaches:
        ways = approaches_to(self.xy_m, np.flatnonzero(self.main), xy_m)
        first, by_road_s = np.append(ways.first, len(ways.node)), np.full(len(ways.node), np.inf)
        for begin in range(0, len(ways), POINTS):
            end = min(begin + POINTS, len(ways))
            nearest, near = ways.node[first[begin:end]], slice(first[begin], first[end])
            nodes = (nearest, ways.node[near]) if away else (ways.node[near], nearest)
            *found, seconds = self.drive_times(*nodes, limit_s=FARTHEST_S)
            point, way = found if away else reversed(found)
            own = ways.point[near][way] == point + begin
            by_road_s[near.start + way[own]] = seconds[own]
        return ways.worth_having(by_road_s)

    def drives_between(
        self, begin: Approaches, end: Approaches, *, limit_s: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Fastest drives between points, their ways to and from the network with them; otherwise as `drive_times`.

        Returns
        -------
        begin_index, end_index, seconds : (pairs,)
            Sorted by both.
        """
        graph = with_points(self.asked_s, begin, end, self.twins.ends_of(end.node))
        rows = self.drive_s.shape[0]
        origins = rows + np.arange(len(begin))
        ends = rows + len(begin) + np.arange(len(end))
        if len(end) < len(begin):
            found = _turned(drives(graph_of(sp.csr_array(graph.T)), ends, origins, limit_s), len(begin))
        else:
            found = drives(graph_of(graph), origins, ends, limit_s)
        return np.repeat(np.arange(len(begin)), np.diff(found.first)), found.goal, found.seconds

    @property
    def edges(self) -> int:
        """Arcs between nodes of the map, each once; those of twins are the same streets again."""
        nodes = len(self.xy_m)
        if not len(self.twins.node):
            return int(self.drive_s.nnz)
        stands_for = self.node_of
        arcs = self.drive_s.tocoo()
        tail, head = stands_for[arcs.row], stands_for[arcs.col]
        return len(np.unique((tail * nodes + head)[tail != head]))

    def summary(self) -> dict[str, int | float]:
        """Figures for `evplan check`; `edges` counts a two-way street twice, `pieces` are separate even for a walker."""
        pieces, _ = connected_components(self.drive_s, directed=True, connection="weak")
        return {
            "nodes": len(self.xy_m),
            "edges": self.edges,
            "km": round(self.km, 1),
            "largest_component_share": float(self.main.mean()) if len(self.main) else 0.0,
            "pieces": int(pieces),
            "obeyed_turn_restrictions": self.obeyed_turn_restrictions,
            "ignored_turn_restrictions": sum(self.ignored_turns.values()),
            "cut_ways": self.cut_ways,
        }


def largest_strong_piece(drive_s: sp.csr_array) -> NDArray[np.bool_]:
    """Nodes (nodes,) of the largest piece in which every node can be reached from every other."""
    _, piece = connected_components(drive_s, directed=True, connection="strong")
    return np.asarray(piece == np.bincount(piece).argmax(), dtype=bool)


def _each_once(nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nodes without repetition, in the order in which they first stand there, and which of these each of them is."""
    ordered, first, which = np.unique(nodes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return ordered[order], place[which]


def _shared(found: Drives, which: NDArray[np.int64]) -> Drives:
    """Drives of sources that were searched once each, given to all that stand there."""
    if len(which) == len(found.first) - 1:
        return found
    count = np.diff(found.first)[which]
    first = np.concatenate([[0], np.cumsum(count)])
    at = np.arange(first[-1]) + np.repeat(found.first[which] - first[:-1], count)
    return Drives(first, found.goal[at], found.seconds[at])


def _turned(found: Drives, goals: int) -> Drives:
    """Drives by goal instead of by source; a drive of no time at all stays a stored zero."""
    sources = len(found.first) - 1
    turned = sp.csr_array((found.seconds, found.goal, found.first), shape=(sources, goals)).tocsc()
    return Drives(turned.indptr.astype(np.int64), turned.indices.astype(np.int64), turned.data)
