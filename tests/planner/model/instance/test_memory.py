"""Memory is looked at before a model is made: what the system says, what is refused, and what is kept instead."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from planner.errors import SolverError
from planner.model.instance import memory_needs
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.search.search import Search
from planner.model.solve.siting import SitingModel
from planner.support.memory import available_bytes
from tests.fixtures.instances import town

resource = pytest.importorskip("resource")  # Windows has none
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the files of proc and sys are those of Linux")
MB = 1024 * 1024


def machine(root: Path, *, free_mb: int, groups: str = "", **files: str) -> Path:
    """A root folder with the files that tell of memory; names of `files` have `__` for a slash."""
    told = {"proc/meminfo": f"MemTotal: 99 kB\nMemAvailable: {free_mb * 1024} kB\n", "proc/self/cgroup": groups}
    for name, text in {**told, **{key.replace("__", "/"): text for key, text in files.items()}}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_plain_machine_has_what_the_kernel_calls_available(tmp_path: Path) -> None:
    assert available_bytes(machine(tmp_path, free_mb=700)) == 700 * MB


def test_a_group_of_version_2_has_its_limit_less_what_it_uses_and_cached_files_count_as_free(tmp_path: Path) -> None:
    files = {
        "sys__fs__cgroup__job__memory.max": f"{500 * MB}\n",
        "sys__fs__cgroup__job__memory.current": f"{300 * MB}\n",
        "sys__fs__cgroup__job__memory.stat": f"anon 5\ninactive_file {100 * MB}\n",
        "sys__fs__cgroup__job__step__memory.max": "max\n",
        "sys__fs__cgroup__job__step__memory.current": f"{200 * MB}\n",
    }
    assert available_bytes(machine(tmp_path, free_mb=9_000, groups="0::/job/step\n", **files)) == 300 * MB


def test_inside_a_container_the_limit_stands_at_the_base(tmp_path: Path) -> None:
    files = {"sys__fs__cgroup__memory.max": f"{400 * MB}\n", "sys__fs__cgroup__memory.current": f"{300 * MB}\n"}
    assert available_bytes(machine(tmp_path, free_mb=9_000, groups="0::/docker/abc\n", **files)) == 100 * MB


def test_a_group_of_version_1_without_a_limit_writes_a_huge_number(tmp_path: Path) -> None:
    free = {
        "sys__fs__cgroup__memory__job__memory.limit_in_bytes": "9223372036854771712\n",
        "sys__fs__cgroup__memory__job__memory.usage_in_bytes": f"{300 * MB}\n",
    }
    tight = {
        "sys__fs__cgroup__memory__memory.limit_in_bytes": f"{600 * MB}\n",
        "sys__fs__cgroup__memory__memory.usage_in_bytes": f"{500 * MB}\n",
    }
    groups = "3:cpuset:/\n4:memory:/job\n"
    assert available_bytes(machine(tmp_path, free_mb=9_000, groups=groups, **free)) == 9_000 * MB
    assert available_bytes(machine(tmp_path, free_mb=9_000, groups=groups, **free, **tight)) == 100 * MB


def test_this_machine_tells_a_figure_below_all_it_has() -> None:
    free = available_bytes()
    assert free is not None
    assert 0 < free < os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_where_nobody_tells_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_needs, "available_bytes", lambda: None)
    assert memory_needs.lacking(1e18) == ""


def test_an_exact_model_too_large_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_needs, "available_bytes", lambda: 50e6)
    with pytest.raises(SolverError, match=r"exact model needs about 0\.1 GB of memory, 0\.1 GB are free; lower plan"):
        SitingModel(town(60, 20, budget=300_000.0)).solve(Effort(0.01, 20.0), lambda _: None)


def test_a_search_too_large_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_needs, "available_bytes", lambda: 10e6)
    with pytest.raises(SolverError, match="the search for a plan needs about"):
        Search(town(300, 80, budget=1_500_000.0), Effort(0.01, 20.0), lambda _: None)


def test_where_only_the_exact_model_is_too_large_the_plan_of_the_search_stands_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.model.solve.strategy.SHORT_REBUILDS", 5)
    monkeypatch.setattr(memory_needs, "available_bytes", lambda: 100e6)
    told: list[str] = []
    found = SitingModel(town(200, 60, budget=1_000_000.0)).solve(Effort(0.0, 20.0), told.append)
    assert found.end is End.MEMORY
    assert found.chargers.any()
    assert found.value <= found.bound < np.inf
    assert "the exact model needs about 0.1 GB of memory" in found.path
    assert any("the plan found by prices is kept" in line for line in told)


MEASURE = """
import sys
from benchmarks.measure import peak_mb
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel
from planner.model.search.search import Search
from planner.model.instance.memory_needs import exact_bytes, search_bytes
from planner.model.solve.strategy import asked_flows
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from tests.fixtures.instances import town
def peak(): return 1e6 * peak_mb()  # not ru_maxrss, which Linux hands down from the process that started this one
town_ = town(500, 140, budget=2_500_000.0)
SitingModel(town(20, 8, budget=100_000.0)).solve(Effort(0.05, 5.0), lambda _: None)  # what libraries take at first
Search(town(40, 10, budget=200_000.0), Effort(0.0, 1.0), lambda _: None).run()  # and compiled code, still more where it is made
before = peak()
if sys.argv[1] == "exact":
    model = SitingModel(town_)
    model.solve_exactly(Effort(0.0, 6.0), lambda _: None, float("inf"))
    needed = exact_bytes(asked_flows(town_))
else:
    needed = search_bytes(town_, len(site_sets(town_, configurations_of(town_)).site))
    Search(town_, Effort(0.0, 4.0), lambda _: None).run()
print(__import__("json").dumps({"took": peak() - before, "needed": needed}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["exact", "search"])
def test_what_is_reckoned_is_not_below_what_is_taken_nor_many_times_above(way: str) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, way], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["took"] <= told["needed"] <= 12 * told["took"] + 64e6


def test_a_limit_on_the_process_is_seen() -> None:
    script = "from planner.support.memory import available_bytes; print(available_bytes())"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * MB, 300 * MB))

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, preexec_fn=limited
    )
    assert 0 < int(done.stdout) < 300 * MB
