"""A project of scripted runs, and the queue that works them off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.project.project import Project
from planner.project.runs import children
from planner.project.runs.queue import RunQueue
from tests.conftest import ROOT
from tests.planner.project.scripted_project import made


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose runs do what their scenario is called."""
    monkeypatch.setattr(children, "MODULE", "tests.planner.project.scripted_worker")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return made(tmp_path / "project")


@pytest.fixture
def runs(project: Project) -> Iterator[RunQueue]:
    with RunQueue(project) as working:
        yield working
