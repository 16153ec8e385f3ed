"""Erlang B and C against published and hand-made figures, and the shape that the model rests on."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.network.queueing import (
    all_taken,
    daily_kwh,
    erlang_b,
    erlang_c,
    highest_load,
    highest_parked,
    highest_rate,
    mean_over_working,
    wait_exceeds,
)

GUNS = st.integers(1, 40)
SERVICE = st.floats(5, 120)
WAIT = st.floats(1, 30)
PROBABILITY = st.floats(0.01, 0.5)


@pytest.mark.parametrize(("guns", "load"), [(2, 0.64), (4, 2.07), (8, 5.42), (20, 16.5)])
def test_the_loads_of_the_manual_are_those_of_the_code(guns, load):
    found = highest_load(guns, 30.0, 10.0, 0.10)
    assert found == pytest.approx(load, abs=0.03 if guns == 20 else 0.006)


def test_one_server_waits_as_often_as_it_is_busy():
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert wait_exceeds(1, 0.7, 30.0, 10.0) == pytest.approx(0.7 * math.exp(-0.3 * 10 / 30))


def test_erlang_c_is_the_textbook_sum():
    servers, load = 5, 3.2
    busy = load**servers / math.factorial(servers) * servers / (servers - load)
    idle = sum(load**k / math.factorial(k) for k in range(servers))
    assert erlang_c(servers, load) == pytest.approx(busy / (idle + busy))


@pytest.mark.parametrize(("guns", "lost"), [(4, 0.38), (8, 0.24), (20, 0.13)])
def test_splitting_guns_between_two_standards_loses_what_the_manual_says(guns, lost):
    whole, half = (highest_load(m, 30.0, 10.0, 0.10) for m in (guns, guns // 2))
    assert 1 - 2 * half / whole == pytest.approx(lost, abs=0.005)


@given(GUNS, SERVICE, WAIT, PROBABILITY)
def test_the_promise_just_holds_at_the_highest_load(guns, service, wait, probability):
    load = highest_load(guns, service, wait, probability)
    assert 0 < load < guns
    assert wait_exceeds(guns, load, service, wait) <= probability + 1e-6
    assert wait_exceeds(guns, min(load * 1.01, guns), service, wait) > probability


@given(st.integers(0, 40), SERVICE, WAIT, PROBABILITY)
def test_capacity_grows_with_every_gun_and_ever_faster(guns, service, wait, probability):
    one, two, three = (highest_load(guns + k, service, wait, probability) for k in range(3))
    assert one < two < three
    assert three - two >= two - one - 1e-9


@given(GUNS, st.floats(0, 0.99), SERVICE, WAIT)
def test_more_load_never_shortens_the_wait(guns, share, service, wait):
    low, high = share * guns, (share + 0.01) * guns
    assert 0 <= wait_exceeds(guns, low, service, wait) <= wait_exceeds(guns, high, service, wait) + 1e-12 <= 1 + 1e-9


def test_no_gun_carries_nothing_and_a_full_queue_always_waits():
    assert highest_load(0, 30.0, 10.0, 0.10) == 0.0
    assert erlang_c(3, 3.0) == 1.0
    assert wait_exceeds(3, 4.0, 30.0, 10.0) == 1.0
    assert erlang_c(3, 0.0) == 0.0


@pytest.mark.parametrize(("guns", "load"), [(0, 1.0), (2, -0.1)])
def test_impossible_queues_are_refused(guns, load):
    with pytest.raises(ValueError, match="at least one server"):
        erlang_c(guns, load)


@given(st.floats(0.01, 40))
def test_a_load_is_the_sessions_of_the_peak_hour_times_their_hours_and_its_energy_that_of_the_day(load):
    queue = {"service_min": 30.0, "session_kwh": 25.0, "peak_hour_share": 0.1}
    assert daily_kwh(load, **queue) == pytest.approx(load * 2 * 25.0 / 0.1)


@pytest.mark.parametrize(
    ("guns", "load", "blocked"), [(1, 0.25, 0.2), (2, 1.0, 0.2), (5, 3.0, 0.1101), (10, 5.0, 0.0184)]
)
def test_erlang_b_is_that_of_the_published_tables(guns, load, blocked):
    assert erlang_b(guns, load) == pytest.approx(blocked, abs=5e-5)
    assert erlang_b(guns, load) == pytest.approx(
        load**guns / math.factorial(guns) / sum(load**k / math.factorial(k) for k in range(guns + 1))
    )


@given(GUNS, PROBABILITY)
def test_slow_posts_take_parked_cars_until_the_promise_just_holds(guns, probability):
    assert erlang_b(guns, highest_parked(guns, probability)) == pytest.approx(probability, abs=1e-6)


@given(GUNS, SERVICE, WAIT, PROBABILITY)
def test_guns_that_slow_nobody_down_wait_as_erlang_c_says(guns, service, wait, probability):
    load = highest_load(guns, service, wait, probability)
    assert highest_rate(guns, guns, service, service, wait, probability) == pytest.approx(
        load / service, rel=1e-5, abs=1e-9
    )


@given(GUNS, st.floats(0.5, 1.0))
def test_the_mean_over_working_guns_is_that_of_their_binomial_numbers(guns, availability):
    assert mean_over_working(guns, availability, float, none=0.0) == pytest.approx(guns * availability)
    assert mean_over_working(guns, availability, lambda _: 1.0, none=1.0) == pytest.approx(1.0)
    assert mean_over_working(guns, availability, lambda _: 0.0, none=1.0) == pytest.approx((1 - availability) ** guns)


@given(GUNS, st.floats(0.05, 0.95))
def test_guns_with_an_endless_line_are_taken_as_erlang_c_says_and_without_one_as_erlang_b(guns, share):
    load = share * guns
    loads = np.array([load, load / 2])
    assert all_taken(guns, loads, 0.0 * loads, 5).tolist() == [erlang_b(guns, one) for one in loads]
    ends = [erlang_c(guns, one) for one in loads]
    assert all_taken(guns, loads, loads, 10**6) == pytest.approx(ends)
    for at, one in enumerate(loads):
        short, longer = (all_taken(guns, loads, loads, most)[at] for most in (1, 3))
        assert erlang_b(guns, one) < short < longer < ends[at]


def test_a_line_that_never_ends_keeps_all_guns_taken():
    one = np.ones(1)
    assert all_taken(2, one, 2.5 * one, 10**6) == 1.0
    assert all_taken(1, one, one, 8) == pytest.approx(9 / 10), "nine states of ten, all as likely"
