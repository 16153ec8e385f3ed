"""Stations that OpenStreetMap draws in parts: site relations, charge points of members, broken outlines."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from city_fixtures import changed, town
from osm_fixtures import OsmFile, place, read_stations

from geodata.assemble import assemble_city
from geodata.city_request import StationSource
from geodata.input_file import InputFile
from geodata.osm.stations import stations_of
from geodata.sources.osm_file import read_osm_file


def site_file(*members: tuple[str, int], **tags: str) -> OsmFile:
    """Two stations and a charge point some 80 m apart, and a site relation r9 of some of them."""
    file = OsmFile().node(1, place(0, 0), amenity="charging_station", socket__gb_dc="1", operator="Оператор")
    square = [place(1, 0), place(1.4, 0), place(1.4, 0.4), place(1, 0.4)]
    file.area(2, square, amenity="charging_station", socket__type2="2", access="customers")
    file.node(3, place(3, 0), man_made="charge_point", socket__chademo="1")
    return file.relation(9, [(*member, "") for member in members], type="site", amenity="charging_station", **tags)


ALL = (("n", 1), ("w", 2), ("n", 3))


def test_the_plugs_of_a_site_relation_win_over_those_of_its_members(tmp_path):
    found = read_stations(site_file(*ALL, socket__gb_dc="3"), tmp_path)
    assert found.stations.table["station_id"].tolist() == ["osm-r9"]
    assert found.stations.plugs() == {"GBT_DC": 3}
    assert (found.report.records, found.report.kept, found.report.merged) == (4, 1, 3)
    merged = {p.record: p.action for p in found.report.problems if not p.keeps}
    assert merged == dict.fromkeys(("n1", "w2", "n3"), "merged into r9")


def test_a_site_relation_without_plugs_takes_those_of_its_members(tmp_path):
    found = read_stations(site_file(*ALL), tmp_path)
    assert found.stations.table["station_id"].tolist() == ["osm-r9"]
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}


def test_a_site_relation_lies_in_its_area_and_takes_from_its_members_what_it_does_not_say(tmp_path):
    row = read_stations(site_file(*ALL, name="Парк"), tmp_path).stations.table.iloc[0]
    assert (row["name"], row["operator"], row["access"]) == ("Парк", "Оператор", "customers")
    assert place(1, 0)[0] < row.geometry.x < place(1.4, 0)[0]
    assert place(0, 0)[1] < row.geometry.y < place(0, 0.4)[1]


def test_members_of_different_access_are_taken_as_the_least_open_and_said(tmp_path):
    file = site_file(*ALL)
    file.node_tags[1] = {**file.node_tags[1], "access": "private"}
    found = read_stations(file, tmp_path)
    assert found.stations.table["access"].tolist() == ["private"]
    assert any("customers and private" in problem.reason for problem in found.report.problems)


def test_a_site_relation_that_says_who_may_charge_is_believed(tmp_path):
    assert read_stations(site_file(*ALL, access="yes"), tmp_path).stations.table["access"].tolist() == ["public"]


def test_a_station_beside_a_site_relation_that_is_no_member_stands_alone(tmp_path):
    found = read_stations(site_file(("n", 1)), tmp_path)
    assert sorted(found.stations.table["station_id"]) == ["osm-n3", "osm-r9", "osm-w2"]


def test_members_that_the_file_lacks_do_not_hide_those_it_has(tmp_path):
    found = read_stations(site_file(("n", 777), ("n", 1), ("w", 778), ("r", 779)), tmp_path)
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}
    assert [p.record for p in found.report.problems if p.action == "merged into r9"] == ["n1"]


def test_a_site_relation_of_absent_members_is_dropped_and_named(tmp_path):
    found = read_stations(site_file(("n", 777), socket__gb_dc="4"), tmp_path)
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-n3", "osm-w2"]
    assert [(p.record, p.reason) for p in found.report.problems if p.action == "dropped"] == [
        ("r9", "none of its nodes or members has a place in the data")
    ]


@pytest.mark.parametrize(
    "tags",
    [
        {"type": "charging_station"},
        {"type": "site", "site": "charging_station"},
        {"type": "cluster", "amenity": "charging_station"},
        {"amenity": "charging_station"},
    ],
)
def test_every_way_to_tag_a_relation_as_a_station_joins_its_members(tmp_path, tags):
    file = site_file()
    file.relations[9] = ([(*member, "") for member in ALL], tags)
    assert read_stations(file, tmp_path).stations.table["station_id"].tolist() == ["osm-r9"]


def test_a_site_of_parking_joins_no_stations(tmp_path):
    file = site_file()
    file.relations[9] = ([(*member, "") for member in ALL], {"type": "site", "site": "parking"})
    assert sorted(read_stations(file, tmp_path).stations.table["station_id"]) == ["osm-n1", "osm-n3", "osm-w2"]


def test_a_relation_that_is_gone_leaves_its_members_standing(tmp_path):
    file = site_file()
    file.relations[9] = ([(*member, "") for member in ALL], {"type": "site", "disused:amenity": "charging_station"})
    found = read_stations(file, tmp_path)
    assert (found.report.kept, found.report.dropped, found.report.merged) == (3, 1, 0)


def test_a_member_that_is_gone_gives_no_plug(tmp_path):
    file = site_file(*ALL)
    file.node_tags[1] = {**file.node_tags[1], "disused": "yes"}
    assert read_stations(file, tmp_path).stations.plugs() == {"CHADEMO": 1, "IEC_62196_T2": 2}


def test_a_relation_across_the_town_is_no_station_and_its_members_stand_alone(tmp_path):
    file = site_file(*ALL, ("n", 4), socket__gb_dc="9").node(4, place(40, 0), amenity="charging_station")
    found = read_stations(file, tmp_path)
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-n3", "osm-n4", "osm-w2"]
    (dropped,) = [p for p in found.report.problems if p.action == "dropped"]
    assert (dropped.record, "no one station" in dropped.reason) == ("r9", True)


def test_a_charge_point_in_a_member_station_with_plugs_is_counted_once_though_it_is_a_member_too(tmp_path):
    file = site_file(("w", 2), ("n", 4)).node(4, place(1.2, 0.2), man_made="charge_point", socket__type2="2")
    found = read_stations(file, tmp_path)
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}
    assert {p.record: p.action for p in found.report.problems if not p.keeps} == {
        "w2": "merged into r9",
        "n4": "merged into w2",
    }


def test_a_member_goes_to_its_relation_rather_than_to_a_nearer_stranger(tmp_path):
    file = site_file(("w", 2), ("n", 4)).node(4, place(0.1, 0), man_made="charge_point", socket__type2="5")
    found = read_stations(file, tmp_path)
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 7}
    assert [p.action for p in found.report.problems if p.record == "n4" and not p.keeps] == ["merged into r9"]


@pytest.mark.parametrize(("first", "second"), [("osm-n3", "osm-r9"), ("osm-r9", "osm-n3")])
def test_a_member_that_the_user_sets_apart_stays_a_station(tmp_path, first, second):
    found = read_stations(site_file(*ALL), tmp_path, apart=[(first, second)])
    assert sorted(found.stations.table["station_id"]) == ["osm-n3", "osm-r9"]
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}


def test_what_is_set_apart_from_a_relation_does_not_come_back_through_its_member(tmp_path):
    file = site_file(("w", 2)).node(4, place(1.2, 0.2), man_made="charge_point", socket__type2="2")
    found = read_stations(file, tmp_path, apart=[("osm-n4", "osm-r9")])
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-n3", "osm-n4", "osm-r9"]


def test_relations_that_hold_each_other_end_and_nothing_is_lost(tmp_path):
    file = site_file(("n", 1), ("r", 8))
    file.relation(8, [("w", 2, ""), ("r", 9, "")], type="site", amenity="charging_station")
    found = read_stations(file, tmp_path)
    assert (found.report.records, found.report.kept, found.report.merged) == (5, 2, 3)
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}


@pytest.mark.parametrize("step", [1, -1])
def test_relations_in_relations_without_end_do_not_end_the_run(tmp_path, step):
    file = OsmFile().node(1, place(0, 0), amenity="charging_station", socket__gb_dc="2")
    chain = range(1, 301)[::step]
    for outer, inner in pairwise(chain):
        file.relation(outer, [("r", inner, "")], type="site", amenity="charging_station")
    file.relation(chain[-1], [("n", 1, "")], type="site", amenity="charging_station")
    found = read_stations(file, tmp_path)
    assert (found.report.records, found.report.kept + found.report.merged) == (301, 301)
    assert found.report.kept < 200
    assert found.stations.plugs() == {"GBT_DC": 2}


def test_a_ring_tagged_like_its_multipolygon_is_counted_once(tmp_path):
    ring = [place(8, 0), place(9, 0), place(9, 1), place(8, 1)]
    file = OsmFile().area(3, ring, amenity="charging_station", socket__gb_dc="2")
    file.relation(4, [("w", 3, "outer")], type="multipolygon", amenity="charging_station", socket__gb_dc="2")
    found = read_stations(file, tmp_path)
    assert (found.stations.table["station_id"].tolist(), found.stations.plugs()) == (["osm-r4"], {"GBT_DC": 2})


def test_a_station_of_broken_outline_is_kept_and_said(tmp_path):
    ring = [place(8, 0), place(9, 0), place(9, 1), place(8, 1)]
    file = OsmFile().area(3, ring, amenity="charging_station", socket__gb_dc="2")
    del file.nodes[3_001]
    found = read_stations(file, tmp_path)
    assert found.stations.plugs() == {"GBT_DC": 2}
    assert any(p.record == "w3" and "outline" in p.reason for p in found.report.problems)


def test_ways_and_relations_have_their_own_time_of_edit(tmp_path):
    file = site_file(("n", 1))
    file.edited = {"n1": "2015-01-01T00:00:00Z", "w2": "2016-01-01T00:00:00Z", "r9": "2017-01-01T00:00:00Z"}
    table = read_stations(file, tmp_path).stations.table.set_index("station_id")["updated"]
    assert table.to_dict() == {
        "osm-n3": "2024-03-01T12:00:00Z",
        "osm-w2": "2016-01-01T00:00:00Z",
        "osm-r9": "2017-01-01T00:00:00Z",
    }


def test_features_without_times_and_members_as_the_place_loader_gives_them_are_read(tmp_path):
    extract = read_osm_file(InputFile(site_file(*ALL).write(tmp_path / "x.osm.pbf")))
    plain = extract.features.drop(columns=["updated", "members"])
    found = stations_of(replace(extract, features=plain[plain["osm_id"] != "r9"]))
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-n3", "osm-w2"]
    assert found.stations.table["updated"].isna().all()


@pytest.mark.parametrize("times", [["2020-01-01T00:00:00Z", None], [None, "2020-01-01T00:00:00Z"]])
def test_of_an_object_given_twice_the_one_with_a_time_stays_though_a_column_of_text_has_none(tmp_path, times):
    file = OsmFile().node(1, place(0, 0), amenity="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "x.osm.pbf")))
    twice = extract.features.iloc[[0, 0]].reset_index(drop=True).assign(updated=pd.Series(times, dtype="str"))
    found = stations_of(replace(extract, features=twice))
    assert (found.report.kept, found.report.merged) == (1, 1)
    assert found.stations.table["updated"].tolist() == ["2020-01-01T00:00:00Z"]


def test_stations_come_from_a_file_of_their_own_that_has_no_streets(tmp_path):
    request = town(tmp_path)
    path = site_file(*ALL, socket__gb_dc="3").write(tmp_path / "chargers.osm")
    pairs = tmp_path / "overrides.csv"
    pairs.write_text("action,station,other\nseparate,osm-n3,osm-r9\n", encoding="utf-8")
    sources = (StationSource("osm", InputFile(path)),)
    city = assemble_city(replace(request, stations=sources), progress=lambda _: None)
    assert city.stations.plugs() == {"GBT_DC": 3}
    report = next(one for one in city.sources if one.path == str(path))
    assert (report.format, report.records, report.kept, report.merged) == ("osm", 4, 1, 3)
    two = assemble_city(changed(request, stations=sources, overrides=pairs), progress=lambda _: None)
    assert two.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 3}
