"""Traffic that passes each zone: trips between sampled zones and the gates of the city, assigned to fastest routes and corrected by counts.

All-or-nothing assignment of a gravity model: trips grow with the people at both ends and fade with the drive. Every arc counts by the
time that is spent on it, so that long roads count for their length. It is related to betweenness (Freeman 1977).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.city import City
from geodata.compiled import compiled
from geodata.drives import Graph, Room, graph_of, room_for, search
from geodata.report import Problem
from geodata.roads import Roads
from planner.demand.zone_slopes import drive_slopes
from planner.support.speech import _

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLED = 160
"""Zones sampled as ends of trips, in proportion to their people; all zones, where there are fewer."""

GATE_SHARE = 0.25
"""Share of trips that begin or end at a gate (assumed)."""

FADE_S = 1200.0
"""Drive over which trips fade to a third (assumed)."""

FARTHEST_S = 7200.0
GATE_CLASSES = ("motorway", "trunk", "primary")
NEAR_COUNTER_M = 150.0
SPREAD_M = 2000.0
"""Distance over which a counter corrects the roads around it (standard deviation of a Gaussian; assumed)."""

MOST_RATIO = 10.0


@dataclass(frozen=True)
class Passing:
    """Traffic by zone.

    Parameters
    ----------
    vehicle_hours : (zones,)
        Relative: only shares matter.
    gates : int
    counters : int
        Counters that were used.
    problems : tuple of Problem
        Counters that no road comes near.
    slopes_km : (zones, classes of slope), optional
        Of the drives of each zone, weighted: only shares matter. None where no heights are known.
    """

    vehicle_hours: Floats
    gates: int
    counters: int
    problems: tuple[Problem, ...] = ()
    slopes_km: Floats | None = None


def passing_traffic(city: City) -> Passing:
    """Estimate where traffic passes; the same city has the same answer."""
    zones = city.zones[city.zones["population"] > 0]
    if not len(zones) or not city.roads.main.any():
        return Passing(np.zeros(len(city.zones)), 0, 0)
    ends, weight, gates = _ends(city, zones)
    trips, hours = node_flows(city.roads, ends, weight)
    factor, used, problems = count_factors(city.roads, trips, city.traffic)
    where = _zone_of(city.zones, city.roads.xy_m)
    inside = where >= 0
    passed = np.bincount(where[inside], (hours * factor)[inside], minlength=len(city.zones)).astype(float)
    return Passing(passed, gates, used, problems, _slopes(city, ends[: len(ends) - gates], weight[: len(ends) - gates]))


def _slopes(city: City, ends: Ints, weight: Floats) -> Floats | None:
    """Slopes of the drives of every zone to the sampled zones; None where no heights are known."""
    if city.roads.height_m is None:
        return None
    begin = city.roads.snap(city.zones[["x_m", "y_m"]].to_numpy(dtype=float)).node
    return drive_slopes(city.roads, begin, ends, weight, FADE_S)


def _ends(city: City, zones: gpd.GeoDataFrame) -> tuple[Ints, Floats, int]:
    """Nodes where trips begin and end, with their weight: zones by their people, and the gates their share."""
    people = zones["population"].to_numpy(dtype=float)
    if len(zones) > SAMPLED:
        # Systematic sampling over the running sum: each end stands for the same number of people, spread over the city.
        steps = (np.arange(SAMPLED) + 0.5) * people.sum() / SAMPLED
        chosen = np.unique(np.searchsorted(np.cumsum(people), steps))
        weight = np.bincount(np.searchsorted(np.cumsum(people), steps), minlength=len(zones))[chosen].astype(float)
    else:
        chosen, weight = np.arange(len(zones)), people
    nodes = city.roads.snap(zones[["x_m", "y_m"]].to_numpy(dtype=float)[chosen]).node
    gates = gate_nodes(city)
    at_gates = np.full(len(gates), weight.sum() * GATE_SHARE / (1 - GATE_SHARE) / max(1, len(gates)))
    return np.concatenate([nodes, gates]), np.concatenate([weight, at_gates]), len(gates)


def gate_nodes(city: City) -> Ints:
    """Nodes where main roads cross the city's boundary; of several within 500 m one."""
    lines = city.roads.lines
    main = lines.geometry[lines["road_class"].isin(GATE_CLASSES)].to_numpy()
    crossings = shapely.get_parts(shapely.intersection(main, city.boundary.boundary))
    xy = shapely.get_coordinates(crossings[shapely.get_type_id(crossings) == shapely.GeometryType.POINT])
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    from scipy.spatial import KDTree  # noqa: PLC0415  (a tenth of a second that a kept question does without)

    kept: list[int] = []
    tree = KDTree(xy)
    for k in range(len(xy)):
        if not any(other < k and other in kept for other in tree.query_ball_point(xy[k], 500.0)):
            kept.append(k)
    return np.unique(city.roads.snap(xy[kept]).node)


def node_flows(roads: Roads, ends: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Trips and hours of driving on the arcs that end at each node, over the fastest routes between all ends.

    Parameters
    ----------
    roads : Roads
    ends : (ends,)
        Nodes; one may stand there more than once.
    weight : (ends,)

    Returns
    -------
    trips, hours : (nodes,)
    """
    nodes = np.unique(ends)
    mass = np.bincount(np.searchsorted(nodes, ends), weight, minlength=len(nodes))
    trips, hours = np.zeros(roads.drive_s.shape[0]), np.zeros(roads.drive_s.shape[0])
    if roads.drive_s.nnz:
        graph = graph_of(roads.drive_s)
        room, to = room_for(graph, FARTHEST_S, ways=True), roads.twins.ends_of(nodes)
        _assign_flows(graph, room, (nodes, to), mass.astype(float), (trips, hours))
        trips[roads.twins.end] = 0.0  # who ends there was counted on the way in
    return roads.twins.folded(trips), roads.twins.folded(hours)


@compiled
def _assign_flows(
    graph: Graph, room: Room, ends: tuple[Ints, Ints], mass: Floats, flows: tuple[Floats, Floats]
) -> None:
    """Assign every trip to its fastest route: add it to the trips and hours of the nodes where the arcs of the route end.

    `ends` are the rows where trips begin and those where they end, of the same nodes.
    """
    (begun, ended), (trips, hours) = ends, flows
    for one in range(len(begun)):
        count = search(graph, room, begun[one], FARTHEST_S)
        for other in range(len(ended)):
            node, drive_s = ended[other], room.time_s[ended[other]]
            if other == one or drive_s == np.inf:
                continue
            flow = mass[one] * mass[other] * np.exp(-drive_s / FADE_S)
            while node != begun[one]:
                before = room.came_from[node]
                trips[node] += flow
                hours[node] += flow * (room.time_s[node] - room.time_s[before]) / 3600.0
                node = before
        for node in room.reached[:count]:
            room.time_s[node], room.came_from[node] = np.inf, -1


def count_factors(roads: Roads, trips: Floats, traffic: pd.DataFrame) -> tuple[Floats, int, tuple[Problem, ...]]:
    """Factor by which counts correct the traffic at each node; 1 far from every counter.

    The ratio of a count to the estimate at the busiest node beside it, against the median ratio of all counters, carried to
    the roads around by a Gaussian of its logarithm and held between 1/10 and 10.

    Returns
    -------
    factor : (nodes,)
    used : int
    problems : tuple of Problem
    """
    factor = np.ones(len(roads.xy_m))
    if not len(traffic):
        return factor, 0, ()
    from scipy.spatial import KDTree  # noqa: PLC0415

    tree = KDTree(roads.xy_m)
    xy = traffic[["x_m", "y_m"]].to_numpy(dtype=float)
    beside = [_busiest(tree.query_ball_point(point, NEAR_COUNTER_M), trips) for point in xy]
    problems = tuple(
        Problem(
            _("counter {name}", name=name),
            _("no road with traffic within {near_counter_m:.0f} m", near_counter_m=NEAR_COUNTER_M),
            _("not used"),
        )
        for name, node in zip(traffic["counter"], beside, strict=True)
        if node is None
    )
    used = [k for k, node in enumerate(beside) if node is not None]
    counted = traffic["vehicles_per_day"].to_numpy(dtype=float)[used]
    guessed = np.array([trips[node] for node in beside if node is not None])
    if not used or not (counted > 0).any():
        return factor, 0, problems
    ratio = np.maximum(counted, 1.0) / guessed
    logs = np.clip(np.log(ratio / np.median(ratio)), -np.log(MOST_RATIO), np.log(MOST_RATIO))
    kernel_sum, pulled = np.ones(len(factor)), np.zeros(len(factor))
    for point, log in zip(xy[used], logs, strict=True):
        kernel = np.exp(-0.5 * ((roads.xy_m - point) ** 2).sum(axis=1) / SPREAD_M**2) * 4.0
        kernel_sum += kernel
        pulled += kernel * log
    return np.exp(pulled / kernel_sum), len(used), problems


def _busiest(nodes: Sequence[int], trips: Floats) -> int | None:
    busy = [node for node in nodes if trips[node] > 0]
    return max(busy, key=lambda node: trips[node]) if busy else None


def _zone_of(zones: gpd.GeoDataFrame, xy_m: Floats) -> Ints:
    """Row of the zone that each node lies in, -1 outside of all."""
    where = np.full(len(xy_m), -1, dtype=np.int64)
    node, zone = shapely.STRtree(zones.geometry.to_numpy()).query(shapely.points(xy_m), predicate="intersects")
    where[node[::-1]] = zone[::-1]
    return where
