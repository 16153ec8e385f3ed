"""Parked cars at slow posts: against the mean of a steady stream, and against cars drawn one by one."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma

from planner.network.parking import STAY_SPREAD, STEPS_AN_HOUR, parking_of, present, present_by_hour

EVEN = [[1 / 24] * 24]


@given(st.floats(0.05, 30), st.floats(0.1, 10))
def test_a_steady_stream_keeps_its_rate_times_the_hold_there_at_every_hour(stay_h, least_h):
    parking = parking_of(EVEN, [stay_h], least_h)
    assert parking.peak_cars == pytest.approx(parking.hold_h / 24)
    assert max(stay_h, least_h) * (1 - 1e-6) <= parking.hold_h <= stay_h + least_h  # the mean of the longer of both
    (there,) = present(EVEN, [stay_h], least_h)
    assert there.max() == pytest.approx(there.min())


@given(st.floats(0.05, 30), st.floats(0, 10))
@example(0.19, 0.1)  # a stay of about one step
def test_a_hold_is_the_longer_of_charging_and_a_gamma_distributed_stay(stay_h, least_h):
    shape = STAY_SPREAD**-2
    longer, _error = quad(lambda u: gamma.sf(u, shape, scale=stay_h / shape), least_h, least_h + 40 * stay_h, limit=200)
    assert parking_of(EVEN, [stay_h], least_h).hold_h == pytest.approx(least_h + longer, rel=1e-5)


def test_cars_drawn_one_by_one_stand_there_as_the_formula_says():
    rng = np.random.default_rng(3)
    arrivals = rng.dirichlet(np.full(48, 0.5)).reshape(2, 24)
    stay_h, least_h, cars = [9.0, 1.5], 1.25, 400_000
    which = rng.choice(48, cars, p=arrivals.ravel())
    come = which % 24 + rng.random(cars)
    stays = np.array(stay_h)[which // 24] * rng.gamma(STAY_SPREAD**-2, STAY_SPREAD**2, cars)
    hold = np.maximum(stays, least_h)
    at = (np.arange(24 * STEPS_AN_HOUR) + 0.5) / STEPS_AN_HOUR
    ago = (at[:, None] - come[None, :20_000]) % 24
    there = np.floor((hold[None, :20_000] - ago) / 24 + 1).clip(0).sum(axis=1) / 20_000
    formula = present(arrivals.tolist(), stay_h, least_h).sum(axis=0)
    assert formula.mean() == pytest.approx(hold.mean() / 24, rel=0.01)
    assert np.abs(formula - there).max() < 0.03
    parking = parking_of(arrivals.tolist(), stay_h, least_h)
    assert parking.hold_h == pytest.approx(hold.mean(), rel=0.01)
    assert parking.peak_cars == pytest.approx(formula.max())


def test_stays_as_long_as_the_hours_of_arrival_do_not_multiply_the_peak_hour():
    rush = [[0.0] * 18 + [0.5, 0.5] + [0.0] * 4]
    night = parking_of(rush, [8.0], 1.5)
    assert night.peak_cars < 1.3 < 0.5 * night.hold_h  # at most the evening's cars and a few of the night before


def test_cars_by_the_hour_in_which_they_came_are_in_all_those_who_are_there():
    rng = np.random.default_rng(7)
    arrivals, stays = rng.dirichlet(np.ones(48)).reshape(2, 24), (0.0, 9.0)
    by_hour = present_by_hour(arrivals.tolist(), stays, 1.5)
    there = present(arrivals.tolist(), stays, 1.5).sum(axis=0).reshape(24, -1).mean(axis=1)
    assert by_hour.sum(axis=1) == pytest.approx(there)
    assert by_hour[5, 6] < by_hour[6, 6], "who comes at six is not there at five, but for a day of parking"
