"""Files of others are read in a process of their own: within limits, with the same errors, and by nobody else once the door is open."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import psutil
import pytest
import shapely

from geodata.errors import InputError, MissingFileError
from geodata.layers import read_layer
from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
from planner.config.scenario import load_scenario
from planner.jobs.edits import edits_in
from planner.kept.prepared import preparing
from planner.project.columns import table_columns
from planner.project.corrected import corrected_csv
from planner.project.project import Project
from planner.project.reading import read_report
from planner.support import apart as door
from planner.support.apart import Limits, apart
from planner.support.resources import configs_dir
from planner.support.speech import gathering, speaking, told
from planner.support.stopping import StoppedError, Stopping
from tests.fixtures.cluster_work import read_greedily

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere readers run in the process that asks")
ENOUGH = Limits(500_000_000, 30.0)


@pytest.fixture(autouse=True, scope="module")
def _open() -> Iterator[None]:
    before, door._DOOR = door._DOOR, door._Door(("planner.project.reading", "planner.project.recognition"), True)
    yield
    host, door._DOOR = door._DOOR.host, before
    if host is not None:
        host.close()
        assert host._process.poll() == 0


def _readers() -> list[psutil.Process]:
    host = door._DOOR.host
    return [] if host is None else psutil.Process(host._process.pid).children()


@pytest.mark.slow
def test_a_reader_that_takes_too_long_or_too_much_or_dies_is_one_line_and_gone() -> None:
    for work, args, limits, said in (
        (time.sleep, (60.0,), Limits(None, 1.0), "takes more than 1 seconds"),
        (eval, ("[0] * 10**9",), Limits(200_000_000, 30.0), "more than there is memory for .it may take 0.2 GB"),
        (os.abort, (), ENOUGH, "ended before it was done"),
        (eval, ("[0 for _ in iter(int, 1)]",), Limits(None, 1.0), "ended before|takes more than"),
    ):
        with pytest.raises(InputError, match=said) as caught:
            apart(work, *args, what="a file.csv", limits=limits)
        assert str(caught.value).startswith("a file.csv: ")
        assert "\n" not in str(caught.value)
    _wait_until_gone()


def _wait_until_gone() -> None:
    until = time.monotonic() + 5
    while _readers():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_errors_come_back_as_they_are_and_are_told_in_any_language(tmp_path: Path) -> None:
    torn = tmp_path / "torn.geojson"
    torn.write_text("[", encoding="utf-8")
    for file, kind in ((tmp_path / "none.gpkg", MissingFileError), (torn, InputError)):
        with pytest.raises(kind) as here:
            read_layer(file)
        with gathering() as messages, pytest.raises(kind) as there:
            apart(read_layer, file, what="x", limits=ENOUGH)
        assert type(there.value) is type(here.value)
        assert vars(there.value) == vars(here.value)
        assert str(here.value) in messages
        with speaking("ru"):
            assert told(there.value) == told(here.value) != str(here.value)


def test_a_fault_of_the_program_is_raised_with_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        apart(eval, "1 / 0", what="x", limits=ENOUGH)
    assert "Traceback" in caught.value.__notes__[0]


@pytest.mark.parametrize("error", [StoppedError, KeyboardInterrupt])
def test_whoever_stops_between_two_steps_ends_the_reader(error: type[BaseException]) -> None:
    scenario = load_scenario(configs_dir() / "sample_city" / "demo.toml")

    def say(_text: str) -> None:
        assert _readers()
        raise error

    with pytest.raises(error):
        preparing(fresh=True)[0](scenario, say=say)
    _wait_until_gone()


def test_a_host_that_was_killed_is_replaced() -> None:
    first = apart(os.getppid, what="x", limits=ENOUGH)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    second = apart(os.getppid, what="x", limits=ENOUGH)
    assert second != first != os.getpid() != second


@pytest.mark.slow
def test_no_reader_outlives_a_process_that_is_killed() -> None:
    words = (
        "import time; from planner.support.apart import *; keep_apart(); print(apart(__import__('os').getppid, "
        "what='x', limits=LOOKING), flush=True); apart(time.sleep, 600, what='x', limits=LOOKING)"
    )
    with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host = psutil.Process(int(process.stdout.readline()))
        until = time.monotonic() + 10
        while not (readers := host.children()) and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
    gone, alive = psutil.wait_procs([host, *readers], timeout=5)
    assert len(gone) == 2
    assert not alive


def test_neither_page_nor_command_opens_a_file_of_others_in_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project.open(tmp_path / "project")
    scenario = load_scenario(configs_dir() / "sample_city" / "demo.toml")
    table = b"name,lon,lat,connector,count,power_kw\nA,76.9,43.2,CCS2,2,60\n"
    layer = tmp_path / "layer.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(76.9, 43.2)], crs=4326).to_file(layer, layer="sites")
    gpd.read_file(layer).to_file(layer, layer="others")

    def asked(*_args: object, **_more: object) -> bool:
        raise AssertionError("a reader is at work in this process")

    monkeypatch.setattr(os, "access", asked)  # which each reader does before it opens anything
    with pytest.raises(AssertionError):
        read_layer(layer)
    for name, data in (("stations.csv", table), ("layer.gpkg", layer.read_bytes())):
        file = project.files.add(name, io.BytesIO(data))
        if name == "layer.gpkg":
            file = project.files.get(file.id)
        assert read_report(project, file).fault == "" or name == "layer.gpkg"
        assert table_columns(file.path, file.kind, layer=file.layer) is not None
        assert b"76.9" in corrected_csv(file, ()) or name == "layer.gpkg"
    assert project.files.say(file.id, layer="sites").layer == "sites"
    steps: list[str] = []
    city = preparing(fresh=True)[0](scenario, say=steps.append)
    assert city.name in scenario.city.name
    assert len(steps) > 3
    with pytest.raises(InputError, match="layer"):
        edits_in(str(layer), tmp_path)


@pytest.mark.slow
def test_a_worker_of_a_cluster_reads_no_file_of_others_in_its_own_process() -> None:
    with Cluster(2, say=lambda _text: None, stopping=Stopping()) as workers:
        found = workers.run([Job("one", read_greedily, ()), Job("another", read_greedily, ())])
    for alone, said in found.values():
        assert alone
        assert "more than there is memory for" in said
