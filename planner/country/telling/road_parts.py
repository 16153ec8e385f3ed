"""Stretches of road between junctions and towns, each with the trips that pass it: all, those that can be driven today, those that can with a plan."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.trunk.network import TrunkNetwork
from planner.corridors.stating import CorridorQuestion
from planner.country.result import RoadPart
from planner.country.road_plans.play import Played
from planner.country.roads.main_roads import MainRoad, roads_of_edges

Loads = Mapping[str, NDArray[np.float64]]


def road_parts(
    question: CorridorQuestion, roads: Sequence[MainRoad], today: Played, plan: Played
) -> tuple[RoadPart, ...]:
    """Stretches with their trips, those without trips too."""
    network = question.facts.trunk.network
    loads = edge_loads(question, today, plan)
    names = roads_of_edges(roads)
    out = []
    for edges in stretches(network, set(question.facts.trunk.towns.node.tolist())):
        lead = edges[0][0]
        points: list[tuple[float, float]] = []
        for edge, there in edges:
            line = network.line(edge)
            course = [(float(lon), float(lat)) for lon, lat in (line if there else line[::-1])]
            points += course if not points else course[1:]
        km = float(network.km[[edge for edge, _there in edges]].sum())
        trips = {
            season: (float(of[lead, 0]), float(of[lead, 1]), float(of[lead, 2]))
            for season, of in loads.items()
            if of[lead, 0] > 0
        }
        out.append(
            RoadPart(
                name=names.get(lead, ""), line=tuple(points), km=km, road_class=network.road_class[lead], trips=trips
            )
        )
    return tuple(out)


def edge_loads(question: CorridorQuestion, today: Played, plan: Played) -> Loads:
    """Trips a day over each edge by season: asked, possible today, possible with the plan; (edges, 3).

    A trip is laid on the way by which most of it is driven with the plan, on the quickest where none is.
    """
    network, towns = question.facts.trunk.network, question.facts.trunk.towns.towns
    number = {one.name: at for at, one in enumerate(towns)}
    loads: dict[str, NDArray[np.float64]] = {}
    for at, trip in enumerate(question.instance.trips):
        one, other = sorted((number[trip.origin], number[trip.destination]))
        path = question.paths[one, other][int(plan.route[at])].path
        edges = [edge for edge, _there in path.edges]
        of = loads.setdefault(trip.season, np.zeros((len(network.km), 3)))
        of[edges] += trip.trips_per_day * np.array([1.0, today.share[at], plan.share[at]])
    return loads


def stretches(network: TrunkNetwork, towns: set[int]) -> list[list[tuple[int, bool]]]:
    """Edges in a row between nodes where roads meet, end or have a town, each with whether it is passed from its first to its second node."""
    at: dict[int, list[int]] = {}
    for edge, (u, v) in enumerate(network.ends.tolist()):
        at.setdefault(u, []).append(edge)
        at.setdefault(v, []).append(edge)
    ends = {node for node, edges in at.items() if len(edges) != 2 or node in towns}
    seen: set[int] = set()
    out = []
    for start in [*sorted(ends), *sorted(at)]:  # the second time for rings without any end
        for first in at[start]:
            if first in seen:
                continue
            row, edge, node = list[tuple[int, bool]](), first, start
            while edge not in seen:
                seen.add(edge)
                u, v = network.ends[edge].tolist()
                row.append((edge, u == node))
                node = v if u == node else u
                if node in ends:
                    break
                edge = next((one for one in at[node] if one != edge), edge)
            out.append(row)
    return out
