"""From files to a corridor question: ways, energy, places and stations, and every loss told."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from osm_fixtures import OsmFile

from planner.corridors.facts.gathering import gather
from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import state
from tests.fixtures.drawing import drawn
from tests.planner.corridors.corridor_towns import by_name, question, written


def longest_stretch(route):
    """Most energy between two places of a route, or between one and an end."""
    return float(np.diff([0.0, *route.kwh_at, route.kwh_total]).max())


def test_no_stretch_of_a_way_is_longer_than_asked_without_a_place(folder):
    asked = question(folder, stations={"every_km": 30})
    for trip in asked.instance.trips:
        for route in trip.routes:
            assert np.diff([0, *route.km_at, route.km_total]).max() <= 30 + 1e-6
    assert len({place.id for place in asked.instance.places}) == len(asked.instance.places)
    ids = {place.id for place in asked.instance.places}
    assert {"Alpha", "Gamma", "Delta"} <= ids
    bare = question(folder, stations={"every_km": 30, "in_towns": False})
    assert not {"Alpha", "Gamma"} & {place.id for place in bare.instance.places}


def test_alternatives_lie_within_the_detour_and_are_other_roads(folder):
    asked = question(folder, driving={"detour": 1.5})
    trip = by_name(asked)["Alpha - Gamma, private_home, gbt, winter"]
    assert [round(route.km_total) for route in trip.routes] == [260, 300]
    assert all(
        one.routes[0].minutes == min(way.minutes for way in one.routes) for one in asked.instance.trips if one.routes
    )
    assert [len(t.routes) for t in question(folder, driving={"detour": 1.01}).instance.trips] == [1] * len(
        asked.instance.trips
    )


@drawn(25, [HealthCheck.function_scoped_fixture])
@given(
    cold=st.floats(-40, 5),
    warm=st.floats(12, 28),
    speed=st.floats(30, 130),
    case=st.sampled_from(["low", "central", "high"]),
)
def test_energy_never_falls_along_a_way_and_winter_makes_no_trip_easier(folder, cold, warm, speed, case):
    seasons = [
        {"name": "winter", "months": [11, 12, 1, 2, 3], "temperature_c": cold},
        {"name": "summer", "months": [4, 5, 6, 7, 8, 9, 10], "temperature_c": warm},
    ]
    asked = question(
        folder, trips={"seasons": seasons}, driving={"case": case, "least_range_km": 0}, roads={"speed_kmh": speed}
    )
    named = by_name(asked)
    assert named
    for trip in asked.instance.trips:
        for route in trip.routes:
            assert (np.diff([0, *route.kwh_at, route.kwh_total]) >= -1e-9).all()
    for name, winter in named.items():
        if name.endswith("winter"):
            summer = named[name.replace("winter", "summer")]
            for cold_route, warm_route in zip(winter.routes, summer.routes, strict=True):
                assert cold_route.kwh_total >= warm_route.kwh_total - 1e-9
                assert longest_stretch(cold_route) >= longest_stretch(warm_route) - 1e-9
            assert winter.usable_kwh == summer.usable_kwh


def test_stations_on_offer_have_guns_by_family_and_both_and_more_guns_carry_more(folder):
    options = question(folder, trips={"mix": {"gbt": 0.8, "ccs2": 0.2}}).instance.places[0].options
    guns = {option.guns for option in options}
    assert {(2, 0), (0, 2), (1, 1), (8, 0), (0, 8), (4, 4), (6, 2)} <= guns
    of_gbt = [option for option in options if option.guns[1] == 0]
    for less, more in itertools.pairwise(of_gbt):
        assert more.kwh_per_day[0] / more.guns[0] > less.kwh_per_day[0] / less.guns[0]  # pooling
        assert more.cost_usd > less.cost_usd
        assert more.cost_usd / more.guns[0] < less.cost_usd / less.guns[0]  # grid steps and ground works are shared
    assert all(option.bays == sum(option.guns) for option in options)


def test_a_station_that_stands_by_the_road_is_a_place_and_one_far_away_is_told(folder):
    header = "lon,lat,name,connector,count,power_kw,access\n"
    rows = "70.75,42.005,Halfway,GBT_DC,2,60,public\n70.9,43.5,Away,GBT_DC,2,60,public\n71.0,42.0,Slow,IEC_62196_T2,2,22,public\n"
    (folder / "stations.csv").write_text(header + rows)
    asked = question(folder, stations={"existing": [{"path": "stations.csv", "format": "csv"}]})
    standing = [place for place in asked.instance.places if place.standing is not None]
    assert [(place.id, place.standing.guns) for place in standing] == [("Halfway", (2, 0))]
    assert standing[0].standing.kwh_per_day[0] > 0
    assert asked.account.counts["standing"] == 1
    (far,) = [one for one in asked.account.faults if one.kind == "station_far"]
    assert all("from the nearest way that trips take" in row for row in far.shown(9)[0])
    trip = by_name(asked)["Alpha - Gamma, private_home, gbt, winter"]
    number = asked.instance.place_at["Halfway"]
    assert number in trip.routes[0].stops.tolist()


def test_a_town_with_a_station_stays_a_town(folder):
    header = "lon,lat,name,connector,count,power_kw,access\n"
    (folder / "stations.csv").write_text(f"{header}73.001,42.0,Mall,GBT_DC,2,60,public\n")
    there = {"existing": [{"path": "stations.csv", "format": "csv"}]}
    with_it, without = (question(folder, stations=keys) for keys in (there, {}))
    gamma, plain = (asked.instance.places[asked.instance.place_at["Gamma"]] for asked in (with_it, without))
    assert gamma.standing.guns == (2, 0)
    assert [one.cost_usd for one in gamma.options] == [one.cost_usd for one in plain.options]
    assert with_it.account.counts["places_town"] == without.account.counts["places_town"]
    outside = question(folder, stations={**there, "in_towns": False})
    closed = outside.instance.places[outside.instance.place_at["Gamma"]]
    assert (closed.standing.guns, closed.options) == ((2, 0), ())


def test_a_town_that_a_way_passes_close_by_is_a_place_on_it(tmp_path):
    near = "id,lon,lat,country\na,70.0,42.0,KG\nb,71.5,42.0,KG\nt,71.5,42.02,KG\nc,73.0,42.0,KG\n"
    towns = (
        "name,lon,lat,population,country\nAlpha,70,42,600000,KG\nBypassed,71.5,42.02,9000,KG\nGamma,73,42,300000,KG\n"
    )
    written(tmp_path, nodes=near, edges="u,v,km\na,b,130\nb,t,2.4\nb,c,130\n", towns=towns)
    asked = question(tmp_path)
    trip = by_name(asked)["Alpha - Gamma, private_home, gbt, winter"]
    on_way = [asked.instance.places[at].id for at in trip.routes[0].stops]
    assert "Bypassed" in on_way
    assert trip.routes[0].km_at[on_way.index("Bypassed")] == pytest.approx(130)


def test_a_fuel_station_of_an_extract_is_taken_before_bare_road(tmp_path):
    file = OsmFile(nodes={at: (70.0 + at / 100, 42.0) for at in range(1, 201)})
    file.way(1, list(range(1, 201)), highway="trunk")
    file.node(900, (70.62, 42.001), amenity="fuel", name="Sunrise")
    file.node(901, (71.2, 42.001), highway="rest_area", name="Halt")
    file.write(tmp_path / "made.osm.pbf")
    towns = "name,lon,lat,population,country\nAlpha,70.01,42,600000,KG\nGamma,72,42,300000,KG\n"
    (tmp_path / "towns.csv").write_text(towns)
    settings = CorridorSettings.model_validate(
        {"roads": {"osm": "made.osm.pbf"}, "towns": {"path": "towns.csv"}, "stations": {"every_km": 70}}
    )
    made = state(gather(settings, tmp_path), settings)
    assert {"Sunrise", "Halt"} <= {place.id for place in made.instance.places}
    assert made.instance.trips[0].routes[0].minutes == pytest.approx(164.8 / 85 * 60, rel=0.01)


def test_the_same_files_give_the_same_question(folder):
    one, other = (question(folder) for _ in range(2))
    assert one.account.as_dict() == other.account.as_dict()
    assert [place.id for place in one.instance.places] == [place.id for place in other.instance.places]
    assert all("\n" not in line for line in one.account.lines())


@pytest.mark.parametrize("country", ["KG", "KZ"])
def test_the_given_roads_of_a_country_become_a_question(shared_data: Path, country):
    roads = {"nodes": "roads/central_asia_nodes.csv", "edges": "roads/central_asia_edges.csv"}
    stations = {"every_km": 40, "abroad": True}  # the borders of this table are coarse
    asked = CorridorSettings.model_validate({"countries": [country], "roads": roads, "stations": stations})
    made = state(gather(asked, shared_data), asked)
    assert made.account.counts["towns"] >= 16
    assert (
        100 < made.account.ranges_km["private_home", "winter"] < made.account.ranges_km["private_home", "summer"] < 300
    )
    doubts = " ".join(one.line for one in made.account.faults)
    assert ("Bishkek-Osh (501 km here, 655 km known" in doubts) == (country == "KG")
    assert ("Aktobe-Atyrau (917 km here, 590 km known" in doubts) == (country == "KZ")
    for trip in made.instance.trips:
        assert not any(trip.strands(route) for route in trip.routes)
