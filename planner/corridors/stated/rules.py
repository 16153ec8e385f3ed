"""Rules of the configuration as the question carries them: floors and norms by the number of their plug family, norms with the roads they hold on."""

import re
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from geodata.trunk.towns import Towns
from planner.corridors.question.figures import refuse_rule
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.sections.rules import NormConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.placed_paths import PlacedPath

Floats = NDArray[np.float64]
Pair = tuple[int, int]
BETWEEN, BETWEEN_ENDS = " - ", " – "
"""Between the towns of a pair, and of a road that is named by its ends (as `planner.country.main_roads`)."""
DASH = re.compile(r"\s+[-–—]\s+")
MOST_NEAR = 3


def rules_of(
    settings: CorridorSettings, towns: Towns, roads: Mapping[Pair, PlacedPath], km: Floats, beyond: Container[str]
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

    Raises
    ------
    CorridorError
        A norm names a road that is none.
    """
    rules, families = settings.rules, list[str](settings.trips.families)
    floors = tuple(
        Floor(one.share, one.region, None if one.family is None else families.index(one.family), one.season)
        for one in rules.floors
    )
    named = {pair: BETWEEN.join(towns.towns[at].name for at in pair) for pair in roads}
    of_all = any(not one.road for one in rules.norms)
    chains = chains_of([(named[pair], way) for pair, way in roads.items()], km) if of_all else ()
    asked = [_asked_road(one, towns, roads, km) if one.road else None for one in rules.norms]
    norms = tuple(
        GapNorm(
            name=one.name,
            km=one.km,
            family=families.index(one.family),
            chains=chains if road is None else (road,),
            least_guns=one.least_guns,
            least_kw=one.least_kw,
            binding=one.binding,
            road="" if road is None else road.name,
        )
        for one, road in zip(rules.norms, asked, strict=True)
    )
    return CorridorRules(
        max_stations=rules.max_stations,
        floors=floors,
        norms=norms,
        closed=tuple(one for one in rules.closed if one not in beyond),
        forbidden=tuple(one for one in rules.forbidden if one not in beyond),
        forced=dict(rules.forced),
    )


def chains_of(roads: Iterable[tuple[str, PlacedPath]], km: Floats) -> tuple[Chain, ...]:
    """Roads that are no part of another, the longest first."""
    ordered = sorted(roads, key=lambda one: (-one[1].path.km, one[0]))
    kept: list[frozenset[int]] = []
    out = []
    for name, placed in ordered:
        edges = frozenset(edge for edge, _ in placed.path.edges)
        if any(edges <= other for other in kept):
            continue
        kept.append(edges)
        out.append(_chain(name, placed, km))
    return tuple(out)


def _chain(name: str, placed: PlacedPath, km: Floats) -> Chain:
    at = placed.km_at(km)
    return Chain(name, placed.stops, at, max(placed.path.km, float(at.max(initial=0.0))))  # sums are rounded


def _asked_road(norm: NormConfig, towns: Towns, roads: Mapping[Pair, PlacedPath], km: Floats) -> Chain:
    """The quickest way between the two towns that a norm names."""
    ends = [towns.called(one) for one in DASH.split(norm.road)]
    pair = tuple(sorted(one for one in ends if one is not None))
    if len(ends) != 2 or len(pair) != 2 or pair not in roads:
        known = [BETWEEN.join(towns.towns[at].name for at in one) for one in roads]
        near = get_close_matches(norm.road, known, n=MOST_NEAR, cutoff=0.0)
        refuse_rule(norm.name, "road", norm.road, ", ".join(near))
    own = roads[pair[0], pair[1]]
    turned = ends[0] != pair[0]
    name = BETWEEN_ENDS.join(towns.towns[at].name for at in (reversed(pair) if turned else pair))
    return _chain(name, own.turned() if turned else own, km)
