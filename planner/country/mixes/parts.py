"""Parts of a country in the worlds of several mixes: each city, and the roads; the jobs that answer for them."""

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from planner.cluster.jobs import Job
from planner.config.scenario import Scenario
from planner.corridors.question.instance import CorridorInstance
from planner.country.accounts import ROADS_NAME, named
from planner.country.cities.configurations import ConfiguredCity
from planner.country.kept_answers import city_answers_key, hashed
from planner.country.mixes.answers import HedgeTask
from planner.country.mixes.city_hedge import hedge_city
from planner.country.mixes.city_jobs import CityInWorlds, answer_city, blend_city, built_in, play_city
from planner.country.mixes.offers import BuiltBySite
from planner.country.mixes.road_hedge import hedge_roads
from planner.country.mixes.road_jobs import RoadsInWorlds, answer_mix_of_roads, blend_roads, play_roads
from planner.country.money.curves import UNIT_USD, units_up
from planner.country.plan.planned import Planned
from planner.kept.versions import version_of_program

STEP = 0.25
"""From one sum to the next, as a share of what all are given on the mean: the same for all, so that what one gives up another can take."""
LEAST = 0.4
"""Of what was given, the least sum that is asked for."""


@dataclass(frozen=True)
class OwnPlan:
    """The plan that a part was given: the sum that it was asked for, what it takes, and what is built."""

    asked_units: int
    cost_units: int
    built: BuiltBySite


class Part(Protocol):
    """A city, or the roads: what it is asked, and its part of the country's plan."""

    @property
    def name(self) -> str:
        """As in the sharing."""

    @property
    def sums(self) -> tuple[int, ...]:
        """Units that it is planned for in each world."""

    @property
    def own(self) -> OwnPlan:
        """Its part of the country's plan."""

    def answer(self, mix: str) -> Job:
        """The job that gives `MixAnswers`."""

    def blend(self, weights: Mapping[str, float], units: int, begin: BuiltBySite) -> Job:
        """The job that gives `BlendAnswers`; `begin` is the best plan for the sum that is known."""

    def hedge(self, tasks: Sequence[HedgeTask]) -> Job:
        """The job that gives `BlendAnswers` of plans sought for the world that loses most."""

    def play(self, mix: str, plans: Mapping[str, BuiltBySite]) -> Job:
        """The job that gives `PlayedOffer` by plan."""

    def key(self, what: Sequence[Any]) -> str | None:
        """Key by which answers to this question are kept; None where it cannot be told."""


@dataclass(frozen=True)
class CityPart:
    """A city."""

    name: str
    scenario: Scenario
    in_worlds: CityInWorlds
    sums: tuple[int, ...]
    own: OwnPlan

    def answer(self, mix: str) -> Job:
        """As `Part`."""
        return Job(
            f"{self.name}, {mix}", answer_city, (self.in_worlds.only(mix), mix, _usd(self.sums)), named(self.name, mix)
        )

    def blend(self, weights: Mapping[str, float], units: int, begin: BuiltBySite) -> Job:
        """As `Part`."""
        del begin
        return Job(self.name, blend_city, (self.in_worlds, dict(weights), float(units * UNIT_USD)))

    def hedge(self, tasks: Sequence[HedgeTask]) -> Job:
        """As `Part`."""
        return Job(self.name, hedge_city, (self.in_worlds, tuple(tasks)))

    def play(self, mix: str, plans: Mapping[str, BuiltBySite]) -> Job:
        """As `Part`."""
        return Job(
            f"{self.name}, {mix}", play_city, (self.in_worlds.only(mix), mix, dict(plans)), named(self.name, mix)
        )

    def key(self, what: Sequence[Any]) -> str | None:
        """As `Part`."""
        known = city_answers_key(self.scenario, (self.in_worlds.most_usd,), None)
        return None if known is None else hashed([known, self.in_worlds.region, self.in_worlds.mixes, *what])


@dataclass(frozen=True)
class RoadsPart:
    """The roads."""

    name: str
    in_worlds: RoadsInWorlds
    sums: tuple[int, ...]
    own: OwnPlan

    def answer(self, mix: str) -> Job:
        """As `Part`."""
        return Job(
            f"{self.name}, {mix}", answer_mix_of_roads, (self._only(mix), mix, _usd(self.sums)), named(self.name, mix)
        )

    def blend(self, weights: Mapping[str, float], units: int, begin: BuiltBySite) -> Job:
        """As `Part`."""
        return Job(
            self.name, blend_roads, (self.in_worlds, dict(weights), float(units * UNIT_USD), begin), named(self.name)
        )

    def hedge(self, tasks: Sequence[HedgeTask]) -> Job:
        """As `Part`, beside the first plan of the others alone."""
        return Job(self.name, hedge_roads, (self.in_worlds, tasks[0]), named(self.name))

    def play(self, mix: str, plans: Mapping[str, BuiltBySite]) -> Job:
        """As `Part`."""
        return Job(f"{self.name}, {mix}", play_roads, (self._only(mix), mix, dict(plans)), named(self.name, mix))

    def key(self, what: Sequence[Any]) -> str | None:
        """As `Part`."""
        return hashed([hashlib.sha256(pickle.dumps(self.in_worlds)).hexdigest(), version_of_program(), *what])

    def _only(self, mix: str) -> RoadsInWorlds:
        return replace(self.in_worlds, instances={mix: self.in_worlds.instances[mix]})


def city_part(run: Planned, city: ConfiguredCity, mixes: Sequence[str], most_units: int, *, fresh: bool) -> CityPart:
    """A city of a planned country."""
    assert run.sharing is not None
    chosen = run.sharing.chosen[city.name]
    answer = run.answers[city.name].made_for(chosen.made_for)
    in_worlds = CityInWorlds(run.inputs[city.name], city.region, tuple(mixes), float(most_units * UNIT_USD), fresh)
    own = OwnPlan(units_up(answer.usd), units_up(answer.cost_usd), built_in(answer))
    sums = _sums(run, chosen.units, most_units, run.config.compare.sums)
    return CityPart(city.name, city.scenario, in_worlds, sums, own)


def roads_part(run: Planned, instances: Mapping[str, CorridorInstance], most_units: int, count: int) -> RoadsPart:
    """The roads of a planned country; their sums are `count` many."""
    assert run.sharing is not None
    assert run.roads is not None
    assert run.road_answers is not None
    chosen, money = run.sharing.chosen[ROADS_NAME], run.config.money
    answer, places = run.road_answers.made_for(chosen.made_for), run.roads.question.instance.places
    built = {places[at].id: {places[at].options[option].key: 1} for at, option in answer.built.items()}
    in_worlds = RoadsInWorlds(
        dict(instances),
        money.road_gap,
        money.road_time_limit_s,
        run.config.road_weight,
        float(most_units * UNIT_USD),
        run.roads.task.wish,
    )
    own = OwnPlan(units_up(answer.usd), units_up(answer.cost_usd), built)
    return RoadsPart(ROADS_NAME, in_worlds, _sums(run, chosen.units, most_units, count), own)


def sums_beside(units: int, most: int, count: int, step: int) -> tuple[int, ...]:
    """So many sums about one, a step apart, none more than the most; of one that was given nothing, about a step."""
    middle = units or min(step, most)
    sums = [middle + step * at / 2 for at in range(1 - count, count, 2)]
    return tuple(sorted({min(most, max(1, round(LEAST * middle), round(one))) for one in sums})) if most else ()


def _sums(run: Planned, units: int, most: int, count: int) -> tuple[int, ...]:
    """Sums of a part that was given so much; whoever shares with nobody is asked for all of the money."""
    assert run.sharing is not None
    parts = len(run.sharing.chosen)
    return sums_beside(units, most, count, max(1, round(STEP * most / parts))) if parts > 1 else (most,) * bool(most)


def _usd(units: Sequence[int]) -> tuple[float, ...]:
    return tuple(float(one * UNIT_USD) for one in units)
