"""What is asked of plugs in vain: unknown plugs, those nobody drives, floors above what can be served, a balance of one family."""

from typing import Any

import pytest

from planner.checking import check
from planner.config.scenario import scenario_from
from planner.errors import ConfigError, InfeasibleError
from planner.model.rules.plug_balance import PlugBalance, unbalanced
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.question import Question, question_of
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

WHERE = {"city": {"name": "A", "roads": "a.osm"}}


def asked(**plan: Any) -> Question:
    return question_of(tiny_city(), tiny_scenario(plan=plan), say=silent)


def test_a_floor_of_an_unknown_plug_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"plan\.plug_floors.*unknown port 'css2'; did you mean 'ccs2'\?"):
        scenario_from({**WHERE, "plan": {"plug_floors": {"css2": 0.3}}})


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"plug_balance": 1.2}, "plan.plug_balance"),
        ({"plug_balance": -0.1}, "plan.plug_balance"),
        ({"plug_balance": "much"}, "plan.plug_balance"),
        ({"plug_balance_from": 2}, "plan.plug_balance_from"),
        ({"plug_floors": {"ccs2": 30}}, "plan.plug_floors"),
        ({"plug_floors": ["ccs2"]}, "plan.plug_floors"),
    ],
)
def test_shares_that_are_none_are_refused_with_their_key(plan: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says.replace(".", r"\.")):
        scenario_from({**WHERE, "plan": plan})


def test_a_floor_of_a_plug_that_nobody_drives_is_refused_with_those_that_are_driven() -> None:
    question = question_of(
        tiny_city(),
        tiny_scenario(fleet={"mix": {"gbt": 1.0}, "temperature_c": 20.0}, plan={"plug_floors": {"ccs2": 0.1}}),
        say=silent,
    )
    with pytest.raises(ConfigError, match=r"plan\.plug_floors: no vehicle of this question takes ccs2; .* take gbt"):
        instance_of(question)


def test_a_floor_above_what_chargers_on_offer_can_serve_says_why_and_how_much_would_suffice() -> None:
    question = asked(plug_floors={"ccs2": 0.9}, chargers=["dc_gbt_60", "ac_gbt_7"], retired=["st"])
    with pytest.raises(InfeasibleError, match=r"plan\.plug_floors") as caught:
        best_plan(question, say=silent)
    said = " ".join([str(caught.value), *caught.value.ways])
    assert "no charger on offer and none that stands serves CCS2 / Type 2; put one that does on plan.chargers" in said


def test_a_floor_that_standing_guns_alone_serve_says_that_nothing_on_offer_does() -> None:
    with pytest.raises(InfeasibleError, match=r"plan\.plug_floors") as caught:
        best_plan(asked(plug_floors={"ccs2": 0.3}, chargers=["dc_gbt_60"]), say=silent)
    said = " ".join([str(caught.value), *caught.value.ways])
    assert "no charger on offer serves CCS2 / Type 2, only such as stand already; put one that does on" in said


def test_a_floor_above_what_the_money_serves_says_how_much_would_suffice() -> None:
    question = asked(plug_floors={"ccs2": 0.99}, budget_usd=60_000)
    with pytest.raises(InfeasibleError, match=r"plan\.plug_floors") as caught:
        best_plan(question, say=silent)
    assert any("plan.plug_floors: " in way and "instead of 0.99" in way for way in caught.value.ways)


def test_a_family_may_be_named_as_in_a_table_of_vehicles_but_once() -> None:
    assert scenario_from({**WHERE, "plan": {"plug_floors": {"tesla": 0.3}}}).plan.plug_floors == {"nacs": 0.3}
    with pytest.raises(
        ConfigError, match=r"plan\.plug_floors': tesla and nacs are one plug family, nacs; give it one share"
    ):
        scenario_from({**WHERE, "plan": {"plug_floors": {"tesla": 0.3, "nacs": 0.5}}})


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"plug_balance": 1.0}, "with at least 10% of the demand of a need is served at least 100\u202f% of what all"),
        (
            {"plug_balance": 0.355, "plug_balance_from": 0},
            "every plug family is served at least 35.5\u202f% of what all",
        ),
    ],
)
def test_the_promise_of_a_balance_is_told_in_per_cent(plan: dict[str, Any], said: str) -> None:
    instance = instance_of(asked(**plan))
    assert said in instance.rules.of(PlugBalance).promise(instance)


def test_the_check_tells_a_balance_that_asks_nothing() -> None:
    scenario = tiny_scenario(plan={"plug_balance": 0.9, "chargers": ["dc_gbt_60", "ac_gbt_7"]})
    seen = check(scenario, say=silent, gather=lambda *_args, **_keys: tiny_city())
    told = [problem.reason for source in seen.sources for problem in source.problems]
    assert "chargers are on offer for GB/T alone" in told
    assert seen.today is not None


def test_a_balance_asked_for_where_one_family_is_on_offer_is_told_and_not_refused() -> None:
    question = asked(plug_balance=0.9, chargers=["dc_gbt_60", "ac_gbt_7"])
    assert instance_of(question).rules.get(PlugBalance) is None
    (told,) = unbalanced(question)
    assert told.record == "plan.plug_balance"
    assert told.reason == "chargers are on offer for GB/T alone"
    assert "add chargers of another to plan.chargers" in told.action
    alone = {"mix": {"gbt": 1.0}, "temperature_c": 20.0}
    driven = tiny_scenario(fleet=alone, plan={"plug_balance": 0.9})
    (told,) = unbalanced(question_of(tiny_city(), driven, say=silent))
    assert told.reason == "of the plug families that chargers on offer serve, GB/T alone is driven"
    assert "count vehicles of another under [fleet]" in told.action
    (told,) = unbalanced(asked(plug_balance=0.9, plug_balance_from=1.0))
    assert "not for two in one need" in told.reason
    assert unbalanced(asked(chargers=["dc_gbt_60", "ac_gbt_7"])) == [], "the default is nobody's wish"
    assert unbalanced(asked(plug_balance=0.9)) == []
    assert unbalanced(asked(plug_balance=0, chargers=["dc_gbt_60"])) == []
