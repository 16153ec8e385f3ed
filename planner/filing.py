"""Assembly of the dossier of a finished plan, from which every output is written."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.built_extent import BUILT_LIMITS
from geodata.city import City
from geodata.crs import LONLAT
from geodata.inventory.supply import supply_of
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.sessions.ledger import SESSION_FORMATS
from planner.audit.scorecard import Scorecard, scorecard_of
from planner.catalogue.mixes import mix_of
from planner.config.scenario import Scenario
from planner.demand.occasions import OCCASIONS
from planner.demand.story import DemandStory
from planner.dossier.baseline import baseline_of
from planner.dossier.dossier import Dossier
from planner.dossier.reality import plain_reality
from planner.dossier.reality_check import GivenSessions, GivenSpeeds, Held
from planner.dossier.scenery import Scenery
from planner.dossier.site_table import site_table, with_studies
from planner.dossier.surroundings import surroundings_of
from planner.dossier.whereabouts import whereabouts_of
from planner.model.rules.plug_balance import unbalanced
from planner.model.solve.planning import do_nothing_at_any_wait
from planner.network.locations import supply_rule
from planner.plan import Plan
from planner.question import Question
from planner.studies.promises_assumed import promises_assumed
from planner.support.speech import _, gathering, joined

LIBRARIES = (
    "evplan",
    "folium",
    "geopandas",
    "h3",
    "highspy",
    "numpy",
    "osmium",
    "osmnx",
    "pandas",
    "pulp",
    "scipy",
    "shapely",
    "simpy",
)


@dataclass(frozen=True)
class Answer:
    """A plan, what doing nothing would serve, where nothing is built the price of the cheapest useful step and a sum for which something is, the studies, when and how long was worked, and what became of a plan that was seen."""

    plan: Plan
    nothing: Plan
    cheapest_step_usd: float | None = None
    sufficient_budget_usd: float | None = None
    studies: Mapping[str, Any] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    seen_plan: Mapping[str, Any] = field(default_factory=dict)


def now() -> str:
    """The time, UTC, as `run_of` keeps it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def run_of(plan: Plan, started: str, studies: Mapping[str, float]) -> dict[str, Any]:
    """When work on a plan began and ends now, and what its search and each of its studies took, in seconds: `Dossier.run`."""
    return {"started": started, "finished": now(), **plan.times(), "studies": dict(studies)}


def dossier_of(
    city: City, question: Question, answer: Answer, *, story: DemandStory, scenery: Scenery, inputs: Mapping[str, str]
) -> Dossier:
    """Assemble the dossier of a plan: its results, its inputs and the service without it."""
    with gathering() as messages:
        made = _assembled(city, question, answer, story=story, scenery=scenery, inputs=inputs)
    return replace(made, messages=messages)


def _assembled(
    city: City, question: Question, answer: Answer, *, story: DemandStory, scenery: Scenery, inputs: Mapping[str, str]
) -> Dossier:
    scenario, plan, nothing = question.scenario, answer.plan, answer.nothing
    standing = supply_of(city.stations, city.boundary, supply_rule(scenario)).plugs()
    card = scorecard_of(plan, question, standing)
    any_wait = do_nothing_at_any_wait(question)
    sites = with_studies(site_table(city, question, plan, nothing), answer.studies)
    zones = _zones(city, question, plan, story)
    around = surroundings_of(city, scenery.book, question, plan, nothing)
    return Dossier(
        name=scenario.name,
        city=city.name,
        country=city.country,
        year=scenario.fleet.year,
        mix=scenario.mix if isinstance(scenario.mix, str) else "own",
        proof=plan.proof,
        scorecard=card,
        do_nothing=scorecard_of(nothing, question, standing),
        sites=sites,
        zones=zones,
        demand=story.table,
        districts=_districts(city, card),
        boundary=scenery.boundary,
        roads=scenery.roads,
        ground=scenery.ground,
        backdrop=scenery.backdrop,
        stations=replace(city.stations, table=city.stations.table.to_crs(LONLAT)),
        sources=(*city.sources, *_planning_report(question)),
        assumptions=(
            *city.assumptions,
            *question.places.assumptions,
            *question.demand.assumptions,
            *promises_assumed(question),
        ),
        attribution=city.attribution,
        baseline=baseline_of(city, question, nothing, any_wait).as_dict(),
        demand_story=story.figures,
        studies=answer.studies,
        whereabouts=whereabouts_of(city, scenery, sites, zones, answer.studies, around["candidates"]),
        inputs=inputs,
        versions=versions(),
        configuration=scenario.model_dump(mode="json"),
        given=scenario.given,
        cheapest_step_usd=answer.cheapest_step_usd,
        sufficient_budget_usd=answer.sufficient_budget_usd,
        any_wait=scorecard_of(any_wait, question, standing),
        reality=plain_reality(held_of(city, scenario, question.demand.vehicles)),
        surroundings=around,
        run=answer.run,
        seen_plan=answer.seen_plan,
    )


def held_of(city: City, scenario: Scenario, vehicles: pd.DataFrame) -> Held:
    """What the files and the configuration say of a city with these electric vehicles of the planning year, for the reality checks."""
    return Held(
        city=scenario.city.name,
        year=scenario.fleet.year,
        stations=len(supply_of(city.stations, city.boundary, supply_rule(scenario)).table),
        people=float(city.zones["population"].sum()),
        vehicles=float(vehicles["vehicles"].sum()),
        temperature_c=scenario.fleet.temperature_c,
        map_date=city.map_date,
        sessions=_sessions(city),
        station_sources=len(scenario.stations),
        sites=len(city.sites),
        people_guessed=scenario.city.population is None and scenario.city.population_total is None,
        speeds=_speeds(city),
        built_km2=city.boundary.area / 1e6 if any(one.what == BUILT_LIMITS for one in city.assumptions) else None,
        private_alone=scenario.fleet.path is None and not vehicles["vehicle_class"].str.startswith("taxi").any(),
    )


def _sessions(city: City) -> GivenSessions | None:
    """How many records of sessions were given, could be used, and are of this city."""
    given = [one for one in city.sources if one.format in SESSION_FORMATS]
    if not given:
        return None
    dropped: Counter[str] = Counter()
    for problem in (problem for one in given for problem in one.problems if problem.action == DROPPED):
        count, _, rest = problem.record.partition(" records: ")
        dropped[problem.reason] += int(count) if rest else 1
    dropped["metered outside of the city"] += sum(one.outside_city for one in given)
    table = city.sessions
    return GivenSessions(
        records=sum(one.records - one.merged for one in given),
        kept=len(table),
        placed=int(table["x_m"].notna().sum()),
        reason=max(dropped, key=dropped.__getitem__) if dropped.total() else "",
    )


def _speeds(city: City) -> GivenSpeeds | None:
    """What the table of speeds of the peak hour says oddly and leaves out."""
    for one in city.sources:
        if one.format == "speeds":
            odd = [each for each in one.problems if each.kind == Kind.SPEED]
            left_out = [each.record for each in one.problems if each.kind == Kind.NOT_GIVEN]
            return GivenSpeeds(
                one.kept,
                tuple(joined(": ", [each.record, each.reason]) for each in odd),
                joined(", ", left_out) if left_out else "",
            )
    return None


def _zones(city: City, question: Question, plan: Plan, story: DemandStory) -> gpd.GeoDataFrame:
    demand = question.demand
    zones = city.zones[["zone_id", "district", "population", "geometry"]].copy()
    served = plan.flows.assign(name=plan.flows["family"] + "_" + plan.flows["need"]).pivot_table(
        index="zone_id", columns="name", values="kwh_per_day", aggfunc="sum"
    )
    for c, kind in enumerate(demand.classes):
        zones[f"demand_{kind.name}"] = demand.kwh_per_day[:, c]
        got = served[kind.name] if kind.name in served else pd.Series(dtype="float64")
        zones[f"served_{kind.name}"] = zones["zone_id"].map(got).fillna(0.0).astype("float64")
    zones["demand_kwh"] = demand.kwh_per_day.sum(axis=1)
    for o, occasion in enumerate(OCCASIONS):
        zones[f"occasion_{occasion}"] = demand.by_occasion[:, :, o].sum(axis=1)
    for name, kwh in story.zone_percentiles.items():
        zones[f"{name}_kwh"] = kwh
    zones["served_kwh"] = sum((zones[f"served_{c.name}"] for c in demand.classes), pd.Series(0.0, index=zones.index))
    zones["coverage"] = (zones["served_kwh"] / zones["demand_kwh"]).where(zones["demand_kwh"] > 0).clip(upper=1.0)
    return gpd.GeoDataFrame(zones).to_crs(LONLAT)


def _districts(city: City, card: Scorecard) -> gpd.GeoDataFrame:
    districts = city.districts[["district", "population", "geometry"]].copy()
    districts["demand_kwh"] = [card.district_demand_kwh.get(d, 0.0) for d in districts["district"]]
    districts["served_kwh"] = [card.district_served_kwh.get(d, 0.0) for d in districts["district"]]
    districts["coverage"] = [
        s / d if d > 0 else math.nan for s, d in zip(districts["served_kwh"], districts["demand_kwh"], strict=True)
    ]
    return gpd.GeoDataFrame(districts).to_crs(LONLAT)


def _planning_report(question: Question) -> list[SourceReport]:
    """Zones and sites that roads do not reach, and unusable guns, as problems of a source report."""
    unused = question.pools.unused_standing
    useless = (
        (
            Problem(
                _("{unused} standing guns", unused=unused),
                _("no demand of this plan can use their plug"),
                _("they serve nobody"),
            ),
        )
        if unused
        else ()
    )
    problems = (*question.access.problems, *question.places.problems, *question.problems)
    problems = (*problems, *question.demand.problems, *useless, *unbalanced(question))
    zones = int((question.demand.kwh_per_day.sum(axis=1) > 0).sum())
    records = zones + len(question.places)
    said = [
        SourceReport(
            _("drive times and demand"), _("zones with demand, and sites"), records, records, problems=problems
        )
    ]
    gates, candidates = question.places.gates, int((~question.places.existing).sum())
    out = int(gates.excluded.sum())
    if out:
        what = _("candidate sites, by status of land, connection and access")
        said.append(SourceReport("gates", what, candidates, candidates - out, dropped=out, problems=gates.problems))
    return said


def inputs_of(city: City, scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every file that a plan is made from, as it was read: those of the city, and the table of the mix."""
    mix = mix_of(scenario).file
    return {**city.inputs, **({} if mix is None else {mix.name: mix.sha256})}


def versions() -> dict[str, str]:
    """Versions of this package and of the libraries a result depends on."""
    return dict(_versions())


@cache  # metadata of a distribution is parsed anew at each call of version()
def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
