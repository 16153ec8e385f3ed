"""What is wrong with a row of a user's table is told in the language of whoever reads it: no piece of it is plain English."""

import csv

from feature_fixtures import CITY, CRS, lonlat

from geodata.input_file import InputFile
from geodata.sources.site_table import read_site_table
from geodata.sources.station_overrides import read_overrides
from geodata.sources.station_table import read_station_table
from tests.fixtures.loose_words import loose_words


def test_of_a_table_of_sites(tmp_path):
    rows = [(*lonlat(90 * at, 0), *cells) for at, cells in enumerate([(20, 5), ("x", -4), (-3, "y"), (2.5, 1), (0, 1)])]
    path = table(tmp_path, ("lon", "lat", "bays", "grid_kw"), [*rows, rows[0], ("", "", 1, 1)])
    _sites, report = read_site_table(
        InputFile(path), crs=CRS, boundary=CITY, default_bays=4, max_bays=12, bay_share=0.2
    )
    assert len(report.problems) >= 8
    assert loose(report.problems, "bays", "grid_kw", "own") == []


def test_of_a_table_of_stations(tmp_path):
    lon, lat = lonlat(0, 0)
    rows = [
        (lon, lat, "A", "CCS2", "два"),
        (lon, lat, "Тестовая станция", "CCS2", 1),
        (lon, lat, "B", "CCS2", 2),
        (lon, lat, "B", "CCS2", 2),
        ("", "", "C", "CCS2", 1),
        (lon, lat, "D", "", 1),
    ]
    path = table(tmp_path, ("lon", "lat", "name", "connector", "count"), rows)
    report = read_station_table(InputFile(path)).report
    assert len(report.problems) >= 5
    assert loose(report.problems, "два", "Тестовая", "станция", "IEC_62196_T2_COMBO") == []


def test_of_a_table_of_overrides(tmp_path):
    rows = [
        ("explode", "a", "", ""),
        ("drop", "", "", ""),
        ("same", "a", "a", ""),
        ("set", "a", "", "nonsense"),
        ("set", "a", "", "access"),
    ]
    path = table(tmp_path, ("action", "station", "other", "field"), rows)
    problems = read_overrides(InputFile(path)).bad
    assert len(problems) >= 4
    codes = "exclude leave_out explode drop same separate set keep nonsense access name operator place lon lat plugs status connection"
    assert [one for one in loose(problems, *codes.split()) if " " in one] == []


def table(tmp_path, columns, rows):
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def loose(problems, *names):
    """Plain words of reasons and actions; records are names."""
    known = [*names, "row", *(one.record for one in problems)]
    return [word for one in problems for said in (one.reason, one.action) for word in loose_words(said, known)]
