"""Fixtures shared by tests of the command line."""

import pytest

from tests.fixtures.dossier_fixture import make_dossier


@pytest.fixture
def finished(tmp_path):
    """A folder with a finished plan."""
    folder = tmp_path / "finished"
    folder.mkdir()
    (folder / "plan.json").write_text(make_dossier().to_json(), encoding="utf-8")
    return folder
