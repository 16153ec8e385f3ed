"""The full model's cases: every rule of it is there, and the plan keeps them."""

import json
import tomllib

import pytest
from shapely.geometry import Point, shape

from benchmarks.__main__ import main
from benchmarks.full_inputs import CHARGERS, almaty_full
from geodata.sources.synthetic.spec import SMALLEST

PROMISED = ["value", "bound", "gap", "status", "cpu_s", "wall_s", "peak_mb"]


def test_a_made_city_is_planned_with_every_rule_of_the_full_model(capsys):
    assert main(["full", "--made", "260", "--seed", "3", "--gap", "0.1", "--time-limit", "30", "--plan-only"]) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED)] == PROMISED
    assert (found["classes"], found["chargers"]) == (4, len(CHARGERS))
    assert found["feeders"] > 0
    assert 0.6 * 260 < found["zones"] < 1.7 * 260
    assert 0 < found["value"] <= found["bound"]
    assert found["verdict"] == "every promise kept"
    assert found["path"]
    assert found["plan_cpu_s"] <= found["cpu_s"]


def test_a_city_smaller_than_any_that_is_drawn_is_refused_in_one_line(capsys):
    assert main(["full", "--made", "5"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("error: --made: expected at least ")
    assert SMALLEST / 402 < int(told.err.split()[5]) < SMALLEST / 390


@pytest.mark.real
def test_almaty_with_made_feeders_has_four_quarters_that_hold_all_its_people(shared_data, tmp_path):
    config = tomllib.loads(
        almaty_full(tmp_path, vehicles=50_000, usd_per_vehicle=300.0, floor=0.2).read_text(encoding="utf-8")
    )
    assert config["plan"]["budget_usd"] == 15_000_000
    assert config["plan"]["district_floor"] == 0.2
    assert len(config["plan"]["chargers"]) == 8
    fleet = (tmp_path / "fleet.csv").read_text(encoding="utf-8").split()[1:]
    assert sum(int(row.split(",")[1]) for row in fleet) == pytest.approx(50_000, abs=3)
    quarters = json.loads((tmp_path / "districts.geojson").read_text(encoding="utf-8"))["features"]
    assert all(one["properties"]["name"].startswith("made quarter") for one in quarters)
    feeders = (tmp_path / "feeders.csv").read_text(encoding="utf-8").split("\n")[1:-1]
    assert len(feeders) == 40
    for row in feeders:
        lon, lat = (float(cell) for cell in row.split(",")[2:])
        assert sum(shape(one["geometry"]).covers(Point(lon, lat)) for one in quarters) == 1


def test_almaty_is_refused_where_its_files_are_not(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.full_inputs.REAL", tmp_path / "none")
    assert main(["full", "--vehicles", "10"]) == 2
    assert "--made ZONES" in capsys.readouterr().err
