"""Points of the ways at which a station could stand: nodes, towns, roadside places, standing stations, and stretches of bare road."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from geodata.trunk.network import TrunkNetwork
from geodata.trunk.roadside import Roadside
from geodata.trunk.snapping import OnEdge
from geodata.trunk.towns import Towns
from planner.corridors.ways import Way

AT_NODE_KM = 0.3
"""So near to a node a place stands at it."""
STEPS = 5
"""Bare road has a point so many times on the longest stretch without a place."""


class Kind(IntEnum):
    """What a spot is; of several the first is taken for a station."""

    STANDING = 0
    TOWN = 1
    ROADSIDE = 2
    JUNCTION = 3
    ROAD = 4


@dataclass(frozen=True)
class Spot:
    """A point of the network.

    Parameters
    ----------
    kind : Kind
    rank : int
        Among those of its kind, the best first.
    node : int
        -1 between two nodes.
    edge : int
        -1 at a node.
    share : float
        Of the edge, from its first node.
    lon, lat : float
        Of the place itself where it stands beside the road.
    name : str
        Empty where it has none of its own.
    """

    kind: Kind
    rank: int
    node: int
    edge: int
    share: float
    lon: float
    lat: float
    name: str = ""


class Spots:
    """All spots of the roads that ways use, each once.

    Parameters
    ----------
    network : TrunkNetwork
    ways : sequence of Way
    every_km : float
        Longest stretch of a way that may have no place for a station.
    """

    def __init__(self, network: TrunkNetwork, ways: Sequence[Way], every_km: float) -> None:
        self.network, self.spots = network, list[Spot]()
        self._at_node: dict[int, int] = {}
        self._on_edge: dict[int, list[tuple[float, int]]] = {}
        used = sorted({edge for way in ways for edge, _ in way.edges})
        self.used = frozenset(used)
        degree = np.bincount(network.ends[used].ravel(), minlength=network.nodes) if used else np.zeros(network.nodes)
        for node in sorted({node for way in ways for node in way.nodes}):
            kind = Kind.JUNCTION if degree[node] > 2 else Kind.ROAD
            self._add(Spot(kind, -int(degree[node]), node, -1, 0.0, *_place(network, node)))
        for edge in used:
            parts = int(network.km[edge] * STEPS / every_km)
            for k in range(1, parts):
                share = k / parts
                self._add(Spot(Kind.ROAD, 1, -1, edge, share, *network.along(edge, share)))

    def add_towns(self, towns: Towns) -> None:
        """Towns at whose node a way passes."""
        for at, (town, node) in enumerate(zip(towns.towns, towns.node.tolist(), strict=True)):
            known = self._at_node.get(node)
            if known is not None and self.spots[known].kind > Kind.TOWN:
                self.spots[known] = Spot(Kind.TOWN, at, node, -1, 0.0, *_place(self.network, node), town.name)

    def add_roadside(self, places: Iterable[Roadside], kinds: Sequence[str]) -> None:
        """Places of these kinds beside a way, the best kind first."""
        for one in places:
            if one.kind in kinds:
                self.add(Kind.ROADSIDE, kinds.index(one.kind), one.on, (one.lon, one.lat), one.name)

    def add(self, kind: Kind, rank: int, on: OnEdge, place: tuple[float, float], name: str) -> int | None:
        """A place beside an edge; None where no way uses the edge. At a node that is something better already, that stays."""
        if on.edge not in self.used:
            return None
        km = float(self.network.km[on.edge])
        near = 0 if on.share * km <= AT_NODE_KM else 1 if (1 - on.share) * km <= AT_NODE_KM else None
        if near is None:
            return self._add(Spot(kind, rank, -1, on.edge, on.share, *place, name))
        node = int(self.network.ends[on.edge, near])
        known = self._at_node[node]
        if self.spots[known].kind > kind:
            self.spots[known] = Spot(kind, rank, node, -1, 0.0, *place, name)
        return known

    def _add(self, spot: Spot) -> int:
        number = len(self.spots)
        self.spots.append(spot)
        if spot.node >= 0:
            self._at_node[spot.node] = number
        else:
            self._on_edge.setdefault(spot.edge, []).append((spot.share, number))
            self._on_edge[spot.edge].sort()
        return number

    def along(self, way: Way) -> list[tuple[int, int, float]]:
        """Spots of a way in driving order: number, how many edges are done before, and the share of the next that is driven.

        A spot that a way passes twice counts where it comes first.
        """
        out, seen = list[tuple[int, int, float]](), set[int]()

        def take(number: int, done: int, share: float) -> None:
            if number not in seen:
                seen.add(number)
                out.append((number, done, share))

        for done, (node, (edge, there)) in enumerate(zip(way.nodes[:-1], way.edges, strict=True)):
            take(self._at_node[node], done, 0.0)
            inner = self._on_edge.get(edge, [])
            for share, number in inner if there else reversed(inner):
                take(number, done, share if there else 1.0 - share)
        take(self._at_node[way.nodes[-1]], len(way.edges), 0.0)
        return out


def _place(network: TrunkNetwork, node: int) -> tuple[float, float]:
    return float(network.lonlat[node, 0]), float(network.lonlat[node, 1])
