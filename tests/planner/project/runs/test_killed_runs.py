"""No run that ended is lost, and none is shown half, whatever is killed: a step of the file system, a worker or the server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from planner.project.runs import crew
from planner.project.runs.ended import State
from planner.project.runs.identity import Identity
from planner.project.runs.queue import RunQueue
from tests.conftest import ROOT
from tests.planner.project.scripted_project import LONG_S, go, made, until


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


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin as copies")
def test_a_kill_at_any_step_loses_nothing_that_is_finished_and_shows_nothing_half(tmp_path):
    program = ROOT / "tests" / "planner" / "project" / "killed_runs.py"
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


@pytest.mark.slow
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
