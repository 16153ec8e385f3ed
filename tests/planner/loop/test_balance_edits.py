"""Another balance of plugs as an edit: kept and proven whatever came before, told with what each plug is served, refused where there is one plug alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.recheck import broken_promises
from planner.loop.changes import added_at
from planner.loop.loop import Loop
from planner.loop.turn import Became
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.planning import best_plan
from planner.question import question_of
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import silent, tiny_scenario
from tests.planner.loop.street_loop import KEYS, begun, street, turned

SHARES = st.integers(0, 20).map(lambda n: n / 20)
NARROW = {"budget_usd": 90_000, "gap": 0.02}
"""Money for less than all ask for, so that plugs compete."""


@given(shares=st.lists(SHARES, min_size=1, max_size=4))
@drawn(8, UNCHECKED, few=3)
def test_every_balance_is_kept_and_no_plan_that_keeps_it_passes_the_bound(shares):
    loop = begun(**NARROW)
    for share in shares:
        turn = turned(loop, {"kind": "balance", "share": share})
        assert turn.became is Became.PLANNED
        assert turn.question.scenario.plan.plug_balance == share
        assert broken_promises(turn.plan, turn.question) == []
        rule, told = PlugBalance.of(turn.question), turn.picture()["balance"]
        assert told["share"] == share
        assert (rule is None) is (share == 0)
    fresh = turn.question.scenario.with_plan(gap=0.0)
    best = best_plan(replace(turn.question, scenario=fresh), say=silent).proof.value
    assert best <= turn.bound * (1 + 1e-6)
    assert turn.gap <= NARROW["gap"]


def test_a_balance_that_the_chargers_keep_as_well_changes_none_and_says_what_each_plug_is_served_and_undo_tells_it_back():
    loop = begun(**NARROW)
    first = loop.now
    turn = turned(loop, {"kind": "balance", "share": 1.0})
    assert added_at(turn.plan) == added_at(first.plan), "chargers of both plugs serve either"
    told = "balance of plugs 1 instead of 0.75: of their demand are served GB/T fast 91\u202f% (before 83\u202f%)"
    assert turn.sentence.startswith(told)
    assert "no plan with this balance is more than" in turn.sentence
    back = loop.undo()
    assert back.sentence.startswith("undone: balance of plugs 0.75 instead of 1: of their demand are served")
    assert back.picture()["balance"]["plugs"] == first.picture()["balance"]["plugs"]
    assert loop.redo().plan is turn.plan


def test_where_one_plug_alone_is_on_offer_a_balance_is_refused_and_there_is_no_slider():
    city, _question = street()
    loop = Loop(city, question_of(city, tiny_scenario(plan={**KEYS, "chargers": ["dc_gbt_60"]}), say=silent))
    assert loop.begin().picture()["balance"] is None
    turn = turned(loop, {"kind": "balance", "share": 0.5})
    assert turn.became is Became.REFUSED
    assert "chargers are on offer for GB/T alone" in turn.sentence
    assert loop.edits == ()


@pytest.mark.parametrize("share", [0.0, 0.75])
def test_what_is_asked_of_a_site_beside_a_balance_is_applied_with_it(share):
    loop = begun(**NARROW)
    turn = turned(loop, {"kind": "forbid", "site": "a"}, {"kind": "balance", "share": share})
    assert turn.became is Became.PLANNED
    assert "a" not in added_at(turn.plan)
    assert [one.applied for one in turn.told] == [True, True]
