"""Where and of what shape an object of an OpenStreetMap file is: areas, their holes and parts, relations, broken outlines."""

import pytest
from osm_fixtures import SQUARE, feature, place, street_file
from shapely import Polygon

from geodata.input_file import InputFile
from geodata.sources.osm_file import read_osm_file


def test_closed_ways_with_features_become_polygons(tmp_path):
    file = (
        street_file()
        .area(20, SQUARE, amenity="parking")
        .area(21, SQUARE, barrier="fence")
        .way(22, [1, 2, 3], waterway="riverbank")
    )
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["w20"]
    assert feature(extract, "w20").geometry.geom_type == "Polygon"


def test_a_multipolygon_keeps_its_hole_and_its_parts(tmp_path):
    hole = [place(4.5, 0.5), place(5, 0.5), place(5, 1)]
    far = [place(8, 0), place(9, 0), place(9, 1)]
    file = street_file().area(20, SQUARE).area(21, hole).area(22, far)
    file.relation(
        5, [("w", 20, "outer"), ("w", 21, "inner"), ("w", 22, "outer")], type="multipolygon", landuse="retail"
    )
    shape = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5").geometry
    assert shape.geom_type == "MultiPolygon"
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]


def test_a_tagged_ring_of_a_multipolygon_is_also_an_area_of_its_own(tmp_path):
    file = (
        street_file()
        .area(20, SQUARE, building="yes")
        .relation(5, [("w", 20, "outer")], type="multipolygon", landuse="retail")
    )
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert sorted(extract.features["osm_id"]) == ["r5", "w20"]
    assert extract.broken_areas == 0


def test_broken_and_incomplete_areas_are_left_out_and_counted(tmp_path):
    bow_tie = [place(4, 0), place(6, 2), place(6, 0), place(4, 2)]
    file = street_file().area(20, bow_tie, building="yes").area(21, SQUARE, building="yes")
    file.area(22, SQUARE, building="yes")
    del file.nodes[22_001]
    file.relation(5, [("w", 999, "outer")], type="multipolygon", landuse="retail")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["w21"]
    assert extract.broken_areas == 3


def test_a_site_relation_lies_at_one_of_its_members_tagged_or_not_and_names_them(tmp_path):
    file = street_file().node(7, place(4, 0), amenity="charging_station").node(8, place(5, 0)).node(9, place(9, 0))
    members = [("n", 7, ""), ("n", 8, ""), ("n", 9, ""), ("n", 999, "")]
    file.relation(5, members, type="site", amenity="charging_station")
    row = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5")
    assert (row.geometry.x, row.geometry.y) == pytest.approx(place(5, 0))
    assert row["members"] == ("n7", "n8", "n9", "n999")


def test_a_site_relation_lies_inside_its_largest_untagged_area(tmp_path):
    file = street_file().node(7, place(1, 0), amenity="charging_station").area(20, SQUARE)
    file.relation(5, [("n", 7, ""), ("w", 20, "")], type="site", site="charging_station")
    point = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5").geometry
    assert Polygon(SQUARE).contains(point)


def test_a_site_relation_of_absent_members_has_no_place(tmp_path):
    file = street_file().relation(5, [("n", 999, ""), ("w", 998, ""), ("r", 5, "")], type="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "r5").geometry is None
    assert extract.bounds == pytest.approx((*place(1, 0), *place(3, 0)))


def test_a_site_relation_of_site_relations_lies_among_the_members_of_those(tmp_path):
    file = street_file().node(7, place(4, 0))
    file.relation(5, [("r", 6, "")], type="site", amenity="charging_station")
    file.relation(6, [("n", 7, ""), ("r", 5, "")], type="site", amenity="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "r5").geometry.coords[0] == pytest.approx(place(4, 0))


def test_a_station_drawn_as_a_line_or_a_broken_ring_is_a_point_on_it(tmp_path):
    bow_tie = [place(4, 0), place(6, 2), place(6, 0), place(4, 2)]
    file = street_file().way(20, [1, 2, 3], amenity="charging_station").area(21, bow_tie, amenity="charging_station")
    file.area(22, SQUARE, amenity="charging_station").area(23, SQUARE)
    del file.nodes[22_000], file.nodes[23_000]
    file.relation(5, [("w", 23, "outer")], type="multipolygon", amenity="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "w20").geometry.coords[0] == pytest.approx(place(2, 0))
    assert Polygon(SQUARE).contains(feature(extract, "w21").geometry)
    for osm_id in ("w22", "r5"):
        at = feature(extract, osm_id).geometry.coords[0]
        assert any(at == pytest.approx(corner) for corner in SQUARE), osm_id
    assert extract.broken_areas == 0


def test_stations_gone_or_to_come_are_features_by_their_prefixed_key_alone(tmp_path):
    file = street_file().node(7, place(1, 1), disused__amenity="charging_station")
    file.area(20, SQUARE, planned__amenity="charging_station").node(8, place(1, 2), disused__amenity="bank")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["n7", "w20"]
    assert feature(extract, "w20").geometry.geom_type == "Polygon"


def test_times_are_kept_of_stations_and_charge_points_alone(tmp_path):
    file = street_file().node(7, place(1, 1), amenity="charging_station").node(8, place(1, 2), amenity="fuel")
    file.area(20, SQUARE, man_made="charge_point").node(9, place(1, 3), man_made="charge_point")
    file.edited = {"n7": "2021-02-03T04:05:06Z", "w20": "2022-01-01T00:00:00Z", "n9": "1970-01-01T00:00:00Z"}
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features.set_index("osm_id")["updated"].to_dict() == {
        "n7": "2021-02-03T04:05:06Z",
        "n8": None,
        "n9": None,
        "w20": "2022-01-01T00:00:00Z",
    }
    assert set(extract.features["members"]) == {()}
