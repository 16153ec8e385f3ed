"""What each zone holds of every kind of activity: sizes, nothing counted twice, and the account of it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from feature_fixtures import CRS, EAST, NORTH, extract_of, rect, spot
from hypothesis import given
from hypothesis import strategies as st
from osm_fixtures import OsmFile, place
from zoned_activity import KINDS, account, activity, total, zones

from geodata.activity import ACTIVITIES, ACTIVITY
from geodata.input_file import InputFile
from geodata.osm.activities import activities_of
from geodata.osm.activity_kinds import ACTIVITY_KINDS, AERODROME_M2, activity_match
from geodata.sources.osm_file import read_osm_file
from geodata.zones import ZONES
from tests.fixtures.drawing import drawn

SHOPS = ACTIVITY_KINDS["retail_m2"]


def test_the_table_has_a_row_for_each_zone_and_keeps_its_schema():
    table = activity()
    assert table["zone_id"].tolist() == ["z0", "z1"]
    assert list(table.columns) == list(ACTIVITY.columns)
    assert (table[KINDS] == 0).all(axis=None)


# Sizes


def test_the_floor_of_a_building_is_its_footprint_times_its_storeys():
    assert total("office_m2", ("w1", {"building": "office", "building:levels": "6"}, rect(0, 0, 40, 20))) == (
        pytest.approx(4_800)
    )


@pytest.mark.parametrize("levels", [None, "many", "-2", "0", "900", "1e400", "{{7*7}}"])
def test_storeys_that_are_not_told_or_cannot_be_are_those_of_the_kind(levels):
    tags = {"building": "office"} | ({"building:levels": levels} if levels else {})
    assert total("office_m2", ("w1", tags, rect(0, 0, 40, 20))) == pytest.approx(
        800 * ACTIVITY_KINDS["office_m2"].levels
    )


def test_a_shop_under_flats_has_one_floor_and_leaves_the_flats_to_the_people():
    table = activity(("w1", {"building": "apartments", "building:levels": "9", "shop": "bakery"}, rect(0, 0, 40, 20)))
    assert table["retail_m2"].sum() == pytest.approx(800)
    assert table.loc[0, "flat_people"] == pytest.approx(100)


@pytest.mark.parametrize(("value", "m2"), [("mall", 15_000), ("supermarket", 800), ("bakery", 80)])
def test_a_point_counts_the_assumed_size_of_its_tag(value, m2):
    table = activity(("n1", {"shop": value}, spot(100, 100)))
    assert table["retail_m2"].tolist() == [m2, 0]


def test_grounds_without_buildings_have_the_assumed_share_of_floor():
    share = ACTIVITY_KINDS["education_m2"].on_ground
    assert total("education_m2", ("w1", {"amenity": "school"}, rect(0, 0, 100, 100))) == pytest.approx(10_000 * share)


def test_buildings_on_grounds_count_instead_of_them_where_they_have_more_floor():
    grounds = ("w1", {"amenity": "school"}, rect(0, 0, 100, 100))
    small = ("w2", {"building": "yes", "building:levels": "2"}, rect(10, 10, 20, 10))
    large = ("w3", {"building": "school", "building:levels": "4"}, rect(10, 40, 60, 40))
    assert total("education_m2", grounds, small) == pytest.approx(3_500)
    assert total("education_m2", grounds, small, large) == pytest.approx(400 + 9_600)


def test_industry_and_bazaars_count_their_ground_whatever_stands_on_it():
    land = ("w1", {"landuse": "industrial"}, rect(0, 0, 200, 100))
    hall = ("w2", {"building": "warehouse", "building:levels": "3"}, rect(50, 50, 50, 100))
    assert total("industry_m2", land, hall) == pytest.approx(20_000 + 2_500)
    market = ("w3", {"amenity": "marketplace"}, rect(0, 0, 200, 100))
    assert total("bazaar_m2", market, ("w4", {"building": "yes"}, rect(10, 10, 20, 20))) == pytest.approx(20_000)


# Nothing twice


def test_a_mall_drawn_as_land_building_and_point_counts_once():
    land = ("w1", {"landuse": "retail"}, rect(0, 0, 300, 200))
    building = ("w2", {"building": "retail", "building:levels": "3"}, rect(50, 50, 150, 100))
    again = ("w3", {"shop": "mall", "building:levels": "3"}, rect(50, 50, 150, 100))
    point = ("n4", {"shop": "mall"}, spot(100, 100))
    tenant = ("n5", {"shop": "clothes"}, spot(120, 100))
    assert total("retail_m2", land, building, again, point, tenant) == pytest.approx(45_000)
    report = account(land, building, again, point, tenant)
    assert (report.records, report.kept, report.merged) == (5, 2, 3)


def test_overlapping_land_of_one_kind_counts_once():
    one, two = (("w1", {"landuse": "industrial"}, rect(0, 0, 300, 100)), rect(100, 0, 300, 100))
    assert total("industry_m2", one, ("r2", {"landuse": "industrial"}, two)) == pytest.approx(40_000)


def test_land_loses_the_ground_of_places_of_other_kinds():
    land = ("w1", {"landuse": "industrial"}, rect(0, 0, 300, 100))
    market = ("w2", {"amenity": "marketplace"}, rect(100, 0, 100, 100))
    table = activity(land, market)
    assert table["industry_m2"].sum() == pytest.approx(20_000)
    assert table["bazaar_m2"].sum() == pytest.approx(10_000)


def test_neighbours_that_only_touch_keep_their_floor():
    row = [("w1", {"building": "retail"}, rect(0, 0, 20, 20)), ("w2", {"building": "retail"}, rect(20, 0, 20, 20))]
    assert total("retail_m2", *row) == pytest.approx(800 * SHOPS.levels)
    assert account(*row).merged == 0


def test_a_station_mapped_as_a_point_beside_its_building_counts_once():
    hall = ("w1", {"building": "train_station", "building:levels": "2"}, rect(0, 0, 50, 20))
    assert total("transport_m2", hall, ("n2", {"railway": "station"}, spot(25, 80))) == pytest.approx(2_000)
    twins = [("n2", {"railway": "station"}, spot(25, 80)), ("n3", {"public_transport": "station"}, spot(60, 80))]
    assert total("transport_m2", *twins) == pytest.approx(ACTIVITY_KINDS["transport_m2"].point_m2)
    assert account(*twins).merged == 1


# Airports


def test_only_the_terminal_of_an_aerodrome_counts():
    field = ("w1", {"aeroway": "aerodrome", "iata": "ALA"}, rect(0, 0, 900, 900))
    hall = ("w2", {"aeroway": "terminal", "building": "yes", "building:levels": "2"}, rect(100, 100, 100, 50))
    assert total("transport_m2", field, hall) == pytest.approx(10_000)


def test_an_aerodrome_without_a_terminal_has_the_assumed_one_and_an_airfield_has_none():
    outline = ("w1", {"aeroway": "aerodrome", "iata": "ALA"}, rect(0, 0, 900, 900))
    point = ("n2", {"aeroway": "aerodrome", "iata": "ala"}, spot(500, 500))
    assert total("transport_m2", outline, point) == AERODROME_M2
    assert total("transport_m2", ("w1", {"aeroway": "aerodrome"}, rect(0, 0, 900, 900))) == 0


# Over zones


def test_an_area_is_split_over_the_zones_it_covers():
    table = activity(("w1", {"landuse": "industrial"}, rect(900, 100, 400, 100)))
    assert table["industry_m2"].tolist() == pytest.approx([10_000, 30_000], rel=1e-4)


def test_what_lies_outside_of_every_zone_is_left_out_and_counted():
    far = ("w1", {"landuse": "industrial"}, rect(5_000, 0, 100, 100))
    half = ("w2", {"landuse": "industrial"}, rect(1_900, 0, 200, 100))
    assert total("industry_m2", far, half) == pytest.approx(10_000, rel=1e-3)
    assert account(far, half).outside_city == 1


def test_a_point_on_the_edge_of_two_zones_counts_once():
    assert total("retail_m2", ("n1", {"shop": "mall"}, spot(1_000, 500))) == 15_000


# The account


def test_vague_points_and_closed_places_are_dropped_and_counted():
    vague, closed = {"amenity": "public_building"}, {"amenity": "hospital", "abandoned": "yes"}
    report = account(("n1", vague, spot(10, 10)), ("w2", closed, rect(0, 0, 50, 50)))
    assert (report.records, report.kept, report.dropped) == (2, 0, 2)
    assert sum(problem.action == "dropped" for problem in report.problems) == 2


def test_the_share_that_rests_on_assumed_sizes_is_said_by_kind():
    known = ("w1", {"building": "office", "building:levels": "3"}, rect(0, 0, 10, 20))
    guess = ("n2", {"office": "company"}, spot(500, 500))
    said = {one.what: one for one in activities_of(extract_of([known, guess]), zones(100, 200))[2]}
    assert said["floor area of offices"].value.startswith("25% of it by assumed sizes (1 areas, 1 points;")
    assert "floor area of shops" not in said


def test_kinds_of_which_the_map_shows_nothing_are_named():
    report = account(("w1", {"building": "office"}, rect(0, 0, 10, 20)))
    (problem,) = [one for one in report.problems if one.action == "taken as 0 m2"]
    assert "shops" in problem.record.split(", ")
    assert "offices" not in problem.record.split(", ")


# Properties

TAGS = st.sampled_from(
    [
        {"landuse": "industrial"},
        {"building": "warehouse"},
        {"landuse": "retail"},
        {"building": "retail", "building:levels": "2"},
        {"shop": "mall"},
        {"amenity": "school"},
        {"building": "yes"},
        {"building": "apartments"},
        {"building": "house", "building:levels": "{{7*7}}"},
        {"amenity": "marketplace"},
        {"railway": "station", "name": "<script>"},
    ]
)
SHAPES = st.lists(
    st.tuples(TAGS, st.integers(-200, 1_900), st.integers(-200, 900), st.integers(5, 300), st.booleans()), max_size=14
)


def drawn_features(drawing):
    return [
        (f"w{i:02}", tags, spot(x, y) if point else rect(x, y, side, side / 2))
        for i, (tags, x, y, side, point) in enumerate(drawing)
    ]


@drawn(60)
@given(SHAPES, st.lists(st.floats(0, 1e6), min_size=2, max_size=2), st.randoms(use_true_random=False))
def test_people_are_kept_to_the_last_bit_and_the_order_of_the_data_does_not_matter(drawing, people, rng):
    features = drawn_features(drawing)
    table, report, _ = activities_of(extract_of(features), zones(*people))
    assert (table["flat_people"] + table["house_people"]).tolist() == people
    assert report.records == report.kept + report.merged + report.dropped
    rng.shuffle(features)
    again = activities_of(extract_of(features), zones(*people))[0]
    assert np.allclose(table[list(ACTIVITIES)], again[list(ACTIVITIES)], rtol=1e-6, atol=1e-3)


@drawn(60)
@given(SHAPES)
def test_industry_is_the_united_ground_of_its_shapes_less_that_of_others(drawing):
    features = [one for one in drawn_features(drawing) if one[2].geom_type == "Polygon"]
    table = activity(*features)
    industry = [s for _, tags, s in features if "industrial" in tags.values() or "warehouse" in tags.values()]
    land = [s for _, tags, s in features if tags.get("landuse") == "industrial"]
    halls = [s for _, tags, s in features if tags.get("building") == "warehouse"]
    others = [s for _, tags, s in features if (m := activity_match(tags)) and not m.is_land and m.kind != "industry_m2"]
    ground = shapely.union_all(land).difference(shapely.union_all(others)).union(shapely.union_all(halls))
    city = rect(0, 0, 2_000, 1_000)
    assert table["industry_m2"].sum() == pytest.approx(ground.intersection(city).area, rel=1e-3, abs=len(industry) * 9)


# Files


def test_a_crossing_ring_and_hostile_names_do_no_harm(tmp_path):
    file = OsmFile()
    file.area(1, [place(0, 0), place(2, 2), place(2, 0), place(0, 2)], building="retail", name="{{7*7}}<script>")
    file.area(2, [place(4, 0), place(6, 0), place(6, 2), place(4, 2)], shop="mall", building__levels="9" * 400)
    file.node(9, place(8, 1), shop="=cmd|'/c calc'!A0")
    file.way(10, [1000, 1001], highway="residential")
    extract = read_osm_file(InputFile(file.write(tmp_path / "x.osm.pbf")))
    cell = gpd.GeoSeries([shapely.box(*place(-1, -1), *place(20, 20))], crs="EPSG:4326").to_crs(CRS)
    area = ZONES.checked(
        gpd.GeoDataFrame(
            {"zone_id": ["z"], "population": [10.0], "district": None, "x_m": [0.0], "y_m": [0.0]}, geometry=cell
        ),
        source="test",
    )
    table, report, _ = activities_of(extract, area)
    square = 162 * 222
    assert table["retail_m2"].iloc[0] == pytest.approx(square * 1.5 + 80, rel=0.01)
    assert report.kept == 2


@pytest.mark.real
def test_almaty_has_some_of_every_kind(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf"))
    side = 40_000
    west = gpd.GeoDataFrame(
        {"zone_id": ["w", "e"], "population": [1e6, 1e6], "district": None, "x_m": EAST, "y_m": NORTH},
        geometry=[rect(-side, -side, side, 2 * side), rect(0, -side, side, 2 * side)],
        crs=CRS,
    )
    table, report, _ = activities_of(extract, ZONES.checked(west, source="test"))
    assert (table[list(ACTIVITIES)].sum() > 0).all()
    assert 1e5 < table["retail_m2"].sum() < 1e7
    assert 1e5 < table["education_m2"].sum() < 5e6
    assert report.kept > 300
