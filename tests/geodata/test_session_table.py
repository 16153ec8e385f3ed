"""An operator's export of sessions: every row kept, merged or dropped with its reason, and nobody's name."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.city_request import SessionSource
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sessions.words import current_of, energy_of, power_of
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.metered import read, reasons, row, table

DUNDEE = {
    "kwh": "Total kWh",
    "station": "Site",
    "evse": "CP ID",
    "power_kw": "Model",
    "current": "Model",
    "start_date": "Start Date",
    "start_time": "Start Time",
    "end_date": "End Date",
    "end_time": "End Time",
}


def test_each_kind_of_bad_row_is_named_with_its_own_reason(tmp_path):
    good = row()
    bad = {
        "start: no time": row(start=""),
        "start: no time of day": row(start="2026-03-02"),
        "start: 'yesterday' is no date and time": row(start="yesterday"),
        "start: day and month are swapped": row(start="2026-13-02 10:00"),
        "end: no time": row(end=""),
        "ends before it starts": row(end="2026-03-02 09:00"),
        "ends when it starts": row(end="2026-03-02 10:00"),
        "plugged in for more than 14 days": row(end="2026-03-20 10:00"),
        "day and month seem swapped: start and end would fit if one of them were turned round": row(
            end="2026-02-03 11:00"
        ),
        "no energy": row(kwh=""),
        "energy is no number": row(kwh="much"),
        "zero energy": row(kwh=0),
        "negative energy": row(kwh=-3),
        "more than 1000 kWh; is the column in Wh?": row(kwh=20_000),
        "more energy than its power gives in the hours plugged in": row(kwh=9, power_kw=7),
        "more energy than its station on file gives in the hours plugged in": row(kwh=90),
        "no station is named": row(station_id=""),
        "a test station by its name": row(station="TEST 1"),
        "only one of start and end has a time zone": row(start="2026-03-02T10:00:00+05:00"),
        "same station, start and energy as another record": good,
    }
    kept, (report,) = read(table(tmp_path / "s.csv", good, *bad.values()))
    assert reasons(report) == dict.fromkeys(bad, 1)
    assert (report.records, report.kept, report.merged) == (len(bad) + 1, 1, 1)
    assert len(kept) == 1


STARTS = st.sampled_from(
    ["2026-03-02 10:00", "2026-03-02T10:00:00Z", "", "2026-13-02 10:00", "31.02.2026 10:00", "x", "02.03.2026 7:05"]
)
ENDS = st.sampled_from(
    ["2026-03-02 11:00", "2026-03-02T15:30:00+05:00", "", "2026-03-01 11:00", "02.03.2026 9:00", "2027-03-02 11:00"]
)
ROWS = st.lists(
    st.builds(
        row,
        STARTS,
        ENDS,
        st.sampled_from(["20", "0", "-1", "", "nan", "inf", "1e9", "7;5", "3 kWh"]),
        st.sampled_from(["st", "ST", "", "nowhere", "test site"]),
        evse=st.sampled_from(["", "e1", "e2"]),
        lon=st.sampled_from(["", "0", "76.9", "500", "x"]),
        lat=st.sampled_from(["", "0", "43.2", "-91"]),
        power_kw=st.sampled_from(["", "7", "22000", "-5", "APT 50kW"]),
        current=st.sampled_from(["", "DC", "AC", "CCS", "?"]),
    ),
    min_size=1,
    max_size=40,
)


@drawn(150, UNCHECKED)
@given(ROWS)
def test_whatever_the_rows_hold_the_counts_add_up_and_what_is_kept_can_be_used(tmp_path_factory, rows):
    kept, (report,) = read(table(tmp_path_factory.mktemp("s") / "s.csv", *rows))
    assert report.records == len(rows) == report.kept + report.merged + report.dropped
    assert sum(reasons(report).values()) == report.merged + report.dropped
    assert len(kept) == report.kept - report.outside_city
    assert ((kept["kwh"] > 0) & (kept["kwh"] <= 1000) & (kept["plugged_h"] > 0) & (kept["plugged_h"] <= 336)).all()
    assert not kept.duplicated(["place", "start", "kwh", "evse"]).any()


def test_the_dates_of_a_file_are_read_in_the_one_order_that_all_of_them_allow(tmp_path):
    days = ["25/03/2026", "02/03/2026", "04/03/2026"]
    kept, (report,) = read(table(tmp_path / "s.csv", *(row(f"{d} 10:00", f"{d} 11:00") for d in days)))
    assert kept["start"].str[:10].tolist() == ["2026-03-25", "2026-03-02", "2026-03-04"]
    assert "dates can only be day first" in report.problems[0].reason
    kept, _ = read(table(tmp_path / "s.csv", *(row(f"{d} 10:00", f"{d} 11:00") for d in ("03/25/2026", "03/02/2026"))))
    assert kept["start"].str[:10].tolist() == ["2026-03-25", "2026-03-02"]


def test_a_day_that_no_calendar_has_tells_nothing_of_the_other_dates(tmp_path):
    kept, (report,) = read(
        table(tmp_path / "s.csv", *[row("31.02.2026 10:00", kwh=k) for k in range(1, 6)], row(kwh=9))
    )
    assert reasons(report) == {"start: '31.02.2026 10:00' is no date and time": 5}
    assert kept["kwh"].tolist() == [9]


def test_a_single_swapped_date_is_dropped_and_never_turned_round(tmp_path):
    days = [f"{d}/03/2026" for d in range(13, 32)] * 2 + ["03/25/2026", "02/03/2026"]
    rows = [row(f"{d} {k % 23}:00", f"{d} {k % 23}:50") for k, d in enumerate(days)]
    kept, (report,) = read(table(tmp_path / "s.csv", *rows))
    assert reasons(report) == {"start: day and month are swapped": 1}
    assert kept["start"].iloc[-1].startswith("2026-03-02")
    assert "of the 2 that fit both ways some may be swapped too" in report.problems[0].reason


def test_dates_that_fit_both_ways_are_asked_about_unless_one_way_makes_no_sense(tmp_path):
    both = row("02/03/2026 10:00", "02/03/2026 11:00")
    with pytest.raises(InputError, match="date_order"):
        read(table(tmp_path / "s.csv", both))
    kept, _ = read(table(tmp_path / "s.csv", both, date_order="month_first"))
    assert kept["start"].tolist() == ["2026-02-03T10:00:00"]
    kept, _ = read(table(tmp_path / "s.csv", both, row("02/03/2026 22:00", "03/03/2026 06:00")))
    assert kept["start"].str[:10].tolist() == ["2026-03-02", "2026-03-02"], "a night is no month"


def test_dates_that_contradict_each_other_or_were_half_converted_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"1 can only be day first, 1 only month first"):
        read(table(tmp_path / "s.csv", row("25/03/2026 10:00", "03/25/2026 11:00")))
    texts = [row(f"{d}/03/2026 10:00", f"{d}/03/2026 11:00") for d in range(13, 20)]
    cells = [row(f"2026-0{d}-03 10:00", f"2026-0{d}-03 11:00") for d in range(1, 9)]
    with pytest.raises(InputError, match="as a spreadsheet makes them"):
        read(table(tmp_path / "s.csv", *texts, *cells))


def test_times_of_two_zones_become_local_and_naive_ones_beside_them_are_named(tmp_path):
    rows = [
        row("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"),
        row("2026-03-02T22:30:00+06:00", "2026-03-02T23:00:00+06:00"),
        row("2026-03-02T12:00:00", "2026-03-02T13:00:00"),
    ]
    kept, (report,) = read(table(tmp_path / "s.csv", *rows))
    assert kept["start"].str[11:16].tolist() == ["15:00", "21:30", "12:00"]
    said = [(one.record, one.reason) for one in report.problems]
    assert ("row 2", "times of UTC+0, as the record says") in said
    assert ("row 3", "times of UTC+6, as the record says") in said
    assert ("row 4", "times without a time zone beside others with one") in said


def test_who_charged_is_nowhere_in_what_was_read(tmp_path):
    secret = "Aisha-7F3A99"
    header = "Start Date,Start Time,End Date,End Time,kWh,Site,User,RFID card,Number plate"
    rows = [f"25/03/2026,1{k}:00,25/03/2026,1{k}:30,{k},st,{secret},{secret},{secret}" for k in range(5)]
    kept, (report,) = read(
        table(tmp_path / "s.csv", *rows, header=header, columns={"kwh": "kWh", "station_id": "Site"})
    )
    assert report.kept == 4
    told = kept.to_csv() + json.dumps(report.as_dict()) + repr(report)
    assert secret not in told
    assert "3 columns that sessions have no need of" in told


def test_a_workbook_with_dates_and_times_in_cells_of_their_own_is_read(tmp_path):
    frame = pd.DataFrame(
        {
            "Дата": pd.to_datetime(["2026-03-02", "2026-03-03"]),
            "Время": [pd.Timestamp("10:15").time(), pd.Timestamp("23:30").time()],
            "часов": [1.5, 8],
            "кВтч": [20.5, 30],
            "Станция": ["st", "эзс"],
        }
    )
    frame.to_excel(tmp_path / "s.xlsx", index=False)
    names = {"start_date": "Дата", "start_time": "Время", "plugged_h": "часов", "kwh": "кВтч", "station": "Станция"}
    kept, (report,) = read(SessionSource("csv", InputFile(tmp_path / "s.xlsx", names)))
    assert report.kept == 2
    assert kept["start"].tolist() == ["2026-03-02T10:15:00", "2026-03-03T23:30:00"]
    assert kept["plugged_h"].tolist() == [1.5, 8.0]
    assert kept["tied_by"].tolist() == ["id", "name"]


def test_words_of_chargers_and_figures_of_meters_are_understood():
    assert [power_of(one) for one in ("APT 7kW Dual Outlet", "22000", "50", "22 кВт", "7kW or 22kW", "-3", None)] == [
        7, 22, 50, 22, None, None, None,
    ]  # fmt: skip
    assert [current_of(one) for one in ("APT Triple Rapid Charger", "CCS2", "Type 2", "IEC_62196_T2_COMBO", "APT", None)] == [
        "DC", "DC", "AC", "DC", None, None,
    ]  # fmt: skip
    assert [energy_of(one) for one in ("7,080", "7.08 kWh", "12.5", "x", None)] == [
        7.08, 7.08, 12.5, "energy is no number", "no energy",
    ]  # fmt: skip


@pytest.mark.real
def test_dundee_is_read_whole_and_every_one_of_its_records_is_accounted_for(shared_data):
    file = shared_data / "sessions" / "dundee_2018q3.csv"
    if not file.is_file():
        pytest.skip("the sessions of Dundee are not beside this clone (../shared/data/sessions)")
    kept, (report,) = read(SessionSource("csv", InputFile(file, DUNDEE)))
    assert report.records == 19_227 == report.kept + report.merged + report.dropped
    assert reasons(report) == {
        "zero energy": 733,
        "a test station by its name": 222,
        "more energy than its power gives in the hours plugged in": 93,
        "end: no time": 72,
        "ends when it starts": 48,
        "negative energy": 8,
        "plugged in for more than 14 days": 2,
        "more than 1000 kWh; is the column in Wh?": 1,
    }
    assert report.problems[0].action == "all read day first"
    assert kept["start"].min() >= "2018-06-06"
    assert kept["start"].max() < "2018-09-07"
    assert kept["place"].nunique() == 26
    fast = kept[kept["current"] == "DC"]
    assert fast["kwh"].sum() / fast["plugged_h"].sum() == pytest.approx(25.6, abs=0.5)
