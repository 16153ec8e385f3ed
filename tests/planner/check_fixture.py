"""A street with a messy list of stations, checked: merged, private, planned, outside, unknown plugs, hostile names."""

import dataclasses

import geopandas as gpd
from shapely import Point
from station_builder import CCS, GBT, source

from geodata.inventory.merging import merge_stations
from geodata.inventory.overrides import Overrides
from geodata.inventory.record import Plug
from geodata.report import Assumption, Problem, SourceReport
from planner.demand.story import demand_story
from planner.demand.trace import trace_of
from planner.filing import Answer, dossier_of
from planner.inspection import Inspection
from planner.model.planning import do_nothing
from planner.question import question_of
from planner.scenario import scenario_from
from tests.planner.dossier_fixture import HOSTILE
from tests.planner.tiny_city import CRS, corner, silent, tiny_city, tiny_scenario

FLEET = [
    {"vehicle_class": "taxi", "count": 40},
    {"vehicle_class": "private", "count": 400},
    {"vehicle_class": "phev", "count": 60},
]
STATIONS = scenario_from(
    {
        "city": {"name": "Street", "country": "KZ", "place": "Street"},
        "stations": [{"path": "ops.json", "format": "ocpi"}, {"format": "osm"}],
    }
).stations


def at(number: float, north_m: float = 0.0) -> dict[str, float]:
    """Longitude and latitude of a corner of the street."""
    x, y = corner(number)
    point = gpd.GeoSeries([Point(x, y + north_m)], crs=CRS).to_crs("EPSG:4326").iloc[0]
    return {"lon": point.x, "lat": point.y}


def record(identity, *plugs, corner_at, north_m=0.0, **fields):
    status = fields.pop("plug_status", "operational")
    made = tuple(Plug(f"e{k}", name, kw, guessed, status=status) for k, (name, kw, guessed) in enumerate(plugs))
    place = at(corner_at, north_m)
    return {"source_id": identity, "plugs": made, "access": "public", "connection": "connected"} | place | fields


def reads():
    """Two sources that share one station and disagree about it."""
    ops = source(
        "ops",
        record("1", GBT, CCS, corner_at=4, name=HOSTILE[0], operator=HOSTILE[5], updated="2026-04-01T00:00:00Z"),
        record("2", GBT, corner_at=6, name="Двор", operator="Жеке", access="private"),
        record("3", CCS, corner_at=8, name=HOSTILE[1], plug_status="planned"),
        record("4", GBT, corner_at=14, name="За городом"),
        record("6", CCS, corner_at=500, name="Далеко"),
        record("5", (HOSTILE[4], 22.0, True), corner_at=1, name=HOSTILE[2]),
    )
    osm = source(
        "osm",
        record("n1", GBT, GBT, corner_at=4, north_m=8, operator=HOSTILE[3], access="customers"),
        record("n2", ("IEC_62196_T2", 22.0, True), corner_at=6, north_m=12, operator="Другой"),
    )
    return [ops, osm]


def merged(overrides: Overrides | None = None):
    """Merge the two sources."""
    boundary = tiny_city(FLEET).boundary
    return merge_stations(reads(), crs=CRS, boundary=boundary, overrides=overrides or Overrides())


def inspection(**sections) -> Inspection:
    """Check the street as `planner.pipeline.check` does."""
    stations, reports = merged()
    problems = (*reports[0].problems, Problem(HOSTILE[6], HOSTILE[7], HOSTILE[4]))
    reports = (dataclasses.replace(reports[0], path=HOSTILE[4], format="ocpi", problems=problems), reports[1])
    sources = (*reports, SourceReport("fleet.csv", "fleet", 3, 3))
    zones = tiny_city(FLEET).zones.replace({"district": {"West": HOSTILE[2]}})
    districts = tiny_city(FLEET).districts.replace({"district": {"West": HOSTILE[2]}})
    city = tiny_city(
        FLEET,
        stations=stations,
        zones=zones,
        districts=districts,
        sources=sources,
        assumptions=(Assumption(HOSTILE[1], HOSTILE[0], HOSTILE[3]),),
        attribution=("© OpenStreetMap contributors",),
        name="Көше & friends",
    )
    return looked_at(city, **sections)


def looked_at(city, *, listed=True, **sections) -> Inspection:
    """Check a city that is there already."""
    scenario = tiny_scenario(**sections).model_copy(update={"stations": STATIONS if listed else ()})
    question = question_of(city, scenario, say=silent)
    nothing = do_nothing(question)
    story = demand_story([question.estimate], samples=20, seed=0)
    today = dossier_of(city, question, Answer(nothing, nothing), story=story, inputs={})
    assumptions = (*city.assumptions, *question.demand.assumptions)
    return Inspection(
        scenario,
        city,
        question.demand.by_class(),
        city.sources,
        assumptions,
        today=today,
        demand=story.figures,
        trace=trace_of(question.estimate),
    )
