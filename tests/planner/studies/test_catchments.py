"""Power within reach, reckoned by hand, and what holds of it whatever the city."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.evenness import gini, weighted_gini
from planner.studies.catchments import in_reach, study
from planner.support.stopping import never
from tests.fixtures.tariffed_street import plan_with_loads, tariff_question
from tests.fixtures.tiny_city import silent

ALL = np.array([[True]])


def pairs(*reach: tuple[int, int]) -> Any:
    return tuple(np.array(one) for one in zip(*reach, strict=True))


def test_two_sites_of_which_one_is_shared_by_two_zones():
    """Site 0 has 60 kW and is reached by zones 0 and 1, who ask 100 and 200 kWh: 0.2 kW each kWh; site 1 has 30 kW for zone 1 alone: 0.15."""
    power, asked = np.array([[60.0], [30.0]]), np.array([[100.0], [200.0], [50.0]])
    found = in_reach(power, asked, ALL, pairs((0, 0), (1, 0), (1, 1)))
    assert found[:, 0] == pytest.approx([0.2, 0.35, 0.0])


def test_drivers_of_one_plug_do_not_share_with_those_of_another_but_where_guns_serve_both():
    power, asked = np.array([[60.0, 0.0], [0.0, 90.0]]), np.array([[100.0, 200.0]])
    serves = np.array([[True, True], [False, True]])
    found = in_reach(power, asked, serves, pairs((0, 0), (0, 1)))
    assert found[0] == pytest.approx([0.6 + 0.3, 0.3])


@given(st.integers(0, 2**32 - 1))
def test_weighted_by_demand_what_all_reach_is_the_power_that_anybody_reaches(seed):
    drawn = np.random.default_rng(seed)
    zones, sites, classes, pools = drawn.integers(1, 6, 4)
    power, asked = drawn.uniform(0, 300, (sites, pools)), drawn.uniform(0, 500, (zones, classes))
    serves = drawn.random((classes, pools)) < 0.6
    zone, site = np.nonzero(drawn.random((zones, sites)) < 0.5)
    found = in_reach(power, asked, serves, (zone, site))
    wanting = np.zeros_like(power)
    np.add.at(wanting, site, asked[zone] @ serves)
    assert (asked * found).sum() == pytest.approx(power[wanting > 0].sum())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(1, 4))
def test_a_figure_that_counts_several_times_is_as_unequal_as_so_many_figures(values, times):
    counted = np.array(values, dtype=float)
    found = weighted_gini(counted, np.full(len(values), float(times)))
    assert (found is None) == (counted.sum() == 0)
    if found is not None:
        assert found == pytest.approx(gini(np.repeat(counted, times)))


def test_the_study_of_a_street_tells_districts_plugs_and_the_whole_and_a_charger_brings_power():
    question = tariff_question()
    found = study(question, plan_with_loads(("b", question.chargers[0].id, 2), kwh={}), silent, never)
    assert found is not None
    assert found["after"] > found["before"] > 0
    total = sum(row["demand_kwh"] * row["after"] for row in found["families"])
    assert total == pytest.approx(found["demand_kwh"] * found["after"])
    assert {row["district"] for row in found["districts"]} == {"West", "East"}
    assert 0 <= found["gini_after"] <= 1
