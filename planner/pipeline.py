"""The story of a plan: gather a city, ask the question, find the best plan, check it, put it on file."""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

from geodata.assemble import assemble_city
from geodata.city import City
from geodata.city_request import CityRequest, StationSource
from geodata.intake import bounds_of
from geodata.inventory.overrides import Overrides
from geodata.report import SourceReport
from geodata.sources.overpass import fetch_place
from geodata.sources.station_overrides import read_overrides
from geodata.station_intake import FetchedStations, fetch_stations, station_downloads
from planner.audit.recheck import broken_promises
from planner.audit.recheck_phases import broken_phases
from planner.catalogue.mixes import mix_of
from planner.catalogue.offers import on_offer
from planner.config.scenario import Scenario
from planner.demand.attraction import weights_of
from planner.demand.demand import surface_of
from planner.demand.en_route import Passing
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.inputs import check_overrides
from planner.demand.stock import known_fleet
from planner.demand.story import DemandStory, demand_story
from planner.demand.trace import trace_of
from planner.dossier.dossier import Dossier
from planner.dossier.inspection import Inspection
from planner.errors import ConfigError
from planner.filing import Answer, dossier_of, input_hashes, now, run_of
from planner.model.program.lp import check_solver
from planner.model.solve.planning import best_plan, cheapest_step, do_nothing
from planner.model.solve.progress import foretold
from planner.network.locations import locations_of
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies.studies import studies_of
from planner.support.stopping import Stopping

log = logging.getLogger(__name__)
Say = Callable[[str], None]
NO_PROMISE = {"forced": (), "district_floor": 0.0, "coverage": 0.0, "objective": "energy", "then": ()}
"""What doing nothing is held to."""


def make_plan(
    city: City, scenario: Scenario, *, say: Say, passing: Passing | None = None, stopping: Stopping | None = None
) -> Dossier:
    """Plan a city: the main job; `passing` is the traffic of the same city, where it is known already.

    Where `stopping` is asked while the plan or its studies are made, the best plan so far is handed over, without the other studies.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it.
    """
    inputs = hashes_of(scenario)
    question = question_of(city, scenario, say=say, passing=passing)
    return answered(city, question, inputs, say=say, stopping=stopping)


def answered(
    city: City,
    question: Question,
    inputs: Mapping[str, str],
    *,
    say: Say,
    stopping: Stopping | None = None,
    given: Plan | None = None,
) -> Dossier:
    """Answer a question that is worked out already: find its plan, or take the `given` one; check it, study it, put it on file.

    Raises
    ------
    PlannerError, GeodataError
        As `make_plan`.
    """
    stopping, scenario, started = stopping or Stopping(), question.scenario, now()
    estimates = _with_further_years(city, scenario, question.estimate)
    say("what stands today")
    nothing = do_nothing(question)
    _insist(nothing, replace(question, scenario=scenario.with_plan(**NO_PROMISE)))
    with stopping.gently():
        plan = _found(question, say, stopping) if given is None else given
        say("checking every promise of the plan")
        _insist(plan, question)
        _insist_on_phases(plan, question)
        step = cheapest_step(question) if plan.chargers.empty else None
        studies = studies_of(question, plan, say, stopping)
    story = _story(scenario, estimates, say)
    answer = Answer(plan, nothing, step, studies.found, run_of(plan, started, studies.wall_s))
    return dossier_of(city, question, answer, story=story, inputs=inputs)


def _found(question: Question, say: Say, stopping: Stopping) -> Plan:
    ask = question.scenario.plan
    say("looking for the best plan")
    say(foretold(ask.objective, ask.gap, ask.time_limit_s))
    return best_plan(question, say=say, stop=stopping)


def _with_further_years(city: City, scenario: Scenario, estimate: Estimate) -> list[Estimate]:
    """Estimate of the planning year, then those of the further years asked for, in their order."""
    years = sorted(set(scenario.fleet.also_years) - {scenario.fleet.year})
    return [estimate, *(estimate_of(city, scenario, year, estimate.passing) for year in years)]


def _story(scenario: Scenario, estimates: Sequence[Estimate], say: Say) -> DemandStory:
    """What is told of the demand of these years, the planning year's first."""
    say("how sure the demand is")
    asked = scenario.demand
    return demand_story(estimates, samples=asked.samples, seed=asked.seed, say=say)


def gather_city(scenario: Scenario, *, say: Say) -> City:
    """Load every input the scenario names; keys that no input can mend are refused first."""
    check_overrides(scenario)
    weights_of(scenario)
    mix_of(scenario)
    check_solver(scenario.plan.solver)
    return assemble_city(request_of(scenario), progress=say)


def _insist(plan: Plan, question: Question) -> None:
    broken = broken_promises(plan, question)
    if broken:
        raise AssertionError(f"the plan breaks {len(broken)} promises of the model: {'; '.join(broken[:3])}")


def _insist_on_phases(plan: Plan, question: Question) -> None:
    broken = broken_phases(plan, question)
    if broken:
        raise AssertionError(f"the phases break {len(broken)} promises: {'; '.join(broken[:3])}")


@dataclass(frozen=True)
class Fetched:
    """What lies in the cache after `evplan fetch`; `place` is the folder of roads, None where they come from a file."""

    place: Path | None
    stations: tuple[FetchedStations, ...]


def fetch(scenario: Scenario, *, say: Say, again: bool = False) -> Fetched:
    """Download the place and every source of stations that is a service; what is there is asked for only `again`.

    Raises
    ------
    GeodataError
        A service cannot be reached, refuses or knows nothing of the place. What was downloaded before stays.
    """
    place, folder = scenario.city.place, None
    if place is not None:
        say(f"fetching {place} from OpenStreetMap (a large city takes some minutes)")
        folder = _place_again(place) if again else fetch_place(place, cache_dir())
    if not any(source.is_online for source in scenario.stations):
        return Fetched(folder, ())
    request = request_of(scenario)
    return Fetched(folder, tuple(fetch_stations(request, bounds=bounds_of(request), say=say, again=again)))


def _place_again(place: str) -> Path:
    """Fetch a place anew beside the old one, which goes only when the new one is whole."""
    cache = cache_dir()
    cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".again-", dir=cache) as beside:
        new = fetch_place(place, Path(beside))
        folder = cache / new.relative_to(beside)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.replace(Path(beside) / "old")
        new.replace(folder)
    return folder


def hashes_of(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every file that a plan of this scenario is made from, by readable names."""
    return input_hashes(scenario, _downloads(scenario))


def _downloads(scenario: Scenario) -> dict[str, Path]:
    """Files of the stations that were downloaded, by readable names."""
    if not any(source.is_online for source in scenario.stations):
        return {}
    request = request_of(scenario)
    return station_downloads(request, bounds=bounds_of(request))


def request_of(scenario: Scenario) -> CityRequest:
    """Every input that the scenario names, as the facts of a city are asked for."""
    city, sites = scenario.city, scenario.sites

    def file(name: str | None) -> Path | None:
        return None if name is None else scenario.path(name)

    known = known_fleet(scenario)
    return CityRequest(
        name=city.name,
        country=city.country,
        year=scenario.fleet.year,
        roads=file(city.roads),
        place=city.place,
        cache=cache_dir(),
        boundary=file(city.boundary),
        population=file(city.population),
        population_columns=city.population_columns,
        population_total=city.population_total,
        districts=file(city.districts),
        districts_columns=city.districts_columns,
        district_table=file(city.district_table),
        district_table_columns=city.district_table_columns,
        stations=tuple(
            StationSource(
                source.format,
                file(source.path),
                source.columns,
                source.is_online,
                source.url,
                source.country,
                source.token_env,
            )
            for source in scenario.stations
        ),
        overrides=file(scenario.inventory.overrides),
        overrides_columns=scenario.inventory.overrides_columns,
        stale_after_days=scenario.inventory.stale_after_days,
        fleet=file(scenario.fleet.path),
        fleet_columns=scenario.fleet.columns,
        stock=known.vehicles,
        stock_source=known.source,
        site_kinds=sites.from_osm,
        site_table=file(sites.path),
        site_columns=sites.columns,
        feeders=file(scenario.grid.path),
        feeder_columns=scenario.grid.columns,
        substations=file(scenario.grid.substations),
        substation_columns=scenario.grid.substation_columns,
        traffic=file(scenario.traffic.path),
        traffic_columns=scenario.traffic.columns,
        h3_resolution=city.h3_resolution,
        default_bays=sites.default_bays,
        max_bays=sites.max_bays,
        bay_share=sites.bay_share,
    )


def cache_dir() -> Path:
    """Folder of downloads: EVPLAN_CACHE, else the user's cache folder."""
    named = os.environ.get("EVPLAN_CACHE")
    return Path(named) if named else user_cache_path("evplan", appauthor=False)


def _overrides(scenario: Scenario) -> Overrides:
    own = scenario.inventory
    return Overrides() if own.overrides is None else read_overrides(scenario.path(own.overrides), own.overrides_columns)


def check(scenario: Scenario, *, say: Say, zone: str | None = None) -> Inspection:
    """Load every input, tell what was read, dropped and why, and what stands today serves; plans nothing.

    `zone` is the zone whose demand is taken apart, that with most demand unless told.

    Raises
    ------
    PlannerError, GeodataError
        An input is missing or of no use.
    """
    on_offer(scenario)
    city = gather_city(scenario, say=say)
    estimate = estimate_of(city, scenario)
    demand, places, trace = surface_of(estimate, scenario), locations_of(city, scenario), trace_of(estimate, zone)
    story = _story(scenario, _with_further_years(city, scenario, estimate), say)
    said = SourceReport("demand", "zones", len(demand.zone_id), len(demand.zone_id), problems=demand.problems)
    seen = Inspection(
        scenario,
        city,
        demand.by_class(),
        (*city.sources, said) if demand.problems else city.sources,
        (*city.assumptions, *places.assumptions, *demand.assumptions),
        demand=story.figures,
        trace=trace,
        overrides=_overrides(scenario),
    )
    try:
        question = question_of(city, scenario, say=say, passing=estimate.passing)
    except ConfigError as error:
        return replace(seen, no_service=str(error))
    say("what stands today")
    nothing = do_nothing(question)
    answer, inputs = Answer(nothing, nothing), input_hashes(scenario)
    return replace(seen, today=dossier_of(city, question, answer, story=story, inputs=inputs))
