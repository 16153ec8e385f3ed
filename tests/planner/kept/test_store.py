"""What is kept comes back whole or not at all, out of a folder of the user's own, within a limit."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import private
from planner.errors import ConfigError
from planner.kept import store
from planner.kept.store import LIMIT, Store, limit_from_environment
from tests.conftest import ROOT
from tests.fixtures.drawing import drawn

KEY, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64
FIRED: list[str] = []


class Trap:
    """Says that it was unpickled."""

    def __reduce__(self):
        return (FIRED.append, ("unpickled",))


@pytest.fixture
def kept(tmp_path) -> Store:
    return Store(tmp_path / "kept", 1_000_000)


def only_file(kept: Store) -> Path:
    (entry,) = kept.entries()
    return entry.file


def test_what_is_put_comes_back_under_its_kind_and_key_alone(kept):
    assert kept.get("city", KEY) is None
    assert kept.put("city", KEY, {"roads": [1, 2]}, name="Алматы")
    assert kept.get("city", KEY).value == {"roads": [1, 2]}
    assert kept.get("question", KEY) is None
    assert kept.get("city", OTHER) is None
    assert [(one.kind, one.name) for one in kept.entries()] == [("city", "Алматы")]
    assert kept.clear() == 1
    assert kept.get("city", KEY) is None
    assert list(kept.folder.iterdir()) == []


def test_a_folder_of_which_the_system_tells_nothing_keeps_nothing_and_ends_no_run(tmp_path):
    kept = Store(tmp_path / ("long" * 100), 1_000_000)
    assert kept.get("city", KEY) is None
    assert not kept.put("city", KEY, 1, name="Town")
    assert kept.entries() == []


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> tuple[Store, bytes]:
    kept = Store(tmp_path_factory.mktemp("damage") / "kept", 1_000_000)
    kept.put("city", KEY, {"roads": list(range(200))}, name="Town")
    return kept, only_file(kept).read_bytes()


@drawn(60)
@given(st.data())
def test_an_entry_that_is_damaged_anywhere_is_a_miss_and_is_removed(sound, data):
    kept, whole = sound
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["flipped", "cut", "grown"]))
    damaged = {
        "flipped": whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :],
        "cut": whole[:at],
        "grown": whole + whole[at:],
    }[how]
    file = kept.folder / f"city-{KEY}.kept"
    file.write_bytes(damaged)
    file.chmod(0o600)
    found = kept.get("city", KEY)
    if found is None:
        assert not file.exists()
    else:  # its name or its day was damaged, and not what is kept
        assert found.value == {"roads": list(range(200))}


@pytest.mark.skipif(sys.platform == "win32", reason="access lists guard the profile there")
@pytest.mark.parametrize("how", ["folder", "file", "owner", "link", "folder is a link"])
def test_nothing_is_unpickled_that_others_could_have_written(how, kept, tmp_path, monkeypatch):
    kept.put("city", KEY, Trap(), name="Town")
    file, aside = only_file(kept), tmp_path / "aside"
    if how == "folder":
        kept.folder.chmod(0o770)
    elif how == "file":
        file.chmod(0o606)
    elif how == "owner":
        mine = os.geteuid()
        monkeypatch.setattr(private.os, "geteuid", lambda: mine + 1)
    elif how == "link":
        file.rename(aside)
        file.symlink_to(aside)
    else:
        kept.folder.rename(aside)
        kept.folder.symlink_to(aside)
    assert kept.get("city", KEY) is None
    assert kept.entries() == []
    assert FIRED == []


def test_a_digest_is_checked_before_anything_is_unpickled(kept):
    kept.put("city", KEY, [1], name="Town")
    file = only_file(kept)
    header = file.read_bytes().split(b"\n", 2)[:2]
    file.write_bytes(b"\n".join([*header, pickle.dumps(Trap())]))
    assert kept.get("city", KEY) is None
    assert FIRED == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_folder_and_entries_are_for_their_user_alone_whatever_the_mask(kept):
    before = os.umask(0)
    try:
        kept.put("city", KEY, [1], name="Town")
    finally:
        os.umask(before)
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    assert only_file(kept).stat().st_mode & 0o777 == 0o600


def test_the_least_recently_used_goes_first_and_what_is_larger_than_all_is_not_kept(tmp_path):
    kept = Store(tmp_path / "kept", 25_000)
    for key in (KEY, OTHER):
        kept.put("city", key, b"x" * 10_000, name=key[:1])
    for age, key in ((100, OTHER), (200, KEY)):
        os.utime(kept.folder / f"city-{key}.kept", (age, age))
    assert kept.get("city", OTHER) is not None  # of 1970, and used now
    os.utime(kept.folder / f"city-{KEY}.kept", (50, 50))
    assert kept.put("city", THIRD, b"x" * 10_000, name="c")
    assert {one.name for one in kept.entries()} == {"b", "c"}
    assert not kept.put("city", KEY, b"x" * 26_000, name="a")
    assert {one.name for one in kept.entries()} == {"b", "c"}


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    kept = Store(tmp_path / "file" / "kept", 1_000_000)
    assert not kept.put("city", KEY, [1], name="Town")
    assert kept.get("city", KEY) is None
    assert kept.entries() == []
    assert kept.clear() == 0


def test_what_cannot_be_written_down_is_not_kept(kept):
    assert not kept.put("city", KEY, lambda: None, name="Town")
    assert kept.entries() == []


def test_a_limit_of_nothing_keeps_nothing_and_what_is_no_number_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(LIMIT, "0")
    kept = Store(tmp_path / "kept")
    assert not kept.put("city", KEY, [1], name="Town")
    assert not kept.folder.exists()
    monkeypatch.setenv(LIMIT, "20")
    assert limit_from_environment() == 20_000_000
    monkeypatch.setenv(LIMIT, "much")
    with pytest.raises(ConfigError, match="EVPLAN_CACHE_MB: expected a number of megabytes"):
        Store(tmp_path)


HALF = """
import os, sys
from pathlib import Path
from planner.kept import store
class Killer:
    def __reduce__(self):
        return (list, ())
real = os.fsync
def fsync(handle):
    os._exit(9)
os.fsync = fsync
store.Store(Path(sys.argv[1]), 10**6).put("city", "a" * 64, list(range(1000)), name="Town")
"""


def test_a_run_that_is_killed_while_it_writes_leaves_no_entry_and_what_it_leaves_is_cleared(kept):
    kept.put("city", KEY, "old", name="Town")
    done = subprocess.run([sys.executable, "-c", HALF, str(kept.folder)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert kept.get("city", KEY).value == "old"
    assert len(list(kept.folder.iterdir())) > 1
    kept.clear()
    assert list(kept.folder.iterdir()) == []


MANY = """
import sys
from pathlib import Path
from planner.kept.store import Store
kept = Store(Path(sys.argv[1]), 60_000)
for turn in range(40):
    key = "abcd"[turn % 4] * 64
    kept.put("city", key, [key] * 20_000, name="Town")
    found = kept.get("city", key)
    assert found is None or found.value == [key] * 20_000
"""


def test_several_processes_at_once_read_whole_entries_or_none(tmp_path):
    command = [sys.executable, "-c", MANY, str(tmp_path / "kept")]
    started = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [one.wait() for one in started] == [0, 0, 0]
    assert {one.kind for one in Store(tmp_path / "kept", 10**6).entries()} == {"city"}
    assert not [one for one in (tmp_path / "kept").iterdir() if one.suffix != store.ENDING]
