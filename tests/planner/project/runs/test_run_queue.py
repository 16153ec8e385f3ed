"""Runs work two at a time in their order, are followed, can be stopped, and each way to end is told."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.errors import ProjectError
from planner.output import WRITERS
from planner.project.project import Project
from planner.project.runs import children
from planner.project.runs.ended import State
from planner.project.runs.events import Event
from planner.project.runs.identity import Identity
from planner.project.runs.queue import RunQueue
from planner.project.runs.request import Options
from planner.project.runs.run import Run
from tests.planner.project.scripted_project import LONG_S, go, states, until

pytestmark = pytest.mark.slow


def test_runs_work_two_at_a_time_in_the_order_in_which_they_were_asked_for(runs):
    asked = [runs.add("plan", kind) for kind in ("waits", "waits-2", "waits", "ends")]
    assert [one.id for one in asked] == ["0001", "0002", "0003", "0004"]
    until(lambda: states(runs)[:2] == [State.RUNNING] * 2)
    assert states(runs)[2:] == [State.WAITING] * 2
    until(lambda: all(one.progress.exists() for one in asked[:2]))
    go(asked[1])
    until(lambda: states(runs)[2] is State.RUNNING)
    assert states(runs) == [State.RUNNING, State.FINISHED, State.RUNNING, State.WAITING]
    go(asked[0])
    go(asked[2])
    assert runs.wait("0004", timeout_s=LONG_S).state is State.FINISHED
    began = [one.started_at for one in runs.list()]
    assert max(began[:2]) < began[2] < began[3]


def test_each_way_to_end_is_told_in_one_line_with_its_code(runs):
    told = {kind: runs.add("plan", kind).id for kind in ("ends", "breaks", "refuses", "dies", "writes-and-dies")}
    ended = {kind: runs.wait(run_id, timeout_s=LONG_S) for kind, run_id in told.items()}
    assert {kind: (one.state, one.code) for kind, one in ended.items()} == {
        "ends": (State.FINISHED, 0),
        "breaks": (State.FAILED, 1),
        "refuses": (State.FAILED, 2),
        "dies": (State.CUT, 1),
        "writes-and-dies": (State.FINISHED, 0),
    }
    assert "2 is not 3" in ended["breaks"].line
    assert "Traceback" in (ended["breaks"].folder / "run.log").read_text(encoding="utf-8")
    assert ended["refuses"].line == "error: cells.csv, row 4: no number; mend it"
    assert "exit code 9" in ended["dies"].line
    assert ended["writes-and-dies"].gap == 0.01
    assert all(one.line and "\n" not in one.line for one in ended.values())
    assert [kind for kind, one in ended.items() if one.results] == ["ends", "writes-and-dies"]
    assert all(one.bytes > 100 and len(one.request.inputs["scenario.toml"]) == 64 for one in ended.values())


def test_a_run_is_followed_from_any_event_on_until_it_is_over(runs):
    run = runs.add("plan", "waits")

    async def followed(after: int) -> list[Event | Run]:
        found = []
        async for one in runs.follow(run.id, after):
            found.append(one)
            if isinstance(one, Event) and one.text == "waits begins":
                go(run)
        return found

    found = asyncio.run(followed(0))
    seen = [one.state for one in found if isinstance(one, Run)]
    assert list(dict.fromkeys(seen)) in (
        [State.WAITING, State.RUNNING, State.FINISHED],
        [State.RUNNING, State.FINISHED],
    )
    events = [one for one in found if isinstance(one, Event)]
    assert [one.text for one in events] == ["waits begins", "all is done"]
    again = asyncio.run(followed(events[0].after))
    assert again[:-1] == events[1:]
    assert again[-1].state is State.FINISHED


def test_a_run_that_waits_does_not_begin_and_one_that_works_stops_when_asked_to(runs):
    asked = [runs.add("plan", kind) for kind in ("waits", "waits-2", "ends")]
    until(lambda: states(runs)[:2] == [State.RUNNING] * 2)
    assert runs.cancel("0003").line == "stopped before it began"
    until(runs.run("0001").progress.exists)
    assert runs.cancel("0001").stopping
    stopped = runs.wait("0001", timeout_s=LONG_S)
    assert (stopped.state, stopped.code, stopped.stopping) == (State.STOPPED, 130, False)
    at_once = runs.cancel("0002", at_once=True)
    assert (at_once.state, at_once.line) == (State.STOPPED, "stopped at once; nothing was written")
    assert states(runs) == [State.STOPPED] * 3
    assert not any(one.results for one in runs.list())
    assert not [one for one in asked if (one.folder / "results").exists()]


def test_the_largest_run_is_ended_where_it_would_take_the_machine_down_and_the_other_goes_on(runs, monkeypatch):
    asked = [runs.add("plan", kind) for kind in ("waits", "waits-2")]
    until(lambda: all(one.progress.exists() for one in asked))
    pids = {Identity.read(one.folder).pid: 2_000_000_000 - number for number, one in enumerate(asked)}
    monkeypatch.setattr(children, "memory_of", pids.__getitem__)
    left = iter([50_000_000])
    monkeypatch.setattr(children, "available_bytes", lambda: next(left, 8_000_000_000))
    ended = runs.wait("0001", timeout_s=LONG_S)
    assert (ended.state, ended.code) == (State.FAILED, 2)
    assert "it held 2.0 GB, and the machine had 0.1 GB left" in ended.line
    assert runs.run("0002").state is State.RUNNING


def test_a_second_server_on_the_same_project_is_refused(project, runs):
    with pytest.raises(ProjectError, match="one server at a time"):
        RunQueue(project).start()


@pytest.mark.slow
def test_a_search_that_is_stopped_from_the_queue_keeps_its_best_plan(tmp_path):
    project = Project.open(tmp_path / "project")
    keys = {"plan.gap": 0.0, "plan.time_limit_s": 300, "plan.reasons": False}
    with RunQueue(project) as runs:
        run = runs.add("plan", project.start_sample(), Options(keys=keys))

        async def stopped() -> None:
            async for one in runs.follow(run.id):
                if isinstance(one, Event) and one.figures is not None and one.figures.value is not None:
                    runs.cancel(run.id)

        asyncio.run(stopped())
        found = runs.run(run.id)
    assert (found.state, found.code) == (State.STOPPED, 0), found.line
    summary = json.loads((found.results / "summary.json").read_text(encoding="utf-8"))
    assert summary["stopped"] == "by the user"
    assert found.gap == summary["gap"] > 0
    assert {one.name for one in found.results.iterdir()} == set(WRITERS)


def test_what_is_asked_eight_times_at_once_is_one_run_until_that_is_over(project, runs):
    with ThreadPoolExecutor(8) as pressed:
        first = {one.id for one in pressed.map(lambda _time: runs.add("plan", "waits", once=True), range(8))}
        assert first == {"0001"}
        until(lambda: states(runs) == [State.RUNNING])
        assert {one.id for one in pressed.map(lambda _time: runs.again("0001", once=True), range(8))} == {"0001"}
    assert runs.add("plan", "waits", once=True).state is State.RUNNING
    assert runs.add("plan", "waits", Options(quick=True), once=True).id == "0002", "is asked otherwise"
    (project.root / "files" / "1" / "town.osm.pbf").write_bytes(b"other streets")
    assert runs.add("plan", "waits", once=True).id == "0003", "is of other files"
    runs.cancel("0001")
    assert runs.add("plan", "waits-2", once=True).id == "0004"
    assert len(runs.list()) == 4
    assert not list(project.runs_dir.glob(".coming-*"))
