"""The road network: a sparse directed graph of drive seconds."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

SEARCH_BYTES = 64_000_000
"""Memory of one batch of searches; scipy keeps a full row of nodes for each."""

Progress = Callable[[float], None]
"""Told the share done, from 0 to 1."""


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
        distance_m, nearest = KDTree(self.xy_m[nodes]).query(points)
        return Snap(nodes[nearest].astype(np.int64), np.asarray(distance_m, dtype=np.float64))

    def drive_times(
        self, from_node: ArrayLike, to_node: ArrayLike, *, limit_s: float, on_progress: Progress | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Fastest free-flow drives between every origin and destination no farther than the limit.

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
        origins, origin_of = np.unique(np.asarray(from_node, dtype=np.int64), return_inverse=True)
        targets, target_of = np.unique(np.asarray(to_node, dtype=np.int64), return_inverse=True)
        if len(targets) < len(origins):
            # Searching backward from the few targets finds the same drives.
            backward = sp.csr_array(self.drive_s.T)
            between = _bounded_times(backward, targets, origins, limit_s, on_progress).T
        else:
            between = _bounded_times(self.drive_s, origins, targets, limit_s, on_progress)
        return _expanded(sp.csr_array(between), origin_of, target_of)

    def summary(self) -> dict[str, int | float]:
        """Figures for `evplan check`; `edges` counts a two-way street twice, `pieces` are separate even for a walker."""
        pieces, _ = connected_components(self.drive_s, directed=True, connection="weak")
        return {
            "nodes": len(self.xy_m),
            "edges": int(self.drive_s.nnz),
            "km": round(self.km, 1),
            "largest_component_share": float(self.main.mean()) if len(self.main) else 0.0,
            "pieces": int(pieces),
            "ignored_turn_restrictions": self.ignored_turn_restrictions,
            "cut_ways": self.cut_ways,
        }


def largest_strong_piece(drive_s: sp.csr_array) -> NDArray[np.bool_]:
    """Nodes (nodes,) of the largest piece in which every node can be reached from every other."""
    _, piece = connected_components(drive_s, directed=True, connection="strong")
    return np.asarray(piece == np.bincount(piece).argmax(), dtype=bool)


def _bounded_times(
    graph: sp.csr_array,
    sources: NDArray[np.int64],
    targets: NDArray[np.int64],
    limit_s: float,
    on_progress: Progress | None,
) -> sp.coo_array:
    """Seconds (sources, targets), sparse; a drive of no time at all is kept as a stored zero."""
    batch = max(1, SEARCH_BYTES // (8 * max(1, graph.shape[0])))
    rows, columns, seconds = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for start in range(0, len(sources) if len(targets) else 0, batch):
        found = dijkstra(graph, indices=sources[start : start + batch], limit=limit_s)[:, targets]
        row, column = np.nonzero(found <= limit_s)
        rows.append(row + start)
        columns.append(column)
        seconds.append(found[row, column])
        if on_progress is not None:
            on_progress(min(1.0, (start + batch) / len(sources)))
    return sp.coo_array(
        (np.concatenate(seconds), (np.concatenate(rows), np.concatenate(columns))), shape=(len(sources), len(targets))
    )


def _expanded(
    between: sp.csr_array, origin_of: NDArray[np.int64], target_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of unique nodes back to pairs of positions; points that share a node share its drives."""
    pairs = between[origin_of][:, target_of].tocoo()
    order = np.lexsort((pairs.col, pairs.row))
    return pairs.row[order].astype(np.int64), pairs.col[order].astype(np.int64), pairs.data[order]
