"""Charging stations of OpenStreetMap: nodes, ways and relations, every spelling of the socket keys."""

import pytest
from osm_fixtures import OsmFile, place, read_stations

from geodata.input_file import InputFile
from geodata.osm.stations import stations_of
from geodata.sources.osm_file import read_osm_file


def station_file(**tags: str) -> OsmFile:
    return OsmFile().node(1, place(0, 0), amenity="charging_station", **tags)


def tagged(tmp_path, tags: dict[str, str]):
    file = OsmFile().node(1, place(0, 0))
    file.node_tags[1] = {"amenity": "charging_station"} | tags
    return read_stations(file, tmp_path)


def test_nodes_ways_and_relations_are_each_one_station(tmp_path):
    square = [place(4, 0), place(5, 0), place(5, 1), place(4, 1)]
    ring = [place(8, 0), place(9, 0), place(9, 1), place(8, 1)]
    file = station_file(socket__gb_dc="1").area(2, square, amenity="charging_station", socket__type2="2").area(3, ring)
    file.relation(4, [("w", 3, "outer")], type="multipolygon", amenity="charging_station", socket__chademo="1")
    found = read_stations(file, tmp_path)
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-r4", "osm-w2"]
    assert found.stations.plugs() == {"CHADEMO": 1, "GBT_DC": 1, "IEC_62196_T2": 2}


DC_KEYS = ["gb_dc", "gbt_dc", "gb_t_dc", "gbt", "gb_t"]
AC_KEYS = ["gb_ac", "gbt_ac", "gb_t_ac"]
CASES = [str.lower, str.upper, str.title]


@pytest.mark.parametrize(("value", "count"), [("2", 2), ("yes", 1), ("2;4", 4)])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("key", DC_KEYS)
def test_every_spelling_of_gbt_dc_in_any_case_is_gbt_dc(tmp_path, key, case, value, count):
    found = tagged(tmp_path, {f"socket:{case(key)}": value, f"socket:{key}:output": "60 kW"})
    assert found.stations.plugs() == {"GBT_DC": count}
    assert found.stations.connectors[["power_kw", "power_guessed"]].to_numpy().tolist() == [[60.0, False]]


@pytest.mark.parametrize(("value", "count"), [("2", 2), ("yes", 1), ("2;4", 4)])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("key", AC_KEYS)
def test_every_spelling_of_gbt_ac_in_any_case_is_gbt_ac(tmp_path, key, case, value, count):
    found = tagged(tmp_path, {f"socket:{case(key)}": value, f"SOCKET:{key}:Output": "7 kW"})
    assert found.stations.plugs() == {"GBT_AC": count}
    assert found.stations.connectors[["power_kw", "power_guessed"]].to_numpy().tolist() == [[7.0, False]]


@pytest.mark.parametrize(
    ("output", "kw"),
    [("22 kW", [22.0]), ("22000", [22.0]), ("50kw;120 kW", [50.0, 120.0]), ("22 kVA", [22.0]), ("", [60.0])],
)
@pytest.mark.parametrize("key", DC_KEYS)
def test_the_output_of_gbt_is_read_under_every_spelling(tmp_path, key, output, kw):
    found = tagged(tmp_path, {f"socket:{key}": "2", f"socket:{key}:output": output})
    rows = found.stations.connectors
    assert (rows["power_kw"].tolist(), rows["count"].sum()) == (kw, 2)
    assert rows["power_guessed"].tolist() == [not output] * len(kw)


def test_gbt_that_says_neither_ac_nor_dc_is_taken_as_dc_and_said(tmp_path):
    found = tagged(tmp_path, {"socket:gbt": "1"})
    assert any("without AC or DC" in problem.reason for problem in found.report.problems)


def test_one_key_in_two_cases_is_one_kind_of_socket(tmp_path):
    assert tagged(tmp_path, {"socket:TYPE2": "2", "socket:type2": "2"}).stations.plugs() == {"IEC_62196_T2": 2}


@pytest.mark.parametrize(
    ("value", "count"),
    [("2", 2), ("yes", 1), ("2;4", 4), ("1;1", 1), ("-1", 1), ("many", 1), ("999999", 1), (" 3 ", 3)],
)
def test_a_socket_value_gives_its_count_or_one(tmp_path, value, count):
    assert tagged(tmp_path, {"socket:type2": value}).stations.plugs() == {"IEC_62196_T2": count}


@pytest.mark.parametrize("value", ["no", "0", "none", "No"])
def test_a_socket_that_is_not_there_is_no_plug(tmp_path, value):
    assert tagged(tmp_path, {"socket:type2": value, "socket:type2:output": "22 kW"}).stations.plugs() == {}


@pytest.mark.parametrize(
    ("output", "kw"),
    [
        ("22 kW", 22.0),
        ("22kw", 22.0),
        ("22000", 22.0),
        ("22 kVA", 22.0),
        ("22", 22.0),
        ("22000 W", 22.0),
        ("7,4 kW", 7.4),
        ("22 кВт", 22.0),
        ("22000 kW", 22.0),
    ],
)
def test_the_output_of_a_socket_is_understood_in_every_unit(tmp_path, output, kw):
    found = tagged(tmp_path, {"socket:type2": "1", "socket:type2:output": output})
    row = found.stations.connectors.iloc[0]
    assert (row["power_kw"], row["power_guessed"]) == (kw, False)


@pytest.mark.parametrize("output", ["", "fast", "900 kW", "-22 kW", "0"])
def test_an_output_that_says_nothing_is_guessed_and_said(tmp_path, output):
    found = tagged(tmp_path, {"socket:type2": "1", "socket:type2:output": output})
    row = found.stations.connectors.iloc[0]
    assert (row["power_kw"], row["power_guessed"]) == (11.0, True)
    assert any("class default" in problem.action for problem in found.report.problems)


def test_two_outputs_of_two_plugs_are_one_each(tmp_path):
    found = tagged(tmp_path, {"socket:chademo": "2", "socket:chademo:output": "50kw;120 kW"})
    assert found.stations.connectors[["count", "power_kw"]].to_numpy().tolist() == [[1, 50], [1, 120]]


def test_counts_and_outputs_in_step_belong_together(tmp_path):
    found = tagged(tmp_path, {"socket:chademo": "2;4", "socket:chademo:output": "50 kW;120 kW"})
    assert found.stations.connectors[["count", "power_kw"]].to_numpy().tolist() == [[2, 50], [4, 120]]


def test_two_outputs_of_one_plug_are_the_lesser_and_said(tmp_path):
    found = tagged(tmp_path, {"socket:chademo": "1", "socket:chademo:output": "120 kW;50 kW"})
    assert found.stations.connectors["power_kw"].tolist() == [50.0]
    assert any("more powers than counts" in problem.reason for problem in found.report.problems)


def test_voltage_and_current_stand_in_for_the_output(tmp_path):
    found = tagged(tmp_path, {"socket:type2": "1", "socket:type2:voltage": "400", "socket:type2:current": "32"})
    assert found.stations.connectors["power_kw"].tolist() == pytest.approx([22.17], abs=0.01)


def test_capacity_is_the_count_only_of_a_lone_kind_without_one(tmp_path):
    assert tagged(tmp_path, {"socket:type2": "yes", "capacity": "4"}).stations.plugs() == {"IEC_62196_T2": 4}
    assert tagged(tmp_path, {"socket:type2": "2", "capacity": "4"}).stations.plugs() == {"IEC_62196_T2": 2}
    both = {"socket:type2": "yes", "socket:chademo": "yes", "capacity": "4"}
    assert tagged(tmp_path, both).stations.plugs() == {"CHADEMO": 1, "IEC_62196_T2": 1}


def test_a_station_without_sockets_is_kept_without_plugs_and_said(tmp_path):
    found = tagged(tmp_path, {"capacity": "4"})
    assert (found.report.kept, found.stations.plugs()) == (1, {})
    assert [problem.action for problem in found.report.problems] == ["kept without plugs"]


def test_an_unknown_socket_is_kept_under_its_own_name_and_said(tmp_path):
    found = tagged(tmp_path, {"socket:usb": "4"})
    assert found.stations.plugs() == {"usb": 4}
    assert any("unknown connector 'usb'" in problem.reason for problem in found.report.problems)


@pytest.mark.parametrize(
    ("access", "ours"),
    [
        ("yes", "public"),
        ("permissive", "public"),
        ("customers", "customers"),
        ("private", "private"),
        ("no", "private"),
        ("employees", "private"),
        ("maybe", "unknown"),
    ],
)
def test_the_access_tag_says_who_may_charge(tmp_path, access, ours):
    assert tagged(tmp_path, {"access": access}).stations.table["access"].tolist() == [ours]


def test_a_station_without_an_access_tag_is_public(tmp_path):
    assert tagged(tmp_path, {}).stations.table["access"].tolist() == ["public"]


@pytest.mark.parametrize(
    "tags",
    [
        {"disused": "yes"},
        {"removed": "yes"},
        {"abandoned": "yes"},
        {"motorcar": "no", "bicycle": "yes"},
        {"amenity": "disused", "disused": "charging_station"},
    ],
)
def test_what_is_gone_or_not_for_cars_is_dropped_and_named(tmp_path, tags):
    found = tagged(tmp_path, tags | {"socket:type2": "1"})
    assert (found.report.records, found.report.dropped) == (1, 1)
    assert found.report.problems[0].record == "n1"


def test_a_lifecycle_prefix_says_that_a_station_is_gone_or_to_come(tmp_path):
    file = OsmFile().node(1, place(0, 0), disused__amenity="charging_station", socket__type2="1")
    file.node(2, place(9, 0), planned__amenity="charging_station", socket__type2="1")
    found = read_stations(file, tmp_path)
    assert (found.report.records, found.report.kept, found.report.dropped) == (2, 1, 1)
    assert found.stations.connectors["status"].tolist() == ["planned"]


@pytest.mark.parametrize("word", ["disused", "removed", "demolished", "abandoned", "razed", "was"])
@pytest.mark.parametrize("what", [("amenity", "charging_station"), ("man_made", "charge_point")])
def test_what_is_gone_is_named_though_no_other_key_tells_of_it(tmp_path, word, what):
    file = OsmFile().node(1, place(0, 0), **{f"{word}__{what[0]}": what[1]})
    found = read_stations(file, tmp_path)
    assert (found.report.records, found.report.dropped) == (1, 1)
    assert (found.report.problems[0].record, found.report.problems[0].reason) == ("n1", f"{word} station")


def test_a_charge_point_that_is_gone_gives_its_station_no_plug(tmp_path):
    file = station_file().node(2, place(0.1, 0), removed__man_made="charge_point", socket__gb_dc="1")
    found = read_stations(file, tmp_path)
    assert (found.report.dropped, found.stations.plugs()) == (1, {})


def test_a_broken_station_is_out_of_order(tmp_path):
    found = tagged(tmp_path, {"socket:type2": "1", "operational_status": "broken"})
    assert found.stations.connectors["status"].tolist() == ["out_of_order"]


def test_charge_points_of_a_station_are_not_counted_twice(tmp_path):
    square = [place(0, 0), place(2, 0), place(2, 2), place(0, 2)]
    file = OsmFile().area(1, square, amenity="charging_station", socket__gb_dc="2")
    file.node(2, place(1, 1), man_made="charge_point", socket__gb_dc="1")
    file.node(3, place(2.3, 1), man_made="charge_point", socket__gb_dc="1")
    file.node(4, place(20, 1), man_made="charge_point", socket__gb_dc="1")
    found = read_stations(file, tmp_path)
    assert (found.report.records, found.report.kept, found.report.merged) == (4, 2, 2)
    assert sorted(found.stations.table["station_id"]) == ["osm-n4", "osm-w1"]
    assert found.stations.plugs() == {"GBT_DC": 3}


def test_a_station_without_sockets_takes_those_of_its_charge_points(tmp_path):
    file = station_file().node(
        2, place(0.1, 0), man_made="charge_point", socket__gb_dc="1", socket__gb_dc__output="60 kW"
    )
    file.node(3, place(0.2, 0), man_made="charge_point", socket__type2_combo="1")
    found = read_stations(file, tmp_path)
    assert found.stations.table["station_id"].tolist() == ["osm-n1"]
    assert found.stations.plugs() == {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}


def test_a_charge_point_beside_a_station_with_plugs_is_counted_once(tmp_path):
    file = station_file(socket__gb_dc="2").node(2, place(0.1, 0), man_made="charge_point", socket__gb_dc="2")
    found = read_stations(file, tmp_path)
    assert (found.stations.plugs(), found.report.merged) == ({"GBT_DC": 2}, 1)
    assert [(p.record, p.action) for p in found.report.problems if p.record == "n2"] == [("n2", "merged into n1")]


def test_a_charge_point_that_the_user_sets_apart_is_a_station_of_its_own(tmp_path):
    square = [place(0, 0), place(2, 0), place(2, 2), place(0, 2)]
    file = OsmFile().area(2, square, amenity="charging_station", socket__gb_dc="2")
    file.node(1, place(1, 1), man_made="charge_point", socket__gb_dc="1")
    assert read_stations(file, tmp_path).stations.plugs() == {"GBT_DC": 2}
    found = read_stations(file, tmp_path, apart=[("osm-n1", "osm-w2")])
    assert sorted(found.stations.table["station_id"]) == ["osm-n1", "osm-w2"]
    assert (found.stations.plugs(), found.report.kept, found.report.merged) == ({"GBT_DC": 3}, 2, 0)


@pytest.mark.parametrize(
    ("tags", "updated"),
    [
        ({}, "2024-03-01T12:00:00Z"),
        ({"check_date": "2020-05-06"}, "2020-05-06T00:00:00Z"),
        ({"survey:date": "2019-01-02"}, "2019-01-02T00:00:00Z"),
        ({"check_date": "2025-01-01", "survey:date": "2019-01-02"}, "2025-01-01T00:00:00Z"),
        ({"check_date": "2020-05"}, "2020-05-01T00:00:00Z"),
        ({"check_date": "2020"}, "2020-01-01T00:00:00Z"),
        ({"check_date": "soon", "survey:date": "2019-01-02"}, "2019-01-02T00:00:00Z"),
        ({"check_date": "soon"}, "2024-03-01T12:00:00Z"),
    ],
)
def test_the_survey_goes_before_the_last_edit_even_where_it_is_older(tmp_path, tags, updated):
    found = tagged(tmp_path, tags)
    assert found.stations.table["updated"].tolist() == [updated]
    assert any("check_date" in p.reason for p in found.report.problems) is (tags == {"check_date": "soon"})


def test_a_file_without_times_gives_no_time_of_update(tmp_path):
    file = station_file()
    file.timestamp = None
    assert read_stations(file, tmp_path).stations.table["updated"].isna().all()


@pytest.mark.real
def test_real_extracts_hold_the_stations_that_are_in_them(shared_data):
    rome = stations_of(read_osm_file(InputFile(shared_data / "osm" / "rome_small.osm.pbf")))
    assert (rome.report.records, rome.report.kept, rome.report.dropped) == (2, 1, 1)
    assert rome.stations.plugs() == {}
    assert any(p.reason == "disused station" for p in rome.report.problems)
    assert rome.stations.table["operator"].tolist() == ["Enel"]
    assert rome.stations.table["updated"].tolist() == ["2012-11-03T15:28:27Z"]


@pytest.mark.parametrize(
    ("key", "kw"), [("tesla_supercharger", 120.0), ("tesla_destination", 11.0), ("Tesla_Standard", 11.0)]
)
def test_a_wall_box_of_tesla_without_power_is_not_guessed_to_be_a_supercharger(tmp_path, key, kw):
    plugs = tagged(tmp_path, {f"socket:{key}": "1"}).stations.connectors
    assert plugs[["connector", "power_kw", "power_guessed"]].to_numpy().tolist() == [["TESLA_S", kw, True]]
