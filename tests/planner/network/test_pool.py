"""What guns carry: the same hours a gun whatever their number, less what is out of order, and no more where waits are promised."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import Current
from planner.network.pool import Pool
from planner.network.queueing import erlang_b, wait_exceeds
from planner.network.service_level import ServiceLevel
from tests.fixtures.drawn_pools import GUNS, LEVELS, PROBABILITIES, pools

FAST = Pool((), Current.DC, 31.0, 22.0, 45.0, 0.07, 0.07 * 0.75, 0.95)
SLOW = Pool((), Current.AC, 7.0, 8.7, 420.0, 0.09, 0.4, 0.93)
USUAL = ServiceLevel(7.0, 9.0)


def hours(pool: Pool, guns: int, kwh: float) -> float:
    """Hours a day in which each gun is in use."""
    return kwh / pool.session_kwh * pool.service_min / 60.0 / guns


def taken(pool: Pool, guns: int, kwh: float, in_line_kwh: float = 0.0, patience_min: float = 0.0) -> float:
    """Share of drivers who find all guns taken where so many kWh a day come."""
    cars, in_line = (np.array([pool.peak_cars_of(one)]) for one in (kwh, in_line_kwh))
    return float(pool.taken(guns, cars, 0.0, in_line, patience_min)[0])


@pytest.mark.parametrize(("pool", "in_use"), [(FAST, 7.0 * 0.95), (SLOW, 9.0 * 0.93)])
def test_a_gun_is_in_use_for_the_same_hours_whether_it_stands_alone_or_among_eight(pool, in_use):
    for guns in range(1, 9):
        assert hours(pool, guns, pool.carries(guns, 0.0, USUAL)) == pytest.approx(in_use)


@given(pools(), GUNS, LEVELS, st.floats(0.0, 0.9))
def test_what_is_out_of_order_is_the_mean_over_the_guns_that_work(pool, guns, level, lack):
    missing_kw = lack * pool.power_kw * guns
    if lack:  # what a promise of waiting lets guns carry that share power hangs on the guns installed as well
        level = replace(level, wait_probability=None)
    sound = replace(pool, availability=1.0)

    def working(count: int) -> float:
        """What so many guns carry if none of them fails, each of them with the same lack of power."""
        return sound.carries(count, missing_kw / guns * count, level)

    chance = [1.0]
    for _gun in range(guns):  # each gun works or not
        chance = [
            a * (1 - pool.availability) + b * pool.availability for a, b in zip([*chance, 0], [0, *chance], strict=True)
        ]
    expected = sum(one * working(count) for count, one in enumerate(chance) if count)
    assert pool.carries(guns, missing_kw, level) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(pools(), GUNS, LEVELS, st.floats(0.0, 0.9))
def test_a_promise_of_waiting_never_makes_guns_carry_more(pool, guns, level, lack):
    missing_kw = lack * pool.power_kw * guns
    free = replace(level, wait_probability=None, full_probability=None)
    carried = pool.carries(guns, missing_kw, level)
    assert 0 <= carried <= pool.carries(guns, missing_kw, free) + 1e-9
    assert pool.carries(guns, missing_kw, free) <= pool.delivers(guns) * (1 + 1e-9)


@given(pools(), st.integers(1, 8), LEVELS)
def test_more_guns_more_hours_and_more_power_never_carry_less(pool, guns, level):
    carried = pool.carries(guns, 0.0, level)
    longer = replace(level, fast_h=min(24.0, level.fast_h * 1.2), slow_h=min(24.0, level.slow_h * 1.2))
    assert pool.carries(guns + 1, 0.0, level) >= carried - 1e-9
    assert pool.carries(guns, 0.0, longer) >= carried - 1e-9
    assert pool.carries(guns, 0.3 * pool.power_kw * guns, level) <= carried + 1e-9


@given(pools(), GUNS, PROBABILITIES)
def test_guns_filled_to_a_promise_just_keep_it(pool, guns, probability):
    level = ServiceLevel(24.0, 24.0, 10.0, probability, probability)
    sound = replace(pool, availability=1.0)
    kwh = sound.carries(guns, 0.0, level)
    free = sound.carries(guns, 0.0, ServiceLevel(24.0, 24.0))
    if kwh < free * (1 - 1e-9):  # the promise binds
        if pool.parks:
            assert taken(sound, guns, kwh / (1 - probability)) == pytest.approx(probability, abs=1e-5)
        else:
            load = kwh / pool.session_kwh * pool.peak_hour_share * pool.service_min / 60.0
            assert wait_exceeds(guns, load, pool.service_min, 10.0) == pytest.approx(probability, abs=1e-5)


@given(pools(), GUNS, st.floats(0.01, 0.95))
def test_who_finds_all_guns_taken_is_told_by_erlang_b_at_the_load_of_all_who_come(pool, guns, share):
    most = guns * pool.availability / pool.peak_cars * pool.session_kwh
    sound, usual = taken(replace(pool, availability=1.0), guns, share * most), taken(pool, guns, share * most)
    assert 0 <= sound <= usual + 1e-9 <= 1 + 1e-9
    assert sound == pytest.approx(erlang_b(guns, pool.peak_cars_of(share * most)))
    assert taken(pool, guns, share * most, share * most, 600.0) >= usual
    assert taken(pool, guns + 1, share * most) < usual


def test_no_gun_carries_nothing_and_is_taken_for_everybody():
    assert FAST.carries(0, 0.0, USUAL) == 0.0
    assert FAST.delivers(0) == 0.0
    assert taken(FAST, 0, 0.0) == 1.0
    assert taken(FAST, 2, 0.0) == pytest.approx(0.05**2)


def test_hours_that_the_busiest_hour_does_not_have_are_not_counted():
    """A pool whose day lies in few hours is held through all of the busiest one before its hours are over."""
    steep = replace(FAST, peak_hour_share=0.5, availability=1.0)
    assert hours(steep, 2, steep.carries(2, 0.0, USUAL)) == pytest.approx(2.0)
    assert steep.carries(2, 0.0, USUAL) == pytest.approx(steep.delivers(2))


def test_cabinets_that_share_power_slow_the_share_of_sessions_that_has_a_neighbour():
    pool, level = replace(FAST, availability=1.0), USUAL
    whole, shared = pool.carries(2, 0.0, level), pool.carries(2, 31.0, level)
    slowed_min = 45.0 + 22.0 * 60 * (1 / 15.5 - 1 / 31.0)
    held_min = 45.0 + (slowed_min - 45.0) * 7.0 * 0.07
    assert shared == pytest.approx(whole * 45.0 / held_min)
