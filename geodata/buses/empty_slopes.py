"""Slopes of the empty drives of buses: the shortest ways between depots and stops, by class of slope."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.buses.empty_drives import FARTHEST_M, metres_of
from geodata.drives import Room, graph_of, room_for, search
from geodata.elevation import SLOPES, slope_class
from geodata.roads import Roads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def empty_slopes(
    roads: Roads, depots: Floats, stops: Floats, mine: Ints, by_air: NDArray[np.bool_], *, home: bool
) -> Floats:
    """Km by class of slope of the drive between each stop and its own depot; (stops, classes of `SLOPES`).

    Parameters
    ----------
    roads : Roads
        With heights; where one is not known the road is taken as level.
    depots, stops : (depots, 2), (stops, 2)
    mine : (stops,)
        Number of the depot of each stop.
    by_air : (stops,)
        Which drives the roads do not reach: they have no slopes.
    home : bool
        From the stop to the depot, else from the depot to the stop.
    """
    out = np.zeros((len(stops), len(SLOPES)))
    if roads.height_m is None or not roads.drive_s.nnz:
        return out
    metres = metres_of(roads)
    at, to = roads.snap(depots).node, roads.snap(stops).node
    sources, goals = (roads.twins.ends_of(at), to) if home else (at, roads.twins.ends_of(to))
    graph = graph_of(sp.csr_array(metres.T) if home else metres)
    room, of = room_for(graph, FARTHEST_M, ways=True), roads.node_of
    places = np.column_stack([roads.xy_m[of], roads.height_m[of]])
    for depot in np.unique(mine[~by_air]).tolist():
        count = search(graph, room, int(sources[depot]), FARTHEST_M)
        for stop in np.flatnonzero((mine == depot) & ~by_air).tolist():
            out[stop] = _along(room, int(sources[depot]), int(goals[stop]), places, home=home)
        reached = room.reached[:count]
        room.time_s[reached], room.came_from[reached] = np.inf, -1
    return out


def _along(room: Room, source: int, goal: int, places: Floats, *, home: bool) -> Floats:
    """Km by class of slope of one way, driven from its source on, or to it."""
    way = [goal]
    while way[-1] != source and room.came_from[way[-1]] >= 0:
        way.append(int(room.came_from[way[-1]]))
    step = np.diff(places[way if home else way[::-1]], axis=0)
    run_m = np.hypot(step[:, 0], step[:, 1])
    return np.bincount(slope_class(run_m, step[:, 2]), run_m, minlength=len(SLOPES)) / 1000.0
