"""Which parts of a planned country are asked in which worlds, with how much money and which floors; what is left out, and why."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geodata.errors import GeodataError
from planner.catalogue.mix_words import mix_label
from planner.cluster.jobs import prefixed
from planner.corridors.question.instance import CorridorInstance
from planner.country.accounts import ROADS_NAME, asker_words
from planner.country.config.country import CountryConfig
from planner.country.mixes.parts import CityPart, Part, RoadsPart, city_part, roads_part
from planner.country.mixes.road_jobs import in_mix
from planner.country.money.curves import Curve, units_down
from planner.country.money.sharing import Floor
from planner.country.plan.planned import Planned
from planner.country.plan.promises import floors_of, told_without
from planner.country.world_play import THIS
from planner.errors import PlannerError
from planner.support.progress import Progress
from planner.support.speech import _, message_of

log = logging.getLogger(__name__)


@dataclass
class Scope:
    """Which parts are asked in which worlds.

    Parameters
    ----------
    run : Planned
    mixes : list of str
    parts : list of Part
    roads_alone : bool
    left_out : list of (str, str)
    """

    run: Planned
    mixes: list[str]
    parts: list[Part] = field(default_factory=list)
    roads_alone: bool = False
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def config(self) -> CountryConfig:
        """That of the country."""
        return self.run.config

    @property
    def roads(self) -> tuple[CorridorInstance, ...]:
        """The roads with the stations that are on offer in all worlds, and as they were planned for the country."""
        on_offer = [next(iter(one.in_worlds.instances.values())) for one in self.parts if isinstance(one, RoadsPart)]
        return (*on_offer, *(() if self.run.roads is None else (self.run.roads.question.instance,)))

    @property
    def chances(self) -> dict[str, float]:
        """How likely each world is; alike where nobody says."""
        given = self.config.compare.probabilities
        return {mix: given.get(mix, 0.0) if given else 1.0 / len(self.mixes) for mix in self.mixes}

    @property
    def units(self) -> int:
        """Money of all parts that are asked: the budget without what the others have been given."""
        assert self.run.sharing is not None
        if self.roads_alone:
            return self.run.sharing.chosen[ROADS_NAME].units
        taking_part = {one.name for one in self.parts}
        return units_down(self.config.budget_usd) - sum(
            one.units for name, one in self.run.sharing.chosen.items() if name not in taking_part
        )

    def floors(self, curves: Sequence[Curve]) -> list[Floor]:
        """Floors of a world, less the money that those who are not asked have been given; none for the roads alone, whose money is set."""
        assert self.run.sharing is not None
        if self.roads_alone:
            return []
        taking_part = {one.name for one in self.parts}
        others = [one for name, one in self.run.sharing.chosen.items() if name not in taking_part]
        regions = {one.name: one.region for one in self.run.cities}
        regions_left_out = {name: regions.get(name, "") for name in self.run.sharing.chosen if name not in taking_part}
        out = []
        for floor in floors_of(self.config, curves, self.run.roads):
            if floor.idle:
                continue
            there = sum(one.amounts.get(floor.account, 0.0) for one in others) if floor.is_money else 0.0
            out.append(told_without(replace(floor, least=max(0.0, floor.least - there)), regions_left_out))
        return out

    def leave_out(self, name: str, why: str) -> None:
        """Ask a part no longer; its money stays with it."""
        self.parts = [one for one in self.parts if one.name != name]
        self.leave_out_once(name, why)

    def leave_out_once(self, name: str, why: str) -> None:
        """Tell that a part or a world has no part in this, once."""
        if name not in [one for one, _why in self.left_out]:
            self.left_out.append((name, why))
            log.warning(_("not compared in other worlds: {name}: {why}", name=self._words(name), why=why))

    def _words(self, name: str) -> str:
        """A part, a world or the plan of the country, as people read of it."""
        if name == THIS:
            return _("this plan")
        return mix_label(name) if name in self.config.compare.mixes else asker_words(name)

    def take_back(self, mix: str) -> None:
        """A world that was left out has its part in this after all."""
        self.left_out = [one for one in self.left_out if one[0] != mix]


def scope_of(run: Planned, say: Progress, *, apart: bool, fresh: bool) -> Scope:
    """All parts that were planned, in all worlds; for workers `apart` the questions of cities are stated here, and one of which that cannot be done is left out."""
    assert run.sharing is not None
    compare = run.config.compare
    scope = Scope(run, list(compare.mixes), roads_alone=not compare.cities)
    budget = units_down(run.config.budget_usd)
    if compare.cities:
        for one in run.cities:
            if one.name in run.answers:
                _add_city(scope, city_part(run, one, scope.mixes, budget, fresh=fresh), say, apart=apart)
    if run.roads is not None and run.road_answers is not None:
        most = scope.units if scope.roads_alone else budget
        count = 1 if scope.roads_alone else compare.sums
        instances = _roads(scope)
        if instances and most:
            scope.parts.append(roads_part(run, instances, most, count))
    return scope


def _add_city(scope: Scope, part: CityPart, say: Progress, *, apart: bool) -> None:
    try:
        in_worlds = part.in_worlds.stated(prefixed(say, part.name)) if apart else part.in_worlds
    except (PlannerError, GeodataError) as error:
        scope.leave_out(part.name, message_of(error))
        return
    scope.parts.append(replace(part, in_worlds=in_worlds))


def _roads(scope: Scope) -> dict[str, CorridorInstance]:
    """The roads in each world; none where they cannot be stated in one."""
    assert scope.run.roads is not None
    try:
        return {mix: in_mix(scope.run.roads.question, scope.config.road_settings, mix) for mix in scope.mixes}
    except PlannerError as error:
        scope.leave_out_once(ROADS_NAME, message_of(error))
        return {}
