"""No name leads out of a project, and a folder is opened as one or refused in one line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import ProjectError
from planner.project.database import Database
from planner.project.folder import Folder, is_plain, safe_name
from planner.project.project import Project

PARTS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "/",
        "\\",
        "etc",
        "passwd",
        "C:",
        "aux",
        "NUL.csv",
        "a.csv",
        "план.xlsx",
        "\x00",
        "\u202e",
        " ",
        "~",
        "*",
    ]
)
NAMES = st.one_of(
    st.text(max_size=400), st.lists(PARTS, max_size=6).map("/".join), st.lists(PARTS, max_size=6).map("".join)
)


@given(NAMES)
def test_a_safe_name_is_a_plain_one_and_stays_as_it_is(name: str):
    safe = safe_name(name)
    assert is_plain(safe)
    assert safe_name(safe) == safe


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_path_lies_in_the_project_or_is_refused(names: list[str]):
    root = Path(os.path.realpath("."))
    folder = Folder(root)
    try:
        path = folder.path(*names)
    except ProjectError:
        return
    assert path.is_relative_to(root)
    assert len(path.relative_to(root).parts) == len(names)
    assert Path(os.path.normpath(path)) == path


def test_a_link_in_a_project_leads_nowhere(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.mkdir()
    project = Project.open(tmp_path / "project")
    (project.root / "files" / "1").symlink_to(secret)
    assert not project.folder.holds(project.root / "files" / "1" / "x")
    assert not project.folder.holds(project.root / ".." / "secret")
    with pytest.raises(ProjectError, match="a link"):
        project.folder.path("files", "1", "x")
    (project.root / "runs").rmdir()
    (project.root / "runs").symlink_to(secret)
    with pytest.raises(ProjectError, match="a link"):
        Project.open(project.root)


def test_a_new_and_an_empty_folder_become_projects_and_are_opened_again(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").write_bytes(b"")
    for folder in (tmp_path / "empty", tmp_path / "new" / "inner"):
        assert Project.open(folder).root == Project.open(folder).root == folder


def test_what_was_begun_and_cut_off_is_opened(tmp_path: Path):
    (tmp_path / "project.sqlite").write_bytes(b"")
    assert Project.open(tmp_path).root == tmp_path


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda place: place.write_text("a"), "a file"),
        (lambda place: (place.mkdir(), (place / "thesis.docx").write_text("a")), "no project, and not empty"),
        (
            lambda place: (place.mkdir(), (place / "files").mkdir(), (place / "files" / "a").mkdir()),
            "no project, and not empty",
        ),
        (
            lambda place: (place.mkdir(), (place / "project.sqlite").write_text("text" * 99)),
            "cannot be read or written",
        ),
        (lambda place: (place.mkdir(), _other_database(place / "project.sqlite")), "a database of another program"),
        (lambda place: (Project.open(place), _newer(place / "project.sqlite")), "written by a newer version"),
    ],
)
def test_a_folder_that_holds_something_else_is_refused_in_one_line_and_left_alone(tmp_path: Path, made, said: str):
    place = tmp_path / "place"
    made(place)
    before = _bytes(place)
    with pytest.raises(ProjectError, match=said) as told:
        Project.open(place)
    assert "\n" not in str(told.value)
    assert str(place) in str(told.value)
    assert _bytes(place) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_refused_in_one_line(tmp_path: Path):
    place = tmp_path / "place"
    Project.open(place)
    place.chmod(0o555)
    try:
        with pytest.raises(ProjectError, match="cannot be written to"):
            Project.open(place)
    finally:
        place.chmod(0o755)


def _other_database(file: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()


def _newer(file: Path) -> None:
    Database(file, {"history": ("",) * 99} | {})


def _bytes(place: Path) -> dict[str, bytes]:
    if place.is_file():
        return {"": place.read_bytes()}
    return {
        str(one): one.read_bytes()
        for one in sorted(place.rglob("*"))
        if one.is_file() and "-shm" not in one.name and "-wal" not in one.name
    }


@pytest.mark.skipif(os.name != "posix", reason="access lists guard the folder there")
@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_what_holds_hashes_and_secrets_is_for_its_user_alone_whatever_the_mask(tmp_path, mask):
    before = os.umask(mask)
    try:
        project = Project.open(tmp_path / "made" / "city")
        file = project.database.file
        with project.database.held_open(), project.database.writing() as connection:
            connection.execute("CREATE TABLE more (one TEXT)")
            beside = [one for one in project.root.iterdir() if one.name.startswith(file.name)]
            assert len(beside) == 3
            assert {one.stat().st_mode & 0o777 for one in beside} == {0o600}
        assert project.root.stat().st_mode & 0o777 == 0o700
        file.chmod(0o644)  # as an earlier version made it
        project.root.chmod(0o755)
        Project.open(project.root)
        assert file.stat().st_mode & 0o777 == 0o600
        assert project.root.stat().st_mode & 0o777 == 0o755, "as its user wants it"
    finally:
        os.umask(before)
