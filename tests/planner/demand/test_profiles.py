"""The hours of the day, against the table they come from."""

import numpy as np
import pytest

from geodata.fleet import VEHICLE_CLASSES
from planner.catalogue.facts import fact_rows
from planner.demand.demand import demand_of
from planner.demand.estimate import estimate_of
from planner.demand.occasions import OCCASIONS, Occasion, occasion_shares
from planner.demand.profiles import PROFILES, hourly, hours_of_fleet
from planner.demand.story import demand_story
from tests.fixtures.tiny_city import tiny_city, tiny_scenario


def only(occasion: Occasion, kwh: float = 100.0) -> np.ndarray:
    """All energy on one occasion."""
    return np.array([kwh if one is occasion else 0.0 for one in OCCASIONS])


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_an_occasion_follows_its_column_of_the_facts(occasion):
    column = np.array([float(row[PROFILES[occasion]]) for row in fact_rows("arrival_profiles")])
    assert hourly(only(occasion)) == pytest.approx(100 * column / column.sum())


def test_energy_is_kept_and_occasions_add_up():
    kwh = np.array([[10.0, 20.0, 30.0, 5.0, 1.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    found = hourly(kwh)
    assert found.shape == (2, 24)
    assert found.sum(axis=1) == pytest.approx([66, 0])
    assert found[0] == pytest.approx(sum(hourly(kwh[0] * (np.arange(5) == o)) for o in range(5)))


def test_a_mixed_day_is_flatter_than_its_parts():
    home, work = hourly(only(Occasion.HOME)), hourly(only(Occasion.WORK))
    mixed = hourly(only(Occasion.HOME) + only(Occasion.WORK))
    assert mixed.max() / mixed.sum() < min(home.max() / home.sum(), work.max() / work.sum())


def test_people_charge_at_work_in_the_morning_and_near_home_in_the_evening():
    assert hourly(only(Occasion.WORK)).argmax() in range(7, 11)
    assert hourly(only(Occasion.HOME)).argmax() in range(17, 23)


def test_taxis_keep_their_hours_near_home_too():
    kwh = np.stack([only(Occasion.HOME), only(Occasion.HOME)])
    assert hours_of_fleet(kwh, ["taxi", "private_home"]) == pytest.approx(
        hourly(only(Occasion.TAXI)) + hourly(only(Occasion.HOME))
    )


def test_the_hours_of_the_story_are_those_of_the_plan():
    city, scenario = tiny_city(), tiny_scenario()
    estimate = estimate_of(city, scenario)
    told = demand_story([estimate], samples=0, seed=0).figures
    assert told["hourly_kwh"] == pytest.approx(demand_of(city, scenario).hourly_kwh.sum(axis=0))
    assert told["peak_kw"] == max(told["hourly_kwh"])
    assert sum(told["hourly_kwh"]) == pytest.approx(told["total_kwh"])


@pytest.mark.parametrize("name", [one for one in VEHICLE_CLASSES if one != "private"])
def test_the_occasions_of_every_class_sum_to_one_for_each_need_it_has(name):
    spans = occasion_shares(name)
    assert spans.central.sum(axis=1) == pytest.approx([1, 1])
    assert (spans.low <= spans.central).all()
    assert (spans.central <= spans.high).all()
