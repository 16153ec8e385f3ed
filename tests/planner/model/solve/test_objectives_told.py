"""Cost, distance and objectives in order from the configuration to plan, recheck, report and summary."""

from dataclasses import replace
from typing import Any

import pytest

from planner.audit.recheck import broken_promises
from planner.dossier.dossier import Dossier
from planner.errors import ConfigError
from planner.model.solve.planning import best_plan
from planner.output.report.writer import report_html
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.proofs import Sense
from planner.question import Question, question_of
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]


def asked(**plan: Any) -> tuple[Question, Plan]:
    ask = {"budget_usd": 600_000, "max_drive_min": 5, **plan}
    question = question_of(tiny_city(CROWD), tiny_scenario(plan=ask), say=silent)
    return question, best_plan(question, say=silent)


def yearly(question: Question, plan: Plan) -> float:
    kinds = {k.id: k for k in question.chargers}
    number, places = question.places.number(), question.places
    chargers = sum(question.costs.charger_annual_usd(kinds[r.charger]) * r.count for r in plan.chargers.itertuples())
    new = [number[s] for s in set(plan.chargers["site_id"]) if not places.existing[number[s]]]
    return chargers + sum(question.costs.ground_annual_usd(places.site_cost_usd[j]) for j in new)


def share(question: Question, plan: Plan) -> float:
    return plan.flows["kwh_per_day"].sum() / question.demand.kwh_per_day.sum()


@pytest.mark.parametrize("objective", ["cost", "distance"])
def test_a_minimised_objective_keeps_every_promise_and_its_bound_lies_below(objective):
    question, plan = asked(objective=objective, coverage=0.3)
    assert broken_promises(plan, question) == []
    assert plan.proof.sense is Sense.MIN
    assert plan.proof.objective == objective
    assert plan.proof.value >= plan.proof.bound > 0
    assert plan.proof.status == "optimal"
    assert share(question, plan) >= 0.3 - 1e-6


def test_the_cheapest_plan_costs_less_a_year_than_the_one_that_serves_most():
    question, cheap = asked(objective="cost", coverage=0.3)
    _, most = asked(coverage=0.3)
    assert cheap.proof.value == pytest.approx(yearly(question, cheap))
    assert yearly(question, cheap) < yearly(question, most)


def test_a_broken_promise_of_coverage_is_named():
    question, plan = asked(objective="cost", coverage=0.3)
    more = replace(question, scenario=question.scenario.with_plan(coverage=0.99))
    assert [one for one in broken_promises(plan, more) if "the promise is 99%" in one]


@pytest.mark.parametrize(("objective", "words"), [("cost", "costs a year"), ("distance", "the drive is")])
def test_a_value_that_the_plan_does_not_have_is_named(objective, words):
    question, plan = asked(objective=objective, coverage=0.3)
    boast = replace(plan, proof=replace(plan.proof, value=plan.proof.value * 1.01, asked_gap=0.5))
    assert [one for one in broken_promises(boast, question) if words in one]
    other = replace(question, scenario=question.scenario.with_plan(objective="energy"))
    assert [one for one in broken_promises(plan, other) if "asked were energy" in one]


def test_objectives_in_order_are_each_told_with_value_bound_and_gap_and_rechecked():
    question, plan = asked(objective="energy", then=["distance", "cost"], then_give=0.05, coverage=0.2)
    _, alone = asked(objective="energy", coverage=0.2)
    assert broken_promises(plan, question) == []
    stages = plan.proof.stages
    assert [stage.objective for stage in stages] == ["energy", "distance", "cost"]
    assert stages[0].reached == pytest.approx(alone.proof.value)
    assert 0.95 * stages[0].reached - 1e-3 <= stages[0].value < stages[0].reached
    assert plan.proof.value == stages[0].value
    assert plan.proof.bound == pytest.approx(stages[0].bound)
    assert yearly(question, plan) <= yearly(question, alone)
    assert plan.proof.as_dict()["stages"][2]["gap"] == stages[2].gap


def test_an_objective_that_gave_up_more_than_its_share_is_named():
    question, plan = asked(objective="energy", then=["cost"], then_give=0.2)
    strict = replace(question, scenario=question.scenario.with_plan(then_give=0.0))
    assert [one for one in broken_promises(plan, strict) if "more than its share" in one]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"objective": "cost"}, "needs coverage"),
        ({"objective": "distance"}, "needs coverage"),
        ({"then": ["cost", "cost"]}, "asked for twice"),
        ({"then": ["energy"]}, "asked for twice"),
        ({"coverage": 1.2}, "plan.coverage"),
        ({"then_give": -0.1}, "plan.then_give"),
        ({"coverage": float("nan")}, "plan.coverage"),
    ],
)
def test_what_an_objective_lacks_is_said_in_one_line(plan, said):
    with pytest.raises(ConfigError, match=said) as caught:
        tiny_scenario(plan=plan)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("plan", "phrase"),
    [
        ({"objective": "cost", "coverage": 0.3}, "can cost less than"),
        ({"objective": "distance", "coverage": 0.3, "max_sites": 2}, "can come below"),
        ({"then": ["cost"], "then_give": 0.1}, "Objectives, in order"),
    ],
)
def test_report_summary_and_file_tell_the_objective_in_its_own_words(plan, phrase):
    scenario = tiny_scenario(plan={"budget_usd": 600_000, "max_drive_min": 5, **plan})
    dossier = make_plan(tiny_city(CROWD), scenario, say=silent, quick=True)
    html, told = report_html(dossier), summary(dossier)
    assert phrase in html
    assert ("can score above" in html) == (scenario.plan.objective == "energy")
    assert told["objective"] == scenario.plan.objective
    assert told["sense"] == ("max" if scenario.plan.objective == "energy" else "min")
    assert told["objective_value"] == dossier.proof.value
    assert len(told["stages"]) == (2 if "then" in plan else 0)
    again = Dossier.from_json(dossier.to_json())
    assert again.proof == dossier.proof
    assert dossier.do_nothing.total_served_kwh > 0
