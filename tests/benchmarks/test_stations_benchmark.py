"""The made country of stations: the same for a seed, dirty, and every record of it accounted for."""

import json

from benchmarks.__main__ import main
from benchmarks.dirty_country import BOUNDS, write_country
from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi
from tests.fixtures.benchmarked_town import PROMISED_COLUMNS


def test_every_record_is_booked_and_no_station_is_counted_twice_or_lost(capsys):
    assert main(["stations", "--stations", "1500", "--seed", "3"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED_COLUMNS)] == PROMISED_COLUMNS
    assert found["status"] == "accounted"
    assert found["records"] == found["kept"] + found["merged"] + found["dropped"] > 1500
    assert found["merged"] > 300
    assert found["dropped"] > 5
    assert found["gap"] < 0.002
    assert [stage["name"] for stage in found["stages"]][-1] == "merge"
    assert "total" in told.err


def test_a_seed_makes_the_same_files_and_another_seed_others(tmp_path):
    texts = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / name).mkdir()
        write_country(tmp_path / name, 60, seed)
        texts.append([file.read_bytes() for file in sorted((tmp_path / name).iterdir())])
    assert texts[0] == texts[1] != texts[2]
    assert len(texts[0]) == 3


def test_the_country_has_dirt_of_every_kind(tmp_path):
    told = write_country(tmp_path, 3000, 0)
    report = read_ocpi(InputFile(tmp_path / "ocpi.json")).report
    assert {"power", "coordinates", "unknown plug", "trial or withdrawn", "duplicate"} <= set(report.by_kind())
    places = [one["coordinates"] for one in json.loads((tmp_path / "ocpi.json").read_text(encoding="utf-8"))]
    west, south, east, north = BOUNDS
    assert any(south < float(place["longitude"]) < north for place in places)
    assert any(west < float(place["longitude"]) < east for place in places)
    assert 2900 < told.stations <= 3000 < told.records


def test_a_country_without_stations_is_two_empty_lists_and_a_header(tmp_path):
    assert write_country(tmp_path, 0, 0).records == 0
    assert json.loads((tmp_path / "ocm.json").read_text(encoding="utf-8")) == []
