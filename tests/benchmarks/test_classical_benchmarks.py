"""Published optima, peers and made instances: the classical problems as special cases of our own model."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.clustered import coverage
from benchmarks.location_problems import Located, locate, mclp, p_median, warehouses
from benchmarks.peers import PEERS, ask, ask_spopt, make, python_of, run
from planner.errors import ConfigError, InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from tests.fixtures.drawing import asked
from tests.fixtures.reference_instances import reference_instances

PROMISED = ["value", "bound", "gap", "status", "cpu_s", "wall_s", "peak_mb"]
EXACT = Effort(gap=0.0, time_limit_s=300.0)


def solved(instance: Instance, objective: str) -> Located:
    return locate(instance, objective, EXACT, lambda _: None)


def line(capsys, *arguments: str) -> dict[str, object]:
    assert main(list(arguments)) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED)] == PROMISED
    return found


@pytest.fixture(scope="module")
def bench(shared_data: Path) -> Path:
    folder = shared_data / "bench"
    if not folder.is_dir():
        pytest.skip("the published instances are not beside this clone (../shared/data/bench)")
    return folder


@pytest.mark.real
@pytest.mark.parametrize("name", ["pmed1", "pmed5"])
def test_the_published_optimum_of_a_p_median_problem_lies_between_plan_and_bound(name, bench, capsys):
    text = (bench / "pmed" / "pmedopt.txt").read_text(encoding="utf-8")
    optimum = next(float(row.split()[1]) for row in text.splitlines() if row.split()[0] == name)
    found = line(capsys, "pmedian", str(bench / "pmed" / f"{name}.txt"), "--time-limit", "20")
    assert found["bound"] <= optimum + 1e-6 <= found["value"] + 2e-6
    assert found["status"] == "optimal"


@pytest.mark.real
@pytest.mark.parametrize("name", ["cap71", "cap72", "cap73", "cap74"])
def test_warehouse_problems_of_the_or_library_reach_their_published_optimum(name, bench, capsys):
    with (bench / "cap" / "optima.csv").open(encoding="utf-8") as file:
        optimum = next(float(row["optimum"]) for row in csv.DictReader(file) if row["instance"] == name)
    found = line(capsys, "cap", str(bench / "cap" / f"{name}.txt"))
    assert found["value"] == pytest.approx(optimum, abs=1e-2)
    assert found["bound"] == pytest.approx(optimum, abs=1e-2)
    assert found["status"] == "optimal"


def test_a_file_of_another_form_is_one_line_and_code_2(tmp_path, capsys):
    file = tmp_path / "bad.txt"
    file.write_text("2 1 1\n1 5 3", encoding="utf-8")
    assert main(["pmedian", str(file)]) == 2
    told = capsys.readouterr()
    assert "line 2: edge 1" in told.err.splitlines()[-1]
    assert told.out == ""


def test_a_warehouse_shares_its_last_customer_out_when_it_is_full():
    # Two warehouses of 10 and 20; 25 units of two customers cannot all come from either.
    problem = warehouses(
        np.array([15.0, 10.0]), np.array([[1.0, 4.0], [1.0, 2.0]]), np.array([10.0, 20.0]), np.array([5.0, 7.0])
    )
    found = solved(problem, "cost")
    assert found.sites.tolist() == [0, 1]
    assert found.solution.value == pytest.approx(12.0 + 10.0 * 1.0 + 5.0 * 4.0 + 10.0 * 2.0)
    assert found.share == pytest.approx([2 / 3, 1 / 3, 0.0, 1.0])
    with pytest.raises(InfeasibleError, match="coverage"):
        solved(warehouses(np.array([40.0]), np.ones((1, 2)), np.array([10.0, 20.0]), np.ones(2)), "cost")


def test_points_that_the_same_sites_cover_are_one_zone_and_the_value_stays():
    zone, site = np.array([0, 0, 1, 2, 2, 4]), np.array([0, 1, 1, 1, 0, 2])
    weight = np.array([5.0, 2.0, 3.0, 100.0, 4.0])
    problem = mclp(weight, zone, site, sites=3, p=1)
    assert sorted(problem.demand.kwh[:, 0].tolist()) == [2.0, 4.0, 8.0]
    assert solved(problem, "energy").solution.value == pytest.approx(10.0)
    assert solved(mclp(weight, zone, site, sites=3, p=2), "energy").solution.value == pytest.approx(14.0)
    assert solved(mclp(weight, zone, site, sites=3, p=0), "energy").solution.value == 0.0


def test_the_made_points_are_those_of_the_reference_instances():
    reference = reference_instances()
    for points, sites, seed in ((500, 60, 0), (1_000, 100, 3)):
        theirs, ours = reference.mclp(points, sites, seed), coverage(points, sites, seed)
        for mine, its in zip((ours.points, ours.sites, ours.weight, ours.radius_m), theirs, strict=True):
            assert np.array_equal(mine, its)


def test_a_made_covering_problem_is_solved_to_the_asked_gap_within_its_bound(capsys):
    found = line(capsys, "mclp", "--points", "400", "--sites", "60", "--p", "8", "--gap", "0.005")
    assert found["status"] == "optimal"
    assert found["value"] <= found["bound"]
    problem = coverage(400, 60)
    within = np.hypot(*(problem.points[:, None, :] - problem.sites[None, :, :]).transpose(2, 0, 1)) <= problem.radius_m
    opened = np.array(found["sites"]) - 1
    assert len(opened) <= 8
    assert found["value"] == pytest.approx(problem.weight[within[:, opened].any(axis=1)].sum())


def test_a_covering_problem_on_file_counts_points_at_the_radius(capsys, tmp_path):
    file = tmp_path / "points.txt"
    file.write_text("0 0 5\n800 0 7\n1600 0 2\n5000 0 10\n", encoding="utf-8")
    found = line(capsys, "mclp-file", str(file), "--radius", "800", "--p", "1")
    assert (found["value"], found["sites"]) == (14.0, [2])
    assert line(capsys, "mclp-file", str(file), "--radius", "800", "--p", "2")["value"] == 24.0
    assert line(capsys, "mclp-file", str(file), "--radius", "799", "--p", "1")["value"] == 10.0
    assert main(["mclp-file", str(file), "--radius", "-1", "--p", "1"]) == 2


@pytest.fixture(scope="module")
def spopt() -> Path:
    """Python with spopt; made from the package index only where EVPLAN_MAKE_PEERS asks for it, since tests open no connection."""
    python = python_of(PEERS["spopt"])
    if python is None and os.environ.get("EVPLAN_MAKE_PEERS"):
        python = make(PEERS["spopt"])
    if python is None:
        pytest.skip("spopt has no environment yet: python -m benchmarks.peers makes it, or set EVPLAN_MAKE_PEERS=1")
    return python


def francisco(bench: Path) -> tuple[np.ndarray, np.ndarray]:
    """Network metres from 205 census tracts to 16 stores of San Francisco, and the people of the tracts."""
    with (bench / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    stores, tracts = (list(dict.fromkeys(row[name] for row in rows)) for name in ("name", "DestinationName"))
    distance, people = np.full((len(tracts), len(stores)), np.inf), np.zeros(len(tracts))
    for row in rows:
        tract = tracts.index(row["DestinationName"])
        distance[tract, stores.index(row["name"])], people[tract] = float(row["distance"]), float(row["demand"])
    assert distance.shape == (205, 16)
    return distance, people


def compared(spopt: Path, distance: np.ndarray, weight: np.ndarray, *, p: int, radius: float) -> None:
    """Ask us and spopt for MCLP and p-median; the optima must agree."""
    sites = distance.shape[1]
    asked = {"distance": distance.tolist(), "weight": weight.tolist(), "p": p, "radius": radius}
    zone, site = np.nonzero(distance <= radius)
    ours = [
        solved(mclp(weight, zone, site, sites=sites, p=p), "energy"),
        solved(p_median(weight, distance, p=p), "distance"),
    ]
    for name, mine in zip(("mclp", "p_median"), ours, strict=True):
        theirs = ask_spopt(spopt, {**asked, "problem": name})
        assert theirs["status"] == "Optimal"
        assert mine.solution.value == pytest.approx(theirs["value"], rel=1e-6), name
        assert mine.solution.bound == pytest.approx(theirs["value"], rel=1e-4), name


@pytest.mark.real
@pytest.mark.parametrize(("p", "radius"), [(1, 2_000.0), (4, 5_000.0), (4, 13_000.0)])
def test_san_francisco_agrees_with_spopt(p, radius, bench, spopt):
    distance, people = francisco(bench)
    compared(spopt, distance, people, p=p, radius=radius)


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_made_points_agree_with_spopt(seed, spopt):
    rng = np.random.default_rng(seed)
    points, sites = rng.uniform(0, 10_000, (60, 2)), rng.uniform(0, 10_000, (12, 2))
    distance = np.hypot(*(points[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    compared(spopt, distance, rng.integers(1, 100, 60).astype(float), p=4, radius=[2_000.0, 4_500.0, 9_000.0][seed])


def test_a_peer_is_stopped_at_its_limit_of_cpu_seconds_and_an_unknown_one_refused(tmp_path):
    arrays = np.zeros((1, 1)), np.zeros(1)
    script = tmp_path / "endless.py"
    script.write_text("while True: pass", encoding="utf-8")
    found = ask(Path(sys.executable), script, arrays, {}, cap_s=1.0)
    assert (found["capped"], found["value"]) == (True, None)
    assert 0 < found["cpu_s"] < 5.0
    script.write_text("import json; print('noise'); print(json.dumps({'value': 3.0, 'cpu_s': 0.1}))", encoding="utf-8")
    found = ask(Path(sys.executable), script, arrays, {}, cap_s=20.0)
    assert (found["capped"], found["value"]) == (False, 3.0)
    script.write_text("raise SystemExit(5)", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        ask(Path(sys.executable), script, arrays, {}, cap_s=20.0)
    with pytest.raises(ConfigError, match="expected one of spopt mclp"):
        run("pbp-pmedian", "mclp", {})
