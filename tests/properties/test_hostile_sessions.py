"""Thousands of CDRs, Sessions and rows gone wrong: never a crash, every one accounted for, and no driver in what is told."""

import csv
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.hostile.mutator import Mutator
from geodata.city_request import SessionSource
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.session_table import COLUMNS
from tests.fixtures.drawing import asked
from tests.fixtures.metered import read, reasons

FILE = 60
WHO = "WHO-CHARGED-4711"
PROFILE = settings(
    max_examples=asked(40),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CDR = {
    "id": "c1",
    "start_date_time": "2026-03-02T10:00:00Z",
    "end_date_time": "2026-03-02T10:30:00Z",
    "auth_id": WHO,
    "cdr_token": {"uid": WHO, "contract_id": WHO},
    "cdr_location": {
        "id": "1",
        "name": "ЭЗС",
        "coordinates": {"latitude": "43.24", "longitude": "76.93"},
        "evse_uid": "e1",
        "connector_standard": "GBT_DC",
        "connector_power_type": "DC",
    },
    "total_energy": 12.5,
    "total_time": 0.5,
    "total_parking_time": 0.1,
    "charging_periods": [{"start_date_time": "2026-03-02T10:00:00Z", "dimensions": [{"type": "TIME", "volume": 0.4}]}],
}
OLD = {
    "id": "c2",
    "start_datetime": "2026-03-02T10:00:00Z",
    "end_datetime": "2026-03-02T11:30:00+05:00",
    "auth_id": WHO,
    "kwh": 7.5,
    "status": "COMPLETED",
    "location": {
        "id": "1",
        "evses": [
            {"uid": "e1", "connectors": [{"id": "1", "power_type": "AC_3_PHASE", "voltage": 230, "amperage": 32}]}
        ],
    },
}
ROW = dict.fromkeys(COLUMNS, "") | {
    "start": "2026-03-02 10:00",
    "end": "2026-03-02 11:00",
    "kwh": "20",
    "station_id": "st",
    "evse": "e1",
    "power_kw": "50",
}


def booked(source: SessionSource, records: int) -> None:
    kept, (report,) = read(source)
    assert report.records == records == report.kept + report.merged + report.dropped
    assert sum(reasons(report).values()) == report.merged + report.dropped
    assert len(kept) == report.kept - report.outside_city
    assert WHO not in kept.to_csv() + json.dumps(report.as_dict(), allow_nan=False)
    kept.to_csv().encode("utf-8")


@pytest.mark.parametrize(("kind", "base"), [("ocpi_cdr", CDR), ("ocpi_session", OLD), ("ocpi_cdr", OLD)])
def test_wrong_ocpi_records(tmp_path, kind, base):
    path = tmp_path / "s.json"

    @given(st.integers(0, 2**64 - 1))
    @PROFILE
    def holds(seed: int) -> None:
        records = Mutator(seed).records([base] * 6, FILE)
        path.write_text(json.dumps(records), encoding="utf-8")
        booked(SessionSource(kind, InputFile(path)), len(records))

    holds()


def test_wrong_rows(tmp_path):
    path = tmp_path / "s.csv"

    @given(st.integers(0, 2**64 - 1))
    @PROFILE
    def holds(seed: int) -> None:
        rows = Mutator(seed, flat=True).records([ROW] * 6, FILE)
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            table = csv.writer(file)
            table.writerow([*COLUMNS, "driver"])
            table.writerows(
                [*(str(row.get(name, "")).replace("\0", "") for name in COLUMNS), WHO]
                for row in rows
                if isinstance(row, dict)
            )
        count = sum(isinstance(row, dict) for row in rows)
        refused = None
        try:
            booked(SessionSource("csv", InputFile(path)), count)
        except InputError as error:  # a file whose dates allow no one reading is refused in one line
            refused = str(error)
        assert refused is None or ("\n" not in refused and ("date" in refused or "binary" in refused))

    holds()
