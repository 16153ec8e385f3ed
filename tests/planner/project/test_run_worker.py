"""The process of a run does what `evplan` does, tells how far it is, and ends in one line whatever happens."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from city_fixtures import town

from geodata.errors import OutputError
from planner.output import WRITERS
from planner.project.runs.ended import STOPPED, Ended, State
from planner.project.runs.events import FILE, EventLog, event_now, events_in
from planner.project.runs.request import RESULTS, Job, Options, Request
from planner.project.runs.run import run_in
from planner.project.runs.worker import Work
from planner.support.progress import Figures, about, figures_of, measured
from planner.support.speech import _, speaking, told
from tests.fixtures.city_cache import city_cache
from tests.fixtures.command_line import run
from tests.fixtures.town_config import TOWN_CONFIG


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    town(folder)
    text = TOWN_CONFIG.format(budget=200_000).replace("nearest_sites = 5", "nearest_sites = 2") + "reasons = false\n"
    (folder / "town.toml").write_text(
        f"{text}[compare]\nworkers = 1\nflexibility = false\n[demand]\nsamples = 20\n", encoding="utf-8"
    )
    (folder / "hard.toml").write_text(text.replace("budget_usd = 200000", "budget_usd = 10") + "district_floor = 0.1\n")
    return folder


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory):
    with city_cache(tmp_path_factory.mktemp("kept")):
        yield


@pytest.fixture(scope="module")
def planned(city) -> Path:
    """What `evplan plan` writes for the town."""
    assert run("-q", "plan", city / "town.toml", "--out", city / "out").exit_code == 0
    return city / "out"


def asked(tmp_path: Path, city: Path, job: Job = Job.PLAN, name: str = "town", **options: object) -> Work:
    """A run of the town in a folder of its own."""
    folder = tmp_path / "0001"
    folder.mkdir()
    shutil.copyfile(city / f"{name}.toml", folder / "scenario.toml")
    Request(job, name, "scenario.toml", os.path.relpath(city, folder), Options(**options)).write(folder)
    return Work(folder)


class StoppedAt(Work):
    """A run that is asked to stop when it tells a certain step."""

    step = ""

    def tell(self, kind: str, text: str) -> None:
        super().tell(kind, text)
        self.wish.asked = self.wish.asked or self.step in text


def test_a_plan_is_the_plan_that_evplan_writes_and_its_progress_has_figures_and_can_be_told_in_russian(
    city, planned, tmp_path
):
    work = asked(tmp_path, city)
    assert work.end(work.done()) == 0
    mine, theirs = work.folder / RESULTS, planned
    assert {one.name for one in mine.iterdir()} == {one.name for one in theirs.iterdir()} == set(WRITERS)
    for name in ("plan.json", "sites.csv", "plan.geojson", "ocpi_locations.json", "map.html", "demand.csv"):
        assert (mine / name).read_bytes() == (theirs / name).read_bytes(), name
    ended = Ended.read(work.folder)
    assert (ended.state, ended.code) == (State.FINISHED, 0)
    assert ended.gap == json.loads((mine / "summary.json").read_text(encoding="utf-8"))["gap"]
    events = events_in(work.folder / FILE)
    last = [one.figures for one in events if one.figures][-1]
    assert 0 < last.value <= last.bound
    assert last.gap == pytest.approx(ended.gap)
    assert last.unit == "weighted kWh a day"
    with speaking("ru"):
        assert any("лучш" in told(one.text) for one in events)
        assert told(ended.line) != str(ended.line)
    after = events[4].after
    assert events_in(work.folder / FILE, after) == events[5:], "whoever knows five events is told the others"


def test_a_comparison_and_a_check_write_what_evplan_writes(city, tmp_path):
    for job, options, command in (
        (Job.CHECK, {"sizes": False}, ("check", "--no-sizes")),
        (Job.COMPARE, {"mixes": ("ccs2_heavy",)}, ("compare", "--mixes", "ccs2_heavy")),
    ):
        (tmp_path / job).mkdir()
        work = asked(tmp_path / job, city, job, **options)
        assert work.end(work.done()) == 0, Ended.read(work.folder)
        assert run("-q", *command, city / "town.toml", "--out", tmp_path / job / "out").exit_code == 0
        names = [{one.name for one in place.iterdir()} for place in (work.folder / RESULTS, tmp_path / job / "out")]
        assert names[0] == names[1]
        assert run_in(work.folder, alive=False).results == work.folder / RESULTS


def test_a_stop_before_the_search_ends_the_run_with_nothing_written(city, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE_MB", "0")  # a city that was kept has its zones
    work = asked(tmp_path, city)
    work.__class__ = type("At", (StoppedAt,), {"step": "making zones"})
    assert work.end(work.done()) == STOPPED
    found = run_in(work.folder, alive=False)
    assert (found.state, found.results) == (State.STOPPED, None)
    assert found.line == "stopped before there was a plan; nothing was written"
    assert "making zones" in [one.text for one in events_in(work.folder / FILE)][-2]


def test_a_stop_after_it_has_begun_keeps_the_best_plan_and_leaves_out_the_studies(city, tmp_path):
    work = asked(tmp_path, city)
    work.__class__ = type("At", (StoppedAt,), {"step": "in which order to build"})
    assert work.end(work.done()) == 0
    found = run_in(work.folder, alive=False)
    assert (found.state, found.results) == (State.STOPPED, work.folder / RESULTS)
    summary = json.loads((found.results / "summary.json").read_text(encoding="utf-8"))
    assert {one["study"] for one in summary["studies"]["left_out"]} == {"bands"}
    assert found.gap == summary["gap"]


def test_promises_that_conflict_end_with_code_3_one_line_and_the_ways_out(city, tmp_path):
    work = asked(tmp_path, city, name="hard")
    assert work.end(work.done()) == 3
    found = run_in(work.folder, alive=False)
    assert (found.state, found.results) == (State.FAILED, None)
    assert "plan.district_floor" in found.line
    assert len(found.ways) == 2


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"keys": {"plan.budgett_usd": 1}}, "budgett_usd"),
        ({"edits": "nowhere.gpkg"}, "nowhere.gpkg"),
        ({"languages": ("xx",)}, "xx"),
    ],
)
def test_what_is_asked_wrongly_ends_in_one_line(options, line, city, tmp_path):
    work = asked(tmp_path, city, **options)
    assert work.end(work.done()) == 2
    found = Ended.read(work.folder)
    assert line in found.line
    assert "\n" not in found.line


def test_a_disk_without_room_ends_with_code_74_and_shows_no_results(city, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OutputError(tmp_path, "No space left on device", "make room")

    monkeypatch.setattr("planner.output.write_all", full)
    work = asked(tmp_path, city, quick=True)
    assert work.end(work.done()) == 74
    found = run_in(work.folder, alive=False)
    assert (found.state, found.results) == (State.FAILED, None)
    assert found.line.endswith("cannot be written (No space left on device); make room")


def test_a_line_of_progress_that_the_disk_has_no_room_for_is_lost_and_the_next_one_is_whole(tmp_path):
    file = tmp_path / "runs" / FILE
    log = EventLog(file)
    log.write(event_now("said", "lost", 0.0))
    file.parent.mkdir()
    log.write(event_now("said", "kept", 0.0))
    assert [one.text for one in events_in(file)] == ["kept"]


def test_a_damaged_request_ends_in_one_line(city, tmp_path):
    work = asked(tmp_path, city)
    (work.folder / "request.json").write_text('{"job": "rob"}')
    assert work.end(work.done()) == 2
    assert "is damaged" in Ended.read(work.folder).line


def test_figures_go_with_a_line_through_prefixes_and_other_processes():
    import pickle

    line = measured(_("best plan {value:,.0f}", value=3), 3.0, float("inf"), float("nan"), "kWh")
    assert figures_of(line) == Figures(3.0, None, None, "kWh")
    of_phase = about(_("phase {names}: {text}", names="2030", text=line), line, "2030")
    of_world = about(_("{name}: {text}", name="balanced", text=of_phase), of_phase, "balanced")
    back = pickle.loads(pickle.dumps(of_world))
    assert back == of_world == "balanced: phase 2030: best plan 3"
    assert figures_of(back) == replace(figures_of(line), of="balanced, 2030")
    assert figures_of(str(back)) is None


def test_half_a_line_of_a_killed_process_costs_no_other_line(tmp_path):
    file = tmp_path / FILE
    EventLog(file).write(event_now("said", "one", 0.0))
    with file.open("ab") as stream:
        stream.write(b'{"at": "2026')
    assert [one.text for one in events_in(file)] == ["one"]
    EventLog(file).write(event_now("said", "two", 0.0))
    found = events_in(file)
    assert [one.text for one in found] == ["one", "two"]
    assert events_in(file, found[0].after) == found[1:]
    assert events_in(file, 10**9) == []


def test_a_list_is_valued_by_a_run_as_by_evplan_and_its_report_stands_beside(city, planned, tmp_path):
    (city / "plots.csv").write_text("lat;lon;chargers\n0;0;1 x dc_gbt_60\n", encoding="utf-8")
    failed = asked(tmp_path, city, Job.VALUE, table=os.path.relpath(city / "plots.csv", tmp_path / "0001"))
    assert failed.end(failed.done()) == 2
    assert "none of its 1 rows can be counted (row 2: coordinates at (0, 0)" in Ended.read(failed.folder).line
    shutil.copytree(planned, tmp_path / "out")
    (tmp_path / "again").mkdir()
    work = asked(tmp_path / "again", city, Job.VALUE, table="../../out/sites.csv", quick=True)
    assert work.end(work.done()) == 0
    mine, plan = (json.loads((one / "summary.json").read_text()) for one in (work.folder / RESULTS, tmp_path / "out"))
    assert mine["totals"]["served_kwh_per_day"] == pytest.approx(plan["totals"]["served_kwh_per_day"])
    assert mine["cost"]["total_usd"] == pytest.approx(plan["cost"]["total_usd"])
    ended = Ended.read(work.folder)
    assert ended.state is State.FINISHED
    assert ended.line.startswith(f"{mine['headline'][0]} The list serves")
    assert 'id="beside-best"' in (work.folder / RESULTS / "report.html").read_text(encoding="utf-8")
