"""The benchmark of a comparison: it asks the same of both commands and tells what they found."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from benchmarks import comparing
from planner.config.scenario import load_scenario


def asked(*words: str) -> object:
    parser = ArgumentParser()
    comparing.arguments(parser)
    return parser.parse_args(words)


def test_the_sample_city_is_asked_for_the_gap_and_the_time_of_the_case(tmp_path: Path) -> None:
    config = comparing.comparison_config(asked("--sample", "--gap", "0.2", "--time-limit", "7"), tmp_path)
    scenario = load_scenario(config)
    assert (scenario.plan.gap, scenario.plan.time_limit_s) == (0.2, 7.0)
    assert scenario.compare.flexibility is False
    assert scenario.path(scenario.fleet.path).is_file()


def test_what_was_found_is_told_beside_the_times_of_both() -> None:
    told = {
        "plans": ["a", "b", "hedged"],
        "gap": {"a": 0.01, "b": 0.02, "hedged": 0.03},
        "hedge": {"value": 0.88, "bound": 0.9, "gap": 0.0222, "path": "search by prices", "wall_s": 3.0},
        "max_regret": {"a": 0.5, "b": 0.4, "hedged": 0.12},
        "no_regret_sites": ["x", "y"],
    }
    alone = {"gap": 0.01, "run": {"wall_s": 1.0}}
    result = comparing._result(told, alone, comparing.Ran(10.0, 9.0), comparing.Ran(25.0, 30.0))
    figures = result.as_dict()
    assert (figures["wall_ratio"], figures["cpu_ratio"]) == (2.5, 3.33)
    assert figures["gap"] == pytest.approx(0.0222, abs=1e-4)
    assert figures["no_regret_sites"] == 2
