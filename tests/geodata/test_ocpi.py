"""OCPI Locations in, every version and every kind of dirt."""

import json

import pytest
from ocpi_locations import connector, location, read

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi


@pytest.mark.parametrize(
    "wrap",
    [lambda one: [one], lambda one: {"data": [one], "status_code": 1000}, lambda one: {"data": one}, lambda one: one],
)
def test_a_bare_list_an_envelope_and_a_single_object_read_the_same(tmp_path, wrap):
    found = read(tmp_path, wrap(location(connector())))
    assert found.report.kept == 1
    assert found.stations.plugs() == {"GBT_DC": 1}


def test_every_field_of_a_location_reaches_the_table(tmp_path):
    row = read(tmp_path, [location(connector())]).stations.table.iloc[0]
    assert row["station_id"] == "ocpi-KZ-EVK-L1"
    assert (row["name"], row["operator"], row["address"], row["city"], row["country"]) == (
        "Достык",
        "Оператор",
        "Абая 1",
        "Алматы",
        "KAZ",
    )
    assert (row["access"], row["connection"], row["source_id"], row["updated"]) == (
        "public",
        "unknown",
        "L1",
        "2024-05-01T10:00:00Z",
    )
    assert (row.geometry.x, row.geometry.y) == (76.93, 43.22)


def test_evses_of_charging_stations_inside_a_location_are_read(tmp_path):
    nested = location(charging_stations=[{"evses": [{"uid": "x", "status": "AVAILABLE", "connectors": [connector()]}]}])
    assert read(tmp_path, [nested]).stations.plugs() == {"GBT_DC": 1}


def test_a_hidden_location_is_kept_as_private_and_said(tmp_path):
    found = read(tmp_path, [location(connector(), publish=False)])
    assert found.stations.table["access"].tolist() == ["private"]
    assert found.report.problems[0].reason == "publish is false"


@pytest.mark.parametrize("name", ["Test", "My TEST 1", "test_location", "TestStation", "Тестовая станция", "test123"])
def test_a_test_location_is_dropped_and_named(tmp_path, name):
    found = read(tmp_path, [location(connector(), name=name)])
    assert (found.report.kept, found.report.dropped) == (0, 1)
    assert found.report.problems[0].record == "L1"


@pytest.mark.parametrize("name", ["Fastest Lane", "Contest Hall", "Testaccio", "Протестная ул.", "Latest"])
def test_a_name_that_only_holds_the_letters_test_stays(tmp_path, name):
    assert read(tmp_path, [location(connector(), name=name)]).report.kept == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0", "(0, 0)"),
        (0.01, -0.02, "(0, 0)"),
        ("91", "181", "out of range"),
        ("north", "76.9", "no numbers"),
        (None, "76.9", "no coordinates"),
        (float("inf"), 76.9, "no numbers"),
        ([], {}, "no numbers"),
    ],
)
def test_a_location_at_an_impossible_place_is_dropped_with_the_reason(tmp_path, latitude, longitude, reason):
    found = read(tmp_path, [location(connector(), coordinates={"latitude": latitude, "longitude": longitude})])
    assert (found.report.records, found.report.dropped) == (1, 1)
    assert reason in found.report.problems[0].reason


def test_swapped_coordinates_are_mended_only_where_no_other_reading_is_possible(tmp_path):
    mended = read(tmp_path, [location(connector(), coordinates={"latitude": "132.5", "longitude": "43.1"})])
    assert (mended.stations.table.geometry.x[0], mended.stations.table.geometry.y[0]) == (132.5, 43.1)
    assert "swapped" in mended.report.problems[0].reason
    possible = read(tmp_path, [location(connector(), coordinates={"latitude": "76.93", "longitude": "43.22"})])
    assert possible.stations.table.geometry.y[0] == 76.93


def test_coordinates_may_be_numbers_and_may_hang_on_the_evse(tmp_path):
    numbers = read(tmp_path, [location(connector(), coordinates={"latitude": 43.22, "longitude": 76.93})])
    assert numbers.report.kept == 1
    bare = location(connector(), coordinates=None)
    bare["evses"][0]["coordinates"] = {"latitude": "43.3", "longitude": "76.9"}
    assert read(tmp_path, [bare]).stations.table.geometry.y[0] == 43.3


def test_an_unknown_standard_is_kept_counted_and_reported(tmp_path):
    found = read(
        tmp_path, [location(connector("FUTURE_PLUG"), connector(None), connector("chademo"), connector("GB/T DC"))]
    )
    assert dict(found.report.connectors) == {"CHADEMO": 1, "FUTURE_PLUG": 1, "GBT_DC": 1, "UNKNOWN": 1}
    reasons = " / ".join(problem.reason for problem in found.report.problems)
    assert "unknown connector 'FUTURE_PLUG'" in reasons
    assert "plug without a standard" in reasons
    assert "connector written 'GB/T DC'" in reasons


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("AVAILABLE", "operational"),
        ("CHARGING", "operational"),
        ("BLOCKED", "operational"),
        ("RESERVED", "operational"),
        ("PLANNED", "planned"),
        ("OUTOFORDER", "out_of_order_now"),
        ("OUT_OF_ORDER", "out_of_order_now"),
        ("INOPERATIVE", "out_of_order_now"),
        ("REMOVED", "removed"),
        ("UNKNOWN", "unknown"),
        ("Не работает", "out_of_order_now"),
        ("SOMETHING", "unclear"),
        (7, "unclear"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_the_status_of_an_evse_is_the_status_of_its_plugs(tmp_path, status, ours):
    one = location(connector())
    one["evses"][0]["status"] = status
    assert read(tmp_path, [one]).stations.connectors["status"].tolist() == [ours]


def test_a_location_given_twice_is_merged_and_the_fresher_one_stays(tmp_path):
    old = location(connector(), last_updated="2020-01-01T00:00:00Z", name="old")
    new = location(connector(), connector(), last_updated="2024-01-01T00:00:00Z", name="new")
    found = read(tmp_path, [old, new])
    assert (found.report.kept, found.report.merged) == (1, 1)
    assert found.stations.table["name"].tolist() == ["new"]
    assert found.stations.plugs() == {"GBT_DC": 2}


def test_a_location_without_evses_is_kept_without_plugs_and_said(tmp_path):
    found = read(tmp_path, [location()])
    assert (found.report.kept, found.stations.plugs()) == (1, {})
    assert [problem.action for problem in found.report.problems] == ["kept without plugs"]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([location(connector())]).encode())
    assert read_ocpi(InputFile(path)).report.kept == 1


def test_a_missing_file_a_folder_and_other_bytes_are_one_clear_error(tmp_path):
    with pytest.raises(MissingFileError, match="OCPI Locations"):
        read_ocpi(InputFile(tmp_path / "none.json"))
    with pytest.raises(InputError, match="a folder"):
        read_ocpi(InputFile(tmp_path))
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_ocpi(InputFile(tmp_path / "x.json"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"status_code": 2001, "status_message": "Invalid token"}', "OCPI status 2001: Invalid token"),
        ('{"status_code": 3000, "status_message": "Server error", "data": []}', "OCPI status 3000: Server error"),
        ("\n<!DOCTYPE html><html>502 Bad Gateway</html>", "a web page or XML"),
        ("", "an empty file"),
    ],
)
def test_the_error_answer_of_a_service_is_no_operator_without_stations(tmp_path, text, found):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=found):
        read_ocpi(InputFile(tmp_path / "x.json"))


def test_a_fault_has_the_time_at_which_it_was_told_and_nothing_else_has(tmp_path):
    one = location(connector(), connector())
    one["evses"][0] |= {"status": "OUTOFORDER", "last_updated": "2026-05-01T10:00:00+05:00"}
    one["evses"][1] |= {"last_updated": "2026-05-01T10:00:00Z"}
    assert read(tmp_path, [one]).stations.connectors["status_at"].tolist() == ["2026-05-01T05:00:00Z", None]
