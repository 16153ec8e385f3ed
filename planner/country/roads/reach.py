"""How far the nearest charger of each town is by road."""

import numpy as np
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import dijkstra

from geodata.trunk.snapping import nearest_edges
from planner.corridors.stated.placing import IN_TOWN_KM
from planner.corridors.stating import CorridorQuestion
from planner.country.road_plans.play import OptionByPlace
from planner.country.roads.gaps import stations_at

NEXT_TO_NOTHING = 1e-9
"""A sparse matrix has no entry of nothing."""


def km_to_charger(question: CorridorQuestion, built: OptionByPlace) -> list[float | None]:
    """Road from each town to the nearest station, km; None where no road leads to any.

    A town that lies farther than `IN_TOWN_KM` from its node is measured from the nearest point of a road, with the straight line to there.
    """
    network, places = question.facts.trunk.network, question.instance.places
    source = network.nodes
    offsets: dict[int, float] = {}
    between: dict[int, list[float]] = {}
    for at, place in enumerate(places):
        if not list(stations_at(place, built.get(at))):
            continue
        if place.node >= 0:
            offsets[place.node] = 0.0
            continue
        between.setdefault(place.edge, []).append(place.km_on_edge)
        u, v = network.ends[place.edge].tolist()
        for node, km in ((u, place.km_on_edge), (v, float(network.km[place.edge]) - place.km_on_edge)):
            offsets[node] = min(offsets.get(node, np.inf), max(0.0, km))
    towns = question.facts.trunk.towns
    if not offsets:
        return [None] * len(towns)
    graph = network.graph(network.km).tocoo()
    nodes, away = np.array(list(offsets)), np.array(list(offsets.values()))
    row = np.r_[graph.row, np.full(len(nodes), source)]
    whole = sp.csr_array(
        (np.r_[graph.data, away + NEXT_TO_NOTHING], (row, np.r_[graph.col, nodes])), shape=(source + 1, source + 1)
    )
    away_km = dijkstra(whole, directed=True, indices=source)
    found = away_km[towns.node]
    far = np.flatnonzero(towns.km_off > IN_TOWN_KM)
    points = np.array([shapely.Point(towns.towns[at].lon, towns.towns[at].lat) for at in far], dtype=object)
    for at, foot in zip(far.tolist(), nearest_edges(network, points), strict=True):
        long = float(network.km[foot.edge])
        u, v = network.ends[foot.edge].tolist()
        along = [abs(foot.share * long - km) for km in between.get(foot.edge, ())]
        along += [foot.share * long + away_km[u], (1.0 - foot.share) * long + away_km[v]]
        found[at] = foot.km_off + min(along)
    return [float(one) if np.isfinite(one) else None for one in found.tolist()]
