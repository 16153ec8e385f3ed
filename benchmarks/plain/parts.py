"""What parts of the plans of a country cost and are worth, worked out anew: the first sites of a town, some of the stations on roads."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from benchmarks.phased_country import PhasedCountry
from benchmarks.plain.building import spent_usd
from benchmarks.plain.flat import changed, flat
from benchmarks.plain.roads import Chosen, best_drives, needs_none, usd_of, worth_of
from benchmarks.plain.truth import best_plan
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Aim, Wish
from planner.country.cities.configurations import FOLDER
from planner.country.cities.searches import at_sum
from planner.country.plan.planned import Planned
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of


class Part(NamedTuple):
    """Price and worth, and how many of its stations are new or stood before."""

    usd: float
    worth: float
    new: int = 0
    upgraded: int = 0


def first_sites(country: PhasedCountry, run: Planned) -> dict[str, list[Part]]:
    """Of each town what its first sites by rank come to, none of them first and all of them last."""
    assert run.sharing is not None
    out = {}
    for one, (_city, question) in zip(run.cities, country.towns, strict=True):
        instance = sound_instance(at_sum(question, country.config.budget_usd))
        plan = run.answers[one.name].made_for(run.sharing.chosen[one.name].made_for).plan
        chargers, sites = chargers_of(plan, question), run.dossiers[f"{FOLDER}/{one.folder}"].sites
        rank = dict(zip(sites["site_id"], sites["rank"], strict=True))
        turn = np.array([float(rank.get(str(site), np.nan)) for site in question.places.site_id])
        parts = []
        for count in range(int(chargers.any(axis=1).sum()) + 1):
            some = np.where((turn <= count)[:, None], chargers, 0)
            best = best_plan(changed(instance, settled_least=some, settled_most=some))
            stood = flat(instance).existing
            new, upgraded = (int(some[here].any(axis=1).sum()) for here in (~stood, stood))
            parts.append(Part(float(spent_usd(instance, some).sum()), best.value, new, upgraded))
        out[one.name] = parts
    return out


class SomeStations:
    """Parts of the plan of the roads, by the number of the option at each place; floors, norms and counts are asked of all of it alone."""

    def __init__(self, roads: CorridorInstance, wish: Wish, weight: float) -> None:
        rules = CorridorRules(closed=roads.rules.closed, forbidden=roads.rules.forbidden)
        self.roads = CorridorInstance(roads.families, roads.places, roads.trips, rules=rules)
        self.each = weight * (wish.each if wish.aim is Aim.TRIPS else 1.0)
        self.worth = worth_of(roads, "trips" if wish.aim is Aim.TRIPS else "energy")
        self._known = cache(self._part)

    def part(self, built: Mapping[int, int]) -> Part:
        """What stations come to."""
        return self._known(frozenset(built.items()))

    def _part(self, built: Collection[tuple[int, int]]) -> Part:
        chosen = self._chosen(dict(built))
        most = best_drives(self.roads, chosen, self.worth)
        assert most is not None
        return Part(usd_of(chosen), self.each * most, len(built))

    def trips(self, built: Mapping[int, int], season: str) -> float:
        """The most trips a day of a season that can be driven with stations, those that need no charging among them."""
        a_day = np.array([trip.trips_per_day * (trip.season == season) for trip in self.roads.trips])
        free = sum(trips for trips, trip in zip(a_day, self.roads.trips, strict=True) if needs_none(trip))
        return float(free + (best_drives(self.roads, self._chosen(built), a_day) or 0.0))

    def _chosen(self, built: Mapping[int, int]) -> Chosen:
        return tuple(place.options[built[at]] if at in built else None for at, place in enumerate(self.roads.places))
