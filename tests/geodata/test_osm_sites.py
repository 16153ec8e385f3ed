"""Candidate sites from OpenStreetMap: what counts, how many bays, what is merged and what is dropped."""

import re
from collections import Counter

import numpy as np
import pytest
import shapely
from feature_fixtures import CITY, CRS, EAST, NORTH, extract_of, rect, spot, street
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.sites import candidate_sites
from geodata.osm.substations import substations
from geodata.sources.osm_file import read_osm_file
from geodata.speech import speaking, told
from tests.fixtures.drawing import drawn

LOT = {"amenity": "parking"}
NOBODY = np.empty((0, 2))


def found(features, kinds=tuple(SITE_KINDS), *, streets=(), existing=NOBODY, boundary=CITY, most=12, share=0.2):
    return candidate_sites(
        extract_of(features, streets),
        list(kinds),
        crs=CRS,
        boundary=boundary,
        existing_xy=np.asarray(existing, dtype=float),
        default_bays=4,
        max_bays=most,
        bay_share=share,
    )


def only(tags, shape=None, **options):
    """The one site made of one object."""
    sites, _ = found([("w1", tags, shape or spot(0, 0))], **options)
    assert len(sites) == 1
    return sites.iloc[0]


def test_a_kind_that_is_asked_for_and_nowhere_on_the_map_is_said_to_be_missing():
    _, report = found([("w1", {"amenity": "parking"}, spot(0, 0))], ("parking", "street", "fuel"))
    assert [(one.record, one.reason) for one in report.problems if one.record == "sites.from_osm"] == [
        ("sites.from_osm", "street, fuel: none found on the map")
    ]
    _, report = found([("w1", {"amenity": "parking"}, spot(0, 0))], ("parking",))
    assert not [one for one in report.problems if one.record == "sites.from_osm"]


def reasons(report):
    return {problem.record: problem.reason for problem in report.problems if problem.record != "sites.from_osm"}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "parking"}, "parking"),
        ({"amenity": "fuel"}, "fuel"),
        ({"shop": "mall"}, "retail"),
        ({"shop": "supermarket", "building": "yes"}, "retail"),
        ({"amenity": "marketplace"}, "bazaar"),
        ({"tourism": "hotel"}, "hotel"),
        ({"leisure": "stadium"}, "sport"),
        ({"amenity": "cinema"}, "culture"),
        ({"amenity": "hospital"}, "hospital"),
        ({"amenity": "university"}, "university"),
        ({"railway": "station"}, "transport"),
        ({"amenity": "bus_station"}, "transport"),
        ({"amenity": "townhall"}, "civic"),
        ({"building": "office", "parking": "underground"}, "office"),
        ({"shop": "car", "parking": "surface"}, "dealer"),
        ({"amenity": "parking", "parking": "lane"}, "street"),
    ],
)
def test_every_kind_is_known_by_its_tags(tags, kind):
    assert only(tags, rect(0, 0, 60, 60))["kind"] == kind


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "parking_space"},
        {"amenity": "bicycle_parking"},
        {"shop": "convenience"},
        {"amenity": "school"},
        {"railway": "station", "station": "subway"},
        {"shop": "no"},
        {"shop": "paint"},
        {"amenity": "bank"},
        {"amenity": "bank", "shop": "supermarket"},
        {"shop": "doityourself"},
        {"shop": "furniture"},
    ],
)
def test_other_places_are_not_even_records(tags):
    sites, report = found([("n1", tags, spot(0, 0))])
    assert (len(sites), report.records) == (0, 0)


def test_a_place_of_two_kinds_is_of_the_first_asked():
    tags = {"amenity": "parking", "park_ride": "yes"}
    assert only(tags)["kind"] == "parking"
    assert only(tags, kinds=("transport",))["kind"] == "transport"


def test_bays_at_the_kerb_are_no_car_park_even_where_streets_are_not_asked_for():
    sites, report = found([("w1", LOT | {"parking": "street_side"}, spot(0, 0))], kinds=("parking",))
    assert (len(sites), report.records) == (0, 0)


def test_vague_tags_count_for_large_areas_only():
    shops = {"landuse": "retail", "parking": "surface"}
    sites, report = found(
        [("w1", shops, rect(0, 0, 20, 20)), ("w2", shops, rect(500, 0, 80, 80)), ("n3", shops, spot(900, 0))]
    )
    assert sites["site_id"].tolist() == ["osm-w2"]
    assert report.records == 1


@pytest.mark.parametrize(
    ("asked", "meant"), [("parkin", "parking"), ("mall", "retail"), ("cinema", "culture"), ("Hotels", "hotel")]
)
def test_an_unknown_kind_is_refused_with_the_nearest_known(asked, meant):
    with pytest.raises(InputError, match=f"did you mean '{meant}'"):
        found([], kinds=(asked,))


def test_no_kinds_give_no_sites():
    sites, report = found([("n1", LOT, spot(0, 0))], kinds=())
    assert (len(sites), report.records, sites.crs.to_string()) == (0, 0, CRS)


@pytest.mark.parametrize(
    ("tags", "shape", "bays", "assumed"),
    [
        ({"capacity": "40"}, None, 8, False),
        ({"capacity": "5"}, None, 2, False),
        ({"capacity": "1 200"}, None, 12, False),
        ({"capacity": "yes"}, None, 4, True),
        ({"capacity": "0"}, None, 4, True),
        ({"capacity:disabled": "30", "capacity:parent": "10"}, None, 8, False),
        ({"capacity:disabled": "2"}, rect(0, 0, 28, 30), 6, True),
        ({"capacity:bus": "50"}, None, 4, True),
        ({}, rect(0, 0, 28, 25), 5, True),
        ({}, rect(0, 0, 5, 5), 2, True),
        ({"parking": "multi-storey", "building:levels": "2"}, rect(0, 0, 28, 25), 10, True),
        ({"building:levels": "2"}, rect(0, 0, 28, 25), 5, True),
        ({}, None, 4, True),
    ],
)
def test_bays_of_a_car_park_come_from_capacity_then_area_then_the_default(tags, shape, bays, assumed):
    site = only(LOT | tags, shape)
    assert (site["bays"], site["bays_assumed"]) == (bays, assumed)


def test_seats_and_beds_are_not_bays():
    assert only({"leisure": "stadium", "capacity": "25000"})["bays"] == 4
    assert only({"tourism": "hotel", "capacity": "300"}, rect(0, 0, 50, 40))["bays"] == 2


def test_storeys_of_a_mall_bring_more_cars():
    mall = {"shop": "mall", "building": "yes"}
    assert only(mall, rect(0, 0, 50, 40))["bays"] == 8
    assert only(mall | {"building:levels": "1,5"}, rect(0, 0, 50, 40))["bays"] == 12


def test_a_fuel_station_gives_two_bays_whatever_its_size():
    assert only({"amenity": "fuel", "capacity": "16"}, rect(0, 0, 90, 90))["bays"] == 2


def test_an_unreadable_capacity_is_named():
    _, report = found([("n1", LOT | {"capacity": "много"}, spot(0, 0))])
    assert reasons(report) == {"n1": "capacity 'много' is not a number of cars"}
    assert report.kept == 1


def test_a_site_keeps_its_name_as_written_and_a_stable_id():
    site = only(LOT | {"name": "{{ 7*7 }} <b>Стоянка"})
    assert (site["site_id"], site["name"]) == ("osm-w1", "{{ 7*7 }} <b>Стоянка")


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ({}, "unknown"),
        ({"operator": "Акимат Медеуского района"}, "municipal"),
        ({"operator:type": "public"}, "municipal"),
        ({"ownership": "municipal"}, "municipal"),
        ({"operator": "ТОО Паркинг"}, "unknown"),
    ],
)
def test_land_is_municipal_only_where_the_tags_say_so(tags, status):
    assert only(LOT | tags)["land_status"] == status


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"access": "no"}, "access=no"),
        ({"access": "Military"}, "access=Military"),
        ({"motor_vehicle": "no"}, "motor_vehicle=no"),
        ({"motor_vehicle": "no", "access": "yes"}, "motor_vehicle=no"),
        ({"disused": "yes"}, "disused=yes"),
        ({"abandoned": "yes"}, "abandoned=yes"),
        ({"parking": "garage_boxes"}, "private garages"),
        ({"name": "Гаражный кооператив Восход"}, "private garages"),
    ],
)
def test_closed_places_are_dropped_with_their_reason(tags, word):
    sites, report = found([("n1", LOT | tags, spot(0, 0))])
    assert len(sites) == 0
    assert word in reasons(report)["n1"]
    assert report.dropped == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "customers"},
        {"access": "yes"},
        {"access": "private;customers"},
        {"disused": "no"},
        {"parking": "underground"},
        {"access": "no", "motorcar": "yes"},
    ],
)
def test_open_places_stay(tags):
    assert only(LOT | tags)["kind"] == "parking"


@pytest.mark.parametrize(
    ("ground", "word"),
    [
        ({"landuse": "military"}, "military ground"),
        ({"military": "barracks"}, "military ground"),
        ({"landuse": "cemetery"}, "cemetery"),
        ({"natural": "water"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"aeroway": "runway"}, "runways"),
        ({"amenity": "prison"}, "prison"),
        ({"natural": "wetland"}, "wetland"),
        ({"natural": "glacier"}, "glacier"),
        ({"aeroway": "helipad"}, "helipad"),
        ({"landuse": "landfill"}, "landfill"),
        ({"landuse": "quarry"}, "quarry"),
    ],
)
def test_unusable_ground_is_named(ground, word):
    sites, report = found(
        [("n1", LOT, spot(0, 0)), ("w2", ground, rect(-50, -50, 100, 100)), ("n3", LOT, spot(200, 0))]
    )
    assert sites["site_id"].tolist() == ["osm-n3"]
    assert word in reasons(report)["n1"]
    with speaking("ru"):
        assert re.fullmatch("[а-яё -]+", told(reasons(report)["n1"])), "to a reader in his language"


def test_an_airport_is_no_runway():
    sites, _ = found([("n1", LOT, spot(0, 0)), ("w2", {"aeroway": "aerodrome"}, rect(-900, -900, 1800, 1800))])
    assert len(sites) == 1


def test_ground_that_crosses_itself_still_counts():
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])
    sites, _ = found([("n1", LOT, spot(10, 45)), ("w2", {"natural": "water"}, bow)])
    assert len(sites) == 0


def test_places_outside_the_city_are_dropped():
    _, report = found([("n1", LOT, spot(5_100, 0)), ("n2", LOT, spot(4_900, 0))])
    assert reasons(report) == {"n1": "outside the city"}
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)


def test_a_place_at_an_existing_station_is_no_candidate():
    features = [("n1", LOT, spot(0, 0)), ("n2", LOT, spot(100, 0)), ("w3", LOT, rect(300, 0, 200, 100))]
    sites, report = found(features, existing=[[EAST + 29, NORTH], [EAST + 310, NORTH + 10]])
    assert sites["site_id"].tolist() == ["osm-n2"]
    assert set(reasons(report)) == {"n1", "w3"}


def test_two_of_a_kind_within_40_m_are_one_and_the_known_capacity_stays():
    features = [("n1", LOT, spot(0, 0)), ("n2", LOT | {"capacity": "20"}, spot(39, 0)), ("n3", LOT, spot(81, 0))]
    sites, report = found(features)
    assert sites["site_id"].tolist() == ["osm-n2", "osm-n3"]
    assert (report.merged, report.problems[0].record, report.problems[0].action) == (1, "n1", "merged into osm-n2")


def test_different_kinds_within_25_m_are_one_and_the_car_park_stays():
    features = [("n1", {"shop": "mall", "name": "Mega"}, spot(0, 0)), ("n2", LOT, spot(24, 0))]
    sites, _ = found(features)
    assert sites["site_id"].tolist() == ["osm-n2"]
    assert sites["name"].tolist() == ["Mega"]


def test_different_kinds_farther_apart_are_two():
    sites, _ = found([("n1", {"amenity": "fuel"}, spot(0, 0)), ("n2", LOT, spot(30, 0))])
    assert len(sites) == 2


def test_a_car_park_on_the_grounds_of_a_mall_stands_for_it():
    sites, report = found([("w1", {"shop": "mall"}, rect(0, 0, 300, 200)), ("w2", LOT, rect(10, 10, 60, 40))])
    assert sites["site_id"].tolist() == ["osm-w2"]
    assert report.merged == 1


def test_a_retail_quarter_gives_way_to_its_supermarkets_and_spares_its_fuel_station():
    shop = {"shop": "supermarket", "parking": "surface"}
    features = [
        ("w1", {"landuse": "retail"}, rect(0, 0, 400, 400)),
        ("n2", shop, spot(50, 50)),
        ("n3", shop, spot(350, 350)),
        ("n4", {"amenity": "fuel"}, spot(200, 50)),
    ]
    sites, _ = found(features)
    assert sites["site_id"].tolist() == ["osm-n2", "osm-n3", "osm-n4"]


def test_a_row_of_car_parks_is_not_merged_into_one():
    features = [(f"n{i}", LOT, spot(39.0 * i, 0)) for i in range(9)]
    sites, _ = found(features)
    assert len(sites) == 5


def test_a_house_is_met_at_its_street_and_a_car_park_in_its_middle():
    streets = [street((0, -30), (100, -30))]
    mall = only({"shop": "mall"}, rect(0, 0, 80, 60), streets=streets).geometry
    lot = only(LOT, rect(0, 0, 80, 60), streets=streets).geometry
    assert mall.y - NORTH == pytest.approx(-5, abs=0.1)
    assert rect(0, 0, 80, 60).contains(lot)


def test_a_shop_drawn_as_a_point_in_a_building_is_met_at_the_building_s_street():
    house = ("w2", {"building": "yes"}, rect(-20, -20, 40, 40))
    shop = {"shop": "supermarket", "parking": "underground"}
    sites, _ = found([("n1", shop, spot(0, 0)), house], streets=[street((-50, 30), (50, 30))])
    assert sites.geometry.iloc[0].y - NORTH == pytest.approx(25, abs=0.1)


def test_a_motorway_has_no_kerb():
    streets = [street((-50, 70), (150, 70), road_class="motorway"), street((-50, -80), (150, -80))]
    assert only({"shop": "mall"}, rect(0, 0, 80, 60), streets=streets).geometry.y < NORTH


def test_a_house_far_from_every_street_keeps_its_middle():
    point = only({"shop": "mall"}, rect(0, 0, 80, 60), streets=[street((0, -300), (100, -300))]).geometry
    assert rect(0, 0, 80, 60).contains(point)


def test_empty_shapes_and_twice_read_objects_do_no_harm():
    sites, report = found([("n1", LOT, spot(0, 0)), ("n1", LOT, spot(0, 0)), ("w2", LOT, shapely.Polygon())])
    assert (len(sites), report.records) == (1, 1)


PLACES = st.sampled_from(
    [
        LOT,
        LOT | {"capacity": "33"},
        LOT | {"access": "private"},
        LOT | {"capacity": "-4"},
        {"amenity": "fuel"},
        {"shop": "mall", "name": "M"},
        {"landuse": "retail"},
        {"natural": "water"},
        {"tourism": "hotel"},
        {"building": "yes"},
    ]
)
SHAPES = st.tuples(st.integers(-150, 150), st.integers(-150, 150), st.sampled_from([0, 0, 15, 70]))


@st.composite
def drawn_features(draw):
    rows = draw(st.lists(st.tuples(PLACES, SHAPES), max_size=14))
    return [
        (f"{'w' if side else 'n'}{i}", tags, rect(x, y, side, side) if side else spot(x, y))
        for i, (tags, (x, y, side)) in enumerate(rows)
    ]


@drawn(40)
@given(drawn_features(), st.randoms(use_true_random=False), st.integers(1, 20), st.floats(0, 1))
def test_the_order_of_the_data_does_not_matter_and_every_record_is_accounted_for(features, rng, most, share):
    boundary = rect(-100, -150, 260, 320)
    streets, existing = [street((-200, 20), (200, 20))], [[EAST + 40, NORTH + 40]]
    sites, report = found(features, streets=streets, existing=existing, boundary=boundary, most=most, share=share)
    mixed = list(features)
    rng.shuffle(mixed)
    again, report_again = found(mixed, streets=streets, existing=existing, boundary=boundary, most=most, share=share)
    assert sites.drop(columns="geometry").equals(again.drop(columns="geometry"))
    assert shapely.equals_exact(sites.geometry.to_numpy(), again.geometry.to_numpy(), 1e-6).all()
    assert report == report_again
    assert report.kept == len(sites)
    actions = Counter(problem.action.split()[0] for problem in report.problems)
    assert (actions["dropped"], actions["merged"]) == (report.dropped, report.merged)
    assert sites["bays"].between(min(2, most), most).all()
    assert shapely.contains_xy(boundary, sites.geometry.x, sites.geometry.y).all()


def test_substations_are_found_under_their_old_and_new_names():
    tags = {"power": "substation", "voltage": "110000;10000", "name": "ПС-12"}
    features = [
        ("w2", tags, rect(0, 0, 40, 40)),
        ("n1", {"power": "sub_station"}, spot(500, 0)),
        ("n3", {"power": "plant"}, spot(9, 9)),
    ]
    table = substations(extract_of(features), CRS)
    assert table["osm_id"].tolist() == ["n1", "w2"]
    assert table["voltage_v"].tolist()[1] == 110_000
    assert (table["name"].tolist()[1], table["name"].tolist()[0]) == ("ПС-12", None)


@pytest.mark.real
def test_almaty_gives_sites_where_a_charger_could_stand(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf"))
    features = extract.features.to_crs(CRS)
    boundary = shapely.box(*features.total_bounds)
    sites, report = candidate_sites(
        extract,
        list(SITE_KINDS),
        crs=CRS,
        boundary=boundary,
        existing_xy=NOBODY,
        default_bays=4,
        max_bays=12,
        bay_share=0.2,
    )
    counts = sites["kind"].value_counts()
    assert counts["fuel"] > 100
    assert counts["parking"] > 90
    assert report.records > 450
    built = features[["building" in tags for tags in features["tags"]]].geometry.to_numpy()
    indoors = np.unique(shapely.STRtree(built).query(sites.geometry.to_numpy(), predicate="within")[0])
    assert len(indoors) < 0.05 * len(sites)
