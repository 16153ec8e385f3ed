"""Files come into a project as they are, whole or not at all, and come back when they were replaced or removed."""

import io
import os
from pathlib import Path

import pytest

from geodata.errors import InputError
from planner.project.project import Project
from tests.conftest import ROOT

SARYTAU = ROOT / "configs" / "sample_city" / "sarytau.osm.pbf"


def _tree(project: Project) -> dict[str, bytes]:
    return {
        str(one.relative_to(project.root)): one.read_bytes()
        for one in sorted((project.root / "files").rglob("*"))
        if one.is_file()
    }


def test_bytes_stay_as_they_came(tmp_path: Path):
    project = Project.open(tmp_path)
    with SARYTAU.open("rb") as stream:
        file = project.files.add("../../sarytau.osm.pbf", stream)
    assert file.path == tmp_path / "files" / file.id / "sarytau.osm.pbf"
    assert file.path.read_bytes() == SARYTAU.read_bytes()
    assert file.bytes == SARYTAU.stat().st_size
    assert (project.scenarios_dir / file.place).resolve() == file.path
    assert Project.open(tmp_path).files.all() == (file,)


class _Broken(io.BytesIO):
    def read(self, size: int = -1, /) -> bytes:
        piece = super().read(min(size, 10))
        if not piece:
            raise ConnectionResetError
        return piece


@pytest.mark.parametrize(
    ("name", "stream", "most", "error"),
    [
        ("big.osm.pbf", io.BytesIO(b"x" * 2000), 1000, InputError),
        ("cut.osm.pbf", _Broken(b"x" * 2000), 10_000, ConnectionResetError),
        ("x" * 300 + "/..", io.BytesIO(b""), 10_000, InputError),
        ("empty.csv", io.BytesIO(b""), 10_000, InputError),
    ],
)
def test_what_cannot_be_taken_leaves_the_project_as_it_was(tmp_path: Path, name: str, stream, most: int, error):
    project = Project.open(tmp_path)
    before = _tree(project)
    with pytest.raises(error):
        project.files.add(name, stream, most_bytes=most)
    assert _tree(project) == before
    assert not list((tmp_path / "files").iterdir())
    assert not project.files.all()
    assert not project.history.changes()


def test_a_file_that_was_replaced_and_removed_comes_back_step_by_step(tmp_path: Path):
    project = Project.open(tmp_path)
    files = project.files
    file = files.add("a.osm.pbf", io.BytesIO(SARYTAU.read_bytes()))
    newer = files.replace(file.id, "b.osm.pbf", io.BytesIO(SARYTAU.read_bytes()))
    assert (newer.id, newer.name) == (file.id, "b.osm.pbf")
    assert file.path.is_file()
    files.remove(file.id)
    assert not files.all()
    assert files.undo(file.id) == newer
    assert files.undo(file.id) == file
    assert project.undo() is not None  # the last undo is a change like others
    assert files.get(file.id) == newer
    assert project.redo() is not None
    assert files.get(file.id) == file
    assert files.undo(file.id) is None
    with pytest.raises(InputError, match="no change of this file"):
        files.undo(file.id)


def test_bytes_that_no_change_knows_of_are_swept_away_once_they_are_old(tmp_path: Path):
    project = Project.open(tmp_path)
    kept = project.files.add("a.osm.pbf", io.BytesIO(SARYTAU.read_bytes()))
    project.files.replace(kept.id, "b.osm.pbf", io.BytesIO(SARYTAU.read_bytes()))
    project.files.remove(kept.id)
    for name in ("7", ".coming-a", "8", "notes"):
        (tmp_path / "files" / name).mkdir()
    old = [one for one in (tmp_path / "files").iterdir() if one.name != "8"]
    for one in old:
        os.utime(one, (0, 0))
    Project.open(tmp_path)
    assert {one.name for one in (tmp_path / "files").iterdir()} == {"1", "2", "8", "notes"}
