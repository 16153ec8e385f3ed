"""Lengths that are possible and still look wrong: as straight as the crow flies, long ways round, and distances that are known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.osm.network import geodesic_m
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Bools, Floats, TrunkNetwork
from geodata.trunk.towns import Towns

STRAIGHT_KM, STRAIGHT_RATIO = 40.0, 1.02
"""An edge from this length on that is not even so much longer than the straight line looks simplified."""
DETOUR_RATIO, DETOUR_KM = 1.7, 60.0
"""Neighbouring towns at least so far apart, and so many times farther by road, are told."""
TOLD_SHORT, TOLD_LONG = 0.93, 1.15
"""Share of a known distance below and above which a way is told."""


@dataclass(frozen=True)
class KnownWay:
    """A distance by road that somebody knows."""

    one: str
    other: str
    km: float
    source: str


def without_course(network: TrunkNetwork) -> tuple[Bools, Bools]:
    """Long edges of which only the ends are known, with all parts of one that was cut, (edges,); and the nodes at which such an edge was cut, (nodes,): where the road lies there is unknown."""
    records = [network.record(edge) for edge in range(len(network.km))]
    whole_km = Counter[str]()
    for record, km in zip(records, network.km.tolist(), strict=True):
        whole_km[record] += km
    edges = [
        line is None and whole_km[record] >= STRAIGHT_KM for line, record in zip(network.lines, records, strict=True)
    ]
    nodes, met = np.zeros(network.nodes, dtype=bool), set[tuple[int, str]]()
    for edge in np.flatnonzero(edges).tolist():
        for node in network.ends[edge].tolist():
            nodes[node] |= (node, records[edge]) in met
            met.add((node, records[edge]))
    return np.array(edges, dtype=bool), nodes


def tell_straight(network: TrunkNetwork, faults: Faults) -> None:
    """Long edges without a course of their own that are as long as the straight line between their ends."""
    straight = geodesic_m(network.lonlat[network.ends[:, 0]], network.lonlat[network.ends[:, 1]]) / 1000.0
    bare, _cut = without_course(network)
    for edge in np.flatnonzero(bare & (network.km >= STRAIGHT_KM) & (network.km < STRAIGHT_RATIO * straight)):
        u, v = network.ends[edge]
        faults.add(
            FaultKind.STRAIGHT,
            f"{network.ids[u]}-{network.ids[v]}",
            least_km=STRAIGHT_KM,
            km=float(network.km[edge]),
            where=network.record(int(edge)),
        )


def tell_detours(network: TrunkNetwork, towns: Towns, faults: Faults) -> None:
    """Towns with no other town between them, and a long way round by road."""
    if len(towns) < 2:
        return
    straight = straight_km(towns)
    by_road = road_km(network, towns)
    for i, j in _neighbours(straight):
        way, line = by_road[i, j], straight[i, j]
        if np.isfinite(way) and line >= DETOUR_KM and way > DETOUR_RATIO * line:
            names = f"{towns.towns[i].name}-{towns.towns[j].name}"
            faults.add(FaultKind.DETOUR, names, km=float(by_road[i, j]), straight_km=float(straight[i, j]))


def tell_known(network: TrunkNetwork, towns: Towns, known: Sequence[KnownWay], faults: Faults) -> None:
    """Ways between towns that disagree with a distance that is known."""
    if not known or not len(towns):
        return
    by_road = road_km(network, towns)
    for one in known:
        i, j = towns.called(one.one), towns.called(one.other)
        if i is None or j is None or not np.isfinite(by_road[i, j]):
            continue
        share = by_road[i, j] / one.km
        if TOLD_SHORT <= share <= TOLD_LONG:
            continue
        kind = FaultKind.KNOWN_SHORT if share < 1 else FaultKind.KNOWN_LONG
        faults.add(
            kind,
            f"{towns.towns[i].name}-{towns.towns[j].name}",
            km=float(by_road[i, j]),
            known_km=one.km,
            source=one.source,
        )


def straight_km(towns: Towns) -> Floats:
    """Straight lines between all towns; (towns, towns) km."""
    place = np.array([[one.lon, one.lat] for one in towns.towns], dtype=np.float64)
    n = len(place)
    i, j = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
    return (geodesic_m(place[i], place[j]) / 1000.0).reshape(n, n)


def road_km(network: TrunkNetwork, towns: Towns) -> Floats:
    """Shortest ways between all towns; (towns, towns) km, inf where no road leads."""
    nodes, back = np.unique(towns.node, return_inverse=True)
    found = np.asarray(dijkstra(network.graph(network.km), directed=False, indices=nodes), dtype=np.float64)
    return found[:, nodes][np.ix_(back, back)]


def _neighbours(straight: Floats) -> list[tuple[int, int]]:
    """Pairs with no third town in the circle over their straight line (the Gabriel graph)."""
    out = []
    squared = straight**2
    for i in range(len(straight)):
        for j in range(i + 1, len(straight)):
            between = squared[i] + squared[j] < squared[i, j]
            between[[i, j]] = False
            if not between.any():
                out.append((i, j))
    return out
