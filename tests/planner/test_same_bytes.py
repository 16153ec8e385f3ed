"""The same question twice gives the same files, byte for byte, whatever the time and the order of Python's sets."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.dossier.dossier import Dossier
from planner.output import BY_ENDING, WRITERS, write_one
from tests.conftest import ROOT

PROGRAM = """
import sys
from planner.output import write_all
from planner.pipeline import make_plan
from tests.fixtures.tiny_city import silent, tiny_city, full_scenario

PAIR = ["dc_gbt_60", "dc_ccs2_60"]
EASY = {"gap": 0.05, "time_limit_s": 3_000, "chargers": PAIR}  # so that the gap ends every search, on any machine
FEW = {"samples": 20}
STEPS = [{"year": 2027, "budget_usd": 80_000}, {"year": 2028, "budget_usd": 90_000}]
asked = {
    "in_order": full_scenario(
        plan={**EASY, "then": ["cost"], "district_floor": 0.1, "alternatives": 2, "budgets": [60_000]},
        simulation={"run": True, "days": 2, "draws": 1},
        demand=FEW,
    ),
    "in_phases": full_scenario(plan={**EASY, "budget_usd": 170_000, "phases": STEPS}, demand=FEW),
}
for name, scenario in asked.items():
    write_all(make_plan(tiny_city(), scenario, say=silent), sys.argv[1] + "/" + name)
"""
QUESTIONS = ("in_order", "in_phases")


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[Path]:
    """Folders of two runs, one here and one in a process of its own with another seed for hashes."""
    here, apart = (tmp_path_factory.mktemp(name) for name in ("here", "apart"))
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", PROGRAM, str(apart)], cwd=ROOT, env=environment, check=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["", str(here)])
        exec(PROGRAM, {})
    return [here, apart]


def summary_in(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def without_dates(written: bytes) -> bytes:
    """OCPI asks when a Location was last updated; where no source says, that is the day of the run."""
    return re.sub(rb'"last_updated": "[^"]*"', b"", written)


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_runs_of_one_question_write_the_same_bytes(question, runs):
    one, other = (folder / question for folder in runs)
    names = {file.name for file in one.iterdir()}
    assert names == {file.name for file in other.iterdir()} >= set(WRITERS)
    for name in sorted(names - {"summary.json"}):
        written, again = (one / name).read_bytes(), (other / name).read_bytes()
        if name.startswith("ocpi_"):
            written, again = without_dates(written), without_dates(again)
        assert written == again, name


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_two_runs_differ_in_stands_under_run_in_the_summary(question, runs):
    one, other = (summary_in(folder / question) for folder in runs)
    times = one.pop("run"), other.pop("run")
    assert one == other
    assert "wall_s" not in json.dumps(one)
    assert times[0] != times[1]
    assert all(took["wall_s"] > 0 and took["started"] <= took["finished"] for took in times)
    assert set(times[0]["studies"]) == set(one["studies"])
    parts = times[0]["stages" if question == "in_order" else "phases"]
    assert len(parts) == 2
    assert sum(part["wall_s"] for part in parts) <= times[0]["wall_s"] + 1e-9


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_export_is_the_file_that_the_run_wrote(question, runs, tmp_path):
    folder = runs[0] / question
    kept = Dossier.load(folder)
    for name in {*WRITERS, *(f"plan{ending}" for ending in BY_ENDING)} & {file.name for file in folder.iterdir()}:
        exported = write_one(kept, tmp_path / name).read_bytes()
        if name == "summary.json":
            assert json.loads(exported) == {**summary_in(folder), "run": None}
        else:
            assert exported == (folder / name).read_bytes(), name
