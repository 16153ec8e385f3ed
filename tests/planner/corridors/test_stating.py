"""From files to a corridor question: ways, energy, places and stations, and every loss told."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from osm_fixtures import OsmFile

from geodata.trunk.towns import Town, Towns
from planner.corridors.facts.gathering import gather
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stated.road_paths import RoadPath
from planner.corridors.stated.rules import rules_of
from planner.corridors.stating import CorridorQuestion, state
from planner.country.telling.hints import hints_of
from planner.errors import CorridorError
from tests.fixtures.drawing import drawn
from tests.planner.corridors.corridor_towns import question, written


def longest_stretch(route):
    """Most energy between two places of a route, or between one and an end."""
    return float(np.diff([0.0, *route.kwh_at, route.kwh_total]).max())


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)


def by_name(asked: CorridorQuestion):
    return {trip.name: trip for trip in asked.instance.trips}


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


def test_the_gravity_model_is_scaled_so_that_the_cars_over_counted_roads_are_those_counted(folder):
    (folder / "counts.csv").write_text(
        "u,v,lon,lat,vehicles_per_day\na,b,,,4000\n,,73.0,43.0,1000\nb,zz,,,7\na,b,,,-1\n"
    )
    asked = question(folder, trips={"counts": "counts.csv", "through_share": 0.5})
    counted = asked.account.by_count
    assert sum(row[1] for row in counted) == pytest.approx(2500)
    assert sum(row[2] for row in counted) == pytest.approx(2500)
    assert [one.kind for one in asked.account.faults if one.kind.startswith("count")] == ["count_row"]
    assert next(one for one in asked.account.faults if one.kind == "count_row").count == 2


def test_without_counts_the_trips_of_a_year_are_so_many_for_each_person(folder):
    asked = question(folder, trips={"trips_per_person_year": 3.65, "kept_share": 1.0})
    assert asked.account.cars_per_day == pytest.approx(1_100_000 * 0.01)
    electric = question(folder, trips={"trips_per_person_year": 3.65, "kept_share": 1.0, "ev_share": 0.1})
    assert electric.account.electric_per_day == pytest.approx(1100)
    year = sum(trip.trips_per_day * trip.weight for trip in electric.instance.trips)
    assert year == pytest.approx(1100 * sum([0.88, 0.82, 0.82]) / 3, rel=0.1)  # cars of other ports are left out
    assert "other plug families" in " ".join(electric.account.left_out)


def test_a_table_of_trips_counts_before_the_model_and_its_bad_rows_are_told(folder):
    rows = ["alpha,GAMMA,100,,", "Gamma,Alpha,50,taxi,ccs2", "Alpha,Nowhere,5,,", "Alpha,Gamma,-3,,", "Alpha,Alpha,3,,"]
    (folder / "trips.csv").write_text("\n".join(["from,to,trips_per_day,vehicle_class,port", *rows]))
    asked = question(folder, trips={"path": "trips.csv", "electric": True, "mix": {"gbt": 1.0}})
    day = {name: trip.trips_per_day * trip.weight for name, trip in by_name(asked).items()}
    assert sum(amount for name, amount in day.items() if "private_home, gbt" in name) == pytest.approx(100)
    assert sum(amount for name, amount in day.items() if "taxi, ccs2" in name) == pytest.approx(50)
    kinds = {one.kind.value: one.count for one in asked.account.faults}
    assert (kinds["trip_town"], kinds["trip_row"]) == (1, 2)


def test_a_class_with_no_range_in_the_cold_is_named_and_the_rest_goes_on(folder):
    seasons = [
        {"name": "winter", "months": [11, 12, 1, 2, 3], "temperature_c": -40},
        {"name": "summer", "months": [4, 5, 6, 7, 8, 9, 10]},
    ]
    asked = question(
        folder,
        trips={"seasons": seasons, "classes": {"private_home": 0.5, "taxi": 0.5}},
        driving={"battery_kwh": {"taxi": 18}, "least_range_km": 50},
    )
    (line,) = (one for one in asked.account.undriven if one.startswith("class"))
    assert line.startswith("class taxi has no range in winter")
    assert line in asked.account.left_out
    assert "battery_kwh" not in line, "it stands in reports"
    (advice,) = (one for one in hints_of(None, asked) if "battery_kwh" in one)
    assert advice == "Where no station helps: give a class without range a larger battery_kwh, or lower least_range_km."
    lost = {(trip.vehicle, trip.season) for trip in asked.instance.trips if trip.is_hopeless()}
    assert lost == {("taxi", "winter")}, "they are asked for and cannot be driven"
    per_day = {
        (season, car): sum(
            one.trips_per_day for one in asked.instance.trips if (one.vehicle, one.season) == (car, season)
        )
        for season in ("winter", "summer")
        for car in ("taxi", "private_home")
    }
    winter, summer = (per_day[season, "taxi"] / per_day[season, "private_home"] for season in ("winter", "summer"))
    assert winter == pytest.approx(summer)
    with pytest.raises(
        CorridorError, match=r"no trip can be driven, whatever is built: .*class .* has no range in win"
    ):
        question(folder, driving={"least_range_km": 5000})


def test_trips_that_no_chain_makes_possible_are_told_in_trips_a_day_and_without_keys(tmp_path):
    asked = question(written(tmp_path, edges="u,v,km\na,b,130\nb,c,130\nc,d,1240\n"), stations={"every_km": 220})
    _plugs, line = asked.account.undriven
    lost = [one for one in asked.instance.trips if one.is_hopeless()]
    a_day = sum(one.trips_per_day * one.weight for one in lost)
    assert f"possible: {a_day:.2f} a day on the mean of the year, of {len(lost)} kinds" in line
    assert "every_km" not in line
    assert any("lower every_km" in one for one in hints_of(None, asked))


def test_a_trip_longer_than_any_chain_of_places_is_named_with_the_stretch(tmp_path):
    written(tmp_path, edges="u,v,km\na,b,130\nb,c,130\nc,d,1240\n")
    asked = {"stations": {"every_km": 800}, "driving": {"least_range_km": 0}}
    with pytest.raises(CorridorError, match=r"no chain of the places here .* from Alpha to Gamma, 260 km, there is no"):
        question(tmp_path, **asked)


def test_closed_borders_cut_towns_apart_and_the_pairs_are_told(folder):
    asked = question(folder, roads={"closed_borders": ["KG-KZ"]})
    assert {(trip.origin, trip.destination) for trip in asked.instance.trips} == {("Alpha", "Gamma")}
    cut = next(one for one in asked.account.faults if one.kind == "pair_cut")
    assert cut.records == ("Alpha - Delta", "Gamma - Delta")
    open_ = question(folder)
    for season in ("winter", "summer"):  # a closed border takes no trip out of the count, and adds none elsewhere
        trips, of_all = (
            sum(one.trips_per_day for one in asked_.instance.trips if one.season == season) for asked_ in (asked, open_)
        )
        assert asked.account.no_way[season] == pytest.approx(of_all - trips, rel=0.02)
    assert open_.account.no_way == {}
    told = "from,to,trips_per_day\nAlpha,Gamma,100\nGamma,Delta,300\n"
    (folder / "trips.csv").write_text(told, encoding="utf-8")
    trips = {"path": "trips.csv", "ev_share": 0.05, "mix": {"gbt": 1.0}}
    asked = question(folder, roads={"closed_borders": ["KG-KZ"]}, trips=trips)
    winter = sum(one.trips_per_day for one in asked.instance.trips if one.season == "winter")
    assert asked.account.no_way["winter"] == pytest.approx(3 * winter)
    with pytest.raises(CorridorError, match="no trip between 3 towns"):
        question(folder, trips={"least_km": 5000})


def test_a_norm_may_be_asked_of_one_road_by_the_two_towns_at_its_ends(folder):
    norm = {"name": "own", "km": 100, "family": "gbt", "binding": True}
    for road, first in (("Alpha - Gamma", "Alpha"), ("gamma – alpha", "Gamma")):
        asked = question(folder, rules={"norms": [{**norm, "road": road}]})
        (chain,) = asked.instance.rules.norms[0].chains
        assert (chain.km, asked.instance.places[chain.places[0]].id) == (260.0, first)
    for wrong in ("Alpha - Omega", "Alpha - Alpha"):
        with pytest.raises(CorridorError, match="Alpha - Gamma"):
            question(folder, rules={"norms": [{**norm, "road": wrong}]})


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


def test_both_directions_are_mirrors_on_level_roads(folder):
    asked = question(folder, trips={"both_ways": True})
    named = by_name(asked)
    there, back = (named[f"{ends}, private_home, gbt, winter"] for ends in ("Alpha - Delta", "Delta - Alpha"))
    for one, other in zip(there.routes, back.routes, strict=True):
        assert one.stops.tolist() == other.stops.tolist()[::-1]
        assert one.kwh_at == pytest.approx(one.kwh_total - other.kwh_at[::-1])
    alone = by_name(question(folder, trips={"both_ways": False}))["Alpha - Delta, private_home, gbt, winter"]
    assert alone.trips_per_day == pytest.approx(there.trips_per_day + back.trips_per_day)
    assert alone.start_kwh == alone.usable_kwh < there.start_kwh


def test_norms_hold_on_roads_that_are_part_of_no_other(folder):
    rules = {
        "norms": [{"name": "AFIR", "km": 60, "family": "gbt", "binding": True}],
        "floors": [{"share": 0.5, "family": "ccs2"}],
    }
    asked = question(folder, rules=rules).instance.rules
    assert [chain.name for chain in asked.norms[0].chains] == ["Alpha - Delta"]
    assert asked.floors[0].family == 1


@given(st.lists(st.floats(1e-3, 400.0), min_size=1, max_size=40))
def test_a_norm_holds_on_a_road_with_a_place_at_its_very_end_whatever_the_lengths_of_its_edges_round_to(lengths):
    km = np.array(lengths)
    edges, nodes = tuple((edge, True) for edge in range(len(km))), tuple(range(len(km) + 1))
    path = RoadPath(edges, nodes, float(km.sum()), 60.0)
    end = PlacedPath(path, np.array([0]), np.array([len(km)]), np.zeros(1))
    towns = Towns((Town("Alpha", 70.0, 43.0, 2.0), Town("Beta", 71.0, 43.0, 1.0)))
    norms = {"norms": [{"name": "AFIR", "km": 60, "family": "gbt"}]}
    asked = CorridorSettings.model_validate({"roads": {"nodes": "n.csv", "edges": "e.csv"}, "rules": norms})
    (norm,) = rules_of(asked, towns, {(0, 1): end}, km).norms  # no length is refused
    (chain,) = norm.chains  # where sums of another order end a hair later
    assert 0 <= chain.km_at[0] <= chain.km == pytest.approx(chain.km_at[0])


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
