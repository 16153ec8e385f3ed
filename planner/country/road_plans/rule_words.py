"""Rules of the roads that ask for stations, in words, and how far a plan keeps floors of trips."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.regions import region_words
from planner.corridors.facts.seasons import season_words
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules, Floor, GapNorm
from planner.output.shared.words import family_label
from planner.support.speech import _, joined, listed


def asking_words(rules: CorridorRules, families: Sequence[str]) -> list[str]:
    """Floors, norms that bind and forced stations, each in words."""
    norms = [norm_words(one) for one in rules.norms if one.binding]
    forced = [_("stations at {places}", places=listed(sorted(rules.forced)))] if rules.forced else []
    return [*(floor_words(one, families) for one in rules.floors), *norms, *forced]


def floor_words(floor: Floor, families: Sequence[str]) -> str:
    """At least a share of the trips, of a region, a plug or a season."""
    family = "" if floor.family is None else family_label(families[floor.family])
    season = season_words(floor.season) if floor.season else ""
    of = [one for one in (region_words(floor.region) if floor.region else "", family, season) if one]
    if not of:
        return _("at least {share:percent} of the trips between towns", share=floor.share)
    return _("at least {share:percent} of the trips between towns ({of})", share=floor.share, of=joined(", ", of))


def norm_words(norm: GapNorm) -> str:
    """A norm by its name, and the road it is asked of."""
    if norm.road:
        return _("the norm {name} on {road}", name=norm.name, road=norm.road)
    return _("the norm {name} on all roads", name=norm.name)


def floor_share(instance: CorridorInstance, floor: Floor, possible: NDArray[np.float64]) -> float:
    """Share of the trips of a floor that are possible, by trips a day; 1 where there are none; `possible` is that of each trip, (trips,)."""
    counted = [
        (trip.trips_per_day, share)
        for trip, share in zip(instance.trips, possible.tolist(), strict=True)
        if (not floor.region or floor.region in trip.regions)
        and floor.family in (None, trip.family)
        and floor.season in ("", trip.season)
    ]
    asked = sum(trips for trips, _share in counted)
    return sum(trips * share for trips, share in counted) / asked if asked > 0 else 1.0
