"""What is no plain file, or has a name that no file can have: refused in one line, and never waited for."""

import os
import socket
from functools import partial
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.input_file import InputFile
from geodata.json_records import json_records
from geodata.layers import read_layer
from geodata.rasters import read_pixels
from geodata.sources.graphml import read_graphml
from geodata.sources.osm_file import read_osm_file
from geodata.spreadsheet import read_table
from planner.catalogue.mixes import read_mix
from planner.config.scenario import load_scenario
from planner.dossier.dossier import Dossier
from planner.errors import PlannerError

READERS = {
    "json": partial(json_records, role="stations", keys=()),
    "csv": partial(read_table, columns={}, wanted=["lon"]),
    "xlsx": partial(read_table, columns={}, wanted=["lon"]),
    "geojson": read_layer,
    "gpkg": read_layer,
    "tif": read_pixels,
    "graphml": lambda path: read_graphml(InputFile(path)),
    "osm": lambda path: read_osm_file(InputFile(path)),
    "osm.pbf": lambda path: read_osm_file(InputFile(path)),
    "toml": load_scenario,
}


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def device(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def too_long(path: Path) -> Path:
    return path.with_name("x" * 5000 + path.name)


def impossible(path: Path) -> Path:
    return path.with_name(f"x\x00{path.name}")


def in_a_file(path: Path) -> Path:
    path.write_bytes(b"x")
    return path / path.name


def two_lines(path: Path) -> Path:
    return path.with_name(f"a\nb{path.name}")


@pytest.mark.parametrize("made", [pipe, device, folder, loop, too_long, impossible, in_a_file, two_lines])
@pytest.mark.parametrize("ending", READERS)
def test_every_reader_refuses_what_is_no_plain_file_in_one_line(tmp_path, ending, made):
    path = made(tmp_path / f"x.{ending}")
    with pytest.raises((GeodataError, PlannerError)) as caught:
        READERS[ending](path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_socket_is_named_as_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as open_socket:
        open_socket.bind("x.json")
        with pytest.raises(GeodataError, match="a socket"):
            json_records(Path("x.json"), role="stations", keys=())


DEEP = "[" * 100_000
LONG = "9" * 5000
TOO_MUCH = {
    "toml nested deep": ("x.toml", f"a = {'[' * 1000}{']' * 1000}", load_scenario),
    "toml tables nested deep": ("x.toml", f"a = {'{a=' * 1000}1{'}' * 1000}", load_scenario),
    "a toml key of many parts": ("x.toml", f"{'a.' * 300_000}a = 1", load_scenario),
    "toml of many digits": ("x.toml", f"a = {LONG}", load_scenario),
    "a mix nested deep": ("x.toml", f"a = {'[' * 1000}{']' * 1000}", lambda path: read_mix(str(path))),
    "json nested deep": ("x.json", DEEP, READERS["json"]),
    "json of many digits": ("x.json", f"[{LONG}]", READERS["json"]),
    "a plan nested deep": ("plan.json", DEEP, Dossier.load),
    "a plan of many digits": ("plan.json", f'{{"format": {LONG}}}', Dossier.load),
    "geojson nested deep": ("x.geojson", '{"a": ' + DEEP, read_layer),
    "geojson that is a map of other files": ("x.geojson", "<OGRVRTDataSource></OGRVRTDataSource>", read_layer),
    "a database that is text": ("x.gpkg", '{"type": "FeatureCollection", "features": []}', read_layer),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_is_nested_too_deep_or_too_long_to_be_a_number_is_one_line(tmp_path, what):
    name, text, read = TOO_MUCH[what]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises((GeodataError, PlannerError), match=name.replace(".", r"\.")) as caught:
        read(path)
    assert "\n" not in str(caught.value)
