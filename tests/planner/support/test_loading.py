"""Threads of one run that load libraries: no two parts of one package at a time, which Python may then hand over unfinished."""

import ast
import json
import subprocess
import sys
from contextlib import nullcontext
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from city_fixtures import town

import geodata
import planner
from planner.support import ahead
from planner.web import server
from planner.web.settings import Settings
from tests.fixtures.benchmarked_town import BENCHMARKED_TOWN

WATCHED = """
import json, sys, threading, time
from pathlib import Path

looked_for = []


def watch(event, args):
    if event == "import":
        thread = threading.current_thread()
        looked_for.append((thread.ident, thread.name, args[0], time.monotonic()))
        if thread is not threading.main_thread():
            time.sleep(0.01)  # as where the machine is busy: what it loads meets more of what the main thread loads


sys.addaudithook(watch)
from planner.cli import main

told = Path(sys.argv.pop(1))
try:
    main()
finally:
    told.write_text(json.dumps(looked_for), encoding="utf-8")
"""


def loads_of(tmp_path, *words):
    """Modules that each thread of a run looked for, as {thread: {module: time}}."""
    told = tmp_path / "told.json"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(told), *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[tuple[int, str], dict[str, float]] = {}
    for number, thread, name, at in json.loads(told.read_text(encoding="utf-8")):
        found.setdefault((number, thread), {})[name] = at
    return found


@pytest.mark.slow
def test_no_two_threads_of_a_plan_load_parts_of_one_package_at_a_time(tmp_path):
    town(tmp_path)
    (tmp_path / "town.toml").write_text(BENCHMARKED_TOWN, encoding="utf-8")
    found = loads_of(tmp_path, "plan", tmp_path / "town.toml", "--fresh", "--out", tmp_path / "out")
    assert {thread for _, thread in found} >= {"MainThread", "libraries"}, "threads that load are watched"
    for one, other in permutations(found, 2):
        for package in {name.partition(".")[0] for name in found[one]} - {"planner"}:
            times = [at for name, at in found[one].items() if name.partition(".")[0] == package]
            between = {
                name
                for name, at in found[other].items()
                if name.partition(".")[0] == package and min(times) < at < max(times)
            }
            if one[1] != "MainThread":  # which loads parts of a package at several moments of a run
                assert not between, f"{other[1]} loads parts of {package} while {one[1]} does"
        # of our own packages those are left alone whose modules another thread asks for
        ours = {name for name in found[one] if name.startswith("planner.")}
        begun, ended = min(found[one].values()), max(found[one].values())
        held = {name for name, at in found[other].items() if begun <= at <= ended}
        crossing = {name for name in ours if any(name.startswith(f"{package}.") for package in held)}
        assert one[1] == "MainThread" or not crossing, crossing


CROSSING = """
import sys, threading, time
from types import SimpleNamespace

import numpy as np

from planner.demand.sampling import draws_of
from planner.demand.spans import Assumed
from planner.model.rules.spacing import pairs_nearer


def hold(event, args):
    if event == "import" and args[0] == "scipy.spatial.distance" and threading.current_thread() is threading.main_thread():
        other.start()
        time.sleep(3.0)  # long enough for the other thread to take hold of this module, if it may


drawn = []
assumed = (Assumed("a", "a", "1", "2", "3", "made"),)
other = threading.Thread(target=lambda: drawn.extend(draws_of(assumed, 3, 0)))
sys.addaudithook(hold)
places = SimpleNamespace(existing=np.zeros(2, dtype=bool), xy_m=np.array([[0.0, 0.0], [1.0, 0.0]]))
print(pairs_nearer(places, 5.0).tolist())
other.join()
print(len(drawn))
"""


def test_parts_of_scipy_that_two_threads_ask_for_are_loaded_one_after_the_other():
    done = subprocess.run([sys.executable, "-c", CROSSING], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[[0, 1]]\n3\n", "")


def parts_of_scipy_within_functions():
    """Parts of scipy that a function of ours loads when it is called."""
    for package in (planner, geodata):
        for file in Path(package.__file__).parent.rglob("*.py"):
            for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    loads = (one for one in ast.walk(function) if isinstance(one, ast.ImportFrom))
                    yield from (one.module for one in loads if (one.module or "").startswith("scipy."))


def test_a_server_has_loaded_before_its_first_request_what_requests_would_load_at_a_time(monkeypatch):
    asked = set(parts_of_scipy_within_functions())
    assert asked
    done = []
    monkeypatch.setattr(server, "load_first", lambda: done.append({f"scipy.{part}" for part in ahead.SCIPY}))

    def made(*_):
        assert done, "nothing was loaded before the pages"
        raise KeyboardInterrupt

    monkeypatch.setattr(server, "make_app", made)
    listening = SimpleNamespace(getsockname=lambda: ("127.0.0.1", 8765))
    monkeypatch.setattr(server, "bound", lambda *_: nullcontext(listening))
    with pytest.raises(KeyboardInterrupt):
        server.serve(None, Settings(port=0), exact_port=False, tell=print)
    missing = {one for one in asked if not any(part == one or part.startswith(f"{one}.") for part in done[0])}
    assert not missing
