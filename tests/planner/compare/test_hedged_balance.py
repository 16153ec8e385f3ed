"""A plan for several worlds keeps the balance of plugs in all of them only where that turns next to nobody away."""

import html
import re

import pytest

from planner.compare.crossplay import last_of, used
from planner.compare.rows import HEDGED
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.withholding import MOST_WITHHELD
from planner.output.comparison.balance import balance_table
from planner.output.comparison.page import comparison_html
from planner.output.report.writer import report_html
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


def plain(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_balance_that_the_hedged_plan_misses_is_nowhere_said_to_be_kept(balanced):
    result = balanced[1]
    told, dossier = result.comparison.as_dict(), result.dossiers[HEDGED]
    assert told["shown_in"][HEDGED] in told["imbalance"][HEDGED], "the case shows nothing"
    row = next(one for one in dossier.studies["rules"]["rules"] if one["key"] == PlugBalance.key)
    assert (row["kept"], row["binds"]) == (False, False)
    assert "made for several worlds and need not keep it" in row["why_not_kept"]
    page = plain(report_html(dossier))
    assert "not kept : the plan was made for several worlds" in page
    assert page.count("The balance of plugs is not kept: ") == 2, "in the body and in the annex"
    assert "is served at least" not in page.replace(plain(row["asked"]), "")
    assert "next to nothing is withheld" not in page
    assert "under the same rules serves drivers better" not in page
    assert all(one["kept"] for one in result.dossiers["mixed"].studies["rules"]["rules"])


def test_the_table_of_balances_names_the_world_in_which_the_hedged_plan_is_shown(balanced):
    result = balanced[1]
    told = result.comparison.as_dict()
    shown = told["shown_in"][HEDGED]
    table = balance_table(told, result.dossiers)
    assert table["shown_in"] == {HEDGED: shown}
    asked = dict(zip([one.id for one in table["plans"]], table["rows"][0]["cells"], strict=True))
    assert asked == {**dict.fromkeys(MIXES, "1"), HEDGED: "1, not kept"}
    page = plain(comparison_html(told, result.dossiers))
    assert f"The hedged plan if {shown} comes" in page
    assert "one for several worlds in the world named at its head" in page
    assert "The hedged plan need not keep the balance of plugs of" in re.sub(r" [A-Z◆] ", " ", page)
    assert "The hedged plan was not made for" not in page
