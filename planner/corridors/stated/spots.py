"""Points of the ways at which a station could stand: nodes, towns, roadside places, standing stations, and stretches of bare road."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.trunk.doubts import without_course
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.roadside import Roadside
from geodata.trunk.snapping import OnEdge
from geodata.trunk.towns import Towns
from planner.corridors.stated.road_paths import RoadPath

NEAR_KM = 3.0
"""Nodes so near by road to a town, or to a junction, are one place with it: the way there and back is left to the reserve in the battery (assumed)."""
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
    standing : bool
        Whether a station stands there; a town stays a town with one.
    """

    kind: Kind
    rank: int
    node: int
    edge: int
    share: float
    lon: float
    lat: float
    name: str = ""
    standing: bool = False


class Spots:
    """All spots of the roads that ways use, each once; nodes close together are one spot.

    Parameters
    ----------
    network : TrunkNetwork
    paths : sequence of RoadPath
    every_km : float
        Longest stretch of a way that may have no place for a station.
    towns : Towns
        Towns at whose node, or close by, a way passes are spots of their own.
    """

    def __init__(self, network: TrunkNetwork, paths: Sequence[RoadPath], every_km: float, towns: Towns) -> None:
        self.network, self.spots = network, list[Spot]()
        self._at_node: dict[int, tuple[int, float]] = {}
        self._on_edge: dict[int, list[tuple[float, int]]] = {}
        used = sorted({edge for path in paths for edge, _ in path.edges})
        self.used = frozenset(used)
        self._bare, self._cut = without_course(network)
        self._add_nodes(used, {node for path in paths for node in path.nodes}, towns)
        for edge in used:
            parts = int(np.ceil(network.km[edge] * STEPS / every_km))
            for k in range(1, parts):
                share = k / parts
                self._add(Spot(Kind.ROAD, 1, -1, edge, share, *network.along(edge, share)))

    def _add_nodes(self, used: Sequence[int], nodes: set[int], towns: Towns) -> None:
        """Nodes of the ways: the largest towns take what is near them first, then junctions of many roads, then the rest."""
        kept = np.zeros(len(self.network.km), dtype=bool)
        kept[list(used)] = True
        degree = np.bincount(self.network.ends[kept].ravel(), minlength=self.network.nodes)
        roads = self.network.with_edges(kept).graph(self.network.km[kept])
        of_towns = {node: at for at, node in reversed(list(enumerate(towns.node.tolist()))) if node in nodes}
        plain = sorted(nodes - set(of_towns), key=lambda node: (-int(degree[node]), node))
        for node in [*sorted(of_towns, key=lambda one: of_towns[one]), *plain]:
            if node in self._at_node:
                continue
            if node in of_towns:
                town = of_towns[node]
                spot = Spot(Kind.TOWN, town, node, -1, 0.0, *_place(self.network, node), towns.towns[town].name)
            else:
                kind = Kind.JUNCTION if degree[node] > 2 else Kind.ROAD
                spot = Spot(kind, -int(degree[node]), node, -1, 0.0, *_place(self.network, node))
            self.spots.append(spot)
            far = dijkstra(roads, directed=False, indices=node, limit=NEAR_KM)
            for near in np.flatnonzero(np.isfinite(far)).tolist():
                if near in nodes and (near == node or (near not in self._at_node and near not in of_towns)):
                    self._at_node[near] = (len(self.spots) - 1, float(far[near]))

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
            return self._add(Spot(kind, rank, -1, on.edge, on.share, *place, name, kind is Kind.STANDING))
        return self.at_node(int(self.network.ends[on.edge, near]), kind, rank, name)

    def at_node(self, node: int, kind: Kind, rank: int, name: str) -> int | None:
        """A place at a node; None where no way passes it. What is something better already stays."""
        if node not in self._at_node:
            return None
        known = self._at_node[node][0]
        spot = self.spots[known]
        if kind is Kind.STANDING:
            spot = self.spots[known] = replace(spot, standing=True)
        if spot.kind > kind and spot.kind is not Kind.TOWN:
            self.spots[known] = replace(spot, kind=kind, rank=rank, name=spot.name or name)
        return known

    def is_approximate(self, number: int) -> bool:
        """Whether a spot lies somewhere on a straight line that stands for a road whose course is unknown; what stands beside the road has a place of its own."""
        spot = self.spots[number]
        return bool(self._cut[spot.node] if spot.node >= 0 else spot.kind is Kind.ROAD and self._bare[spot.edge])

    def _add(self, spot: Spot) -> int:
        """A spot between two nodes."""
        number = len(self.spots)
        self.spots.append(spot)
        self._on_edge.setdefault(spot.edge, []).append((spot.share, number))
        self._on_edge[spot.edge].sort()
        return number

    def along(self, path: RoadPath) -> list[tuple[int, int, float]]:
        """Spots of a way in driving order: number, how many edges are done before, and the share of the next that is driven.

        A spot that a way passes several times, or at several of its nodes, counts where it is nearest.
        """
        found: dict[int, tuple[float, int, float]] = {}

        def take(number: int, off_km: float, done: int, share: float) -> None:
            if number not in found or off_km < found[number][0]:
                found[number] = (off_km, done, share)

        for done, node in enumerate(path.nodes):
            take(*self._at_node[node], done, 0.0)
        for done, (edge, there) in enumerate(path.edges):
            for share, number in self._on_edge.get(edge, []):
                take(number, 0.0, done, share if there else 1.0 - share)
        stops = [(done, share, number) for number, (_off, done, share) in found.items()]
        return [(number, done, share) for done, share, number in sorted(stops)]


def _place(network: TrunkNetwork, node: int) -> tuple[float, float]:
    return float(network.lonlat[node, 0]), float(network.lonlat[node, 1])
