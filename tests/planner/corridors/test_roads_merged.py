"""Plans merged: the halves of the best plan make it whole again, plans made anew make the best one no worse, and there is always something to make them of."""

import itertools
import math
from dataclasses import replace
from unittest import mock

import numpy as np
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Wish
from planner.corridors.search.driving import drive
from planner.corridors.search.merging import GAP
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.support.stopping import never
from planner.support.work import worked_s
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions

FREE = questions().map(lambda question: replace(question, rules=CorridorRules()))


def _driven(asked, built):
    found = drive(asked, asked.stations.capacity_of(built))
    return found.value, built, found


@given(FREE, st.randoms(use_true_random=False))
@drawn(25, (*HEAVY, HealthCheck.filter_too_much), few=5)  # of the plans of many questions there are no halves
def test_the_halves_of_the_best_plan_are_made_whole_again(question, luck):
    asked = Prepared.of(question, Wish())
    found = Search(asked, silent, never)
    found.run(0.0, math.inf)
    value, built, _ = found.best
    assume(len(built) > 1)
    mine = np.array([luck.random() < 0.5 for _ in built])
    search = Search(asked, silent, never)
    search.trying.with_best(_driven(asked, built[mine]))
    with mock.patch.object(search.trying.polish, "larger", lambda built, *_: built):  # which may find it by itself
        search.improving.merging.merge(_driven(asked, built[~mine]), search.liking, math.inf)
    assert search.trying.keeps(*search.best[1:])
    assert value * (1 - GAP) - 1e-5 <= search.best[0] <= best_value(question, "trips") + 1e-5


@given(FREE)
@drawn(20, few=4)
def test_plans_made_anew_make_the_best_one_no_worse_and_are_the_same_each_time(question):
    def merged():
        search = Search(Prepared.of(question, Wish()), silent, never)
        search.trying.attempt(np.zeros(0, dtype=np.int64))
        before, enough = search.best[0], worked_s() + 0.2
        merge = search.improving.merge
        assert merge(lambda: enough - worked_s(), search.liking, 1.0, mock.Mock())  # nothing is relaxed yet
        search.relaxing.relax(0.0, lambda: math.inf, lambda: False)
        ended = merge(lambda: enough - worked_s(), search.liking, 1.0, mock.Mock())
        assert ended or worked_s() >= enough
        value, built, driven = search.best
        assert value >= before
        assert search.trying.keeps(built, driven)
        return value, built.tolist()

    with mock.patch("planner.corridors.search.thinning.LEAST_WORK", 0):
        found = merged()
        assert found == merged()
    assert found[0] <= best_value(question, "trips") + 1e-5


@given(FREE, st.integers(1, 6))
@drawn(30)
def test_a_relaxation_that_is_cut_short_leaves_drives_of_which_plans_are_thinned(question, looks):
    search = Search(Prepared.of(question, Wish()), silent, never)
    looked = itertools.count()
    point = search.relaxing.relax(0.0, lambda: float(looks - next(looked)), lambda: False)
    assert (search.trying.relaxed is None) == (point is None)
