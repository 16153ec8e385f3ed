"""Plans made better by changes at random: never worse, within the rules, the same each time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.search.aims import Wish
from planner.corridors.search.changing import Changing
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.corridors.solve import solve
from planner.errors import CorridorError
from planner.support.stopping import never
from tests.fixtures.corridor_question import QUESTION
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions


def _moved(question, share=1.0):
    """Value and stations that changes alone come to from nothing; None where no plan keeps the rules."""
    search = Search(Prepared.of(question, Wish()), silent, never)
    search.trying.attempt(np.zeros(0, dtype=np.int64))
    if search.best is None:
        return None
    before = search.best[0]
    search.improving.moving.improve(lambda: share, lambda: None)
    value, built, driven = search.best
    assert value >= before
    assert search.trying.keeps(built, driven)
    assert search.asked.stations.usd[built].sum() <= question.budget_usd + 1e-6
    return value, built.tolist()


@given(questions())
@drawn(40)
def test_changes_keep_the_rules_and_pass_no_best_plan_and_are_the_same_each_time(question):
    try:
        found = _moved(question)
    except CorridorError:  # a norm that no place can keep
        return
    if found is None:
        return
    assert found == _moved(question)
    best = best_value(question, "trips")
    assert found[0] <= best + 1e-5
    assert found == _moved(question, math.inf)


def test_changes_alone_build_what_is_best():
    found = _moved(QUESTION)
    assert found is not None
    assert found[0] == pytest.approx(solve(QUESTION, gap=0.0).bound, abs=1e-5)
    assert found[0] > 0


@given(st.integers(0, 2**16))
@drawn(40)
def test_stations_drawn_from_parts_cost_what_there_is_and_are_those_that_are_whole(seed):
    draw = np.random.default_rng(seed)
    asked = Prepared.of(QUESTION, Wish())
    stations, changing = asked.stations, Changing(asked.stations, asked.at, draw)
    parts = draw.random(len(stations.usd)) * (draw.random(len(stations.usd)) < 0.7)
    usd = float(draw.uniform(0.0, stations.usd.sum()))
    built = changing.drawn(parts, usd)
    assert stations.usd[built].sum() <= usd + 1e-9
    assert len(np.unique(stations.place[built])) == len(built)
    first = np.unique(stations.place, return_index=True)[1]
    whole = np.zeros(len(stations.usd))
    whole[first] = draw.random(len(first)) < 0.5
    kept = changing.drawn(whole, float(stations.usd @ whole))
    assert kept.tolist() == np.flatnonzero(whole).tolist()
