"""The benchmarks of the demand run on small cases, print one line of JSON each and say what they promise."""

import json

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.growth_backtest import counts_of
from benchmarks.made_city import made_city
from benchmarks.public_energy import GUN_KW, carried_kwh, session_kw, stations_of
from geodata.fleet import VEHICLE_CLASSES

PROMISED = ["value", "bound", "gap", "status", "cpu_s", "wall_s", "peak_mb"]


def line(capsys, *arguments: str) -> dict[str, object]:
    """Run one case; its one JSON line."""
    assert main(list(arguments)) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    assert told.err.strip()
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED)] == PROMISED
    return found


def test_the_demand_of_a_made_city_is_conserved_and_told(capsys):
    found = line(capsys, "demand", "--zones", "150", "--nodes", "400", "--samples", "20", "--seed", "3")
    assert (found["zones"], found["nodes"], found["samples"]) == (150, 400, 20)
    assert found["status"] == "conserved"
    assert found["value"] == pytest.approx(found["bound"], rel=1e-9)
    assert found["percentiles"]["p10"] < found["value"] < found["percentiles"]["p90"]
    assert found["gates"] > 0
    assert found["assumptions"] > 40
    assert [stage["name"] for stage in found["stages"]][-2:] == ["story: samples and tornado", "take one zone apart"]


def test_the_made_city_has_everything_and_is_the_same_for_the_same_seed():
    city, again, other = made_city(150, 400, 1), made_city(150, 400, 1), made_city(150, 400, 2)
    assert city.zones.equals(again.zones)
    assert city.fleet.equals(again.fleet)
    assert not city.activity.equals(other.activity)
    assert len(city.roads.xy_m) == 400
    assert city.roads.main.mean() > 0.9
    assert set(city.fleet["vehicle_class"]) == set(VEHICLE_CLASSES)
    assert len(set(city.fleet["district"].dropna())) == len(city.districts) > 5
    assert city.fleet["port"].isna().any()
    assert city.fleet["port"].notna().any()
    homes = city.activity["flat_people"] + city.activity["house_people"]
    assert homes.to_numpy() == pytest.approx(city.zones["population"].to_numpy())
    assert len(city.traffic) > 0


def test_the_backtest_fits_what_was_known_and_asks_for_what_came_after(capsys):
    found = line(capsys, "growth-backtest")
    assert [vehicles for _, vehicles in found["fitted_to"]] == [443, 914, 7_383]
    asked = {day: vehicles for day, vehicles, _ in found["asked_for"]}
    assert (asked["2024-12-01"], asked["2025-06-01"]) == (12_119, 17_164)
    assert set(found["curves"]) == {"linear", "exponential", "logistic", "bass"}
    assert found["status"] == "nearest: linear"
    assert found["bound"] == 17_164
    for curve in found["curves"].values():
        assert curve["errors"] == pytest.approx(np.array(curve["predicted"]) / np.array(list(asked.values())) - 1)


def test_nothing_that_came_after_is_fitted():
    known, later, ceiling = counts_of("KZ")
    assert max(one.when for one in known) < 2024 <= min(one.when for _, one, _ in later)
    assert ceiling == pytest.approx(5_300_000 * 0.881)


def test_a_real_city_is_reckoned_beside_its_stations(capsys):
    found = line(capsys, "demand-city", "--city", "Dushanbe", "--samples", "50")
    assert found["stations"] == 136
    taxis, mild, *_ = found["rows"]
    by_hand = 2_450 * 300 * 0.155 * (0.65 / 0.95 + 0.10 / 0.89)
    assert mild["kwh"] == pytest.approx(by_hand)
    assert mild["busy"] == pytest.approx(by_hand / (136 * 2 * 60 * 24))
    assert taxis["p10"] < taxis["kwh"] < taxis["p90"]
    assert taxis["kwh"] == found["value"]
    assert found["status"] == "mixed"


def test_the_guns_of_a_cold_day_give_what_a_cold_battery_takes():
    assert session_kw(20) == GUN_KW
    assert session_kw(-20) == pytest.approx(90 * 0.45)
    assert carried_kwh("Tashkent", 20) == 820 * 2 * 60 * 24
    assert stations_of("Almaty") == 400
