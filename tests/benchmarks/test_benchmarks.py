"""Every family runs on a tiny case and says what it promises; the made town is that of the reference instances."""

import argparse
import json
import subprocess
import sys

import numpy as np
import pytest
from city_fixtures import town

from benchmarks.__main__ import main
from benchmarks.city import _config
from benchmarks.measure import Result, Stopwatch, peak_mb
from benchmarks.registry import REGISTRY
from benchmarks.scale import COUNTS
from benchmarks.streets import streets
from planner.config.scenario import load_scenario
from tests.conftest import ROOT
from tests.fixtures.benchmarked_town import BENCHMARKED_TOWN, PROMISED_COLUMNS
from tests.fixtures.reference_instances import reference_instances


def line(capsys, *arguments: str) -> tuple[dict[str, object], str]:
    """Run one case; its JSON line and what it told people."""
    assert main(list(arguments)) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    return json.loads(told.out), told.err


def test_a_city_is_planned_stage_by_stage_to_the_finished_map(capsys, tmp_path):
    town(tmp_path)
    (tmp_path / "town.toml").write_text(BENCHMARKED_TOWN, encoding="utf-8")
    found, told = line(capsys, "city", "--config", str(tmp_path / "town.toml"), "--gap", "0.2", "--time-limit", "20")
    assert list(found)[: len(PROMISED_COLUMNS)] == PROMISED_COLUMNS
    assert 0 < found["value"] <= found["bound"] * (1 + 1e-6)
    assert found["gap"] <= 0.2
    assert found["broken_promises"] == 0
    names = [stage["name"] for stage in found["stages"]]
    assert names.index("read the city") < names.index("find the best plan") < names.index("write map.html")
    assert sum(stage["wall_s"] for stage in found["stages"]) == pytest.approx(found["wall_s"], abs=0.01 * len(names))
    assert "total" in told


def test_drive_times_agree_with_scipy_on_a_small_town(capsys):
    found, _ = line(capsys, "drive-times", "--side", "24", "--sources", "300", "--minutes", "2.5")
    assert list(found)[: len(PROMISED_COLUMNS)] == PROMISED_COLUMNS
    assert found["status"] == "equal"
    assert found["value"] == found["bound"] == found["pairs"] > 300
    assert found["nodes"] == 576
    assert found["largest_difference_s"] <= 1e-6


def test_the_town_is_that_of_the_reference_instances():
    reference = reference_instances()
    for side, seed in ((17, 0), (40, 3)):
        nodes, tail, head, minutes, xy_m = reference.streets(side, seed)
        ours = streets(side, seed)
        assert len(ours.xy_m) == nodes
        for mine, its in ((ours.tail, tail), (ours.head, head), (ours.minutes, minutes), (ours.xy_m, xy_m)):
            assert np.array_equal(mine, its)


def test_the_town_has_one_way_streets_and_no_arc_twice():
    town = streets(30)
    arcs = set(zip(town.tail.tolist(), town.head.tolist(), strict=True))
    assert len(arcs) == len(town.tail)
    one_way = sum((head, tail) not in arcs for tail, head in arcs)
    assert 0.10 < one_way / len(arcs) < 0.20
    assert (town.minutes > 0).all()


@pytest.mark.real
def test_almaty_is_asked_for_where_its_files_are_and_the_sample_city_elsewhere(shared_data, tmp_path, monkeypatch):
    asked = type("Asked", (), {"config": None, "sample": False})
    scenario = load_scenario(_config(asked, tmp_path))
    assert scenario.city.name == "Almaty"
    assert scenario.city.population_total == 2_351_424
    assert all(
        scenario.path(name).is_file() for name in (scenario.city.roads, scenario.city.population, scenario.fleet.path)
    )
    monkeypatch.setattr("benchmarks.city.REAL", tmp_path / "none")
    assert "fictional" in load_scenario(_config(asked, tmp_path)).city.name


def test_a_wrong_configuration_is_one_line_and_code_2(capsys, tmp_path):
    assert main(["city", "--config", str(tmp_path / "none.toml")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ")
    assert told.err.count("\n") == 1


def test_an_unknown_family_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["city-bus"])
    assert caught.value.code == 2
    assert "drive-times" in capsys.readouterr().err


def _parsed(family):
    parser = argparse.ArgumentParser(exit_on_error=False)
    family.arguments(parser)
    return parser


def test_every_family_offers_help_and_cases_for_the_table():
    for family in REGISTRY.values():
        assert family.about
        parser = _parsed(family)
        asked = {action.dest for action in parser._actions}
        assert all(parser.parse_args(list(options)) for options in family.cases)
        assert family.cases or {"file", "data", "config", "tree"} & asked or "needs EVPLAN_TEST_POSTGIS" in family.about
    assert {options[1] for options in REGISTRY["scale"].cases} == set(COUNTS)


def test_help_tells_every_family_and_loads_none():
    command = [sys.executable, "-X", "importtime", "-m", "benchmarks", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in REGISTRY)
    assert "benchmarks.table" in done.stderr
    assert "benchmarks.drive_times" not in done.stderr


def test_a_stopwatch_cuts_time_into_stages_that_follow_each_other():
    watch = Stopwatch()
    watch.start("one")
    watch.start("two")
    watch.stop()
    watch.stop()
    assert [stage.name for stage in watch.stages] == ["one", "two"]
    assert watch.wall_s == sum(stage.wall_s for stage in watch.stages) >= 0
    assert watch.table().splitlines()[-1].startswith("total")


def test_a_gap_is_relative_to_the_bound_and_no_division_by_nothing():
    assert Result(90.0, 100.0, "feasible", 0, 0, None).gap == pytest.approx(0.1)
    assert Result(0.0, 0.0, "optimal", 0, 0, None).as_dict()["gap"] == 0.0
    boast = json.loads(Result(1.0, 0.0, "feasible", 0, 0, None).line())
    assert boast["gap"] > 1
    assert boast["peak_mb"] is None


def test_peak_memory_is_this_process_own_and_not_that_of_the_one_that_started_it():
    burden = np.ones(60_000_000)  # 480 MB
    code = "from benchmarks.measure import peak_mb; print(peak_mb())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 200
    if sys.platform == "linux":
        assert peak_mb() > burden.nbytes / 1e6
