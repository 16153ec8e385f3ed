"""Ctrl-C while a plan is made: the first one ends the search and the run writes what it has, the second one ends the run."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from city_fixtures import town

from planner.dossier.dossier import FORMAT
from planner.output import WRITERS
from tests.fixtures.command_line import only_line, run
from tests.fixtures.demo_city import demo_with
from tests.fixtures.running_command import RunningCommand
from tests.fixtures.town_config import TOWN_CONFIG

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
SECOND = "interrupted; nothing was written"


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that is searched by prices, for a proof it will not get."""
    return demo_with(tmp_path_factory.mktemp("endless") / "city", "gap = 0", "time_limit_s = 300")


@pytest.mark.slow
def test_ctrl_c_during_the_search_writes_the_best_plan_so_far_with_its_gap(endless, tmp_path, started):
    run_ = RunningCommand(endless, tmp_path / "out")
    started.append(run_)
    run_.until("warning: plan.gap = 0 is seldom proven")
    run_.until(", gap ")
    began = time.monotonic()
    run_.ctrl_c()
    code, told, results = run_.end()
    assert code == 0, told
    assert time.monotonic() - began < 30
    assert "stopping the search: the best plan so far" in told
    assert "left out: " in told
    assert ": the user stopped the run" in told
    assert "Traceback" not in told
    assert {file.name for file in (tmp_path / "out").iterdir()} == set(WRITERS)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["stopped"]) == ("feasible", "by the user")
    assert 0 < summary["gap"] < 0.2
    assert {one["study"] for one in summary["studies"]["left_out"]} == {
        "balance_price",
        "bands",
        "reasons",
        "beginning",
    }
    assert "when the user stopped the search" in " ".join(results.split())
    assert "Left out: price of the balance of plugs, bands, reasons, beginning" in (
        tmp_path / "out" / "report.html"
    ).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_second_ctrl_c_ends_at_once_and_leaves_the_last_good_results_alone(endless, tmp_path, started):
    (tmp_path / "out").mkdir()
    good = json.dumps({"format": FORMAT, "name": "the last good one"})
    (tmp_path / "out" / "plan.json").write_text(good, encoding="utf-8")
    run_ = RunningCommand(endless, tmp_path / "out")
    started.append(run_)
    run_.until("looking for the best plan")
    run_.ctrl_c()
    run_.until("stopping the search")
    began = time.monotonic()
    run_.ctrl_c()
    code, told, _ = run_.end()
    assert code == 130
    assert time.monotonic() - began < 10
    assert told.splitlines()[-1] == SECOND
    assert "Traceback" not in told
    assert [file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir()] == [good]
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


HELD_UP = """
import contextlib, hashlib, sys
from pathlib import Path
from planner.cli.ending import end_on_signals
from planner.support.locks import RUN, locked
end_on_signals()
with locked(Path(sys.argv[1]), RUN):
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            print("held", flush=True)
            hashlib.pbkdf2_hmac("sha256", b"as long as a solve", b"", 2**31 - 1)
"""


@pytest.mark.slow
def test_a_run_that_is_held_up_in_a_solver_is_ended_and_leaves_no_lock_behind(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HELD_UP, str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as held_up:
        assert held_up.stdout is not None
        assert held_up.stderr is not None
        assert held_up.stdout.readline() == "held\n"
        assert list(tmp_path.iterdir())
        held_up.terminate()
        assert held_up.wait(60) == 143
        assert held_up.stderr.read() == f"{SECOND}\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_ctrl_c_in_the_exact_model_of_a_city_is_heard_within_seconds(tmp_path, started):
    config = demo_with(tmp_path / "city", "gap = 0", "time_limit_s = 300", "max_drive_min = 3", "nearest_sites = 4")
    run_ = RunningCommand(config, tmp_path / "out")
    started.append(run_)
    run_.until("charger sets,")
    time.sleep(2)
    began = time.monotonic()
    run_.ctrl_c()
    code, told, _ = run_.end()
    assert code == 0, told
    assert time.monotonic() - began < 30
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["stopped"] == "by the user"
    assert "exact model" in summary["model"]


@pytest.mark.slow
def test_ctrl_c_in_a_study_keeps_the_plan_and_leaves_out_the_study(tmp_path, started):
    config = demo_with(tmp_path / "city", "gap = 0.1", "time_limit_s = 300")
    run_ = RunningCommand(config, tmp_path / "out")
    started.append(run_)
    run_.until("what would be lost without each of")
    run_.ctrl_c()
    code, told, _ = run_.end()
    assert code == 0, told
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["stopped"]) == ("optimal", "gap")
    assert [one["study"] for one in summary["studies"]["left_out"]] == ["reasons", "beginning"]


@pytest.mark.parametrize("value", ["0", "-5", "nan", "inf"])
def test_a_time_limit_that_is_none_is_refused_with_what_to_write_instead(value, tmp_path):
    (tmp_path / "c.toml").write_text(
        TOWN_CONFIG.format(budget=1).replace("time_limit_s = 20", f"time_limit_s = {value}"), encoding="utf-8"
    )
    result = run("plan", tmp_path / "c.toml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    line = only_line(result.stderr)
    assert "plan.time_limit_s" in line
    assert "1 gives the quickest plan" in line


@pytest.mark.parametrize("value", ["-0.01", "1", "1.5", "nan", "inf"])
def test_a_gap_that_is_none_is_refused_with_what_to_write_instead(value, tmp_path):
    (tmp_path / "c.toml").write_text(TOWN_CONFIG.format(budget=1) + f"gap = {value}\n", encoding="utf-8")
    result = run("plan", tmp_path / "c.toml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    line = only_line(result.stderr)
    assert "plan.gap" in line
    assert "0.01 asks for a plan within 1 %" in line


def test_a_solver_that_is_not_there_is_named_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("pulp.listSolvers", lambda **_: ["HiGHS"])
    (tmp_path / "c.toml").write_text(TOWN_CONFIG.format(budget=1) + 'solver = "cbc"\n', encoding="utf-8")
    result = run("-q", "plan", tmp_path / "c.toml", "--out", tmp_path / "out")
    assert result.exit_code == 2, "and not the missing roads"
    assert "CBC is not there" in only_line(result.stderr)


@pytest.mark.slow
def test_however_short_the_time_a_city_gets_a_plan_with_an_honest_gap(tmp_path):
    config = demo_with(tmp_path / "city", "time_limit_s = 0.001", "reasons = false", "gap = 0.0001")
    assert run("-q", "plan", config, "--out", tmp_path / "out").exit_code == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["stopped"]) == ("feasible", "time")
    assert summary["totals"]["chargers"] > 0
    assert 0.0001 < summary["gap"] < 0.5


def same_plan(one: Path, other: Path) -> bool:
    """Tell whether two plans on file are the same bytes."""
    return (one / "plan.json").read_bytes() == (other / "plan.json").read_bytes()


@pytest.mark.slow
def test_the_same_question_gets_the_same_plan_by_the_exact_model_on_two_threads(tmp_path):
    town(tmp_path)
    (tmp_path / "c.toml").write_text(TOWN_CONFIG.format(budget=200_000) + "threads = 2\n", encoding="utf-8")
    for out in ("one", "two"):
        assert run("-q", "plan", tmp_path / "c.toml", "--out", tmp_path / out).exit_code == 0
    assert same_plan(tmp_path / "one", tmp_path / "two")
