"""Towns, routes and trips by a gravity model on given roads, as a corridor question with made figures for cars and stations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from benchmarks.corridor_roads import Floats, Ints, Roads
from geodata.trunk.paths import path_from
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.trips import Route, Trip

FAMILIES = ("gbt", "ccs2")
FAMILY_SHARE = (0.65, 0.35)
CARS = (("small", 0.55, 42.0, 0.16), ("large", 0.45, 72.0, 0.20))
"""Name, share of trips, usable kWh, kWh a km on a summer's day."""
SEASONS = (("summer", 7 / 12, 1.0), ("winter", 5 / 12, 1.35))
"""Name, share of the year, energy over that of summer."""
START, ARRIVE = 0.95, 0.12
"""Content at the origin and at least at the destination, of what is usable."""
HOURS = 7.0
"""Hours a day at full power that a station's queue allows."""
KMH = 80.0
DETOUR = 1.2
"""Longest other route over the shortest that a driver takes."""
SIZES = ((2, 60.0, 95_000.0), (4, 120.0, 260_000.0), (8, 120.0, 480_000.0), (16, 120.0, 900_000.0))
"""Guns, kW of each and dollars of a station; half its guns for each family."""


@dataclass(frozen=True)
class Towns:
    """Towns on nodes of the roads.

    Parameters
    ----------
    node : (towns,) int
    people : (towns,)
    names : tuple of str
    """

    node: Ints
    people: Floats
    names: tuple[str, ...]


def made_towns(roads: Roads, count: int, seed: int) -> Towns:
    """Towns on nodes drawn from a seed, a few large and many small."""
    draw = np.random.default_rng(seed + 1)
    node = draw.choice(len(roads.at), count, replace=False)
    return Towns(node, 1_500_000 / np.arange(1, count + 1), tuple(f"T{number}" for number in range(count)))


def question(roads: Roads, towns: Towns, every_km: float, per_1000: float, routes: int) -> CorridorInstance:
    """Trips between all towns by gravity, one place every so many km.

    Parameters
    ----------
    per_1000 : float
        Trips of electric cars out of a town a day and 1,000 people.
    routes : int
        Ways of a trip at most.
    """
    used = _used(roads, ways(roads, towns.node, routes))
    at, whole = roads.at[towns.node], roads.only(used)
    whole = whole.cut(every_km)
    node = cKDTree(whole.at).query(at)[1]
    seen = ways(whole, node, routes)
    chosen = np.union1d(whole.thinned(0.6 * every_km), node)
    place_of = np.full(len(whole.at), -1)
    place_of[chosen] = np.arange(len(chosen))
    options = tuple(
        StationOption(f"{guns}x{kw:g}", (guns // 2, guns // 2), kw, guns, usd, (guns / 2 * kw * HOURS,) * 2, guns * kw)
        for guns, kw, usd in SIZES
    )
    places = tuple(Place(f"n{node}", *whole.at[node].tolist(), options, node=node) for node in chosen.tolist())
    return CorridorInstance(FAMILIES, places, tuple(_trips(towns, seen, place_of, per_1000)))


def ways(roads: Roads, towns: Ints, most: int) -> dict[tuple[int, int], list[tuple[Ints, Floats]]]:
    """Nodes and km of the ways between each two towns, one way round; others than the shortest avoid its roads."""
    found: dict[tuple[int, int], list[tuple[Ints, Floats]]] = {}
    graph = roads.graph()
    for a in range(len(towns)):
        _, before = dijkstra(graph, indices=towns[a], return_predecessors=True)
        for b in range(a + 1, len(towns)):
            nodes = np.array(path_from(before, int(towns[a]), int(towns[b])))
            ways = [(nodes, _km(graph, nodes))]
            if most > 1:
                other = _other(roads, int(towns[a]), int(towns[b]), nodes)
                km = _km(graph, other)
                if km[-1] <= DETOUR * ways[0][1][-1] and len(np.intersect1d(other, nodes)) < 0.7 * len(nodes):
                    ways.append((other, km))
            found[a, b] = ways
    return found


def _used(roads: Roads, seen: dict[tuple[int, int], list[tuple[Ints, Floats]]]) -> NDArray[np.bool_]:
    """Edges on any way."""
    steps = np.concatenate([np.c_[node[:-1], node[1:]] for ways in seen.values() for node, _ in ways])
    pairs = {(min(pair), max(pair)) for pair in steps.tolist()}
    return np.array([(min(pair), max(pair)) in pairs for pair in roads.ends.tolist()])


def _other(roads: Roads, start: int, end: int, used: Ints) -> Ints:
    """The shortest way where the roads of another one count half as much again."""
    on = np.zeros(len(roads.at), dtype=bool)
    on[used] = True
    km = np.where(on[roads.ends].all(axis=1), 1.5 * roads.km, roads.km)
    _, before = dijkstra(roads.graph(km), indices=start, return_predecessors=True)
    return np.array(path_from(before, start, end))


def _km(graph: object, nodes: Ints) -> Floats:
    return np.r_[0.0, np.cumsum(np.asarray(graph[nodes[:-1], nodes[1:]]).ravel())]  # type: ignore[index]


def _trips(towns: Towns, seen: dict, place_of: Ints, per_1000: float) -> list[Trip]:  # type: ignore[type-arg]
    pull = {(a, b): towns.people[a] * towns.people[b] / ways[0][1][-1] ** 1.5 for (a, b), ways in seen.items()}
    scale = per_1000 * towns.people.sum() / 1000 / (2 * sum(pull.values()))
    trips = []
    for (a, b), ways in seen.items():
        for back in (False, True):
            one, other = (towns.names[at] for at in ((b, a) if back else (a, b)))
            for family, plugs in enumerate(FAMILY_SHARE):
                for car, cars, usable, rate in CARS:
                    for season, year, cold in SEASONS:
                        name = f"{one}-{other} {FAMILIES[family]} {car} {season}"
                        routes = tuple(_route(node, km, place_of, rate * cold, back=back) for node, km in ways)
                        count = pull[a, b] * scale * plugs * cars
                        held = usable * START, usable * ARRIVE
                        trips.append(Trip(name, one, other, count, year, family, car, season, usable, *held, routes))
    return trips


def _route(nodes: Ints, km: Floats, place_of: Ints, rate: float, *, back: bool) -> Route:
    if back:
        nodes, km = nodes[::-1], km[-1] - km[::-1]
    on = place_of[nodes] >= 0
    on[[0, -1]] = False  # who begins or ends there charges at home
    at = km[on]
    return Route(place_of[nodes[on]], at * rate, float(km[-1] * rate), float(km[-1]), float(km[-1] / KMH * 60), at)
