"""Rules of the configuration as the question carries them: floors and norms by the number of their plug family, norms with the roads they hold on."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from geodata.trunk.towns import Towns
from planner.catalogue.regions import known_region
from planner.corridors.question.figures import refuse_rule
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.sections.rules import NormConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stated.road_paths import RoadPath

Floats = NDArray[np.float64]
Pair = tuple[int, int]
Ends = tuple[str, str]
"""Names of the towns at the beginning and at the end of a road."""
Named = tuple[str, Ends, PlacedPath]
Parts = Callable[[RoadPath], list[tuple[float, float]]]
ROUNDING_KM = 1e-6
BETWEEN, BETWEEN_ENDS = " - ", " – "
"""Between the towns of a pair, and of a road that is named by its ends (as `planner.country.roads.main_roads`)."""
DASH = re.compile(r"\s+[-–—]\s+")
MOST_NEAR = 3


def rules_of(
    settings: CorridorSettings,
    towns: Towns,
    roads: Mapping[Pair, PlacedPath],
    km: Floats,
    *,
    beyond: Container[str] = (),
    parts_of: Parts | None = None,
) -> CorridorRules:
    """State the rules.

    Parameters
    ----------
    settings : CorridorSettings
    towns : Towns
    roads : mapping of pair of towns to PlacedPath
        The quickest way of each; norms hold on those that are part of no other, or on the one they name.
    km : (edges,)
    beyond : container of str
        Places that are left out as they are abroad: to forbid or close them asks for nothing.
    parts_of : callable or None
        Stretches of a way on land where stations may be built, from and to km: a norm that binds is asked of each by itself. None where all is.

    Raises
    ------
    ConfigError
        A floor names a region in which no town lies.
    CorridorError
        A norm names a road that is none.
    """
    rules, families = settings.rules, list[str](settings.trips.families)
    regions = {town.region for town in towns.towns}
    floors = tuple(
        Floor(
            one.share,
            known_region("corridors.rules.floors", one.region, regions) if one.region else "",
            None if one.family is None else families.index(one.family),
            one.season,
            one.family or "",
        )
        for one in rules.floors
    )
    of_all = any(not one.road for one in rules.norms)
    longest = _longest([_named(towns, pair, way, BETWEEN) for pair, way in roads.items()]) if of_all else []
    asked = [[_asked_road(one, towns, roads)] if one.road else longest for one in rules.norms]
    norms = tuple(
        GapNorm(
            name=one.name,
            km=one.km,
            family=families.index(one.family),
            chains=tuple(chain for way in ways for chain in _chains(way, km, parts_of if one.binding else None)),
            least_guns=one.least_guns,
            least_kw=one.least_kw,
            binding=one.binding,
            road=ways[0][0] if one.road else "",
            parted=one.binding and parts_of is not None,
        )
        for one, ways in zip(rules.norms, asked, strict=True)
    )
    return CorridorRules(
        max_stations=rules.max_stations,
        floors=floors,
        norms=norms,
        closed=tuple(one for one in rules.closed if one not in beyond),
        forbidden=tuple(one for one in rules.forbidden if one not in beyond),
        forced=dict(rules.forced),
    )


def _longest(roads: Iterable[Named]) -> list[Named]:
    """Roads that are no part of another, the longest first."""
    ordered = sorted(roads, key=lambda one: (-one[2].path.km, one[0]))
    kept: list[frozenset[int]] = []
    out = list[Named]()
    for name, ends, placed in ordered:
        edges = frozenset(edge for edge, _ in placed.path.edges)
        if any(edges <= other for other in kept):
            continue
        kept.append(edges)
        out.append((name, ends, placed))
    return out


def _named(towns: Towns, pair: Pair, way: PlacedPath, between: str) -> Named:
    """A way from one town to another, by their names."""
    ends = (towns.towns[pair[0]].name, towns.towns[pair[1]].name)
    return between.join(ends), ends, way


def _chains(road: Named, km: Floats, parts_of: Parts | None = None) -> list[Chain]:
    """A road as a chain, or one for each of its parts."""
    name, ends, placed = road
    at = placed.km_at(km)
    whole = max(placed.path.km, float(at.max(initial=0.0)))  # sums are rounded
    out = []
    for first, last in [(0.0, whole)] if parts_of is None else parts_of(placed.path):
        own = (at >= first - ROUNDING_KM) & (at <= last + ROUNDING_KM)
        inside = np.maximum(at[own] - first, 0.0)
        out.append(Chain(name, placed.stops[own], inside, max(last - first, float(inside.max(initial=0.0))), ends))
    return out


def _ends(road: str, towns: Towns) -> tuple[int, ...]:
    """The two towns that a road is named by, of whose own names one may hold a dash; none where they are not known."""
    for dash in DASH.finditer(road):
        ends = towns.called(road[: dash.start()]), towns.called(road[dash.end() :])
        if ends[0] is not None and ends[1] is not None:
            return ends[0], ends[1]
    return ()


def _asked_road(norm: NormConfig, towns: Towns, roads: Mapping[Pair, PlacedPath]) -> Named:
    """The quickest way between the two towns that a norm names."""
    ends = _ends(norm.road, towns)
    pair = tuple(sorted(ends))
    if len(pair) != 2 or pair not in roads:
        known = [BETWEEN.join(towns.towns[at].name for at in one) for one in roads]
        near = get_close_matches(norm.road, known, n=MOST_NEAR, cutoff=0.0)
        refuse_rule(norm.name, "road", norm.road, ", ".join(near))
    own = roads[pair[0], pair[1]]
    turned = ends[0] != pair[0]
    if turned:
        return _named(towns, (pair[1], pair[0]), own.turned(), BETWEEN_ENDS)
    return _named(towns, (pair[0], pair[1]), own, BETWEEN_ENDS)
