"""What the roads make of every sum: plans that rise with the money, and bounds that no choice of stations passes."""

import contextlib
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given, settings

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.neighbours import Neighbours
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.corridors.search.trying import Trying
from planner.country.countable_stations import countable
from planner.country.played import play
from planner.country.roads import ENERGY, RoadQuestion, answer_roads
from planner.errors import CorridorError, InfeasibleError, SolverError
from planner.model.solve.countable import FORGONE
from planner.support.stopping import Stopping, never
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import best_value, questions

SUMS = (9.0, 0.0, 4.0)


@given(questions())
@settings(max_examples=15, deadline=None)
def test_answers_rise_with_the_money_and_hold_the_optimum_between_their_two_sides(question):
    best = {usd: best_value(question.with_budget(usd), "energy") for usd in SUMS}
    if None in best.values():
        return
    try:
        found = answer_roads(silent, Stopping(), RoadQuestion(question, 0.05, 1e3), SUMS)
    except CorridorError:
        return
    assert [one.usd for one in found.answers] == sorted(SUMS)
    for one in found.answers:
        assert one.cost_usd <= one.usd + 1e-9
        assert one.value - 1e-5 <= best[one.usd] <= one.bound + 1e-5
    values = [one.value for one in found.answers]
    assert values == pytest.approx(sorted(values), abs=1e-5)
    assert all(line.at(1) >= best[9.0] - 1e-5 for line in found.lines)


@given(questions())
@settings(max_examples=60, deadline=None)
def test_a_sum_that_fails_in_the_tree_leaves_true_bounds_to_the_sums_after_it(question):
    best, nothing = best_value(question.with_budget(9.0), "energy"), mock.Mock(return_value=None)
    try:
        search = Search(Prepared.of(question.with_budget(4.0), ENERGY), silent, never)
    except CorridorError:
        return
    failing = mock.patch.object(Trying, "value", mock.Mock(side_effect=SolverError("no drives found")))
    at_once = mock.patch.multiple(Search, _kernels=nothing, _price=nothing, _relax=nothing)
    told = contextlib.suppress(SolverError, InfeasibleError)
    with failing, at_once, mock.patch.object(Neighbours, "improve", nothing), told:
        search.run(0.0, 1e3)
    search.with_budget(9.0, search.best)
    try:
        plan = search.run(0.0, 1e3)
    except InfeasibleError:
        assert best is None
        return
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert plan.bound == pytest.approx(best, rel=1e-5, abs=1e-5)


@given(questions())
@settings(max_examples=15, deadline=None)
def test_stations_that_are_left_out_lose_next_to_nothing_and_none_that_stays_sells_nothing(question):
    free = replace(question, budget_usd=1e9, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, ENERGY)
    every = dict(zip(asked.stations.place.tolist(), asked.stations.option.tolist(), strict=True))
    whole = play(asked, every)
    kept, told = countable(asked, every, whole)
    left = play(asked, kept)
    assert told.value == pytest.approx(left.value, abs=1e-5)
    assert told.chosen.tolist() == left.chosen.tolist()
    assert kept.items() <= every.items()
    assert left.value >= whole.value * (1 - FORGONE) - 1e-5
    assert all(told.sold[at].sum() > 0 for at in kept)
