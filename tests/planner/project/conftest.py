"""Fixtures shared by tests of projects."""

from pathlib import Path

import pytest

from planner.project.project import Project


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Project:
    return Project.open(tmp_path / "project")
