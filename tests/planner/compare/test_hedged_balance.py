"""A plan for several worlds keeps the balance of plugs in all of them only where that turns next to nobody away."""

import pytest

from planner.compare.crossplay import last_of, used
from planner.compare.rows import HEDGED
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.withholding import MOST_WITHHELD
from tests.fixtures.street_worlds import AC, MIXES, compared, inputs_by_world, street


@pytest.fixture(scope="module")
def balanced():
    """The usual worlds, of which each alone asks for equal shares; posts for one plug each, which no mix uses alike."""
    scenario = street(AC, plan={"plug_balance": 1.0, "plug_balance_from": 0.05, "gap": 0.01, "budget_usd": 60_000})
    return scenario, compared(scenario)


def test_whoever_could_be_served_by_the_hedged_plan_is(balanced):
    scenario, result = balanced
    chargers = result.comparison.plan(HEDGED).chargers
    plays = {play.world: play for play in result.comparison.plays if play.plan == HEDGED}
    for world, inputs in inputs_by_world(scenario).items():
        question = last_of(inputs.question)
        free, _breaks = used(chargers, question, sound_instance(question).without(PlugBalance))
        could = float(free.flows["kwh_per_day"].sum())
        assert plays[world].scorecard.total_served_kwh >= (1 - MOST_WITHHELD) * could - 1e-6


def test_the_hedged_plan_loses_no_more_than_the_safest_plan_and_says_what_the_balance_would_cost(balanced):
    told = balanced[1].comparison.as_dict()
    worst = told["max_regret"]
    assert worst["hedged"] <= min(worst[world] for world in MIXES) + told["gap"]["hedged"] + 1e-6
    lost = 1 - told["hedge"]["balanced"]["value"]
    assert lost > worst["hedged"] + 0.01, "the case shows nothing"
    said = " ".join(told["summary"])
    assert "since it turns drivers away" in said
    assert "loses less than the hedged one" not in said
