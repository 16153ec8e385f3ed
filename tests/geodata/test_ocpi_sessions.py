"""CDRs and Sessions of OCPI 2.1.1 to 2.3.0, tied to stations and zones without the driver's identity."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Transformer
from shapely import box

from geodata.city_request import SessionSource
from geodata.input_file import InputFile
from geodata.session_intake import Here, sessions_in
from geodata.stations import Stations
from geodata.zones import ZONES
from tests.fixtures.metered import HERE, ocpi, read, reasons, row, table
from tests.fixtures.tiny_city import CRS, NORTH, corner

TO_LONLAT = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
TOKEN = {"uid": "SECRET-UID", "contract_id": "SECRET-CONTRACT", "type": "RFID"}


def at(x, y=NORTH):
    lon, lat = TO_LONLAT.transform(x, y)
    return {"latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"}


def cdr(number=1, hour=10, **more):
    """A CDR of version 2.2 and later."""
    return {
        "id": f"cdr{number}",
        "start_date_time": f"2026-03-02T{hour:02d}:00:00Z",
        "end_date_time": f"2026-03-02T{hour:02d}:30:00Z",
        "cdr_token": TOKEN,
        "auth_id": "SECRET-AUTH",
        "cdr_location": {
            "id": "1",
            "coordinates": at(corner(4)[0]),
            "evse_uid": "e1",
            "connector_standard": "IEC_62196_T2_COMBO",
            "connector_power_type": "DC",
        },
        "total_energy": 12.5,
        "total_time": 0.5,
        **more,
    }


def test_cdrs_of_either_form_say_the_same(tmp_path):
    new = cdr()
    old = {
        "id": "cdr9",
        "start_date_time": "2026-03-02T12:00:00",  # of no time zone: OCPI says UTC
        "stop_date_time": "2026-03-02T12:30:00Z",
        "auth_id": "SECRET-AUTH",
        "location": {
            "id": "1",
            "coordinates": at(corner(4)[0]),
            "evses": [{"uid": "e1", "connectors": [{"id": "1", "power_type": "DC", "voltage": 400, "amperage": 125}]}],
        },
        "total_energy": 12.5,
        "total_time": 0.5,
        "total_parking_time": 0.1,
    }
    kept, (report,) = read(ocpi(tmp_path / "c.json", {"data": [new, old], "status_code": 1000}))
    assert (report.records, report.kept, report.format) == (2, 2, "ocpi_cdr")
    assert kept["start"].tolist() == ["2026-03-02T15:00:00", "2026-03-02T17:00:00"]
    assert kept["kwh"].tolist() == [12.5, 12.5]
    assert kept["station_id"].tolist() == ["st", "st"]
    assert kept["zone_id"].tolist() == ["z4", "z4"]
    assert kept["current"].tolist() == ["DC", "DC"]
    assert kept["evse"].tolist() == ["e1", "e1"]
    assert kept["power_kw"].tolist()[1] == 50.0
    assert kept["charging_h"].tolist()[1] == pytest.approx(0.4)
    assert "SECRET" not in kept.to_csv() + json.dumps(report.as_dict()) + repr(report)


def test_records_that_are_no_finished_session_are_dropped_by_name(tmp_path):
    records = [
        cdr(1),
        cdr(2, 11),
        cdr(3, 12, credit=True, credit_reference_id="cdr2"),
        "junk",
        cdr(4, 13, total_energy=None),
        cdr(5, 14, end_date_time="soon"),
    ]
    _, (report,) = read(ocpi(tmp_path / "c.json", records))
    assert reasons(report) == {
        "taken back by a credit note": 1,
        "a credit note": 1,
        "not an object": 1,
        "no energy": 1,
        "end: no ISO 8601 time": 1,
    }
    sessions = [
        {**cdr(k, 10 + k), "kwh": 5, "location_id": "1", "status": status}
        for k, status in enumerate(["ACTIVE", "COMPLETED", "INVALID"])
    ]
    kept, (report,) = read(ocpi(tmp_path / "s.json", sessions, "ocpi_session"))
    assert reasons(report) == {"status ACTIVE": 1, "status INVALID": 1}
    assert kept["kwh"].tolist() == [5]


def test_a_session_that_two_files_tell_of_counts_once(tmp_path):
    first = ocpi(tmp_path / "c.json", [cdr()])
    again = table(tmp_path / "s.csv", row("2026-03-02 15:00", "2026-03-02 15:30", 12.5, "1"), row("2026-03-02 16:00"))
    kept, reports = read(first, again)
    assert [report.merged for report in reports] == [0, 1]
    assert len(kept) == 1
    assert reports[1].dropped == 1, "it ends before it starts"


def test_a_session_that_two_files_tell_of_under_ids_of_their_own_counts_once(tmp_path):
    """The export names the station, the CDR has an id that only the operator knows; posts of one file stay apart."""
    mine = {"id": "OP-77", "coordinates": at(corner(4)[0] + 60), "evse_uid": "KZ*OP*E77"}
    first = ocpi(tmp_path / "c.json", [cdr(cdr_location=mine), cdr(2, cdr_location={**mine, "id": "OP-78"})])
    same, later = ("2026-03-02 15:00", "2026-03-02 15:30"), ("2026-03-02 16:00", "2026-03-02 16:30")
    again = table(tmp_path / "s.csv", row(*same, 12.5, "1"), row(*later, 12.5, "1"))
    kept, reports = read(first, again)
    assert [(report.kept, report.merged) for report in reports] == [(2, 0), (1, 1)]
    assert kept["station_id"].tolist() == ["st"] * 3


def test_ties_go_by_id_then_name_then_the_nearest_station_then_the_place_alone(tmp_path):
    east, far = corner(4)[0], corner(7)[0]
    places = [
        {"id": "1", "coordinates": at(far)},
        {"id": "x2", "name": " эзс "},
        {"id": "x3", "coordinates": at(east + 60)},
        {"id": "x4", "coordinates": at(far)},
        {"id": "x5", "coordinates": at(east + 50_000)},
        {"id": "x6"},
    ]
    swapped = at(east + 60)
    places.append({"id": "x7", "coordinates": {"latitude": swapped["longitude"], "longitude": swapped["latitude"]}})
    kept, (report,) = read(ocpi(tmp_path / "c.json", [cdr(k, 1 + k, cdr_location=one) for k, one in enumerate(places)]))
    assert kept["tied_by"].tolist() == ["id", "name", "place", "zone", "unknown", "place"]
    assert kept["station_id"].tolist() == ["st", "st", "st", None, None, "st"]
    assert kept["zone_id"].tolist()[:4] == ["z4", "z4", "z4", "z6"]
    assert (report.kept, report.outside_city) == (7, 1)
    said = {one.reason for one in report.problems}
    assert {"unknown station", "metered outside of the city", "longitude and latitude are swapped"} <= said
    assert "unknown station, but at a place in the city" in said


@pytest.mark.real
def test_the_examples_of_the_specification_are_read(shared_data):
    folder = Path(shared_data) / "sessions"
    crs, zones = "EPSG:32631", ZONES.empty("EPSG:32631")
    ghent = gpd.GeoSeries([box(3.6, 51.0, 3.8, 51.1)], crs="EPSG:4326").to_crs(crs).iloc[0]
    here = Here("BE", 3.7, ghent, zones, crs)

    def one(name, kind):
        return sessions_in((SessionSource(kind, InputFile(folder / name)),), Stations.none(crs), here)

    kept, (report,) = one("ocpi_2_3_0_cdr_example.json", "ocpi_cdr")
    assert kept[["kwh", "current", "tied_by"]].to_numpy().tolist() == [[15.342, "AC", "zone"]]
    assert "longitude and latitude are swapped" in {problem.reason for problem in report.problems}
    kept, (report,) = one("session_example_2_short_finished.json", "ocpi_session")
    assert kept["kwh"].tolist() == [41.12]
    kept, (report,) = one("session_example_1_simple_start.json", "ocpi_session")
    assert reasons(report) == {"status PENDING": 1}


def test_the_street_of_the_fixture_is_where_the_sessions_are():
    assert HERE.boundary.contains(HERE.zones.geometry.iloc[0].centroid)
