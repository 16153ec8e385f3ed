"""Roads for the corridor benchmark: made ones from a seed, or those of node and edge tables, cut into places every so many km."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CELL_KM = 40.0
"""Side of the square that a node of made roads has for itself."""
ROUND = 1.25
"""Road over straight line, of made roads."""


@dataclass(frozen=True)
class Roads:
    """A road network in one piece.

    Parameters
    ----------
    at : (nodes, 2)
        Longitude and latitude.
    ends : (edges, 2) int
    km : (edges,)
    """

    at: Floats
    ends: Ints
    km: Floats

    def graph(self, km: Floats | None = None) -> csr_array:
        """Edges both ways as a sparse matrix, with other lengths if asked."""
        long = self.km if km is None else km
        count = len(self.at)
        row, column = np.concatenate([self.ends, self.ends[:, ::-1]]).T
        # of parallel edges the shortest counts: entries of one place would be added up
        order = np.lexsort((np.tile(long, 2), column, row))
        row, column, both = row[order], column[order], np.tile(long, 2)[order]
        first = np.r_[True, (np.diff(row) != 0) | (np.diff(column) != 0)]
        return coo_array((both[first], (row[first], column[first])), shape=(count, count)).tocsr()

    def only(self, kept: NDArray[np.bool_]) -> "Roads":
        """Some of the edges, and their nodes."""
        nodes, ends = np.unique(self.ends[kept], return_inverse=True)
        return Roads(self.at[nodes], ends.reshape(-1, 2), self.km[kept])

    def cut(self, every_km: float) -> "Roads":
        """The same roads with a node at least every so many km."""
        at, ends, km = [self.at], [], []
        count = len(self.at)
        for (u, v), long in zip(self.ends.tolist(), self.km.tolist(), strict=True):
            parts = max(1, int(np.ceil(long / every_km)))
            between = list(range(count, count + parts - 1))
            share = (np.arange(1, parts) / parts)[:, None]
            at.append(self.at[u] * (1 - share) + self.at[v] * share)
            chain = [u, *between, v]
            ends += list(pairwise(chain))
            km += [long / parts] * parts
            count += parts - 1
        return Roads(np.concatenate(at), np.array(ends), np.array(km))

    def thinned(self, least_km: float) -> Ints:
        """Nodes so far from each other by road, chosen greedily; (chosen,)."""
        graph, free, chosen = self.graph(), np.ones(len(self.at), dtype=bool), []
        for node in range(len(self.at)):
            if free[node]:
                chosen.append(node)
                free[dijkstra(graph, indices=node, limit=least_km) < least_km] = False
        return np.sort(np.array(chosen))


def made(nodes: int, seed: int) -> Roads:
    """Roads that do not exist: nodes scattered in a square, joined where no other node lies between two."""
    draw = np.random.default_rng(seed)
    side = CELL_KM * np.sqrt(nodes)
    km_at = draw.random((nodes, 2)) * side
    triangles = Delaunay(km_at).simplices
    ends = np.unique(
        np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])), axis=0
    )
    middle, half = km_at[ends].mean(axis=1), np.linalg.norm(np.diff(km_at[ends], axis=1)[:, 0], axis=1) / 2
    lonely = np.array(
        [(np.linalg.norm(km_at - one, axis=1) >= reach - 1e-9).all() for one, reach in zip(middle, half, strict=True)]
    )
    ends, half = ends[lonely], half[lonely]
    return Roads(60 + km_at / 111.0, ends, 2 * half * ROUND)
