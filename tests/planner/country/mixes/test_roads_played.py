"""Plans of the roads played in worlds that they were not made for: every station of theirs sells there, and every rule is asked again."""

from dataclasses import replace

import numpy as np
import pytest

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.question.trips import Route, Trip
from planner.corridors.search.prepared import Prepared
from planner.country.mixes.road_jobs import RoadsInWorlds, play_roads
from planner.country.road_plans.task import ENERGY
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import silent

SMALL = StationOption("small", (2,), 60.0, 2, 100.0, (90.0,))
LARGE = StationOption("large", (8,), 120.0, 8, 400.0, (500.0,))
PLACES = tuple(Place(name, 70.0 + at, 43.0, (SMALL, LARGE)) for at, name in enumerate("ab"))
ROUTE = Route(np.array([0, 1]), np.array([30.0, 60.0]), 80.0, 400.0, 300.0)
TRIP = Trip("far", "A", "B", 1.0, 1.0, 0, "car", "winter", 50.0, 50.0, 5.0, (ROUTE,))
WORLD = CorridorInstance(("gbt",), PLACES, (TRIP,), float("inf"))
CHAIN = Chain("road", np.array([0, 1]), np.array([150.0, 300.0]), 400.0)
LARGE_TWICE = {"a": {"large": 1}, "b": {"large": 1}}


def played(world, built):
    asked = RoadsInWorlds({"mix": world}, 0.01, 1.0, 1.0, 1e6, wish=ENERGY)
    return play_roads(silent, Stopping(), asked, "mix", {"plan": built})["plan"]


def test_a_station_that_nobody_would_build_in_this_world_sells_in_it_all_the_same():
    needed = Prepared.of(WORLD, ENERGY).stations
    assert set(needed.option.tolist()) == {0}, "the small one sells as much of what passes, for less"
    assert played(WORLD, LARGE_TWICE).worth.value == pytest.approx(35.0)


RULES = {
    "road have no station": CorridorRules(norms=(GapNorm("AFIR", 160.0, 0, (CHAIN,)),)),
    "at least four guns": CorridorRules(norms=(GapNorm("NEVI", 160.0, 0, (CHAIN,), 4),)),
    "must be built": CorridorRules(forced={"b": "large"}),
    "stations are more": CorridorRules(max_stations=0),
    "nothing may be built": CorridorRules(forbidden=("a",)),
    "trips are possible": CorridorRules(floors=(Floor(1.0),)),
}


@pytest.mark.parametrize("said", RULES)
def test_a_rule_that_a_plan_does_not_keep_in_a_world_is_told(said):
    breaks = played(replace(WORLD, rules=RULES[said]), {"a": {"small": 1}}).worth.breaks
    assert said in breaks or (said == "at least four guns" and "NEVI" in breaks), breaks
    assert not played(replace(WORLD, rules=RULES["at least four guns"]), LARGE_TWICE).worth.breaks


def test_drives_keep_a_promise_of_trips_where_the_most_energy_would_break_it():
    """What the station has goes to the trips that are promised first: no others of its drives need be tried."""
    route = Route(np.array([0]), np.array([40.0]), 80.0, 400.0, 300.0)
    rich = replace(TRIP, name="rich", weight=5.0, trips_per_day=3.0, routes=(route,))
    promised = replace(TRIP, name="poor", trips_per_day=2.0, regions=("north",), routes=(route,))
    world = replace(WORLD, trips=(rich, promised))
    free = played(world, {"a": {"small": 1}})
    assert free.worth.value == pytest.approx(5.0 * 90.0)
    bound = played(replace(world, rules=CorridorRules(floors=(Floor(0.5, "north"),))), {"a": {"small": 1}})
    assert not bound.worth.breaks
    assert bound.worth.value == pytest.approx(5.0 * (90.0 - 35.0) + 35.0)
