"""Rules of the configuration as the question carries them: floors and norms by the number of their plug family, norms with the roads they hold on."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.placed_paths import PlacedPath

Floats = NDArray[np.float64]


def rules_of(settings: CorridorSettings, roads: Iterable[tuple[str, PlacedPath]], km: Floats) -> CorridorRules:
    """State the rules.

    Parameters
    ----------
    settings : CorridorSettings
    roads : iterable of (str, PlacedPath)
        The quickest way of each pair of towns, by its name; norms hold on those that are part of no other.
    km : (edges,)
    """
    rules, families = settings.rules, list[str](settings.trips.families)
    floors = tuple(
        Floor(one.share, one.region, None if one.family is None else families.index(one.family), one.season)
        for one in rules.floors
    )
    chains = chains_of(roads, km) if rules.norms else ()
    norms = tuple(
        GapNorm(
            name=one.name,
            km=one.km,
            family=families.index(one.family),
            chains=chains,
            least_guns=one.least_guns,
            least_kw=one.least_kw,
            binding=one.binding,
        )
        for one in rules.norms
    )
    return CorridorRules(
        max_stations=rules.max_stations,
        floors=floors,
        norms=norms,
        closed=rules.closed,
        forbidden=rules.forbidden,
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
        at = placed.km_at(km)
        out.append(Chain(name, placed.stops, at, max(placed.path.km, float(at.max(initial=0.0)))))  # sums are rounded
    return tuple(out)
