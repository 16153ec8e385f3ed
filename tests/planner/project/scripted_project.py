"""A project whose runs do what their scenario is called, and what a test waits for while they do."""

import time
from collections.abc import Callable
from pathlib import Path

from planner.project.project import Project
from planner.project.runs.ended import State
from planner.project.runs.queue import RunQueue
from planner.project.runs.run import Run

SCENARIO = '[city]\nname = "Town"\ncountry = "KZ"\nroads = "../files/1/town.osm.pbf"\n[plan]\nbudget_usd = 1000\n'
KINDS = ("waits", "waits-2", "ends", "breaks", "refuses", "dies", "writes-and-dies")
LONG_S = 60.0


def made(folder: Path) -> Project:
    project = Project.open(folder)
    (folder / "files" / "1").mkdir(exist_ok=True)
    (folder / "files" / "1" / "town.osm.pbf").write_bytes(b"streets")
    for kind in KINDS:
        (project.scenarios_dir / f"{kind}.toml").write_text(SCENARIO, encoding="utf-8")
    assert project.scenarios.names() == tuple(sorted(KINDS))
    return project


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
