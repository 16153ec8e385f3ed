"""GTFS feeds: read from archives and folders, in any encoding, and refused in one line where they are of no use."""

from datetime import date

import pandas as pd
import pytest
from gtfs_fixtures import WEEK, line_feed, unpacked, zipped

from geodata.buses.service_day import service_day
from geodata.buses.trips import is_bus, trips_of
from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources import gtfs
from geodata.sources.gtfs import read_gtfs


def test_an_archive_a_folder_in_it_a_folder_on_disk_and_two_encodings_are_one_feed(tmp_path):
    tables = line_feed() | {"stops": line_feed()["stops"].replace("Stop a", "Абай")}
    ways = [
        zipped(tmp_path / "plain.zip", tables),
        zipped(tmp_path / "inside.zip", tables, inside="feed/"),
        zipped(tmp_path / "bom.zip", tables, encoding="utf-8-sig"),
        zipped(tmp_path / "cyrillic.zip", tables, encoding="cp1251"),
        unpacked(tmp_path / "folder", tables),
    ]
    first, *others = [read_gtfs(InputFile(path)) for path in ways]
    assert first["stops"]["stop_name"].tolist() == ["Абай", "Stop b"]
    for other in others:
        for name, table in first.tables.items():
            pd.testing.assert_frame_equal(table, other[name])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trips": None}, "no table trips.txt"),
        ({"calendar": None}, "neither calendar.txt nor calendar_dates.txt"),
        ({"stops": "stop_id,stop_name\na,A\n"}, "no column 'stop_lat'"),
        ({"routes": "route_id,route_type,route_type\nr,3,3\n"}, "column 'route_type' twice"),
        ({"stop_times": ""}, "no column 'trip_id'"),
    ],
)
def test_a_feed_that_lacks_something_is_one_line(tmp_path, change, said):
    tables = {name: text for name, text in (line_feed() | change).items() if text is not None}
    with pytest.raises(InputError, match="expected") as caught:
        read_gtfs(InputFile(zipped(tmp_path / "f.zip", tables)))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_archive_or_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path, monkeypatch):
    with pytest.raises(MissingFileError):
        read_gtfs(InputFile(tmp_path / "none.zip"))
    (tmp_path / "junk.zip").write_bytes(b"PK\x03\x04 junk")
    with pytest.raises(InputError, match="cannot be read as a GTFS feed"):
        read_gtfs(InputFile(tmp_path / "junk.zip"))
    monkeypatch.setattr(gtfs, "MOST_BYTES", 100)
    monkeypatch.setattr(gtfs._Zip, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(InputError, match="unpacks to"):
        read_gtfs(InputFile(zipped(tmp_path / "big.zip", line_feed())))


def day_of(tmp_path, calendar, dates, services, asked=None):
    tables = line_feed() | {"calendar": WEEK + calendar, "calendar_dates": "service_id,date,exception_type\n" + dates}
    feed = read_gtfs(InputFile(zipped(tmp_path / "days.zip", tables)))
    return service_day(feed, pd.Series(services), asked)


def test_the_busiest_working_day_is_found_among_calendars_and_exceptions(tmp_path):
    # Saturdays have most trips, but are no working days; Wednesday 2026-03-11 has the special service beside the week's.
    calendar = (
        "week,1,1,1,1,1,0,0,20260302,20260331\nsat,0,0,0,0,0,1,0,20260101,20991231\nbad,1,1,1,1,1,1,1,20260399,2026\n"
    )
    dates = "special,20260311,1\nweek,20260312,2\nnone,20260313,7\n"
    services = ["week"] * 5 + ["special"] * 2 + ["sat"] * 50
    found = day_of(tmp_path, calendar, dates, services)
    assert (found.day, found.services, found.trips) == (date(2026, 3, 11), {"week", "special"}, 7)
    assert [one.record for one in found.problems] == ["1 rows of calendar.txt", "1 rows of calendar_dates.txt"]
    assert day_of(tmp_path, calendar, dates, services, date(2026, 3, 10)).services == {"week"}
    with pytest.raises(InputError, match="no bus runs on 2026-03-12"):
        day_of(tmp_path, calendar, dates, services, date(2026, 3, 12))
    assert day_of(tmp_path, "sat,0,0,0,0,0,1,0,20260101,20991231\n", "", services).day == date(2026, 1, 3)


def test_trips_without_times_or_order_are_dropped_and_counted_and_those_past_midnight_stay(tmp_path):
    tables = line_feed(trips=6)
    times = tables["stop_times"].splitlines()
    times[1] = "t0,,,a,0"  # no time at its first stop
    times[3] = times[3].replace("06:20:00", "25:20:00")
    times[4] = times[4].replace("06:35:00", "25:35:00")
    times[5] = times[5].replace("06:40:00", "09:40:00")  # ends before it starts
    times[8] = times[8].replace(",a,", ",nowhere,")
    feed = read_gtfs(InputFile(zipped(tmp_path / "f.zip", tables | {"stop_times": "\n".join(times)})))
    trips = trips_of(feed, frozenset({"week"}))
    assert trips.table["trip_id"].tolist() == ["t4", "t5", "t1"]
    assert trips.table["end_s"].iloc[-1] == 25 * 3600 + 35 * 60
    assert (trips.records, trips.dropped) == (6, 3)
    assert {one.reason for one in trips.problems} >= {"no time at its first or last stop", "ends before it starts"}


def test_frequencies_are_written_out_and_other_vehicles_left_out(tmp_path):
    frequencies = "trip_id,start_time,end_time,headway_secs\nt0,06:00:00,07:00:00,600\nt1,06:00:00,07:00:00,0\n"
    tables = line_feed(trips=3) | {"frequencies": frequencies}
    feed = read_gtfs(InputFile(zipped(tmp_path / "f.zip", tables)))
    trips = trips_of(feed, frozenset({"week"}))
    assert (trips.table["trip_id"] == "t0").sum() == 6
    assert trips.table.loc[trips.table["trip_id"] == "t0", "start_s"].diff().dropna().eq(600).all()
    tram = read_gtfs(InputFile(zipped(tmp_path / "t.zip", tables | {"routes": "route_id,route_type\nr,0\n"})))
    assert not is_bus(tram).any()
    endless = tables | {"frequencies": frequencies.replace(",600", ",0.0001")}
    with pytest.raises(InputError, match="more than 500 000 trips"):
        trips_of(read_gtfs(InputFile(zipped(tmp_path / "e.zip", endless))), frozenset({"week"}))


def test_a_table_of_odd_rows_keeps_the_sound_ones(tmp_path):
    odd = line_feed()["trips"] + "r,week,t9\nr,week,t8,,,,,,too,many\n"
    feed = read_gtfs(InputFile(zipped(tmp_path / "f.zip", line_feed() | {"trips": odd})))
    assert feed["trips"]["trip_id"].tolist()[:4] == ["t0", "t1", "t2", "t3"]
    assert len(feed["trips"]) == 5 or feed["trips"]["trip_id"].tolist()[4] == "t9"
