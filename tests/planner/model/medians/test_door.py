"""`python -m planner.model.medians`: one line of JSON or an answer for people, exit codes, and one line for what is wrong."""

import json
import subprocess
import sys

import numpy as np
import pytest

from planner.model.medians.__main__ import main
from tests.conftest import ROOT

PAIRS = "point,site,distance,weight\nnorth,A,4,10\nnorth,B,9,10\nsouth,B,2,3\nsouth,C,1,3\nwest,A,7,5\nwest,C,6,5\n"
"""Three points, three sites, found by hand: the 1-median by C and A needs two sites, the best two are A and C."""
POINTS = "0 0 5\n800 0 7\n1600 0 2\n5000 0 10\n"
CAP = "2 2\n10 5\n20 7\n15\n15 60\n10\n10 20\n"


@pytest.fixture
def file(tmp_path):
    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def answered(capsys, *arguments: str) -> dict:
    assert main(list(arguments)) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    found = json.loads(told.out)
    assert list(found)[:7] == ["problem", "value", "bound", "gap", "status", "sites", "path"]
    assert (found["bound"], found["gap"], found["status"]) == (
        pytest.approx(found["value"]),
        pytest.approx(0),
        "optimal",
    )
    return found


def refused(capsys, code: int, *arguments: str) -> list[str]:
    assert main(list(arguments)) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ")
    return told.err.splitlines()


def test_every_problem_of_a_table_of_pairs_has_the_answer_found_by_hand(capsys, file):
    table = file("pairs.csv", PAIRS)
    median = answered(capsys, table, "--problem", "p-median", "--p", "2")
    assert (median["value"], median["sites"]) == (10 * 4 + 3 * 1 + 5 * 6, ["A", "C"])
    assert (median["points"], median["candidates"], median["pairs"], median["weight"]) == (3, 3, 6, 18.0)
    covering = answered(capsys, table, "--problem", "mclp", "--p", "1", "--radius", "4")
    assert (covering["value"], covering["sites"], covering["pairs"]) == (10.0, ["A"], 3)
    assert answered(capsys, table, "--problem", "mclp", "--p", "1", "--radius", "7")["value"] == 15.0
    assert answered(capsys, table, "--problem", "mclp", "--p", "1", "--radius", "0.5")["value"] == 0.0
    fewest = answered(capsys, table, "--problem", "lscp", "--radius", "7")
    assert (fewest["value"], len(fewest["sites"])) == (2.0, 2)


def test_points_are_sites_too_and_the_radius_is_inclusive(capsys, file):
    points = file("points.txt", POINTS)
    assert answered(capsys, points, "--problem", "mclp", "--radius", "800", "--p", "1")["sites"] == ["2"]
    assert answered(capsys, points, "--problem", "mclp", "--radius", "799", "--p", "1")["value"] == 10.0
    assert answered(capsys, points, "--problem", "lscp", "--radius", "800")["value"] == 2.0
    median = answered(capsys, points, "--problem", "p-median", "--p", "2", "--format", "points")
    assert (median["value"], median["sites"]) == (5 * 800 + 2 * 800, ["2", "4"])


def test_files_of_the_or_library_are_answered_and_p_may_be_another(capsys, file):
    graph = file("pmed.txt", "3 2 1\n1 2 9\n2 3 7\n")
    assert answered(capsys, graph, "--problem", "p-median")["value"] == 16.0
    assert answered(capsys, graph, "--problem", "p-median", "--p", "2")["value"] == 7.0
    assert answered(capsys, graph, "--problem", "lscp", "--radius", "9", "--format", "pmed")["sites"] == ["2"]
    warehouses = answered(capsys, file("cap.txt", CAP), "--problem", "warehouses")
    assert (warehouses["value"], warehouses["sites"]) == (pytest.approx(12.0 + 10.0 + 20.0 + 20.0), ["1", "2"])


@pytest.mark.real
def test_published_optima_are_reached(capsys, shared_data):
    bench = shared_data / "bench"
    if not bench.is_dir():
        pytest.skip("the published instances are not beside this clone (../shared/data/bench)")
    assert answered(capsys, str(bench / "pmed" / "pmed1.txt"), "--problem", "p-median")["value"] == 5819.0
    found = answered(capsys, str(bench / "cap" / "cap71.txt"), "--problem", "warehouses")
    assert found["value"] == pytest.approx(932_615.75)


def test_the_answer_for_people_says_value_proof_sites_and_way_and_a_name_cannot_steer_the_terminal(capsys, file):
    table = file("pairs.csv", PAIRS.replace("A", "A\x9b31m"))
    assert main([table, "--problem", "mclp", "--p", "1", "--radius", "4", "--text"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "mclp: 3 points, 3 candidate sites, 3 pairs"
    assert lines[1] == "weight covered: 10 of 18 (55.6%)"
    assert lines[2] == "proof: no plan has more than 10; gap 0.00%, optimal"
    assert lines[3] == "open sites (1): A?31m"
    assert lines[4].startswith("found by: ")


def test_what_no_plan_can_serve_is_code_3_in_the_words_of_the_problem(capsys, file):
    table = file("pairs.csv", PAIRS)
    lines = refused(capsys, 3, table, "--problem", "p-median", "--p", "1")
    assert "pairs.csv: no p sites reach every point" in lines[0]
    assert lines[1].startswith("  --p: 2 instead of 1")
    assert "plan." not in "".join(lines)
    lines = refused(capsys, 3, table, "--problem", "lscp", "--radius", "5")
    assert lines == [f"error: {table}: point west lies within the radius of no site; widen the radius"]
    lines = refused(capsys, 3, file("cap.txt", "1 1\n10 5\n15\n15\n"), "--problem", "warehouses")
    assert "cap.txt: the customers ask for 15, all warehouses hold 10" in lines[0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--problem p-median", "--p is missing"),
        ("--problem mclp --p 2", "--radius is missing"),
        ("--problem lscp --radius 3 --p 2", "--p: --problem lscp has no number of sites"),
        ("--problem p-median --p 2 --radius 3", "--radius: --problem p-median has no radius"),
        ("--problem p-median --p 0", "--p: expected a whole number of at least 1"),
        ("--problem lscp --radius -1", "--radius: expected a number of at least 0"),
        ("--problem lscp --radius nan", "--radius: expected a number of at least 0"),
        ("--problem lscp --radius x", "argument --radius: invalid float value: 'x'"),
        ("--problem warehouses --format pairs", "needs a file of format cap, not pairs"),
        ("--problem mclp --format cap --p 1 --radius 2", "needs a file of format pairs, points, pmed, not cap"),
        ("--problem lscp --radius 3 --columns point", "--columns: expected point=NAME"),
        ("--problem lscp --radius 3 --columns who=point", "unknown name 'who'"),
        ("--problem lscp --radius 3 --format points --columns point=a", "--columns: a file of format points has no"),
        ("--problem lscp --radius 3 --gap 2", "--gap and --time-limit"),
        ("--problem center", "invalid choice: 'center'"),
        ("", "--problem"),
    ],
)
def test_an_option_that_is_wrong_or_of_another_problem_is_one_line_and_code_2(options, said, capsys, file):
    lines = refused(capsys, 2, file("pairs.csv", PAIRS), *options.split())
    assert len(lines) == 1
    assert said in lines[0]


def test_a_file_that_is_wrong_is_one_line_with_its_place_and_code_2(capsys, file):
    lines = refused(capsys, 2, file("points.txt", POINTS), "--problem", "p-median")
    assert len(lines) == 1
    assert "points.txt, line 1: 12 numbers" in lines[0]
    assert "--format points" in lines[0], "the two formats look alike"
    lines = refused(capsys, 2, file("points.txt", "1 2 3\n1 2\n"), "--problem", "lscp", "--radius", "1")
    assert "points.txt, line 2: 1 2" in lines[0]
    assert "no such file" in refused(capsys, 2, "none.csv", "--problem", "lscp", "--radius", "1")[0]


def test_the_examples_of_the_manual_print_what_it_says(capsys, file, monkeypatch, tmp_path):
    blocks = (ROOT / "docs" / "location-problems.md").read_text(encoding="utf-8").split("```")[1::2]
    file("clinics.csv", next(block for block in blocks if block.startswith("\npoint,site,")).lstrip())
    monkeypatch.chdir(tmp_path)
    shown = next(block for block in blocks if block.startswith("\n$ "))
    examples = [one.partition("\n") for one in shown.strip().split("$ python -m planner.model.medians ") if one]
    ours = [(command, printed) for command, _, printed in examples if command.startswith("clinics.csv")]
    assert len(ours) == 3
    for command, printed in ours:
        assert main(command.split()) == 0
        assert capsys.readouterr().out.strip() == printed.strip()


def test_a_search_that_is_cut_short_says_feasible_and_keeps_its_bound(capsys, file):
    rng = np.random.default_rng(0)
    rows = "\n".join(f"{x:.1f} {y:.1f} {w}" for x, y, w in zip(*rng.uniform(0, 9e3, (2, 400)), range(400), strict=True))
    points = file("points.txt", rows)
    options = ["--problem", "p-median", "--p", "9", "--format", "points", "--time-limit", "0.001", "--quiet"]
    assert main([points, *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "feasible"
    assert found["bound"] < found["value"]
    assert len(found["sites"]) == 9


def test_the_module_runs_as_a_command_and_its_help_loads_nothing_heavy():
    program = "import sys, runpy; sys.argv = ['x', '--help']\ntry: runpy.run_module('planner.model.medians', run_name='__main__')\nexcept SystemExit as end: sys.exit(end.code or len([m for m in ('numpy', 'pandas', 'numba', 'pulp') if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--radius" in done.stdout
    command = [sys.executable, "-m", "planner.model.medians", "none.txt", "--problem", "warehouses"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: none.txt: no such file; check the path\n"
