"""Paths by road between towns: the quickest, and others within the detour that a driver accepts."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geodata.trunk.network import TrunkNetwork
from geodata.trunk.paths import path_from

Floats = NDArray[np.float64]
PENALTY = 1.6
"""Minutes on roads of a way that is known count for so many times as much where another is looked for."""
TRIES = 3
"""Looks for each further way."""


@dataclass(frozen=True)
class RoadPath:
    """A path through the network of roads.

    Parameters
    ----------
    edges : tuple of (int, bool)
        In driving order, each with whether it is driven from its first to its second node.
    nodes : tuple of int
        One more than edges.
    km, minutes : float
    """

    edges: tuple[tuple[int, bool], ...]
    nodes: tuple[int, ...]
    km: float
    minutes: float

    def turned(self) -> "RoadPath":
        """The same way back."""
        return RoadPath(tuple((e, not there) for e, there in self.edges[::-1]), self.nodes[::-1], self.km, self.minutes)


def paths_between(
    network: TrunkNetwork,
    pairs: Iterable[tuple[int, int]],
    *,
    detour: float,
    most: int,
    apart_share: float,
) -> dict[tuple[int, int], tuple[RoadPath, ...]]:
    """Ways of each pair of nodes, the quickest first; none for a pair that no road joins.

    Further ways are found by the quickest way once the roads of those known are made slower, and kept where they take at most
    `detour` times the minutes of the quickest and share at most `apart_share` of their kilometres with each that is kept.
    """
    wanted = sorted(set(pairs))
    starts = sorted({one for one, _ in wanted})
    weight = network.graph(network.minutes)
    _, before = dijkstra(weight, directed=False, indices=starts, return_predecessors=True)
    row = {node: at for at, node in enumerate(starts)}
    finder, graph = _Finder(network), _Graph(network)
    out: dict[tuple[int, int], tuple[RoadPath, ...]] = {}
    for one, other in wanted:
        quickest = finder.path(before[row[one]], one, other)
        if quickest is None:
            out[one, other] = ()
            continue
        kept, factor = [quickest], np.ones(len(network.km))
        for _try in range(TRIES * (most - 1)):
            if len(kept) == most:
                break
            factor[[edge for edge, _ in (kept[-1].edges)]] *= PENALTY
            _, slower = dijkstra(
                graph.weighed(network.minutes * factor),
                indices=one,
                return_predecessors=True,
                limit=detour * quickest.minutes * float(factor.max()),
            )
            further = finder.path(slower, one, other)
            if further is None or further.minutes > detour * quickest.minutes:
                factor[[edge for edge, _ in (further or quickest).edges]] *= PENALTY
                continue
            if all(finder.shared_km(further, own) <= apart_share * further.km for own in kept):
                kept.append(further)
            else:
                factor[[edge for edge, _ in further.edges]] *= PENALTY
        out[one, other] = tuple(kept)
    return out


class _Graph:
    """A network whose weights change: the pattern is laid out once."""

    def __init__(self, network: TrunkNetwork) -> None:
        self.pattern = network.graph(np.arange(1.0, len(network.km) + 1))
        self.edge = self.pattern.data.astype(np.int64) - 1

    def weighed(self, weight: Floats) -> "sp.csr_array":
        """The graph with these weights of the edges."""
        return sp.csr_array((weight[self.edge], self.pattern.indices, self.pattern.indptr), shape=self.pattern.shape)


class _Finder:
    """Ways out of the predecessors of a search."""

    def __init__(self, network: TrunkNetwork) -> None:
        self.network, self.edge_of = network, network.edge_of()
        self.first = network.ends[:, 0]

    def path(self, before: NDArray[np.int32], one: int, other: int) -> RoadPath | None:
        nodes = path_from(before, one, other)
        if not nodes:
            return None
        edges = []
        for u, v in itertools.pairwise(nodes):
            edge = self.edge_of[min(u, v), max(u, v)]
            edges.append((edge, int(self.first[edge]) == u))
        numbers = [edge for edge, _ in edges]
        km, minutes = float(self.network.km[numbers].sum()), float(self.network.minutes[numbers].sum())
        return RoadPath(tuple(edges), tuple(nodes), km, minutes)

    def shared_km(self, one: RoadPath, other: RoadPath) -> float:
        both = {edge for edge, _ in one.edges} & {edge for edge, _ in other.edges}
        return float(self.network.km[sorted(both)].sum())
