"""The dual bound of stations: never less than their drives gain, and as much for those whose prices were learnt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridors.search.aims import Wish
from planner.corridors.search.driving import drive
from planner.corridors.search.dual_bound import HELD, DualBound
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue
from tests.fixtures.drawing import drawn
from tests.planner.corridors.networks import questions


@given(questions(), st.integers(0, 2**16))
@drawn(60)
def test_no_drives_gain_more_than_the_dual_bound_and_those_learnt_from_as_much(question, seed):
    asked = Prepared.of(question, Wish())
    dual = DualBound(asked, Revenue.of(asked.lines, asked.flow, len(question.places)))
    draw, count, free = np.random.default_rng(seed), len(asked.stations.usd), not len(asked.floor_trips)

    def plan():
        return np.flatnonzero(draw.random(count) < 0.5)

    def gained(built):
        return drive(asked, asked.stations.capacity_of(built))

    for _learnt in range(HELD + 2):
        built = plan()
        driven = gained(built)
        dual.learn(driven)
        if free:  # what drives lose to a floor is not in their prices
            assert dual.at_most(built) == pytest.approx(driven.value, abs=1e-6)
        other = plan()
        assert dual.at_most(other) >= gained(other).value - 1e-6


@given(questions(), st.integers(0, 2**16))
@drawn(60)
def test_legs_that_have_a_station_wherever_they_need_one_are_those_of_which_every_cover_is_open(question, seed):
    asked = Prepared.of(question, Wish())
    dual = DualBound(asked, Revenue.of(asked.lines, asked.flow, len(question.places)))
    built = np.flatnonzero(np.random.default_rng(seed).random(len(asked.stations.usd)) < 0.5)
    opened = asked.stations.capacity_of(built)[asked.lines.place, asked.stop_family] > 0
    expected = np.ones(len(asked.gain), dtype=bool)
    for leg, (low, high) in zip(asked.lines.cover_leg, asked.lines.covers, strict=True):
        expected[leg] &= opened[low:high].any()
    trips = np.maximum.reduceat(np.where(expected, asked.gain, 0.0), asked.trip_begins).sum() if len(expected) else 0.0
    assert dual.at_most(built) == pytest.approx(trips)
