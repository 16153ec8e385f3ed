"""Bounded shortest-path searches of a road graph as compiled loops; memory only for the nodes and what is reached.

A node waits in a ring of buckets of equal width by its time so far, first come first served: E. W. Dijkstra's search in the manner of
R. B. Dial (Algorithm 360, Communications of the ACM 12, 1969) and of U. Meyer and P. Sanders (Delta-stepping, Journal of Algorithms 49, 2003). A
bucket is wider than the shortest arc, so that a node may be reached faster after it was left; it then waits again. The times are those of
any such search to the last bit: the least sum over all paths, added up from the source.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.compiled import compiled

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]

MOST_BUCKETS: Final = 4096
WIDTH: Final = 1.0
"""Width of a bucket in mean arcs; from a half to four take the same time on made and real streets."""

BATCH = 64
"""Searches between two reports of progress and checks for Ctrl-C."""

FIRST_PAIRS = 1 << 16
"""Pairs that there is room for at first; the room grows by half."""


class Graph(NamedTuple):
    """Arcs by the node they leave: `first` (nodes + 1,), `head` and `seconds` (arcs,), as in a CSR matrix."""

    first: Ints
    head: Numbers
    seconds: Floats


class Room(NamedTuple):
    """Where a search works; every search leaves it as it found it.

    Parameters
    ----------
    per_s : float
        Buckets to a second.
    after, before : (nodes + buckets,) int
        Neighbours in the lists of waiting nodes, of which the last entries are the heads; -1 who waits nowhere.
    time_s : (nodes,)
        inf where nobody was.
    came_from : (nodes,) or (0,) int
        The node before on the fastest way, -1 where there is none; left out by those who do not ask.
    reached : (nodes,) int
        Nodes in the order in which they were first met.
    """

    per_s: float
    after: Numbers
    before: Numbers
    time_s: Floats
    came_from: Numbers
    reached: Numbers


class Goals(NamedTuple):
    """What is looked for: `node` (goals,); `first` (nodes,) of the goals at each node, and after each goal the `other` (goals,), -1 for none.

    `marks` has a bit for each goal.
    """

    node: Ints
    first: Numbers
    other: Numbers
    marks: Ints


class Drives(NamedTuple):
    """Drives by source: `first` (sources + 1,), and sorted within a source `goal` and `seconds` (pairs,)."""

    first: Ints
    goal: Ints
    seconds: Floats


def graph_of(drive_s: sp.csr_array) -> Graph:
    """Arcs of a sparse matrix of seconds; a stored zero is an arc that takes no time.

    Raises
    ------
    ValueError
        An arc takes less than no time.
    """
    seconds = np.ascontiguousarray(drive_s.data, dtype=np.float64)
    if not (seconds >= 0).all():
        raise ValueError("an arc of the road graph takes less than no time, or its time is no number")
    return Graph(drive_s.indptr.astype(np.int64), drive_s.indices.astype(np.int32), seconds)


def room_for(graph: Graph, limit_s: float, *, ways: bool = False) -> Room:
    """Room for searches up to a limit; with `ways` they record the predecessor of each node."""
    nodes = len(graph.first) - 1
    passable = graph.seconds[(graph.seconds <= limit_s) & np.isfinite(graph.seconds)]
    longest, mean = (float(passable.max()), float(passable.mean())) if len(passable) else (0.0, 0.0)
    width = max(WIDTH * mean, longest / MOST_BUCKETS)
    per_s = 1.0 / width if width > 1e-300 else 0.0
    # As far ahead as the longest arc reaches, the bucket it begins in, and one more for rounding; a power of two.
    buckets = 1 << (int(longest * per_s) + 2).bit_length()
    heads = np.arange(nodes, nodes + buckets, dtype=np.int32)
    alone = np.concatenate([np.full(nodes, -1, dtype=np.int32), heads])
    came_from = np.full(nodes if ways else 0, -1, dtype=np.int32)
    return Room(per_s, alone, alone.copy(), np.full(nodes, np.inf), came_from, np.empty(nodes, dtype=np.int32))


def drives(
    graph: Graph, sources: Ints, goals: Ints, limit_s: float, on_progress: Callable[[float], None] | None = None
) -> Drives:
    """Fastest drives of at most `limit_s` from every source to every goal.

    Parameters
    ----------
    graph : Graph
    sources, goals : (sources,), (goals,) int
        Nodes; one may stand there more than once.
    limit_s : float
        Inclusive.
    on_progress : callable, optional
        Told the share of sources done, from 0 to 1.
    """
    asked, room = _goals(goals, len(graph.first) - 1), room_for(graph, limit_s)
    first, done = np.zeros(len(sources) + 1, dtype=np.int64), 0
    goal, seconds = np.empty(FIRST_PAIRS, dtype=np.int64), np.empty(FIRST_PAIRS)
    while done < len(sources) and len(goals) and limit_s >= 0:
        wanted = min(done + BATCH, len(sources))
        done = _batch(graph, room, asked, (sources[:wanted], float(limit_s), done), (first, goal, seconds))
        if done < wanted:
            enough = max(len(goal) * 3 // 2, int(first[done]) + len(goals))
            goal.resize(enough, refcheck=False)
            seconds.resize(enough, refcheck=False)
        elif on_progress is not None:
            on_progress(done / len(sources))
    goal.resize(first[done], refcheck=False)
    seconds.resize(first[done], refcheck=False)
    return Drives(first, goal, seconds)


def _goals(node: Ints, nodes: int) -> Goals:
    first, other = np.full(nodes, -1, dtype=np.int32), np.full(len(node), -1, dtype=np.int32)
    order = np.argsort(node, kind="stable")
    alike = node[order[:-1]] == node[order[1:]]
    other[order[:-1][alike]] = order[1:][alike]
    begins = np.append(True, ~alike) if len(node) else np.empty(0, dtype=bool)
    first[node[order[begins]]] = order[begins]
    return Goals(node, first, other, np.zeros(len(node) // 64 + 1, dtype=np.int64))


@compiled
def _batch(
    graph: Graph, room: Room, goals: Goals, asked: tuple[Ints, float, int], out: tuple[Ints, Ints, Floats]
) -> int:
    """Search from the sources from number `done` on while their drives have room; the number of the first that is left."""
    sources, limit_s, done = asked
    first, goal, seconds = out
    written = first[done]
    while done < len(sources):
        count = search(graph, room, sources[done], limit_s)
        pairs, low, high = _mark(room.reached[:count], goals)
        if written + pairs > len(goal):
            _clear(room, count, goals.marks[low : high + 1])
            break
        for word in range(low, high + 1):
            bits = goals.marks[word]
            if bits == 0:
                continue
            for bit in range(64):
                if (bits >> bit) & 1:
                    goal[written] = word * 64 + bit
                    seconds[written] = room.time_s[goals.node[word * 64 + bit]]
                    written += 1
        _clear(room, count, goals.marks[low : high + 1])
        done += 1
        first[done] = written
    return done


@compiled
def _mark(reached: Numbers, goals: Goals) -> tuple[int, int, int]:
    """Mark the goals at the nodes reached, which are then sorted; how many, and the first and last word with a mark."""
    pairs, low, high = 0, len(goals.marks), -1
    for node in reached:
        goal = goals.first[node]
        while goal >= 0:
            word = goal >> 6
            goals.marks[word] |= 1 << (goal & 63)
            low, high = min(low, word), max(high, word)
            pairs += 1
            goal = goals.other[goal]
    return pairs, low, high


@compiled
def _clear(room: Room, count: int, marks: Ints) -> None:
    for node in room.reached[:count]:
        room.time_s[node] = np.inf
    marks[:] = 0


@compiled
def search(graph: Graph, room: Room, source: int, limit_s: float) -> int:
    """Search from a node as far as the limit; how many nodes were reached, of which `time_s` and `came_from` are for the caller to put back."""
    after, before, time_s = room.after, room.before, room.time_s
    nodes = len(time_s)
    last_bucket = len(after) - nodes - 1
    time_s[source] = 0.0
    room.reached[0] = source
    count, waiting, now = 1, 1, 0
    after[nodes] = before[nodes] = source
    after[source] = before[source] = nodes
    while waiting > 0:
        door = nodes + (now & last_bucket)
        while after[door] != door:
            node = after[door]
            here_s = time_s[node]
            after[door], before[after[node]] = after[node], door
            after[node] = -1
            waiting -= 1
            for arc in range(graph.first[node], graph.first[node + 1]):
                there, arrival = graph.head[arc], here_s + graph.seconds[arc]
                known = time_s[there]
                if arrival >= known or arrival > limit_s:
                    continue
                time_s[there] = arrival
                if len(room.came_from):
                    room.came_from[there] = node
                if known == np.inf:
                    room.reached[count] = there
                    count += 1
                bucket = int(arrival * room.per_s)
                if after[there] >= 0:
                    if bucket == int(known * room.per_s):
                        continue
                    after[before[there]], before[after[there]] = after[there], before[there]
                    waiting -= 1
                queue = nodes + (bucket & last_bucket)
                last = before[queue]
                after[last] = before[queue] = there
                after[there], before[there] = queue, last
                waiting += 1
        now += 1
    return count
