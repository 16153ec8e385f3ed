"""`kill -9` at random times of a server that works off the runs of a project, and of its runs: nothing finished is lost, nothing half is shown.

``python -m benchmarks.killed_runs PROJECT`` is such a server without pages; `killed_runs` takes the words of any other.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from planner.output import WRITERS
from planner.output.check.writer import FILES as CHECKED
from planner.project.project import Project
from planner.project.runs.ended import State
from planner.project.runs.identity import Identity
from planner.project.runs.queue import RunQueue
from planner.project.runs.request import Job, Options
from planner.project.runs.run import Run

SERVER = (sys.executable, "-m", "planner", "serve", "--port", "0", "--quiet", "--project")
LONGEST_S = 40.0
"""Time within which a kill comes: longer than a run takes."""
AHEAD = 3
"""Runs that are always asked for and not yet over."""
GONE_S = 10.0
"""Time for the processes of a killed server to be gone."""
WHOLE: Mapping[Job, frozenset[str]] = {Job.PLAN: frozenset(WRITERS), Job.CHECK: frozenset(CHECKED)}
ASKED = {
    Job.PLAN: Options(keys={"plan.time_limit_s": 1, "plan.reasons": False}),
    Job.CHECK: Options(sizes=False),
}


def killed_runs(room: Path, count: int, rng: random.Random, server: Sequence[str] = SERVER) -> Iterator[str]:
    """Kill so often, by turns the server and one of its runs; yields what was found, in capitals where it is wrong.

    Parameters
    ----------
    room : Path
        Where a project is made.
    count : int
    rng : Random
        Of the moments.
    server : sequence of str
        Command of a server that works off the runs of the project whose folder is its last word.
    """
    project = Project.open(room / "project")
    scenario = project.start_sample()
    asking = RunQueue(project)
    process = _started(server, project)
    try:
        for number in range(count):
            _ask_ahead(asking, scenario, number)
            time.sleep(rng.uniform(0.0, LONGEST_S))
            of_a_run = number % 2 == 0
            before, working = _now(asking)
            until = time.monotonic() + LONGEST_S
            while of_a_run and not working and time.monotonic() < until:
                _ask_ahead(asking, scenario, number)
                time.sleep(0.1)
                before, working = _now(asking)
            if of_a_run and working:
                os.kill(rng.choice(working), signal.SIGKILL)
                what = "a run"
                time.sleep(1.0)
            else:
                process.kill()
                process.wait()
                what = "the server"
                if not _are_gone(working):
                    yield "killed: RUNS OUTLIVE THEIR SERVER"
                process = _started(server, project)
            yield f"killed: {_judged(asking, before, what)}"
    finally:
        process.kill()
        process.wait()


def _started(server: Sequence[str], project: Project) -> "subprocess.Popen[bytes]":
    here = Path(__file__).resolve().parents[1]
    return subprocess.Popen(
        [*server, str(project.root)],
        env={**os.environ, "PYTHONPATH": str(here)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _ask_ahead(asking: RunQueue, scenario: str, number: int) -> None:
    jobs = list(ASKED)
    for more in range(AHEAD - sum(not one.is_over for one in asking.list())):
        job = jobs[(number + more) % len(jobs)]
        asking.add(job, scenario, ASKED[job])


def _now(asking: RunQueue) -> tuple[dict[str, tuple[Run, Mapping[str, str]]], list[int]]:
    """Runs with the digests of their results, and the processes that work."""
    before = {one.id: (one, _contents(one)) for one in asking.list()}
    return before, _working(before)


def _working(runs: Mapping[str, tuple[Run, object]]) -> list[int]:
    """Numbers of the processes that work."""
    known = (Identity.read(run.folder) for run, _contents in runs.values() if run.state is State.RUNNING)
    return [one.pid for one in known if one is not None and one.process() is not None]


def _are_gone(pids: Sequence[int]) -> bool:
    until = time.monotonic() + GONE_S
    while any(psutil.pid_exists(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _judged(asking: RunQueue, before: Mapping[str, tuple[Run, Mapping[str, str]]], what: str) -> str:
    """What became of the runs that stood before a kill; one that finished is the same to the byte."""
    now = {one.id: one for one in asking.list()}
    for run_id, (run, contents) in before.items():
        found = now.get(run_id)
        if found is None:
            return f"{what.upper()}: A RUN IS LOST"
        if run.state is State.FINISHED and (found.state is not State.FINISHED or _contents(found) != contents):
            return f"{what.upper()}: A FINISHED RUN IS LOST"
        if found.results is None and found.state is State.FINISHED:
            return f"{what.upper()}: FINISHED WITHOUT RESULTS"
        if found.results is not None and set(_contents(found)) != WHOLE[found.request.job]:
            return f"{what.upper()}: HALF IS SHOWN"
        if found.is_over and not found.line:
            return f"{what.upper()}: ENDED WITHOUT A LINE"
    return f"{what}; all that had finished stands, no half is shown"


def _contents(run: Run) -> dict[str, str]:
    if run.results is None:
        return {}
    files = [one for one in run.results.rglob("*") if one.is_file() and not one.name.startswith(".")]
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


if __name__ == "__main__":
    with RunQueue(Project.open(sys.argv[1])):
        threading.Event().wait()
