"""What a car may use, in which direction, and how fast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.tags import (
    CLASS_SPEED_KMH,
    FASTEST_KMH,
    LIMIT_FACTOR,
    SLOWEST_KMH,
    Direction,
    direction,
    is_drivable,
    posted_limit_kmh,
    road_class,
    speed_kmh,
)


@pytest.mark.parametrize(
    "highway", ["motorway", "trunk_link", "residential", "living_street", "unclassified", "service"]
)
def test_streets_for_cars_are_drivable(highway):
    assert is_drivable({"highway": highway})


@pytest.mark.parametrize(
    "highway",
    ["footway", "track", "steps", "pedestrian", "construction", "proposed", "cycleway", "platform", "bus_guideway"],
)
def test_ways_for_others_are_not_drivable(highway):
    assert not is_drivable({"highway": highway})


@pytest.mark.parametrize(
    ("tags", "open_to_cars"),
    [
        ({"access": "no"}, False),
        ({"access": "private"}, False),
        ({"vehicle": "no"}, False),
        ({"motor_vehicle": "no"}, False),
        ({"motorcar": "no"}, False),
        ({"access": "destination"}, True),
        ({"access": "customers"}, True),
        ({"access": "permissive"}, True),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"access": "private", "vehicle": "no", "motorcar": "destination"}, True),
        ({"access": "yes", "motorcar": "no"}, False),
        ({"motor_vehicle": "yes", "motorcar": "private"}, False),
        ({"access": "no;destination"}, True),
        ({"area": "yes"}, False),
    ],
)
def test_the_more_specific_access_tag_wins(tags, open_to_cars):
    assert is_drivable({"highway": "residential", **tags}) is open_to_cars


def test_service_roads_count_but_not_driveways_and_parking_aisles():
    assert is_drivable({"highway": "service", "service": "alley"})
    assert not is_drivable({"highway": "service", "service": "driveway"})
    assert not is_drivable({"highway": "service", "service": "parking_aisle"})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, Direction.BOTH),
        ({"oneway": "yes"}, Direction.FORWARD),
        ({"oneway": "true"}, Direction.FORWARD),
        ({"oneway": "1"}, Direction.FORWARD),
        ({"oneway": "-1"}, Direction.BACKWARD),
        ({"oneway": "reverse"}, Direction.BACKWARD),
        ({"oneway": "no"}, Direction.BOTH),
        ({"oneway": "reversible"}, Direction.BOTH),
        ({"junction": "roundabout"}, Direction.FORWARD),
        ({"junction": "circular"}, Direction.FORWARD),
        ({"junction": "roundabout", "oneway": "no"}, Direction.BOTH),
        ({"highway": "motorway"}, Direction.FORWARD),
        ({"highway": "motorway_link"}, Direction.FORWARD),
        ({"highway": "motorway", "oneway": "no"}, Direction.BOTH),
        ({"highway": "motorway", "oneway": "-1"}, Direction.BACKWARD),
        ({"highway": "trunk"}, Direction.BOTH),
    ],
)
def test_direction_is_tagged_or_implied_and_oneway_no_overrides(tags, expected):
    assert direction({"highway": "primary", **tags}) is expected


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("60", 60.0),
        ("60 km/h", 60.0),
        ("60km/h", 60.0),
        ("60 kph", 60.0),
        ("40 mph", 64.37),
        ("40mph", 64.37),
        ("RU:urban", 60.0),
        ("KZ:urban", 60.0),
        ("KZ:rural", 90.0),
        ("kz:living_street", 20.0),
        ("DE:zone:30", 30.0),
        ("RU:zone20", 20.0),
        ("60;40", 40.0),
        ("60; signals", 60.0),
        ("none", 130.0),
        ("walk", 7.0),
        ("signals", None),
        ("", None),
        ("0", None),
        ("-50", None),
        ("fast", None),
        ("nan", None),
    ],
)
def test_maxspeed_is_understood_in_its_many_spellings(text, limit):
    assert posted_limit_kmh(text) == (None if limit is None else pytest.approx(limit, abs=0.01))


def test_a_posted_limit_is_taken_with_the_same_factor_everywhere():
    assert speed_kmh({"highway": "residential", "maxspeed": "40"}) == pytest.approx(40 * LIMIT_FACTOR)
    assert speed_kmh({"highway": "primary", "maxspeed": "60"}) == pytest.approx(CLASS_SPEED_KMH["primary"])


def test_without_a_readable_limit_the_class_decides():
    assert speed_kmh({"highway": "service"}) == CLASS_SPEED_KMH["service"]
    assert speed_kmh({"highway": "service", "maxspeed": "signals"}) == CLASS_SPEED_KMH["service"]


@given(st.text(max_size=20), st.sampled_from(sorted(CLASS_SPEED_KMH)))
def test_no_maxspeed_makes_a_road_stand_still_or_fly(text, highway):
    assert SLOWEST_KMH <= speed_kmh({"highway": highway, "maxspeed": text}) <= FASTEST_KMH


def test_a_ramp_is_drawn_like_the_road_it_leads_to():
    assert road_class({"highway": "trunk_link"}) == "trunk"
