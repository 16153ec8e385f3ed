"""What is said of whole stations: rows that no choice of stations breaks, and one program of stations and drives that finds the best of all choices."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.driving import drive
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.rounding import Rounding
from planner.corridors.search.together import Part, Together
from planner.errors import CorridorError
from planner.support.stopping import never
from tests.fixtures.drawing import drawn
from tests.planner.corridors.networks import questions


def _choices(stations, most):
    """Sets of stations, one a place at most, as columns of 0 and 1."""
    for size in range(most + 1):
        for choice in combinations(range(len(stations.usd)), size):
            if len(set(stations.place[list(choice)].tolist())) == size:
                own = np.zeros(len(stations.usd))
                own[list(choice)] = 1.0
                yield own


@given(questions(), st.integers(0, 2**32 - 1))
@drawn(60, few=5)
def test_no_drives_with_whole_stations_break_a_row_that_is_rounded_up(question, seed):
    try:
        asked = Prepared.of(question, Wish())
    except CorridorError:
        return
    draw = np.random.default_rng(seed)
    rounding, stations = Rounding(asked), asked.stations
    rows = []
    for _point in range(8):
        share = np.where(draw.random(len(asked.gain)) < 0.5, 1.0, draw.random(len(asked.gain)))
        rows += rounding.broken(draw.random(len(stations.usd)) * draw.random(), share)
    for own in _choices(stations, 3):
        for _liking in range(3):
            liked = replace(asked, gain=draw.random(len(asked.gain)), floor_trips=np.zeros(0))
            share = drive(liked, stations.capacity(own)).share
            for row in rows:
                assert row.leg_weight @ share[row.legs] + row.station_weight @ own[row.stations] <= row.right + 1e-6


@given(questions(), st.sampled_from([Wish(Aim.TRIPS), Wish(Aim.ENERGY)]))
@drawn(60)
def test_stations_and_drives_in_one_program_are_as_good_as_the_best_of_all_choices(question, wish):
    best = best_value(question, wish.aim.value, wish.share)
    try:
        asked = Prepared.of(question, wish)
        needed = Master(asked).needed
    except CorridorError:
        return
    part = Part.whole(asked, np.arange(len(asked.stations.usd)))
    found = Together(asked, part, question.budget_usd, needed).best(0.0, 60.0, never)
    if found is None:
        assert best is None
        return
    own = np.zeros(len(asked.stations.usd))
    own[found] = 1.0
    driven = drive(asked, asked.stations.capacity(own))
    if best is None:
        assert driven.lacking > 0
        return
    assert driven.value == pytest.approx(best, rel=1e-5, abs=1e-5)
