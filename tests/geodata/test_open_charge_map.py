"""Open Charge Map in, compact and verbose."""

import json

import pytest

from geodata.input_file import InputFile
from geodata.sources.open_charge_map import read_open_charge_map


def poi(*connections: dict, **fields) -> dict:
    return {
        "ID": 7,
        "UsageTypeID": 4,
        "StatusTypeID": 50,
        "AddressInfo": {
            "Title": "Достык",
            "AddressLine1": "Абая 1",
            "Town": "Almaty",
            "CountryID": 117,
            "Latitude": 43.22,
            "Longitude": 76.93,
        },
        "Connections": list(connections),
        "DateLastVerified": "2024-05-01T10:00:00Z",
    } | fields


def plug(identifier=1040, **fields) -> dict:
    return {"ID": 1, "ConnectionTypeID": identifier, "StatusTypeID": 50, "PowerKW": 60, "Quantity": 2} | fields


def read(tmp_path, *pois: object):
    path = tmp_path / "pois.json"
    path.write_text(json.dumps(list(pois)), encoding="utf-8")
    return read_open_charge_map(InputFile(path))


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        (25, "IEC_62196_T2"),
        (1036, "IEC_62196_T2"),
        (33, "IEC_62196_T2_COMBO"),
        (1038, "GBT_AC"),
        (1039, "GBT_AC"),
        (1040, "GBT_DC"),
        (2, "CHADEMO"),
        (27, "SAE_J3400"),
        (30, "TESLA_S"),
    ],
)
def test_every_connection_type_of_the_region_has_its_ocpi_name(tmp_path, identifier, name):
    assert read(tmp_path, poi(plug(identifier))).stations.plugs() == {name: 2}


def test_the_verbose_form_reads_like_the_compact_one(tmp_path):
    verbose = poi(
        {
            "ID": 1,
            "ConnectionType": {"ID": 1040, "Title": "GB-T DC - GB/T 20234.3"},
            "StatusType": {"ID": 50},
            "PowerKW": 60,
            "Quantity": 2,
        },
        UsageTypeID=None,
        UsageType={"ID": 4},
        OperatorInfo={"Title": "Evion"},
    )
    verbose["AddressInfo"] |= {"CountryID": None, "Country": {"ISOCode": "KZ"}}
    compact, long = read(tmp_path, poi(plug())), read(tmp_path, verbose)
    assert compact.stations.connectors.drop(columns="evse_id").equals(long.stations.connectors.drop(columns="evse_id"))
    assert long.stations.table["operator"].tolist() == ["Evion"]
    columns = ["station_id", "name", "address", "city", "country", "access", "updated"]
    assert compact.stations.table[columns].equals(long.stations.table[columns])


@pytest.mark.parametrize("quantity", [None, 0, "many", -3, 1.5, 10**9])
def test_a_quantity_that_says_nothing_is_one_plug_and_said(tmp_path, quantity):
    found = read(tmp_path, poi(plug(Quantity=quantity)))
    assert found.stations.plugs() == {"GBT_DC": 1}
    assert any(problem.action == "taken as 1" for problem in found.report.problems)


def test_a_missing_power_is_the_class_default_and_marked_as_guessed(tmp_path):
    row = read(tmp_path, poi(plug(PowerKW=None))).stations.connectors.iloc[0]
    assert (row["power_kw"], row["power_guessed"]) == (60.0, True)


def test_a_power_in_watts_is_recognised_and_said(tmp_path):
    found = read(tmp_path, poi(plug(PowerKW=120000)))
    assert found.stations.connectors["power_kw"].tolist() == [120.0]
    assert "cannot be in kW" in found.report.problems[0].reason


@pytest.mark.parametrize(
    ("station", "connection", "status"),
    [
        (50, 50, "operational"),
        (50, 100, "out_of_order"),
        (50, None, "operational"),
        (30, 50, "out_of_order"),
        (100, 50, "out_of_order"),
        (150, 50, "planned"),
        (200, 50, "removed"),
        (75, 100, "out_of_order"),
        (None, 50, "operational"),
        (None, None, "unknown"),
    ],
)
def test_no_plug_works_at_a_station_that_does_not(tmp_path, station, connection, status):
    found = read(tmp_path, poi(plug(StatusTypeID=connection), StatusTypeID=station))
    assert found.stations.connectors["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("usage", "access"),
    [
        (1, "public"),
        (4, "public"),
        (5, "public"),
        (7, "public"),
        (6, "customers"),
        (2, "private"),
        (3, "private"),
        (0, "unknown"),
        (None, "unknown"),
    ],
)
def test_the_usage_type_says_who_may_charge(tmp_path, usage, access):
    assert read(tmp_path, poi(plug(), UsageTypeID=usage)).stations.table["access"].tolist() == [access]


def test_an_unknown_connection_type_is_kept_under_its_number(tmp_path):
    found = read(tmp_path, poi(plug(4711), plug(0), plug(None)))
    assert found.stations.plugs() == {"OCM_4711": 2, "UNKNOWN": 4}


def test_duplicates_and_withdrawn_records_are_dropped_and_named(tmp_path):
    found = read(
        tmp_path, poi(plug(), StatusTypeID=210), poi(plug(), ID=8, SubmissionStatusTypeID=1000), poi(plug(), ID=9)
    )
    assert (found.report.records, found.report.kept, found.report.dropped) == (3, 1, 2)
    assert [problem.record for problem in found.report.problems] == ["7", "8"]


@pytest.mark.parametrize(
    ("station", "connection", "status"),
    [
        (777, None, "unclear"),
        (777, 50, "unclear"),
        (777, 100, "out_of_order"),
        (50, 777, "unclear"),
        ("?", 50, "unclear"),
    ],
)
def test_a_status_of_a_number_that_nobody_knows_is_unclear_and_said(tmp_path, station, connection, status):
    found = read(tmp_path, poi(plug(StatusTypeID=connection), StatusTypeID=station))
    assert found.stations.connectors["status"].tolist() == [status]
    assert any("is not understood" in problem.reason for problem in found.report.problems)


def test_a_test_station_is_dropped_and_named(tmp_path):
    found = read(tmp_path, poi(plug(), AddressInfo=poi()["AddressInfo"] | {"Title": "TEST 1"}), poi(plug(), ID=8))
    assert (found.report.kept, found.report.dropped) == (1, 1)
    assert "a test station by its name" in found.report.problems[0].reason
