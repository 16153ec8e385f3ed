"""Readers and statistics of the table against files and figures made by hand."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.truth.dundee import FAST, NEEDED, SLOW_7, read_dundee
from benchmarks.truth.elaad import read_distribution, read_peak_share
from benchmarks.truth.liechtenstein import at_random, by_population, joined, to_nearest
from benchmarks.truth.plan_rows import places_of
from benchmarks.truth.session_rows import profile_peak
from benchmarks.truth.statistics import best_to_worst, drawn_best_to_worst, mean_of_quantiles, peak_share
from geodata.connectors import Current
from planner.demand.occasions import Occasion
from planner.errors import ConfigError
from tests.fixtures.played_street import hand_plan, street_question

RECORDS = """
1,1,01/07/2018,10:00,01/07/2018,10:30,12,Square,APT 50kW Raption
1,2,13/07/2018,10:00,13/07/2018,10:30,12,Square,APT Triple Rapid Charger
2,1,01/07/2018,22:00,02/07/2018,06:00,8,Lane,APT 7kW Dual Outlet
2,2,01/07/2018,22:00,02/07/2018,06:00,8,Lane,APT 7kW Single Outlet
2,1,03/07/2018,22:00,,,,Lane,APT 7kW Dual Outlet
2,1,31/06/2018,22:00,02/07/2018,06:00,8,Lane,APT 7kW Dual Outlet
2,1,04/07/2018,22:00,05/07/2018,06:00,0,Lane,APT 7kW Dual Outlet
2,1,05/07/2018,22:00,06/07/2018,06:00,-60.8,Lane,APT 7kW Dual Outlet
2,1,06/07/2018,22:00,07/07/2018,06:00,1430.17,Lane,APT 7kW Dual Outlet
2,1,07/07/2018,22:00,07/07/2018,21:00,8,Lane,APT 7kW Dual Outlet
2,1,08/07/2018,22:00,11/07/2018,06:00,8,Lane,APT 7kW Dual Outlet
1,1,09/07/2018,10:00,09/07/2018,10:30,12,***TEST SITE*** HQ,APT 50kW Raption
1,1,10/07/2018,10:00,10/07/2018,10:30,12,Square,Kettle
"""


def test_every_record_is_kept_or_dropped_by_one_reason(tmp_path):
    file = tmp_path / "dundee.csv"
    file.write_text(",".join(NEEDED) + RECORDS, encoding="utf-8")
    read = read_dundee(file)
    assert read.records == 13 == len(read.table) + sum(read.dropped.values())
    assert list(read.dropped.values()) == [2, 2, 1, 1, 1, 1, 1]
    assert list(read.table["kind"]) == [FAST, FAST, SLOW_7, SLOW_7]
    assert list(read.table["gun"]) == ["1", "1", "2-1", "2-2"], (
        "a rapid cabinet is one gun, each outlet of a post is one"
    )
    assert list(read.table["start"].dt.day) == [1, 13, 1, 1], "dates are day first"
    assert read.guns(FAST).empty, "twelve days are too few for a gun's usual day"


def test_a_file_without_a_column_is_refused_in_one_line(tmp_path):
    file = tmp_path / "dundee.csv"
    file.write_text("CP ID,Connector\n1,1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"dundee.csv: no column 'Start Date'"):
        read_dundee(file)
    distribution = tmp_path / "energy.csv"
    distribution.write_text("p,public\n0,5\n1,6\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"not 101 falling values"):
        read_distribution(distribution, "public")
    with pytest.raises(ConfigError, match=r"energy.csv: 2 rows; expected 96"):
        read_peak_share(distribution, "public")
    with pytest.raises(ConfigError, match=r"no column 'private'"):
        read_distribution(distribution, "private")


def test_a_distribution_told_by_what_is_exceeded_has_its_mean_and_median(tmp_path):
    """Hours that fall evenly from 20 to 0: mean and median are 10; the plain mean of a skewed one would count its ends whole."""
    file = tmp_path / "time.csv"
    pd.DataFrame({"p": range(101), "public": np.linspace(20, 0, 101)}).to_csv(file, index=False, encoding="utf-8-sig")
    found = read_distribution(file, "public")
    assert (found.mean, found.median) == pytest.approx((10.0, 10.0))
    assert mean_of_quantiles([100.0, 0.0]) == 50.0
    assert mean_of_quantiles([100.0, 0.0, 0.0]) == 25.0


def test_the_busiest_hour_is_of_whole_hours_and_weighted_by_energy(tmp_path):
    quarters = np.ones(96)
    quarters[70:74] = 5.0  # 17:30 to 18:30, so that no whole hour holds more than half of it
    file = tmp_path / "arrival.csv"
    pd.DataFrame({"Arrival time": range(96), "public": quarters}).to_csv(file, index=False)
    assert read_peak_share(file, "public") == pytest.approx(12 / (92 + 20))
    assert peak_share([8, 8, 23], [1.0, 2.0, 9.0]) == pytest.approx(0.75)


def test_profiles_of_the_planner_are_asked_one_occasion_at_a_time():
    assert 1 / 24 < profile_peak(Occasion.HOME) < profile_peak(Occasion.WORK) < 1


def test_best_to_worst_is_of_quantiles_and_a_lognormal_factor_widens_it_as_theory_says():
    assert best_to_worst(np.arange(1, 12)) == pytest.approx(10 / 2)
    drawn = drawn_best_to_worst([3.0] * 2000, 0.75, seed=1, draws=50)
    assert drawn == pytest.approx(np.exp(2 * 1.28155 * 0.75), rel=0.03)
    assert drawn_best_to_worst([1.0, 2.0, 3.0], 0.0, seed=1) == pytest.approx(2.8 / 1.2)
    with pytest.raises(ValueError, match="above 0"):
        best_to_worst([1.0, 0.0])


def test_guns_that_stand_and_guns_that_are_built_share_the_energy_of_their_queue():
    question = street_question((("a", "GBT_DC", 1, 60.0),), plan={"chargers": ["dc_gbt_60"]})
    queue = next(one for one in question.pools.pools if one.current is Current.DC)
    site = str(question.places.site_id[question.places.existing.argmax()])
    served = [(site, queue.name, "gbt", "fast", 90.0), (site, queue.name, "gbt", "slow", 60.0)]
    found = places_of(hand_plan(served, [(site, "dc_gbt_60", 1)]), question)
    assert found.site_kwh().to_dict() == {site: 150.0}
    assert found.gun_kwh(Current.DC).to_dict() == {site: pytest.approx(150.0 / 3)}, "one stands, the cabinet has two"
    assert found.gun_kwh(Current.AC).empty


def test_distances_are_from_real_places_and_draws_are_repeatable():
    real = np.array([[0.0, 0.0], [0.0, 100.0], [0.0, 1000.0]])
    assert to_nearest(real, np.array([[30.0, 0.0], [0.0, 100.0]])) == pytest.approx((30.0, (30 + 0 + 900) / 3))
    candidates = np.random.default_rng(0).uniform(0, 1000, (40, 2))
    once, again = (at_random(real, candidates, draws=30, seed=5) for _ in range(2))
    assert once == again
    assert at_random(real, candidates[:3], draws=9, seed=1) == pytest.approx(to_nearest(real, candidates[:3]))


def test_places_by_population_cover_new_people_with_each_one():
    zones, people = np.array([[0.0, 0.0], [100.0, 0.0], [5000.0, 0.0]]), np.array([50.0, 40.0, 60.0])
    candidates = np.array([[0.0, 0.0], [50.0, 0.0], [5000.0, 0.0]])
    assert by_population(candidates, zones, people, 2).tolist() == [[0.0, 0.0], [5000.0, 0.0]]
    assert len({tuple(one) for one in by_population(candidates, zones, people, 3).tolist()}) == 3, "none is taken twice"


def test_places_of_two_lists_that_stand_together_are_one():
    found = joined(np.array([[0.0, 0.0], [150.0, 0.0], [300.0, 0.0], [900.0, 0.0]]), 200.0)
    assert sorted(found.tolist()) == [[150.0, 0.0], [900.0, 0.0]]
