"""Everything a plan is made from and judged by, gathered once: demand, places, access, pools, chargers, costs."""

from collections.abc import Callable
from dataclasses import dataclass

from geodata.city import City
from geodata.report import Problem
from planner.access.matrix import AccessMatrix, access_of
from planner.catalogue import ChargerType, charger_types
from planner.costs import Costs, steps_of
from planner.demand.demand import surface_of
from planner.demand.en_route import Passing
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.surface import DemandSurface
from planner.errors import ConfigError
from planner.facts import parameter
from planner.locations import Locations, locations_of
from planner.pools import PoolTable, pools_of
from planner.scenario import Scenario
from planner.upgrades import idle_entries, with_upgrades


@dataclass(frozen=True)
class Question:
    """A city's planning question, in facts.

    Parameters
    ----------
    scenario : Scenario
    estimate : Estimate
        From which `demand` is the central draw.
    demand : DemandSurface
    places : Locations
    access : AccessMatrix
    chargers : tuple of ChargerType
        That may be bought, in the order of `plan.chargers`, then the work on standing guns that is offered.
    pools : PoolTable
    costs : Costs
    problems : tuple of Problem
        Chargers of the scenario that can serve nobody.
    """

    scenario: Scenario
    estimate: Estimate
    demand: DemandSurface
    places: Locations
    access: AccessMatrix
    chargers: tuple[ChargerType, ...]
    pools: PoolTable
    costs: Costs
    problems: tuple[Problem, ...] = ()


def question_of(
    city: City, scenario: Scenario, *, say: Callable[[str], None], passing: Passing | None = None
) -> Question:
    """Work out the question: what is asked for where, what can be reached, what may be bought.

    `passing` is the traffic of the same city, where it is known already; finding it takes seconds.

    Raises
    ------
    ConfigError
        The scenario names what is not there, or no zone reaches any site.
    """
    ask = scenario.plan
    chargers = charger_types(ask.chargers, ask.cost_case)
    say("estimating demand")
    estimate = estimate_of(city, scenario, passing=passing)
    demand = surface_of(estimate, scenario)
    places = locations_of(city, scenario)
    if ask.district_floor > 0 and not len(city.districts):
        raise ConfigError(
            "plan.district_floor: the city has no district polygons, so no district can be promised anything; give city.districts or take the floor out"
        )
    access = access_of(city, places, max_drive_min=ask.max_drive_min, nearest=ask.nearest_sites, say=say)
    steps = steps_of(scenario.grid, ask.cost_case) if scenario.grid.connection == "stepped" else None
    costs = Costs(scenario.grid.connection_usd_per_kw, parameter("discount_rate", ask.cost_case), steps)
    plain = pools_of(demand, places, chargers)
    pools, offered = with_upgrades(plain, chargers, demand, places, scenario.upgrades)
    idle = tuple(idle_entries(chargers, pools, offered))
    return Question(scenario, estimate, demand, places, access, offered, pools, costs, idle)
