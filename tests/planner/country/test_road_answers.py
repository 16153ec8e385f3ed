"""What the roads make of every sum: plans that rise with the money, and bounds that no choice of stations passes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.prepared import Prepared
from planner.country.countable_stations import countable
from planner.country.played import play
from planner.country.roads import ENERGY, RoadQuestion, answer_roads
from planner.errors import CorridorError
from planner.model.solve.countable import FORGONE
from planner.support.stopping import Stopping
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
