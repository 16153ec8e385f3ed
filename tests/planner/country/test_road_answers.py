"""What the roads make of every sum: plans that rise with the money, and bounds that no choice of stations passes."""

import contextlib
from dataclasses import replace
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import CorridorRules
from planner.corridors.question.trips import Route, Trip
from planner.corridors.search.improving import Improving
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.corridors.search.thinning import FAR, LEAST_WORK, thinned
from planner.corridors.search.trying import Trying
from planner.country.order.building import StepEffort, with_sums
from planner.country.order.part_worth import PartWorth
from planner.country.order.stages import steps_of
from planner.country.road_plans.countable_stations import countable
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import ENERGY, RoadTask
from planner.errors import CorridorError, InfeasibleError, SolverError
from planner.model.solve.countable import COUNTED_KWH_PER_USD, FORGONE
from planner.support.stopping import Stopping, always, never
from tests.fixtures.corridor_question import QUESTION
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions

SUMS = (9.0, 0.0, 4.0)
LONG_S = 10.0
"""Longer than any of these questions takes; turns of a search are a share of it, and plans of tiny ones are merged again and again for all of a turn."""


@given(questions(), st.booleans())
@drawn(20, few=5)
def test_answers_rise_with_the_money_and_hold_the_optimum_between_their_two_sides(question, large):
    best = {usd: best_value(question.with_budget(usd), "energy") for usd in SUMS}
    if None in best.values():
        return
    try:
        with mock.patch("planner.corridors.search.thinning.LEAST_WORK", 0 if large else LEAST_WORK):
            found = answer_roads(silent, Stopping(), RoadTask(question, 0.05, LONG_S, ENERGY), SUMS)
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
@drawn(25)
def test_plans_to_begin_with_grow_cheaper_until_one_is_within_the_sum(question):
    asked, rules = Prepared.of(question, ENERGY), question.rules
    plans = tuple(thinned(asked, 9.0, 1e3, never, least_work=0))
    with mock.patch("planner.corridors.search.thinning.SHARE", 0.0):
        at_once = tuple(thinned(asked, 9.0, 1e3, never, least_work=0))
    assert not plans or not (rules.floors or rules.forced or rules.max_stations is not None)
    assert all(b.usd < a.usd for a, b in pairwise(plans))
    assert all(9.0 < one.usd <= FAR * 9.0 for one in plans[:-1])
    assert at_once[:1] == plans[:1]
    assert len(at_once) <= 2, "without work stations are cut to the sum at once"
    assert all(one.usd <= 9.0 for one in at_once[1:])
    for one in plans:
        assert one.usd == pytest.approx(sum(question.places[at].options[o].cost_usd for at, o in one.built.items()))


def test_a_search_for_roads_begins_with_a_plan_that_builds_something_though_it_has_no_work():
    found = answer_roads(silent, Stopping(), RoadTask(QUESTION, 0.05, 1.0, ENERGY), (200.0,)).answers[-1]
    small = mock.patch.multiple("planner.corridors.search.thinning", LEAST_WORK=0, SHARE=0.0)

    def begun(search, gap, _limit):
        search.trying.begin(search.budget_usd)
        return search._plan(gap, 0.0)

    with small, mock.patch.object(Search, "run", begun):
        hurried = answer_roads(silent, Stopping(), RoadTask(QUESTION, 0.05, 1e3, ENERGY), (200.0,)).answers[-1]
    assert found.built
    assert 0 < hurried.value <= found.value + 1e-6 <= hurried.bound + 2e-6


def test_after_a_sum_without_an_answer_the_others_are_planned_by_a_search_of_their_own(monkeypatch):
    begun = []

    class Interrupted(Search):
        """The first ends with nothing, and must not be asked again."""

        def run(self, gap, time_limit_s):
            begun.append(self)
            if len(begun) == 1:
                raise SolverError("no plan in time")
            assert self is not begun[0], "this search was interrupted"
            return super().run(gap, time_limit_s)

    monkeypatch.setattr("planner.country.road_plans.searches.Search", Interrupted)
    found = answer_roads(silent, Stopping(), RoadTask(QUESTION, 0.05, 1e3, ENERGY), (150.0, 200.0, 300.0))
    assert [one.usd for one in found.answers] == [0.0, 200.0, 300.0]
    assert begun[1] is begun[2]


@given(questions(), st.lists(st.floats(0, 1), max_size=3), st.booleans())
@drawn(15, few=5)
def test_steps_for_further_sums_stand_among_those_that_are_known(question, parts, stopped):
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, ENERGY)
    every = dict(zip(asked.stations.place.tolist(), asked.stations.option.tolist(), strict=True))
    plan = play(asked, every)
    effort = StepEffort(silent, always if stopped else never)
    known = steps_of(PartWorth(asked, every, plan, effort.stopping))
    sums = [part * known[-1].usd for part in parts]
    steps = with_sums(asked, plan, known, sums, effort)
    assert set(sums) | {known[-1].usd} <= {one.usd for one in steps} <= {one.usd for one in known} | set(sums)
    value = {frozenset(step.built.items()): step.value for step in steps}
    assert all(value.get(frozenset(one.built.items()), one.value) >= one.value for one in known)
    for step, later in pairwise(steps):
        assert step.built.items() <= later.built.items()
        assert step.value <= later.value + 1e-5
    for step in steps:
        costs = sum(free.places[at].options[option].cost_usd for at, option in step.built.items())
        assert step.cost_usd == pytest.approx(costs)
        assert costs <= step.usd + 1e-5


@given(questions())
@drawn(60, few=5)
def test_a_sum_that_fails_in_the_tree_leaves_true_bounds_to_the_sums_after_it(question):
    best, nothing = best_value(question.with_budget(9.0), "energy"), mock.Mock(return_value=None)
    try:
        search = Search(Prepared.of(question.with_budget(4.0), ENERGY), silent, never)
    except CorridorError:
        return
    failing = mock.patch.object(Trying, "value", mock.Mock(side_effect=SolverError("no drives found")))
    at_once = mock.patch.multiple(Search, _kernels=nothing, _price=nothing, _relax=nothing)
    told = contextlib.suppress(SolverError, InfeasibleError)
    with failing, at_once, mock.patch.object(Improving, "improve", nothing), told:
        search.run(0.0, 1e3)
    search.with_budget(9.0, search.best)
    try:
        plan = search.run(0.0, 1e3)
    except InfeasibleError:
        assert best is None
        return
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert plan.bound == pytest.approx(best, rel=1e-5, abs=1e-5)


@given(questions(), st.sampled_from([0.0, 0.1]))
@drawn(20)
def test_stations_that_are_left_out_lose_next_to_nothing_and_none_that_stays_sells_nothing(question, part):
    free = replace(question, budget_usd=1e9, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, ENERGY)
    every = dict(zip(asked.stations.place.tolist(), asked.stations.option.tolist(), strict=True))
    whole = play(asked, every)
    kept, told = countable(asked, every, part * whole.value)
    left = play(asked, kept)
    assert told.value == pytest.approx(left.value, abs=1e-5)
    assert told.chosen.tolist() == left.chosen.tolist()
    assert kept.items() <= every.items()
    assert left.value >= whole.value * (1 - max(FORGONE, part)) - 1e-5
    usd = {at: question.places[at].options[option].cost_usd for at, option in every.items()}
    saved = sum(usd[at] for at in every if at not in kept)
    assert whole.value - left.value <= COUNTED_KWH_PER_USD * saved + 1e-5
    assert all(told.sold[at].sum() > 0 for at in kept)


@given(questions())
@drawn(20)
def test_of_drives_that_are_as_good_the_quickest_are_told(question):
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, ENERGY)
    every = dict(zip(asked.stations.place.tolist(), asked.stations.option.tolist(), strict=True))

    def minutes(one):
        legs = zip(asked.legs.legs, one.leg_share.tolist(), asked.flow.tolist(), strict=True)
        return sum(part * flow * free.trips[leg.trip].routes[leg.route].minutes for leg, part, flow in legs)

    any_, quickest = play(asked, every), play(asked, every, quickest=True)
    assert quickest.value == pytest.approx(any_.value, rel=1e-6, abs=1e-6)
    if sum(quickest.leg_share) == pytest.approx(sum(any_.leg_share)):
        assert minutes(quickest) <= minutes(any_) + 1e-5


def test_a_trip_counts_what_it_buys_on_its_quickest_way_and_takes_that_where_both_have_stations():
    option = StationOption("four", (4,), 60.0, 4, 100.0, (500.0,))
    places = (Place("near", 70.0, 43.0, (option,)), Place("far", 71.0, 44.0, (option,)))
    ways = (
        Route(np.array([0]), np.array([30.0]), 60.0, 300.0, 200.0),
        Route(np.array([1]), np.array([30.0]), 75.0, 380.0, 230.0),
    )
    trip = Trip("one", "A", "B", 4.0, 1.0, 0, "car", "winter", 50.0, 50.0, 5.0, ways)
    question = CorridorInstance(("ccs2",), places, (trip,), 1e3)
    asked = Prepared.of(question, ENERGY)
    whole = 4.0 * (60.0 + 5.0 - 50.0)
    assert [play(asked, built).value for built in ({0: 0}, {1: 0}, {0: 0, 1: 0})] == pytest.approx([whole] * 3)
    assert play(asked, {0: 0, 1: 0}, quickest=True).sold[:, 0, 0].tolist() == pytest.approx([whole, 0.0])
    assert play(asked, {1: 0}).sold[:, 0, 0].tolist() == pytest.approx([0.0, whole + 4.0 * 15.0])
    found = answer_roads(silent, Stopping(), RoadTask(question, 0.0, 1e3, ENERGY), (1e3,))
    assert found.answers[-1].cost_usd == 100.0, "one station is enough"
    assert found.wanted == {"ccs2": whole}
