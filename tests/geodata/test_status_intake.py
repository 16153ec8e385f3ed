"""A table with its file of statuses, through the intake of a city: what is told, and what is told to be old."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.hostile.sound_access_points import DATEX_SITE, DATEX_STATUS, IRVE_ROW, IRVE_STATUS_ROW, datex, table
from geodata.city_request import CityRequest, InventoryRequest, PlaceRequest, StationSource
from geodata.input_file import InputFile
from geodata.report import Kind
from geodata.station_intake import READERS, STATUS_READERS, stations_in
from tests.geodata.station_builder import CITY, CRS
from tests.properties.books import extract_of

NOW = datetime.now(UTC)


def files(folder: Path, form: str, told: str) -> tuple[InputFile, InputFile]:
    """A table and its statuses, the first of which is a fault that was told at this time."""
    tables, statuses = folder / "table", folder / "status"
    if form == "datex":
        tables.with_suffix(".xml").write_bytes(datex([DATEX_SITE]))
        said = datex([DATEX_STATUS], "energyInfrastructureSiteStatus").replace(
            b"2026-02-02T12:50:00+01:00", told.encode()
        )
        statuses.with_suffix(".xml").write_bytes(said)
        return InputFile(tables.with_suffix(".xml")), InputFile(statuses.with_suffix(".xml"))
    tables.with_suffix(".csv").write_bytes(table([IRVE_ROW], list(IRVE_ROW)))
    statuses.with_suffix(".csv").write_bytes(table([IRVE_STATUS_ROW | {"horodatage": told}], list(IRVE_STATUS_ROW)))
    return InputFile(tables.with_suffix(".csv")), InputFile(statuses.with_suffix(".csv"))


@pytest.mark.parametrize("form", STATUS_READERS)
@pytest.mark.parametrize("days", [1, 200])
def test_a_fault_reaches_the_inventory_and_an_old_one_is_named(tmp_path, form, days):
    told = (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    own, status = files(tmp_path, form, told)
    source = StationSource(form, own, status=status)
    request = CityRequest(PlaceRequest("Almaty"), (source,), InventoryRequest(stale_status_after_days=90))
    stations, reports = stations_in(request, extract_of([]), bounds=(76.8, 43.1, 77.1, 43.4), crs=CRS, boundary=CITY)
    faulty = stations.connectors[stations.connectors["status"] == "out_of_order_now"]
    assert set(faulty["status_at"]) == {told}
    assert [report.format for report in reports] == [form, f"{form} status"]
    assert reports[1].file.name == status.path.name
    stale = [one.record for report in reports for one in report.problems if one.kind is Kind.STALE]
    old = {"datex": ["site-7", "2 of 2 statuses"], "irve": ["FREVKP7", "1 of 1 statuses"]}[form]
    assert stale == (old if days > 90 else [])


def test_every_format_with_a_status_file_has_a_reader_of_its_table():
    assert set(STATUS_READERS) < set(READERS)
