"""Main roads of a country by the towns at their ends: few ways that together hold every road that trips use, those between the largest towns first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stating import CorridorQuestion
from planner.country.roads.gap import BETWEEN

NEW_SHARE, NEW_KM = 0.35, 25.0
"""A way is a road of its own where this share of it, and so many km, are on no road before it."""


@dataclass(frozen=True, eq=False)
class MainRoad:
    """A road with a name.

    Parameters
    ----------
    name : str
        ``Bishkek – Osh``.
    path : PlacedPath
    km : float
    places : (places,) int
    km_at : (places,)
        From its beginning.
    ends : (str, str)
        The towns at its beginning and at its end.
    """

    name: str
    path: PlacedPath
    km: float
    places: NDArray[np.int64]
    km_at: NDArray[np.float64]
    ends: tuple[str, str]


def main_roads(question: CorridorQuestion) -> tuple[MainRoad, ...]:
    """Choose the roads."""
    network, towns = question.facts.trunk.network, question.facts.trunk.towns.towns
    ordered = sorted(
        ((pair, several[0]) for pair, several in question.paths.items() if several),
        key=lambda one: (-towns[one[0][0]].population * towns[one[0][1]].population, one[0]),
    )
    held: set[int] = set()
    out = []
    for share in (NEW_SHARE, 0.0):
        for (one, other), placed in ordered:
            edges = {edge for edge, _there in placed.path.edges}
            fresh = float(network.km[sorted(edges - held)].sum())
            if fresh < max(NEW_KM if share else 1.0, share * placed.path.km):
                continue
            held |= edges
            first, last = sorted((one, other), key=lambda town: -towns[town].population)
            placed_ = placed if first == min(one, other) else placed.turned()
            ends = (towns[first].name, towns[last].name)
            at_km = placed_.km_at(network.km)
            out.append(MainRoad(BETWEEN.join(ends), placed_, placed.path.km, placed_.stops, at_km, ends))
    return tuple(out)


def roads_of_edges(roads: Sequence[MainRoad]) -> Mapping[int, str]:
    """Name of the road that each edge is of, the first of several."""
    out: dict[int, str] = {}
    for road in roads:
        for edge, _there in road.path.path.edges:
            out.setdefault(edge, road.name)
    return out


def roads_of_places(roads: Sequence[MainRoad]) -> Mapping[int, str]:
    """The same of places."""
    out: dict[int, str] = {}
    for road in roads:
        for place in road.places.tolist():
            out.setdefault(place, road.name)
    return out
