"""The network of main roads: nodes, undirected edges with kilometres and minutes, and where they lie."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class TrunkNetwork:
    """Main roads, each driven both ways; of two nodes one edge at most.

    Parameters
    ----------
    ids : tuple of str
        Of the nodes, as their source has them.
    lonlat : (nodes, 2)
        Degrees.
    country : tuple of str
        ISO 3166-1 alpha-2 of each node, empty where nobody knows.
    ends : (edges, 2) int
        Node numbers.
    km, minutes : (edges,)
        Above 0.
    road_class : tuple of str
        `highway` value of OpenStreetMap without ``_link``, empty where unknown.
    timed : (edges,) bool
        Whether the minutes are somebody's figure or follow from a road class; else they are of one assumed speed.
    lines : tuple of (points, 2) or None
        Course of each edge from its first to its second node; None where only its ends are known.
    records : tuple of str
        Where each edge stands in its source; none where nobody asks.
    """

    ids: tuple[str, ...]
    lonlat: Floats
    country: tuple[str, ...]
    ends: Ints
    km: Floats
    minutes: Floats
    road_class: tuple[str, ...]
    timed: Bools
    lines: tuple[Floats | None, ...]
    records: tuple[str, ...] = ()

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.ids)

    @property
    def kmh(self) -> Floats:
        """Mean speed on each edge; (edges,)."""
        return np.asarray(self.km / self.minutes * 60.0)

    def number(self) -> dict[str, int]:
        """Node numbers by id."""
        return {one: at for at, one in enumerate(self.ids)}

    def graph(self, weight: Floats) -> "sp.csr_array":
        """Weights of the edges (edges,) as a symmetric sparse matrix (nodes, nodes)."""
        one, other = self.ends[:, 0], self.ends[:, 1]
        rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
        return sp.csr_array((np.concatenate([weight, weight]), (rows, columns)), shape=(self.nodes, self.nodes))

    def edge_of(self) -> dict[tuple[int, int], int]:
        """Edge by its ends, the smaller node number first."""
        low, high = self.ends.min(axis=1), self.ends.max(axis=1)
        return {(int(u), int(v)): at for at, (u, v) in enumerate(zip(low, high, strict=True))}

    def record(self, edge: int) -> str:
        """Where an edge stands in its source; its nodes where nobody says."""
        u, v = self.ends[edge]
        return self.records[edge] if self.records else f"{self.ids[u]}-{self.ids[v]}"

    def line(self, edge: int) -> Floats:
        """Course of an edge (points, 2) from its first to its second node, straight where it is not known."""
        own = self.lines[edge]
        return self.lonlat[self.ends[edge]] if own is None else own

    def along(self, edge: int, share: float) -> tuple[float, float]:
        """Longitude and latitude at a share of the way from the first to the second node."""
        line = self.line(edge)
        step = np.hypot(np.diff(line[:, 0]) * np.cos(np.radians(line[:-1, 1])), np.diff(line[:, 1]))
        done = np.concatenate([[0.0], np.cumsum(step)])
        at = share * done[-1]
        return float(np.interp(at, done, line[:, 0])), float(np.interp(at, done, line[:, 1]))

    def with_edges(self, kept: Bools) -> "TrunkNetwork":
        """The same nodes with these edges alone; (edges,)."""
        chosen = np.flatnonzero(kept)
        return replace(
            self,
            ends=self.ends[chosen],
            km=self.km[chosen],
            minutes=self.minutes[chosen],
            road_class=tuple(self.road_class[e] for e in chosen),
            timed=self.timed[chosen],
            lines=tuple(self.lines[e] for e in chosen),
            records=tuple(self.records[e] for e in chosen) if self.records else (),
        )

    def with_nodes(self, kept: Bools) -> "TrunkNetwork":
        """These nodes alone, and the edges between them; (nodes,)."""
        chosen = np.flatnonzero(kept)
        renumbered = np.full(self.nodes, -1, dtype=np.int64)
        renumbered[chosen] = np.arange(len(chosen))
        inner = self.with_edges(kept[self.ends].all(axis=1)) if len(self.ends) else self
        return replace(
            inner,
            ids=tuple(self.ids[n] for n in chosen),
            lonlat=self.lonlat[chosen],
            country=tuple(self.country[n] for n in chosen),
            ends=renumbered[inner.ends],
        )

    def path_edges(self, path: Sequence[int]) -> list[tuple[int, bool]]:
        """Edges between the nodes of a path, each with whether it is driven from its first to its second node."""
        known = self.edge_of()
        out = []
        for u, v in itertools.pairwise(path):
            edge = known[min(u, v), max(u, v)]
            out.append((edge, int(self.ends[edge, 0]) == u))
        return out
