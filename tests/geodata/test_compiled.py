"""Compiled loops need no folder of their own, and no file of an earlier run can break them."""

import errno
import os
import pickle
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numba.core import caching

from geodata import compiled as door

pytestmark = pytest.mark.slow

PROGRAM = """
import logging, sys
sys.path.insert(0, "program")
logging.basicConfig(level=logging.INFO)
import numba.core.caching as caching
if {unwritable}:
    def refused(self):
        if {word!r} not in self.get_cache_path():
            raise PermissionError(13, "read-only")
        return ensured(self)
    ensured = caching._CacheLocator.ensure_cache_path
    caching._CacheLocator.ensure_cache_path = refused
from loops import twice, thrice
print(twice(21), thrice(14), twice.stats.cache_hits)
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Run a program of two loops; `word` is in the name of the only folder that may be written, None for all."""
    (tmp_path / "program").mkdir()
    loops = "from geodata.compiled import compiled\n@compiled\ndef twice(x): return 2 * x\n@compiled\ndef thrice(x): return 3 * x\n"
    (tmp_path / "program" / "loops.py").write_text(loops)
    monkeypatch.delenv("EVPLAN_CACHE", raising=False)

    def run(word=None, before=""):
        words = before + PROGRAM.format(unwritable=word is not None, word=word)
        done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.split(), done.stderr

    return run


def test_where_nothing_can_be_written_the_loops_run_and_one_line_says_so(program):
    said, told = program(word="nowhere at all")
    assert said == ["42", "42", "Counter()"]
    assert told.count("name one with EVPLAN_CACHE") == 1


def test_the_cache_of_downloads_is_a_home_for_loops_too(program, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE", "mine")
    for hits in ("Counter()", "Counter({(int64,):"):
        said, told = program(word="mine")
        assert said[:3] == ["42", "42", hits]
        assert told == ""
    assert list((tmp_path / "mine").rglob("*.nbc"))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks there")
@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.ENOLCK])
def test_on_a_disk_that_knows_no_locks_nothing_is_waited_for(number, tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(number, "no locks")

    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("fcntl.flock", refused)
    monkeypatch.setattr(door.time, "sleep", lambda _: pytest.fail("it waits"))
    assert door.compiled(lambda x: 5 * x)(np.float64(2)) == 10


def test_what_is_waited_for_within_another_loop_counts_once(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(door.time, "perf_counter", lambda: now[0])
    spent = door._CompilingTime()
    for seconds, step in ((2, spent.on_start), (3, spent.on_start), (5, spent.on_end), (7, spent.on_end)):
        now[0] += seconds
        step()
    assert spent.seconds == 3 + 5 + 7


@pytest.mark.skipif(sys.platform == "win32", reason="each compiles its own there")
def test_of_processes_that_need_a_loop_at_once_one_compiles_it(program, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE", "mine")
    slow = "import time, numba.core.event as event\nclass Slow(event.Listener):\n    def on_start(self, _): time.sleep(3)\n    def on_end(self, _): pass\nevent.register('numba:compile', Slow())\n"
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(program, word="mine", before=slow) for _ in range(2)]
    hits = sorted(run.result()[0][2:] != ["Counter()"] for run in runs)
    assert hits == [False, True]
    assert not list(tmp_path.rglob("*.compiling"))


@pytest.mark.skipif(sys.platform == "win32", reason="profiles are private by their access lists there")
def test_no_loop_is_unpickled_from_a_shared_cache_that_others_could_have_written(program, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE", "shared")
    mask = os.umask(0o002)
    try:
        program(word="shared")
    finally:
        os.umask(mask)
    mine = tmp_path / "shared" / f"compiled-{os.geteuid()}"
    inner, made = next(mine.iterdir()), [one for one in mine.rglob("*") if one.is_file()]
    assert {stat.S_IMODE(one.stat().st_mode) for one in (mine, inner)} == {0o700}
    assert {stat.S_IMODE(one.stat().st_mode) for one in made} == {0o600}

    class Planted:
        def __reduce__(self):
            return (print, ("planted",))

    planted = pickle.dumps(Planted())
    for index in mine.rglob("*.nbi"):
        index.write_bytes(planted)
        index.chmod(0o666)
    old = tmp_path / "shared" / "compiled" / inner.name  # where all accounts looked together
    old.mkdir(parents=True)
    for one in made:
        (old / one.name).write_bytes(planted)
    assert program(word="shared")[0][:2] == ["42", "42"]
    for folder in (inner, mine):
        folder.chmod(0o777)
        for index in mine.rglob("*.nbi"):
            index.write_bytes(planted)
        said, told = program(word="shared")
        assert said[:2] == ["42", "42"]
        assert "EVPLAN_CACHE" in told, "and it is said that each run compiles anew"


def test_a_damaged_or_full_cache_only_costs_time(tmp_path, monkeypatch):
    monkeypatch.setattr("numba.config.CACHE_DIR", str(tmp_path))

    def thrice(x):
        return 3 * x

    assert door.compiled(thrice)(np.float64(2)) == 6
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert {one.suffix for one in files} == {".nbi", ".nbc"}
    for one in files:
        one.write_bytes(b"")
    assert door.compiled(thrice)(np.float64(2)) == 6
    again = door.compiled(thrice)
    assert again(np.float64(2)) == 6
    assert sum(again.stats.cache_hits.values()) == 1, "and is mended"

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    assert door.compiled(thrice)(np.float64(2)) == 6
