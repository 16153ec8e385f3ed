"""OCPI Locations in, every version and every kind of dirt."""

import json
from pathlib import Path

import pytest

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi


def connector(standard="GBT_DC", **fields) -> dict:
    return {
        "id": "1",
        "standard": standard,
        "format": "CABLE",
        "power_type": "DC",
        "max_voltage": 750,
        "max_amperage": 250,
        "max_electric_power": 120_000,
    } | fields


def location(*connectors: dict, **fields) -> dict:
    evses = [{"uid": f"e{k}", "status": "AVAILABLE", "connectors": [one]} for k, one in enumerate(connectors, start=1)]
    base = {
        "country_code": "KZ",
        "party_id": "EVK",
        "id": "L1",
        "publish": True,
        "name": "Достык",
        "address": "Абая 1",
        "city": "Алматы",
        "country": "KAZ",
        "coordinates": {"latitude": "43.22", "longitude": "76.93"},
        "evses": evses,
        "operator": {"name": "Оператор"},
        "last_updated": "2024-05-01T10:00:00.123Z",
    }
    return base | fields


def read(tmp_path: Path, data: object):
    path = tmp_path / "locations.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_ocpi(InputFile(path))


def one_plug(tmp_path, **fields):
    found = read(tmp_path, [location(connector(**fields))])
    row = found.stations.connectors.iloc[0]
    return row, [problem.reason for problem in found.report.problems]


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


def test_power_in_watts_becomes_kilowatts_without_a_word(tmp_path):
    plug, reasons = one_plug(tmp_path)
    assert (plug["power_kw"], plug["power_guessed"], reasons) == (120.0, False, [])


@pytest.mark.parametrize(
    ("standard", "value", "kw"),
    [
        ("GBT_DC", 120, 120.0),
        ("IEC_62196_T2", 22, 22.0),
        ("IEC_62196_T2_COMBO", "350", 350.0),
        ("DOMESTIC_F", 3.5, 3.5),
    ],
)
def test_power_in_kilowatts_is_recognised_and_said(tmp_path, standard, value, kw):
    plug, reasons = one_plug(tmp_path, standard=standard, max_electric_power=value, max_voltage=None)
    assert (plug["power_kw"], plug["power_guessed"]) == (kw, False)
    assert reasons == [f"power {value} cannot be in W, taken as kW"]


@pytest.mark.parametrize("value", [None, 0, "", -5, "much", 10**9, float("nan"), [], True])
def test_a_missing_or_impossible_power_is_voltage_times_amperage_of_three_phases(tmp_path, value):
    plug, reasons = one_plug(
        tmp_path,
        standard="IEC_62196_T2",
        power_type="AC_3_PHASE",
        max_voltage=230,
        max_amperage=32,
        max_electric_power=value,
    )
    assert plug["power_kw"] == pytest.approx(22.08)
    assert not plug["power_guessed"]
    assert "voltage times amperage" in reasons[0]


def test_the_fields_of_2_1_1_have_no_max_before_them(tmp_path):
    old = {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "voltage": 230,
        "amperage": 16,
    }
    row = read(tmp_path, [location(old)]).stations.connectors.iloc[0]
    assert row["power_kw"] == pytest.approx(11.04)
    assert row["format"] == "SOCKET"


def test_400_volts_on_three_phases_are_line_to_line(tmp_path):
    plug, _ = one_plug(
        tmp_path,
        standard="IEC_62196_T2",
        power_type="AC_3_PHASE",
        max_voltage=400,
        max_amperage=32,
        max_electric_power=None,
    )
    assert plug["power_kw"] == pytest.approx(22.17, abs=0.01)


def test_with_nothing_known_the_power_is_the_class_default_and_marked_as_guessed(tmp_path):
    plug, reasons = one_plug(tmp_path, max_voltage=0, max_amperage=0, max_electric_power=0)
    assert (plug["power_kw"], plug["power_guessed"]) == (60.0, True)
    assert reasons == ["power of GBT_DC not given"]


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


@pytest.mark.real
def test_sitronics_shows_its_32_gbt_plugs_of_169_with_powers_in_kilowatts(shared_data):
    found = read_ocpi(InputFile(shared_data / "stations" / "ocpi_2_2_1_sitronics.json"))
    assert (found.report.records, found.report.kept) == (65, 65)
    assert dict(found.report.connectors) == {
        "CHADEMO": 49,
        "DOMESTIC_F": 2,
        "GBT_AC": 1,
        "GBT_DC": 32,
        "IEC_62196_T1": 1,
        "IEC_62196_T2": 35,
        "IEC_62196_T2_COMBO": 49,
    }
    direct = found.stations.connectors.query("connector == 'GBT_DC'")["power_kw"]
    assert sorted(set(direct)) == [60.0, 90.0, 120.0]
    assert int(found.stations.connectors["power_guessed"].sum()) == 2


@pytest.mark.real
def test_the_other_real_ocpi_files_are_read_to_the_last_plug(shared_data):
    gaia = read_ocpi(InputFile(shared_data / "stations" / "ocpi_2_2_gaia.json"))
    assert (gaia.report.kept, dict(gaia.report.connectors)) == (4, {"IEC_62196_T2": 13})
    assert int((gaia.stations.connectors["status"] == "removed").sum()) == 3
    newest = read_ocpi(InputFile(shared_data / "stations" / "ocpi_3_0_0_location_example.json"))
    assert (newest.report.kept, dict(newest.report.connectors)) == (1, {"IEC_62196_T2": 3})
    assert newest.stations.connectors["power_kw"].tolist() == [10.56, 10.56, 10.56]


@pytest.mark.parametrize("said", [["CUSTOMERS"], ["EV_ONLY", "customers"], "CUSTOMERS"])
def test_parking_for_customers_makes_a_station_for_customers(tmp_path, said):
    one = location(connector())
    one["evses"][0]["parking_restrictions"] = said
    assert read(tmp_path, [one]).stations.table["access"].tolist() == ["customers"]


def bay(identity="1", *kinds, restricted=True, **fields) -> dict:
    base = {"id": identity, "vehicle_types": list(kinds or ["PERSONAL_VEHICLE"]), "reservation_required": False}
    return base | {"restricted_to_type": restricted} | fields


def at_bays(*bays: dict, **evse) -> dict:
    """A location whose EVSE is reached from these bays."""
    one = location(connector(), parking_places=list(bays))
    one["evses"][0] |= {"parking": [{"parking_id": place["id"]} for place in bays]} | evse
    return one


@pytest.mark.parametrize(
    ("bays", "restrictions", "reserved"),
    [
        ([bay()], [], None),
        ([bay("1", "RIGID", "BUS")], [], "trucks, buses"),
        ([bay("1", "MOTORCYCLE")], ["EV_ONLY"], "motorcycles"),
        ([bay("1", "DISABLED")], [], "disabled"),
        ([bay("1", "PERSONAL_VEHICLE", "DISABLED")], [], None),
        ([bay("1", "RIGID"), bay("2", "VAN", "PERSONAL_VEHICLE")], [], None),
        ([bay("1", "RIGID", restricted=False)], [], None),
        ([bay()], ["EMPLOYEES"], "employees"),
        ([], ["disabled", "TAXIS"], "taxis, disabled"),
        ([bay("1", "HOVERCRAFT")], [], None),
    ],
)
def test_an_evse_for_others_than_cars_is_reserved_for_them(tmp_path, bays, restrictions, reserved):
    plugs = read(tmp_path, [at_bays(*bays, parking_restrictions=restrictions)]).stations.connectors
    assert plugs["reserved_for"].tolist() == [reserved]


def test_bays_that_are_doubtful_are_kept_open_and_said(tmp_path):
    bays = [bay("1", "RIGID", restricted=False), bay("2", "BUS", reservation_required=True)]
    found = read(tmp_path, [at_bays(*bays, parking=[{"parking_id": one} for one in ("1", "2", "3")])])
    assert [one.reason for one in found.report.problems] == [
        "EVSE at a parking place '3' that is not listed",
        "its bays are for buses, trucks, and open to others",
        "its bays must be reserved beforehand",
    ]


def test_a_station_with_a_bay_for_disabled_drivers_is_accessible(tmp_path):
    found = read(
        tmp_path, [at_bays(bay(), bay("2", "PERSONAL_VEHICLE", "DISABLED")), at_bays(bay(), bay("2")) | {"id": "2"}]
    )
    assert found.stations.table["accessible"].tolist() == ["yes", None]


def test_a_fault_has_the_time_at_which_it_was_told_and_nothing_else_has(tmp_path):
    one = location(connector(), connector())
    one["evses"][0] |= {"status": "OUTOFORDER", "last_updated": "2026-05-01T10:00:00+05:00"}
    one["evses"][1] |= {"last_updated": "2026-05-01T10:00:00Z"}
    assert read(tmp_path, [one]).stations.connectors["status_at"].tolist() == ["2026-05-01T05:00:00Z", None]
