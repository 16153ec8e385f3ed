"""Runs work two at a time in their order, can be stopped, noted and removed, and none that ended is lost whatever is killed."""

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from geodata.errors import GeodataError
from planner.errors import ConfigError, ProjectError
from planner.output import WRITERS
from planner.project.project import Project
from planner.project.runs import children, crew
from planner.project.runs.ended import State
from planner.project.runs.events import Event
from planner.project.runs.identity import Identity
from planner.project.runs.queue import RunQueue
from planner.project.runs.request import Options
from planner.project.runs.run import Run
from tests.conftest import ROOT

SCENARIO = '[city]\nname = "Town"\ncountry = "KZ"\nroads = "../files/1/town.osm.pbf"\n[plan]\nbudget_usd = 1000\n'
KINDS = ("waits", "waits-2", "ends", "breaks", "refuses", "dies", "writes-and-dies")
LONG_S = 60.0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose runs do what their scenario is called."""
    monkeypatch.setattr(children, "MODULE", "tests.planner.project.scripted_worker")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return made(tmp_path / "project")


def made(folder: Path) -> Project:
    project = Project.open(folder)
    (folder / "files" / "1").mkdir(exist_ok=True)
    (folder / "files" / "1" / "town.osm.pbf").write_bytes(b"streets")
    for kind in KINDS:
        (project.scenarios_dir / f"{kind}.toml").write_text(SCENARIO, encoding="utf-8")
    assert project.scenarios.names() == tuple(sorted(KINDS))
    return project


@pytest.fixture
def runs(project: Project) -> Iterator[RunQueue]:
    with RunQueue(project) as working:
        yield working


def only_line_of(error: BaseException) -> bool:
    return bool(str(error)) and "\n" not in str(error)


def until(true: Callable[[], object]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + LONG_S
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def states(runs: RunQueue) -> list[State]:
    return [one.state for one in runs.list()]


def go(run: Run) -> None:
    (run.folder / "go").touch()


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


def test_notes_and_removals_can_be_undone_and_no_number_is_given_twice(project, runs):
    run = runs.add("plan", "ends")
    runs.wait(run.id, timeout_s=LONG_S)
    noted = len(project.history.changes())
    assert runs.note(run.id, "for the council").note == "for the council"
    runs.remove(run.id)
    assert (runs.list(), runs.trashed()) == ((), (run.id,))
    assert [one.name for one in project.history.changes()[:-noted]] == ["ends (0001)"] * 2
    project.undo()
    assert runs.run(run.id).note == "for the council"
    assert runs.run(run.id).results
    project.undo()
    assert runs.run(run.id).note == ""
    project.redo()
    project.redo()
    assert runs.trashed() == (run.id,)
    assert runs.restore(run.id).state is State.FINISHED
    runs.remove(run.id)
    runs.empty_trash()
    assert runs.trashed() == ()
    project.undo()
    assert runs.list() == (), "what was deleted for good stays away"
    assert runs.add("plan", "ends").id == "0002"


def test_a_run_that_works_is_not_removed(runs):
    runs.add("plan", "waits")
    until(lambda: states(runs) == [State.RUNNING])
    with pytest.raises(ProjectError, match="stop it first"):
        runs.remove("0001")


def test_a_removal_that_was_undone_is_not_done_again_while_the_run_works(project, runs):
    for _ in range(3):
        runs.add("plan", "waits")
    until(lambda: states(runs) == [State.RUNNING, State.RUNNING, State.WAITING])
    runs.remove("0003")
    project.undo()
    runs.cancel("0001", at_once=True)
    until(lambda: runs.run("0003").state is State.RUNNING)
    with pytest.raises(ProjectError, match="stop it first"):
        project.redo()
    assert (runs.run("0003").state, runs.trashed()) == (State.RUNNING, ())


@pytest.mark.parametrize("run_id", ["0009", "..", "../0001", "", "１", "0001/results"])
def test_a_run_that_is_none_is_refused_in_one_line(run_id, runs):
    for ask in (runs.run, runs.cancel, runs.remove, runs.again, lambda one: runs.note(one, "mine"), runs.restore):
        with pytest.raises(ProjectError, match="no run"):
            ask(run_id)


def test_what_cannot_be_run_or_leads_out_of_the_project_is_refused_before_it_waits(project, runs, tmp_path):
    (project.scenarios_dir / "wrong.toml").write_text("[plan]\nbudgett = 1\n", encoding="utf-8")
    outside = tmp_path / "mine.gpkg"
    outside.write_bytes(b"mine")
    wrong: list[tuple[str, Options | None]] = [("nowhere", None), ("../x", None), ("wrong", None)]
    wrong += [("ends", Options(keys=keys)) for keys in ({"plan.x": 1}, {"city.roads": str(outside)})]
    wrong += [("ends", Options(edits=str(outside))), ("ends", Options(scenarios=("../../../mine.gpkg",)))]
    wrong += [("ends", Options(edits="postgresql://here/plans|public.plan_sites"))]
    for scenario, options in wrong:
        with pytest.raises((ProjectError, ConfigError)) as error:
            runs.add("plan", scenario, options)
        assert only_line_of(error.value)
    assert [one.name for one in (project.runs_dir).iterdir()] == []


def test_a_plan_is_made_with_the_edits_of_its_scenario_as_they_were_and_no_other_job_drops_them(project, runs):
    edits = '{"features": [{}]}'
    name = project.scenarios.make("ends", SCENARIO, edits=edits)
    run = runs.add("plan", name)
    assert runs.wait(run.id, timeout_s=LONG_S).state is State.FINISHED
    for job in ("compare", "check"):
        with pytest.raises(ProjectError) as error:
            runs.add(job, name)
        assert only_line_of(error.value)
    project.scenarios.remove(name)
    for one in (run, runs.again(run.id)):
        kept = one.request.options.edits
        assert kept is not None
        assert (one.folder / kept).read_text(encoding="utf-8") == edits
    assert runs.add("plan", "ends").request.options.edits is None


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


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("step", ["shutil.copyfile", "shelf.Request.write", "shelf.Path.rename"])
def test_a_disk_that_is_full_or_may_not_be_written_is_told_in_one_line_and_leaves_nothing(
    number, step, project, runs, monkeypatch
):
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(f"planner.project.runs.{'' if step.startswith('shelf') else 'shelf.'}{step}", refused)
    with pytest.raises(GeodataError, match=os.strerror(number)) as error:
        runs.add("plan", "ends")
    assert only_line_of(error.value)
    assert list(project.runs_dir.iterdir()) == []


def test_a_mix_outside_of_the_project_is_refused_and_one_of_its_files_or_a_name_is_not(tmp_path, project, runs):
    (tmp_path / "mix.csv").write_text("port,share\nccs2,1\n")
    (project.root / "files" / "1" / "mix.csv").write_text("port,share\nccs2,1\n")
    for outside in (str(tmp_path / "mix.csv"), "../../mix.csv", "../../../mix.csv", "../files/1/none.csv"):
        with pytest.raises(ProjectError, match="not in this project"):
            runs.add("compare", "ends", Options(mixes=("kz", outside)))
    assert list(project.runs_dir.iterdir()) == []
    assert runs.add("compare", "ends", Options(mixes=("kz", "../files/1/mix.csv"))).id == "0001"


def test_an_end_that_the_disk_has_no_room_for_is_told_all_the_same(runs, monkeypatch):
    monkeypatch.setattr(crew.Ended, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    run = runs.add("plan", "dies")
    ended = runs.wait(run.id, timeout_s=LONG_S)
    assert (ended.state, ended.code) == (State.CUT, 1)


KILLED = {
    "add": ["none", "waiting"],
    "work": ["waiting", "cut", "finished, whole"],
    "remove": ["finished, whole", "trash"],
    "recover": ["cut"],
}
"""What is found of a run after a kill in the course of an act, in the order of its steps."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin as copies")
def test_a_kill_at_any_step_loses_nothing_that_is_finished_and_shows_nothing_half(tmp_path):
    program = Path(__file__).with_name("killed_runs.py")
    done = subprocess.run(
        [sys.executable, program, tmp_path],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kills = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(kills) > 60

    def state(kill: dict) -> str:
        if not kill["runs"]:
            return "trash" if kill["trash"] else "none"
        (one,) = kill["runs"]
        whole = {(): "", ("map.html", "summary.json"): ", whole"}[tuple(one["results"])]
        return f"{one['state']}{whole}"

    assert {act: list(dict.fromkeys(state(one) for one in kills if one["act"] == act)) for act in KILLED} == KILLED
    assert all(kill["left"] == [] for kill in kills)
    assert not any(kill["trash"] for kill in kills if kill["runs"])


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[subprocess.Popen[str]]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made(tmp_path / "project")
    words = [sys.executable, "-m", "tests.planner.project.scripted_server", str(tmp_path / "project")]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    yield process
    process.kill()
    process.communicate()


def test_a_server_that_is_killed_comes_back_with_every_finished_run_and_says_which_were_cut(server, project, tmp_path):
    assert server.stdout.readline() == "cut: \n"
    asking = RunQueue(project)  # adds to the folder; the server works
    asked = [asking.add("plan", kind) for kind in ("ends", "waits", "waits-2", "ends", "ends")]
    until(lambda: [one.state for one in asking.list()][:3] == [State.FINISHED, State.RUNNING, State.RUNNING])
    until(lambda: all(one.progress.exists() for one in asked[1:3]))
    pids = [Identity.read(one.folder).pid for one in asked[1:3]]
    server.kill()
    server.wait()
    until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    with RunQueue(project, most=0) as runs:
        found = runs.list()
        assert [one.state for one in found] == [State.FINISHED, State.CUT, State.CUT, State.WAITING, State.WAITING]
        assert (found[0].results / "map.html").read_text() == "ends"
        assert all("cut short" in one.line and one.ended_at for one in found[1:3])
        assert not any(one.results for one in found[1:3])
        again = runs.again("0002")
        assert (again.id, again.state, again.request.name) == ("0006", State.WAITING, "waits")
    with RunQueue(project) as runs:
        go(again)
        assert runs.wait("0006", timeout_s=LONG_S).state is State.FINISHED
        assert [one.state for one in runs.list()][3:] == [State.FINISHED] * 3


def test_a_killed_worker_is_told_and_the_server_works_on(runs):
    run = runs.add("plan", "waits")
    until(run.progress.exists)
    os.kill(Identity.read(run.folder).pid, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    assert runs.wait(run.id, timeout_s=LONG_S).state is State.CUT
    assert runs.wait(runs.add("plan", "ends").id, timeout_s=LONG_S).state is State.FINISHED


def test_a_process_that_has_the_number_of_an_old_one_is_left_alone(project):
    run = RunQueue(project).add("plan", "ends")
    mine = Identity.mine()
    Identity(mine.pid, mine.created - 1000.0, mine.at).write(run.folder)
    assert Identity.read(run.folder).process() is None
    assert mine.process() is not None
    with RunQueue(project) as runs:
        assert runs.run(run.id).state is State.CUT


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
