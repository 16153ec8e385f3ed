"""Slopes of the drives of each zone: fastest drives to where people live, there and back, by class of slope."""

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from geodata.drives import Graph, Room, graph_of, room_for, search
from geodata.elevation import LEVEL, SLOPES, STEEPEST, STEP
from geodata.roads import Roads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FARTHEST_S = 3600.0
"""Drives beyond an hour are of no weight, for trips fade to a third in 20 minutes."""


def drive_slopes(roads: Roads, begin: Ints, end: Ints, weight: Floats, fade_s: float) -> Floats:
    """Weighted km of the drives from each node by class of slope; (beginnings, classes of `SLOPES`).

    The fastest drive to each end counts with its weight, faded by its time, once there and once back the same way.

    Parameters
    ----------
    roads : Roads
        With heights; where one is not known the road is taken as level.
    begin, end : (beginnings,), (ends,)
        Nodes.
    weight : (ends,)
    fade_s : float
        Drive over which trips fade to a third.
    """
    out = np.zeros((len(begin), len(SLOPES)))
    if not roads.drive_s.nnz or roads.height_m is None:
        return out
    graph = graph_of(roads.drive_s)
    of = roads.node_of
    places = np.column_stack([roads.xy_m[of], roads.height_m[of]])
    _gather(
        graph, room_for(graph, FARTHEST_S, ways=True), (begin, roads.twins.ends_of(end)), (weight, places), fade_s, out
    )
    return out


@compiled
def _gather(
    graph: Graph, room: Room, ends: tuple[Ints, Ints], given: tuple[Floats, Floats], fade_s: float, out: Floats
) -> None:
    """Walk every drive back from its end and add its stretches, there and back."""
    (begun, ended), (weight, places) = ends, given
    for one in range(len(begun)):
        count = search(graph, room, begun[one], FARTHEST_S)
        for other in range(len(ended)):
            node, drive_s = ended[other], room.time_s[ended[other]]
            if drive_s == np.inf:
                continue
            share = weight[other] * np.exp(-drive_s / fade_s) / 1000.0
            while node != begun[one]:
                before = room.came_from[node]
                east = places[node, 0] - places[before, 0]
                north = places[node, 1] - places[before, 1]
                run, rise = np.sqrt(east * east + north * north), places[node, 2] - places[before, 2]
                step = 0
                if run > 0.0 and np.isfinite(rise):
                    step = int(np.rint(min(max(rise / run, -STEEPEST), STEEPEST) / STEP))
                out[one, LEVEL + step] += share * run
                out[one, LEVEL - step] += share * run
                node = before
        for node in room.reached[:count]:
            room.time_s[node], room.came_from[node] = np.inf, -1
