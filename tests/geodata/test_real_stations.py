"""Every record of the real station files: kept, merged or dropped, doubts named, plugs and powers as the files have them.

What the files hold is counted here again from their JSON, with no help from the readers.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.supply import supply_of
from geodata.report import Kind
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map

pytestmark = pytest.mark.real

OCM, SITRONICS = "ocm_central_asia_all.json", "ocpi_2_2_1_sitronics.json"
GAIA, EXAMPLE = "ocpi_2_2_gaia.json", "ocpi_3_0_0_location_example.json"
RECORDS = {OCM: 12, SITRONICS: 65, GAIA: 4, EXAMPLE: 1}
EXAMPLES_2_3 = {
    "ocpi_2_3_0_location_example.json": 3,
    "ocpi_2_3_0_location_example_parking_garage_opening_hours.json": 1,
    "ocpi_2_3_0_location_example_uc2_destination_charger.json": 1,
    "ocpi_2_3_0_location_example_uc4_limited_visibility.json": 1,
    "ocpi_2_3_0_location_example_uc5_home_charge_point.json": 1,
}
"""Examples of OCPI 2.3.0 of one Location each, with the Type 2 plugs that each has."""
NO_STATIONS_FOR_A_READER = {"tariff_14_step_size.json", "tariff_4_complex.json", "liechtenstein_ocm.csv"}
"""Tariffs, and a list of places without plugs."""
PLUGS = {
    OCM: {
        "CHADEMO": 6,
        "DOMESTIC_F": 8,
        "GBT_DC": 1,
        "IEC_62196_T2": 11,
        "IEC_62196_T2_COMBO": 2,
        "SAE_J3400": 10,
        "UNKNOWN": 1,
    },
    SITRONICS: {
        "CHADEMO": 49,
        "DOMESTIC_F": 2,
        "GBT_AC": 1,
        "GBT_DC": 32,
        "IEC_62196_T1": 1,
        "IEC_62196_T2": 35,
        "IEC_62196_T2_COMBO": 49,
    },
    GAIA: {"IEC_62196_T2": 13},
    EXAMPLE: {"IEC_62196_T2": 3},
}
POWERS_KW = {
    OCM: {3.0, 11.0, 22.0, 40.0, 120.0},
    SITRONICS: {2.3, 22.0, 30.0, 50.0, 60.0, 90.0, 100.0, 120.0, 150.0},
    GAIA: {11.0, 22.0},
    EXAMPLE: {10.56},
}
DOUBTS = {
    OCM: {Kind.STATUS: 1, Kind.UNKNOWN_PLUG: 1, Kind.GUESSED_POWER: 1},
    SITRONICS: {Kind.ACCESS: 3, Kind.GUESSED_POWER: 2, Kind.POWER: 1},
    GAIA: {},
    EXAMPLE: {Kind.POWER: 1},
}
REPAIRED = {OCM: 2, SITRONICS: 5, GAIA: 0, EXAMPLE: 1}
ALMATY = (76.7, 43.1, 77.2, 43.4)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "stations"


@pytest.fixture(scope="module")
def reads(folder: Path) -> dict[str, StationsRead]:
    reader = {name: read_open_charge_map if name == OCM else read_ocpi for name in RECORDS}
    return {name: read(InputFile(folder / name)) for name, read in reader.items()}


def raw(path: Path) -> list[dict[str, Any]]:
    """Records of a file, whatever wraps them."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data = data.get("data", data) if isinstance(data, dict) else data
    return data if isinstance(data, list) else [data]


def posts(location: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """EVSEs of a location, in its charging stations or not."""
    for holder in (location, *location.get("charging_stations", ())):
        yield from holder.get("evses") or ()


def plugs_of(record: dict[str, Any]) -> int:
    """Plugs of a record: connectors of a location, quantities of a POI, 1 where it gives none."""
    if "Connections" in record:
        return sum(one.get("Quantity") or 1 for one in record["Connections"])
    return sum(len(post["connectors"]) for post in posts(record))


def test_no_file_of_the_folder_is_left_without_its_account(folder):
    assert {file.name for file in folder.iterdir()} == {*RECORDS, *EXAMPLES_2_3, *NO_STATIONS_FOR_A_READER}


@pytest.mark.parametrize("name", EXAMPLES_2_3)
def test_an_example_of_ocpi_2_3_is_kept_with_every_plug(folder, name):
    report = read_ocpi(InputFile(folder / name)).report
    assert (report.records, report.kept, report.dropped) == (1, 1, 0)
    assert report.connectors == {"IEC_62196_T2": EXAMPLES_2_3[name]}


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_is_kept_and_counted(folder, reads, name):
    records, report = raw(folder / name), reads[name].report
    assert report.records == len(records) == RECORDS[name]
    assert (report.kept, report.merged, report.dropped) == (RECORDS[name], 0, 0)
    table = reads[name].stations.table
    assert set(table["source_id"]) == {str(record.get("id", record.get("ID"))) for record in records}
    assert [problem for problem in report.problems if not problem.keeps] == []


@pytest.mark.parametrize("name", RECORDS)
def test_every_plug_is_kept_under_its_standard_in_kilowatts(folder, reads, name):
    stations = reads[name].stations
    assert stations.plugs() == dict(reads[name].report.connectors) == PLUGS[name]
    assert sum(PLUGS[name].values()) == sum(map(plugs_of, raw(folder / name)))
    assert {round(kw, 2) for kw in stations.connectors["power_kw"]} == POWERS_KW[name]
    assert int(stations.connectors["power_guessed"].sum()) == DOUBTS[name].get(Kind.GUESSED_POWER, 0)


def test_plugs_that_are_removed_or_out_of_order_are_those_of_the_file(folder, reads):
    gone = [len(post["connectors"]) for one in raw(folder / GAIA) for post in posts(one) if post["status"] == "REMOVED"]
    assert int((reads[GAIA].stations.connectors["status"] == "removed").sum()) == sum(gone) == 3
    (broken,) = [one["ID"] for one in raw(folder / OCM) if one["StatusTypeID"] == 100]
    plugs = reads[OCM].stations.connectors
    assert set(plugs[plugs["station_id"] == f"ocm-{broken}"]["status"]) == {"out_of_order"}


def test_the_32_gbt_plugs_of_sitronics_have_the_watts_of_the_file_in_kilowatts(folder, reads):
    said = Counter(
        connector["max_electric_power"] / 1000
        for location in raw(folder / SITRONICS)
        for post in posts(location)
        for connector in post["connectors"]
        if connector["standard"] == "GBT_DC"
    )
    plugs = reads[SITRONICS].stations.connectors
    gbt = plugs[plugs["connector"] == "GBT_DC"]
    assert not gbt["power_guessed"].any()
    assert Counter(gbt["power_kw"]) == said
    assert sum(said.values()) == 32
    assert sum(PLUGS[SITRONICS].values()) == 169


@pytest.mark.parametrize("name", RECORDS)
def test_every_doubtful_record_is_named_with_its_reason(folder, reads, name):
    report = reads[name].report
    ids = {str(record.get("id", record.get("ID"))) for record in raw(folder / name)}
    assert Counter(problem.kind for problem in report.problems) == DOUBTS[name]
    assert {problem.record for problem in report.problems} <= ids
    assert all(problem.reason and problem.action for problem in report.problems)
    assert report.repaired == REPAIRED[name]


def test_the_doubts_are_about_the_records_that_give_reason_for_them(folder, reads):
    doubted = {kind: {one.record for one in reads[SITRONICS].report.problems if one.kind is kind} for kind in Kind}
    locations = raw(folder / SITRONICS)
    assert doubted[Kind.ACCESS] == {one["id"] for one in locations if one["publish"] is False}
    silent = {
        one["id"] for one in locations for p in posts(one) for c in p["connectors"] if not c.get("max_electric_power")
    }
    assert doubted[Kind.GUESSED_POWER] <= silent <= doubted[Kind.GUESSED_POWER] | doubted[Kind.POWER]


def test_records_outside_the_city_are_kept_and_counted_and_never_supply(folder, reads):
    city = gpd.GeoSeries([box(*ALMATY)], crs="EPSG:4326").to_crs("EPSG:32643").iloc[0]
    stations, reports = merge_stations(list(reads.values()), crs="EPSG:32643", boundary=city)
    assert {Path(report.path).name: report.outside_city for report in reports} == RECORDS | {OCM: 11}
    assert [(one.records, one.kept, one.merged, one.dropped) for one in reports] == [
        (count, count, 0, 0) for count in RECORDS.values()
    ]
    assert [dict(one.connectors) for one in reports] == list(PLUGS.values())
    assert len(stations.table) == sum(RECORDS.values())
    (here,) = [one for one in raw(folder / OCM) if one["AddressInfo"].get("Town") == "Almaty"]
    supply = supply_of(stations, city)
    assert supply.table["source_id"].tolist() == [str(here["ID"])]
    assert sum(supply.plugs().values()) == plugs_of(here)
