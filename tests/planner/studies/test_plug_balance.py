"""Balance of plugs and its price: what is withheld, why families are served unlike, and quick plans for other balances."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan, chargers_of
from planner.model.solve.siting import SitingModel
from planner.output.report.balance import balance_context, chargers_text
from planner.output.shared.balance_words import balance_lines, headline_lines
from planner.proofs import FOR_SEVERAL_WORLDS, GIVEN
from planner.question import Question, question_of
from planner.studies import balance_price, plug_balance
from planner.support.stopping import StoppedError, always
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city

CROWD = [{"vehicle_class": "taxi", "count": 300}, {"vehicle_class": "private", "count": 600}]
MIX = {"gbt": 0.6, "ccs2": 0.4}


def asked(**plan: Any) -> Question:
    scenario = full_scenario(
        fleet={"mix": MIX, "temperature_c": 20.0},
        plan={"chargers": ["dc_gbt_60", "dc_ccs2_60", "ac_gbt_7"], "budget_usd": 130_000, "gap": 0.0, **plan},
    )
    return question_of(tiny_city(CROWD), scenario, say=silent)


@pytest.fixture(scope="module")
def planned() -> tuple[Question, Any]:
    question = asked(plug_balance=0.75)
    return question, best_plan(question, say=silent)


def test_each_balance_is_planned_and_a_looser_one_is_never_worse(planned) -> None:
    question, plan = planned
    found = balance_price.study(question, plan, silent)
    assert found is not None
    rows = found["rows"]
    assert [row["share"] for row in rows] == [0.0, 0.5, 0.75, 1.0]
    values = [row["value"] for row in rows]
    assert all(one >= other - 1e-6 for one, other in itertools.pairwise(values))
    assert all(row["value"] <= row["bound"] * (1 + 1e-9) for row in rows)
    own = rows[2]
    assert own["value"] == pytest.approx(plan.proof.value, rel=1e-6)
    assert {one["family"] for one in own["families"] if one["large"]} == {"gbt", "ccs2"}


def test_rows_of_a_strict_balance_keep_it(planned) -> None:
    question, plan = planned
    found = balance_price.study(question, plan, silent)
    assert found is not None
    strict = found["rows"][-1]
    fast = {one["family"]: one for one in strict["families"] if one["need"] == "fast"}
    together = sum(one["served_kwh"] for one in fast.values()) / sum(one["demand_kwh"] for one in fast.values())
    instance = sound_instance(replace(question, scenario=question.scenario.with_plan(plug_balance=1.0)))
    stands = instance.rules.of(PlugBalance).standing_kwh
    if not stands.any():
        assert min(one["share"] for one in fast.values()) >= together - 1e-6


def test_the_price_is_that_against_the_plan_without_a_balance_and_is_bracketed(planned) -> None:
    question, plan = planned
    found = balance_price.study(question, plan, silent)
    assert found is not None
    price = found["price"]
    free = best_plan(replace(question, scenario=question.scenario.with_plan(plug_balance=0.0)), say=silent)
    lost = free.proof.value - plan.proof.value
    assert price["low"] - 1e-3 <= lost <= price["high"] + 1e-3
    assert found["sentence"].startswith("A balance of plugs of 0.75 costs")


def test_where_none_is_asked_the_price_of_the_usual_one_is_told() -> None:
    question = asked(plug_balance=0.0)
    plan = best_plan(question, say=silent)
    found, told = balance_price.study(question, plan, silent), plug_balance.study(question, plan, silent)
    assert found is not None
    assert told is not None
    assert found["price"]["of_share"] == plug_balance.USUAL
    assert found["sentence"].startswith("No balance of plugs is asked for. A balance of plugs of 0.75 costs")
    assert told["withheld_share"] is None


def test_what_is_withheld_is_what_the_chargers_serve_without_the_rule(planned) -> None:
    question, plan = planned
    told = plug_balance.study(question, plan, silent, always)
    assert told is not None
    free = SitingModel(sound_instance(question).without(PlugBalance)).allocate(chargers_of(plan, question))
    could, does = float(free.flow_kwh.sum()), float(plan.flows["kwh_per_day"].sum())
    assert told["withheld_kwh"] == pytest.approx(max(0.0, could - does), abs=1e-3)
    assert told["withheld_share"] <= 0.005


def test_a_family_served_more_is_said_to_be_cheaper_only_where_it_is(planned) -> None:
    question, _plan = planned
    instance, rule = plug_balance.balance_of(question)
    families = instance.demand.family
    asked_kwh = instance.demand.kwh.sum(axis=0)
    more = np.array([0.5 if one == "gbt" else 0.2 for one in families]) * asked_kwh
    less = np.array([0.2 if one == "gbt" else 0.5 for one in families]) * asked_kwh
    said = plug_balance.why(instance, rule, more)
    assert said.startswith("For fast charging GB/T is served 50\u202f% of its demand, CCS2 / Type 2 20\u202f%: ")
    assert "a fast charger of GB/T costs" in said
    assert " For slow charging GB/T is served 50\u202f% of its demand" in said, "each need has its sentence"
    other = plug_balance.why(instance, rule, less)
    assert "costs" not in other, "a dearer plug is not served more for its price"
    assert "alike" in plug_balance.why(instance, rule, 0.3 * asked_kwh)


def test_one_family_on_offer_has_no_study_and_a_stop_leaves_the_plans_out(planned) -> None:
    alone = asked(chargers=["dc_gbt_60", "ac_gbt_7"])
    plan = best_plan(alone, say=silent)
    assert plug_balance.study(alone, plan, silent) is None
    assert balance_price.study(alone, plan, silent) is None
    question, plan = planned
    with pytest.raises(StoppedError):
        balance_price.study(question, plan, silent, always)


@pytest.mark.parametrize("stopped", [GIVEN, FOR_SEVERAL_WORLDS])
def test_chargers_that_were_not_chosen_by_the_balance_of_one_world_have_no_price_of_it(planned, stopped) -> None:
    question, plan = planned
    given = replace(plan, proof=replace(plan.proof, stopped=stopped))
    assert balance_price.study(question, given, silent) is None


def test_a_plan_that_stands_for_a_looser_balance_too_is_told_alike_in_both_rows(planned) -> None:
    question, plan = planned
    rows = balance_price.study(question, plan, silent)["rows"]
    told = {row["share"]: row for row in rows}
    for row in rows:
        if (own := told[row["made_for"]])["value"] == pytest.approx(row["value"]):
            assert row["families"] == own["families"]


def test_another_aim_than_energy_has_no_price_of_balance() -> None:
    question = asked(objective="cost", coverage=0.1)
    plan = best_plan(question, say=silent)
    assert balance_price.study(question, plan, silent) is None
    told = plug_balance.study(question, plan, silent)
    assert told is not None
    assert told["withheld_share"] is None


def test_report_and_console_tell_price_cause_and_what_is_withheld(planned) -> None:
    question, plan = planned
    studies = {
        "plug_balance": plug_balance.study(question, plan, silent),
        "balance_price": balance_price.study(question, plan, silent),
    }
    lines = balance_lines(studies)
    assert lines[0].startswith("A balance of plugs of 0.75 costs")
    assert lines[1].startswith("For fast charging")
    much = {**studies["plug_balance"], "withheld_kwh": 120.0, "withheld_share": 0.004}
    assert "120 kWh a day (0.4\u202f%) are withheld" in balance_lines({**studies, "plug_balance": much})[-1]
    assert balance_lines({"plug_balance": studies["plug_balance"]})[0].startswith("Balance of plugs: every large")
    left = {"plug_balance": much, "left_out": [{"study": "balance_price", "why": "in haste."}]}
    assert balance_lines(left)[1] == "What the balance of plugs costs was not worked out: in haste."
    assert headline_lines({**studies, "plug_balance": much}) == lines[:1], "0.4 % is little"
    most = {**much, "withheld_share": 0.111}
    assert "(11.1\u202f%) are withheld" in headline_lines({**studies, "plug_balance": most})[-1]
    assert headline_lines({}) == []
    assert balance_lines({}) == []
    context = balance_context(studies)
    assert all(
        set(row["by_class"]) >= {one["key"] for one in context["balance_families"]}
        for row in context["balance_price"]["rows"]
    )
    assert balance_context({}) == {}
    some, none = {**much, "withheld_kwh": 4.0}, {**much, "withheld_kwh": 1e-7}
    assert [balance_context({"plug_balance": one})["balance_withholds_nothing"] for one in (some, none)] == [
        False,
        True,
    ]


def test_chargers_are_told_by_what_they_serve() -> None:
    standards = [
        {"families": ["GB/T"], "need": "fast", "count": 5},
        {"families": ["CCS2 / Type 2", "GB/T"], "need": "fast", "count": 1},
    ]
    assert chargers_text(standards) == "5 fast GB/T and 1 fast CCS2 / Type 2 + GB/T"
    assert chargers_text([]) == "nothing"
