"""A loop begins with the plan of a finished run: shown as it is, proven anew, or only where the search begins."""

from dataclasses import replace

import numpy as np
import pytest

from planner.audit.recheck import broken_promises
from planner.loop.changes import totals_of
from planner.loop.edits import edits_from
from planner.loop.filed import Filed
from planner.loop.loop import Loop
from planner.loop.turn import Became
from planner.model.solve.planning import best_plan
from tests.fixtures.tiny_city import silent
from tests.planner.loop.street_loop import begun, street, turned


@pytest.mark.parametrize(
    "ask", [{}, {"objective": "cost", "coverage": 0.2}, {"then": ("cost",), "coverage": 0.2}], ids=str
)
def test_the_plan_of_a_run_is_shown_as_it_is_until_the_first_edit_and_again_when_that_is_undone(ask):
    city, question = street()
    question = replace(question, scenario=question.scenario.with_plan(**ask))
    plan = best_plan(question, say=silent)
    loop = Loop(city, question, Filed(plan.chargers, plan.proof))
    first = loop.begin()
    assert first.plan.chargers.equals(plan.chargers)
    assert first.plan.proof == plan.proof
    assert first.totals == totals_of(plan, question)
    sums = [one.groupby("site_id")["kwh_per_day"].sum() for one in (first.plan.flows, plan.flows)]
    np.testing.assert_allclose(sums[0], sums[1], rtol=1e-6)
    assert loop.improve() is None
    assert turned(loop, {"kind": "forbid", "site": str(plan.chargers["site_id"].iloc[0])}).became is Became.PLANNED
    assert loop.undo().plan is first.plan
    assert loop.improve() is None


def test_the_plan_of_a_run_with_edits_is_shown_as_it_is_once_they_are_done_again():
    edits = [{"kind": "forbid", "site": "a"}, {"kind": "budget", "usd": 150_000}]
    made = begun()
    plan = turned(made, *edits).plan
    city, question = street()
    loop = Loop(city, question, Filed(plan.chargers, plan.proof, edits_from(edits)))
    loop.begin()
    again = turned(loop, *edits)
    assert again.plan.chargers.equals(plan.chargers)
    assert again.plan.proof == plan.proof
    assert loop.improve() is None


def test_a_plan_that_is_worth_a_little_less_by_now_keeps_its_chargers_and_is_proven_anew():
    city, question = street()
    plan = best_plan(question, say=silent)
    later = replace(question, demand=replace(question.demand, kwh_per_day=0.999 * question.demand.kwh_per_day))
    turn = Loop(city, later, Filed(plan.chargers, plan.proof)).begin()
    assert turn.plan.chargers.equals(plan.chargers)
    assert turn.plan.proof.value < turn.plan.proof.bound or turn.gap == 0
    assert turn.value != plan.proof.value
    assert "anew" in turn.sentence
    assert broken_promises(turn.plan, later) == []


def test_a_plan_that_is_not_one_of_the_question_is_only_where_the_search_begins():
    city, question = street()
    plan = best_plan(question, say=silent)
    less = replace(question, scenario=question.scenario.with_plan(budget_usd=60_000))
    turn = Loop(city, less, Filed(plan.chargers, plan.proof)).begin()
    assert broken_promises(turn.plan, less) == []
    assert turn.plan.proof != plan.proof
