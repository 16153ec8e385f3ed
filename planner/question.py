"""The planning question with all its inputs: demand, places, access, pools, chargers, costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.report import Problem
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType
from planner.catalogue.costs import Costs, steps_of
from planner.catalogue.facts import parameter
from planner.catalogue.offers import on_offer
from planner.config.plan import PlanConfig
from planner.config.scenario import Scenario
from planner.demand.demand import surface_of
from planner.demand.depots import depots_of
from planner.demand.en_route import Passing
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.surface import DemandSurface
from planner.errors import ConfigError
from planner.network.access import AccessMatrix, access_of
from planner.network.locations import Locations, locations_of
from planner.network.pads import with_pads
from planner.network.pools import PoolTable, pools_of
from planner.network.slow_sites import with_slow_sites
from planner.network.upgrades import idle_entries, with_upgrades
from planner.support.speech import _


@dataclass(frozen=True)
class EarlierYear:
    """Inputs of a phase before the last one: the demand of its year, and the pools that follow from it."""

    estimate: Estimate
    demand: DemandSurface
    pools: PoolTable


@dataclass(frozen=True)
class Question:
    """A city's planning question with all inputs that a plan is made from and judged by.

    Parameters
    ----------
    scenario : Scenario
    estimate : Estimate
        From which `demand` is the central draw.
    demand : DemandSurface
    places : Locations
    access : AccessMatrix
    chargers : tuple of ChargerType
        That may be bought, in the order of `planner.catalogue.offers.on_offer`, then the work on standing guns that is offered.
    pools : PoolTable
    costs : Costs
    earlier : tuple of EarlierYear
        One for each of `plan.phases` but the last, whose year is that of the question itself.
    problems : tuple of Problem
        Chargers of the scenario that can serve nobody.
    depots : mapping, optional
        Depots of buses, plain JSON: no part of what is planned, but told beside it.
    """

    scenario: Scenario
    estimate: Estimate
    demand: DemandSurface
    places: Locations
    access: AccessMatrix
    chargers: tuple[ChargerType, ...]
    pools: PoolTable
    costs: Costs
    earlier: tuple[EarlierYear, ...] = ()
    problems: tuple[Problem, ...] = ()
    depots: Mapping[str, Any] | None = None

    def guns_with(self, chargers: pd.DataFrame) -> NDArray[np.int64]:
        """Guns with the chargers of a plan (`site_id, charger, count`), standing and new; (sites, pools)."""
        kind, number = {one.id: at for at, one in enumerate(self.chargers)}, self.places.number()
        guns = self.pools.standing.copy()
        for row in rows_of(chargers):
            guns[number[str(row.site_id)]] += self.pools.guns[:, kind[row.charger]] * int(row.count)
        return guns

    def missing_kw_with(self, chargers: pd.DataFrame) -> NDArray[np.float64]:
        """Power that guns on cabinets that share theirs lack when all are busy, with the chargers of a plan; (sites, pools)."""
        kind, number = {one.id: at for at, one in enumerate(self.chargers)}, self.places.number()
        missing = np.zeros(self.pools.standing.shape)
        for row in rows_of(chargers) if self.pools.missing_kw.size else ():
            missing[number[str(row.site_id)]] += self.pools.missing_kw[:, kind[row.charger]] * int(row.count)
        return missing

    def phases(self) -> "tuple[Question, ...]":
        """Return the question of each phase by itself, with the money of all phases so far; empty where all is built at once.

        What is promised for the end is asked of the last phase only.
        """
        steps, money, questions = self.scenario.plan.phases, 0.0, []
        for number, step in enumerate(steps):
            money += step.budget_usd
            if number + 1 == len(steps):
                questions.append(replace(self, scenario=self.scenario.with_plan(budget_usd=money), earlier=()))
                continue
            year = self.earlier[number]
            at_most = tuple(
                one.model_copy(update={"hold": "at_most"})
                for one in self.scenario.plan.locked
                if one.hold != "at_least"  # what is built stays, so that earlier phases have no more of it either
            )
            own = {**PlanConfig.promises_off(), "locked": at_most, "district_floor": step.district_floor or 0.0}
            scenario = self.scenario.with_plan(budget_usd=money, **own)
            questions.append(
                replace(
                    self, scenario=scenario, estimate=year.estimate, demand=year.demand, pools=year.pools, earlier=()
                )
            )
        return tuple(questions)


@dataclass(frozen=True)
class Groundwork:
    """What a city asks for and where it may be served, before it is asked what can be reached.

    Parameters
    ----------
    estimate : Estimate
    demand : DemandSurface
        Its central draw.
    places : Locations
    depots : mapping, optional
        Depots of its buses, as `planner.demand.depots.depots_of`.
    """

    estimate: Estimate
    demand: DemandSurface
    places: Locations
    depots: Mapping[str, Any] | None = None


def groundwork_of(
    city: City, scenario: Scenario, *, say: Callable[[str], None], passing: Passing | None = None
) -> Groundwork:
    """Estimate the demand and find the places, once for everything that a run makes of them.

    `passing` is the traffic of the same city, where it is known already: finding it takes seconds.

    Raises
    ------
    ConfigError
        The scenario names what is not there.
    """
    say(_("estimating demand"))
    estimate = estimate_of(city, scenario, passing=passing)
    surface, places = surface_of(estimate, scenario), locations_of(city, scenario)
    if len(city.blocks):
        say(_("nights of the bus depots"))
    return Groundwork(estimate, surface, places, depots_of(city, scenario))


def question_of(
    city: City,
    scenario: Scenario,
    *,
    say: Callable[[str], None],
    groundwork: Groundwork | None = None,
    like: Question | None = None,
) -> Question:
    """Build the question: estimate demand, find access, and list what may be bought.

    `groundwork` is that of this city and scenario, where it is known already, and `like` another question of the same city, whose
    access matrix is reused where it is the same; finding either takes seconds.

    Raises
    ------
    ConfigError
        The scenario names what is not there, or no zone reaches any site.
    """
    ask = scenario.plan
    chargers = on_offer(scenario)
    ground = groundwork_of(city, scenario, say=say) if groundwork is None else groundwork
    demand, places = ground.demand, ground.places
    check_districts(city, ask)
    access = _access(city, places, ask, like, say)
    steps = steps_of(scenario.grid, ask.cost_case) if scenario.grid.connection == "stepped" else None
    costs = Costs(scenario.grid.connection_usd_per_kw, parameter("discount_rate", ask.cost_case), steps)
    pools, offered = products_of(scenario, chargers, demand, places)
    idle = tuple(idle_entries(chargers, pools, offered))
    question = Question(
        scenario, ground.estimate, demand, places, access, offered, pools, costs, problems=idle, depots=ground.depots
    )
    return _with_earlier_years(question, city, chargers, say) if len(ask.phases) > 1 else question


def check_districts(city: City, ask: PlanConfig) -> None:
    """Refuse a promise to districts in a city without any.

    Raises
    ------
    ConfigError
        There is one.
    """
    asked = ask.district_floor > 0 or any(phase.district_floor for phase in ask.phases) or ask.district_floors
    if asked and not len(city.districts):
        raise ConfigError(
            _(
                "plan.district_floor: the city has no district polygons, so no district can be promised anything; give city.districts or take the floor out"
            )
        )


def _access(
    city: City, places: Locations, ask: PlanConfig, like: Question | None, say: Callable[[str], None]
) -> AccessMatrix:
    """Access matrix; that of `like` where places and limits are the same."""
    if like is not None:
        known, limits = like.access, (ask.max_drive_min * 60.0, ask.nearest_sites)
        if (known.limit_s, known.nearest) == limits and places.reached_as(like.places):
            return known
    return access_of(city, places, max_drive_min=ask.max_drive_min, nearest=ask.nearest_sites, say=say)


def products_of(
    scenario: Scenario, chargers: Sequence[ChargerType], demand: DemandSurface, places: Locations
) -> tuple[PoolTable, tuple[ChargerType, ...]]:
    """Pools of a demand, and the products on offer: new cabinets, each where its kind of site takes it, and the upgrades of existing guns that the scenario allows."""
    known = scenario.plan.availability
    working = parameter("availability_operational") if known is None else known
    reliable = chargers if known is None else [replace(one, availability=known) for one in chargers]
    plain = pools_of(demand, places, reliable, working)
    pools, offered = with_upgrades(plain, reliable, demand, places, scenario.upgrades, working)
    limited = with_pads(pools, offered, places, scenario.coming.wireless_sites)
    return with_slow_sites(limited, offered, places, scenario.sites.slow_kinds), offered


def _with_earlier_years(
    question: Question, city: City, chargers: Sequence[ChargerType], say: Callable[[str], None]
) -> Question:
    """Add the inputs of the earlier phases; upgrades of existing guns are on offer only where they are the same in every year."""
    scenario, places = question.scenario, question.places
    found = []
    for phase in scenario.plan.phases[:-1]:
        say(_("estimating demand of {year}", year=phase.year))
        estimate = _estimate_in(phase.year, city, scenario, question.estimate.passing)
        surface = surface_of(estimate, scenario)
        found.append((estimate, surface, *products_of(scenario, chargers, surface, places)))
    kept = tuple(one for one in question.chargers if all(one in offered for *_, offered in found))
    lost = tuple(
        Problem(
            _("work {id}", id=one.id),
            _("such guns do not charge at the same power in all phases, or nobody uses them in one"),
            _("not offered"),
        )
        for one in question.chargers
        if one not in kept
    )
    earlier = tuple(
        EarlierYear(estimate, surface, pools.only([offered.index(one) for one in kept]))
        for estimate, surface, pools, offered in found
    )
    pools = question.pools.only([question.chargers.index(one) for one in kept])
    return replace(question, chargers=kept, pools=pools, earlier=earlier, problems=(*question.problems, *lost))


def _estimate_in(year: int, city: City, scenario: Scenario, passing: Passing) -> Estimate:
    try:
        return estimate_of(city, scenario, year, passing)
    except ConfigError as error:
        raise ConfigError(_("plan.phases, the phase of {year}: {error}", year=year, error=error)) from None
