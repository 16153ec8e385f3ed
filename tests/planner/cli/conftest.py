"""Fixtures shared by tests of the command line."""

from collections.abc import Iterator

import pytest

from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.running_command import RunningCommand


@pytest.fixture
def finished(tmp_path):
    """A folder with a finished plan."""
    folder = tmp_path / "finished"
    folder.mkdir()
    (folder / "plan.json").write_text(make_dossier().to_json(), encoding="utf-8")
    return folder


@pytest.fixture
def started() -> Iterator[list[RunningCommand]]:
    """Runs to be ended whatever happens."""
    runs: list[RunningCommand] = []
    yield runs
    for one in runs:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
