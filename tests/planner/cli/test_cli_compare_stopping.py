"""A comparison that is stopped, killed or taken up again."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from city_fixtures import town

from tests.fixtures.command_line import evplan
from tests.fixtures.demo_city import demo_with
from tests.fixtures.running_command import RunningCommand
from tests.fixtures.town_config import TOWN_CONFIG

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")]
KEPT = ".unfinished"


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that is searched for a proof it will not get, by one process."""
    folder = tmp_path_factory.mktemp("endless") / "city"
    config = demo_with(folder, "gap = 0", "time_limit_s = 300", "reasons = false")
    text = config.read_text(encoding="utf-8").replace("samples = 20", "samples = 0")
    config.write_text(text + "\n[compare]\nworkers = 1\nflexibility = false\n", encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town whose worlds are planned one after the other."""
    folder = tmp_path_factory.mktemp("town")
    town(folder)
    text = (
        TOWN_CONFIG.format(budget=200_000)
        + "reasons = false\n\n[demand]\nsamples = 0\n\n[compare]\nworkers = 1\nflexibility = false\n"
    )
    (folder / "town.toml").write_text(text, encoding="utf-8")
    return folder / "town.toml"


def descendants(pid: int) -> list[int]:
    """Processes that a process has begun, and those have."""
    table = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(own): int(parent) for own, parent in (line.split() for line in table.splitlines())}
    found = [own for own, parent in parents.items() if parent == pid]
    return [*found, *(one for child in found for one in descendants(child))]


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_comparison_that_is_stopped_is_of_the_worlds_planned_so_far(endless, tmp_path, started):
    run_ = RunningCommand(endless, tmp_path / "out", "compare", "--mixes", "ccs2_heavy,gbt_heavy")
    started.append(run_)
    run_.until(", gap ")
    run_.ctrl_c()
    code, told, results = run_.end()
    assert code == 0, told
    assert "left out: GB/T heavy: the user stopped the run before its turn" in told
    found = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert found["mixes"] == ["ccs2_heavy"]
    assert found["left_out"][0]["world"] == "gbt_heavy"
    assert "“GB/T heavy” is left out: the user stopped the run" in " ".join(results.split())
    assert not (tmp_path / "out" / KEPT).exists(), "a search that was cut short is not finished"


def test_ctrl_c_reaches_the_searches_of_all_processes(endless, tmp_path, started):
    config = endless.with_name("two.toml")
    config.write_text(endless.read_text(encoding="utf-8").replace("workers = 1", "workers = 2"), encoding="utf-8")
    run_ = RunningCommand(config, tmp_path / "out", "compare", "--mixes", "ccs2_heavy,gbt_heavy")
    started.append(run_)
    run_.until("CCS2 heavy: best plan")
    workers = descendants(run_.process.pid)
    assert len(workers) >= 2
    os.kill(run_.process.pid, signal.SIGINT)
    began = time.monotonic()
    code, told, _ = run_.end()
    assert code == 0, told
    assert time.monotonic() - began < 120
    assert "Traceback" not in told
    found = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert "ccs2_heavy" in found["mixes"]
    assert {*found["mixes"], *(one["world"] for one in found["left_out"])} == {"ccs2_heavy", "gbt_heavy"}
    assert not alive(workers)


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
def test_processes_do_not_outlive_a_killed_parent(endless, tmp_path, started):
    config = endless.with_name("killed.toml")
    config.write_text(endless.read_text(encoding="utf-8").replace("workers = 1", "workers = 2"), encoding="utf-8")
    run_ = RunningCommand(config, tmp_path / "out", "compare", "--mixes", "ccs2_heavy,gbt_heavy")
    started.append(run_)
    run_.until("looking for the best plan")
    workers = descendants(run_.process.pid)
    run_.process.kill()
    run_.process.communicate()
    deadline = time.monotonic() + 20
    while alive(workers) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not alive(workers)


def test_a_killed_comparison_goes_on_with_the_world_that_was_not_finished(small, tmp_path, started):
    out = tmp_path / "out"
    words = ("compare", str(small), "--mixes", "ccs2_heavy,balanced", "--out", str(out))
    run_ = RunningCommand(small, out, "compare", "--mixes", "ccs2_heavy,balanced")
    started.append(run_)
    run_.until("balanced: what stands today")
    run_.process.kill()
    run_.process.communicate()
    assert (out / KEPT / "ccs2_heavy" / "plan.json").is_file()
    assert [one.name for one in out.iterdir()] == [KEPT], "nothing half-written is in place"
    again = evplan(*words, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "taken from an earlier run that did not end: CCS2 heavy" in again.stderr
    assert "CCS2 heavy: looking for the best plan" not in again.stderr
    assert "balanced: looking for the best plan" in again.stderr
    told = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert told["resumed"][0] == "ccs2_heavy"
    assert told["mixes"] == ["ccs2_heavy", "balanced"]
    assert not (out / KEPT).exists()
    third = RunningCommand(small, out, "compare", "--mixes", "ccs2_heavy,balanced")
    started.append(third)
    third.until("CCS2 heavy: looking for the best plan")  # what is in place is not taken for an answer
    third.process.kill()
    third.process.communicate()
