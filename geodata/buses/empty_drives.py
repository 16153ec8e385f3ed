"""Empty drives of buses between depots and stops, by the road graph where it reaches them."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geodata.drives import drives, graph_of
from geodata.roads import Roads

Floats = NDArray[np.float64]

FARTHEST_S, FARTHEST_M = 3 * 3600.0, 150_000.0
OFF_ROAD_M = 1_500.0
"""A stop farther from every street than this is not on the map, and its drive is taken as the crow flies."""
BY_AIR_KMH = 25.0


@dataclass(frozen=True)
class EmptyDrives:
    """Drives between depots and stops, both (depots, stops): `out_s, out_km` to the stop and `back_s, back_km` from it.

    `off_roads` (stops,) tells the stops that the roads of the map do not reach from any depot, `by_air` (depots, stops) the drives that are
    taken as the crow flies.
    """

    out_s: Floats
    out_km: Floats
    back_s: Floats
    back_km: Floats
    off_roads: NDArray[np.bool_]
    by_air: NDArray[np.bool_]


def empty_drives(roads: Roads, depots: Floats, stops: Floats, detour: float) -> EmptyDrives:
    """Drives between places (depots, 2) and (stops, 2): times of the fastest, km of the shortest.

    Where the roads lead from a depot to no stop, the way is taken as the crow flies times `detour`, at a bus's speed.
    """
    at, to = roads.snap(depots), roads.snap(stops)
    apart_km = np.hypot(*(depots[:, None, :] - stops[None, :, :]).transpose(2, 0, 1)) / 1000.0 * detour
    metres = metres_of(roads)
    shape = apart_km.shape
    out_s = _filled(shape, *roads.drive_times(at.node, to.node, limit_s=FARTHEST_S))
    found = roads.drive_times(to.node, at.node, limit_s=FARTHEST_S)
    back_s = _filled(shape, found[1], found[0], found[2])
    out_km = _metres(metres, at.node, roads.twins.ends_of(to.node)) / 1000.0
    back_km = _metres(sp.csr_array(metres.T), roads.twins.ends_of(at.node), to.node) / 1000.0
    lost = (to.distance_m > OFF_ROAD_M)[None, :] | (at.distance_m > OFF_ROAD_M)[:, None]
    lost = lost | ~np.isfinite(out_s + back_s + out_km + back_km)
    air_s = apart_km / BY_AIR_KMH * 3600.0
    return EmptyDrives(
        out_s=np.where(lost, air_s, out_s),
        out_km=np.where(lost, apart_km, out_km),
        back_s=np.where(lost, air_s, back_s),
        back_km=np.where(lost, apart_km, back_km),
        off_roads=np.asarray(lost.all(axis=0)),
        by_air=np.asarray(lost),
    )


def metres_of(roads: Roads) -> sp.csr_array:
    """The road graph with the metres of its arcs."""
    arcs = roads.drive_s.tocoo()
    xy = roads.xy_m[roads.node_of]
    metres = np.hypot(*(xy[arcs.row] - xy[arcs.col]).T)
    return sp.csr_array((metres, roads.drive_s.indices, roads.drive_s.indptr), shape=roads.drive_s.shape)


def _metres(lengths: sp.csr_array, sources: NDArray[np.int64], goals: NDArray[np.int64]) -> Floats:
    found = drives(graph_of(lengths), sources, goals, FARTHEST_M)
    source = np.repeat(np.arange(len(sources)), np.diff(found.first))
    return _filled((len(sources), len(goals)), source, found.goal, found.seconds)


def _filled(shape: tuple[int, ...], row: NDArray[np.int64], column: NDArray[np.int64], value: Floats) -> Floats:
    out = np.full(shape, np.inf)
    out[row, column] = value
    return out
