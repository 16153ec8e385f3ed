"""Forbidden turns in a road graph: a node where the way in decides the way out is split, and no other node is.

Each way in from which a turn is forbidden gets a node of its own, a twin, with the ways out that are left; all other ways in keep the node of
the map. Where there are twins, drives end at one further node behind all ways in. So a graph without forbidden turns stays as it is, and one
with some grows by them alone, where a graph of arcs (S. Winter, Modeling costs of turns in route planning, GeoInformatica 6, 2002) would be
twice the size everywhere.

Drivers may turn round at every node, as everywhere in this graph, so that one who may not turn left would go on to the next point of the
map's line and come back. Therefore, behind a forbidden turn, nobody turns round before the next junction or the end of the road.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Twins:
    """Rows of a road graph behind those of the map's nodes.

    Parameters
    ----------
    node : (rows,)
        The node of the map that each further row stands for.
    ended, end : (ends,)
        Nodes of the map that have twins, and the row at which drives to them end.
    """

    node: Ints = field(default_factory=_none)
    ended: Ints = field(default_factory=_none)
    end: Ints = field(default_factory=_none)

    def ends_of(self, nodes: ArrayLike) -> Ints:
        """Rows at which drives to these nodes end; most nodes are their own."""
        asked = np.asarray(nodes, dtype=np.int64)
        if not len(self.ended):
            return asked
        at = np.minimum(np.searchsorted(self.ended, asked), len(self.ended) - 1)
        return np.where(self.ended[at] == asked, self.end[at], asked)

    def folded(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a value by row (nodes + rows,) over all rows that stand for one node of the map; (nodes,)."""
        nodes = len(values) - len(self.node)
        if not len(self.node):
            return values
        return values[:nodes] + np.bincount(self.node, values[nodes:], minlength=nodes)


NO_TWINS: Final = Twins()


@dataclass(frozen=True)
class SplitGraph:
    """A road graph with its nodes split.

    Parameters
    ----------
    arcs : sparse (rows, rows) of int
        Number of the arc of the graph before plus one; a stored zero leads to where drives end and takes no time.
    twins : Twins
    """

    arcs: sp.csr_array
    twins: Twins

    def seconds(self, before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds of its arcs from those of the graph before, in the order of their `data`."""
        return np.where(self.arcs.data > 0, before[self.arcs.data - 1], 0.0)

    def main(self, strong: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Nodes of the map of which a row is `strong` (rows,): one can drive there and back."""
        return self.twins.folded(strong.astype(np.float64)) > 0


def split_at_turns(drive_s: sp.csr_array, forbidden: Ints) -> SplitGraph | None:
    """Split the nodes of a graph (nodes, nodes) at which a drive of three nodes (drives, 3) is forbidden; None where none is drivable."""
    streets = _Streets(drive_s)
    bans: dict[tuple[int, int], set[int]] = {}
    for before, at, after in forbidden.tolist():
        if after in streets.out(at) and at in streets.out(before):
            bans.setdefault((before, at), set()).add(after)
    if not bans:
        return None
    for at in sorted({at for _, at in bans}):  # those of the map alone: the loop adds others
        _forbid_turning_round(streets, at, bans)
    nodes = drive_s.shape[0]
    keys = sorted(bans, key=lambda way_in: (way_in[1], way_in[0]))
    twin_of = {way_in: nodes + k for k, way_in in enumerate(keys)}
    ended = sorted({at for _, at in keys})
    end_of = {at: nodes + len(keys) + k for k, at in enumerate(ended)}

    tail, head = np.repeat(np.arange(nodes), np.diff(drive_s.indptr)), drive_s.indices.astype(np.int64)
    head = head.copy()
    for (before, at), twin in twin_of.items():
        head[streets.arc(before, at)] = twin
    further: list[tuple[int, int, int]] = [(at, end, 0) for at, end in end_of.items()]
    for (before, at), twin in twin_of.items():
        first, last = drive_s.indptr[at], drive_s.indptr[at + 1]
        left = [arc for arc in range(first, last) if drive_s.indices[arc] not in bans[before, at]]
        further += [(twin, int(head[arc]), arc + 1) for arc in left]
        further.append((twin, end_of[at], 0))
    more = np.array(further, dtype=np.int64)
    rows = nodes + len(keys) + len(ended)
    numbers = np.concatenate([np.arange(1, len(head) + 1), more[:, 2]])
    ends = np.concatenate([tail, more[:, 0]]), np.concatenate([head, more[:, 1]])
    arcs = sp.csr_array((numbers, ends), shape=(rows, rows))
    stands_for = np.array([*(at for _, at in keys), *ended], dtype=np.int64)
    return SplitGraph(arcs, Twins(stands_for, np.array(ended, dtype=np.int64), np.array(list(end_of.values()))))


class _Streets:
    """Neighbours in a road graph, looked up node by node."""

    def __init__(self, drive_s: sp.csr_array) -> None:
        self._ahead = drive_s
        self._behind = sp.csr_array(drive_s.T)

    def out(self, node: int) -> set[int]:
        """Nodes that arcs lead to."""
        return _row(self._ahead, node)

    def beside(self, node: int) -> set[int]:
        """Nodes that arcs lead to or come from."""
        return (_row(self._ahead, node) | _row(self._behind, node)) - {node}

    def arc(self, tail: int, head: int) -> int:
        """Number of an arc that is there."""
        first, last = self._ahead.indptr[tail], self._ahead.indptr[tail + 1]
        return int(first + np.flatnonzero(self._ahead.indices[first:last] == head)[0])


def _row(graph: sp.csr_array, node: int) -> set[int]:
    return set(graph.indices[graph.indptr[node] : graph.indptr[node + 1]].tolist())


def _forbid_turning_round(streets: _Streets, at: int, bans: dict[tuple[int, int], set[int]]) -> None:
    """Forbid turning round on the blocks behind a node's forbidden turns: as far as nodes have two neighbours and a way on."""
    ways_in = [(before, no) for (before, here), no in bans.items() if here == at]
    for first in sorted(set[int]().union(*(streets.out(at) - no - {before} for before, no in ways_in))):
        before, here, seen = at, first, {at}
        while here not in seen and before in streets.out(here):
            on = streets.beside(here) - {before}
            if len(on) != 1 or not on <= streets.out(here):
                break
            bans.setdefault((before, here), set()).add(before)
            seen.add(here)
            before, here = here, on.pop()
