"""What a comparison means in plain words: every sentence follows from its numbers, and says so where they decide nothing."""

import pytest

from planner.compare.flexible_words import flexible
from planner.compare.reading import average_losses, safest, worst_bet
from planner.compare.summary import summary_of
from planner.support.amounts import loss
from tests.fixtures.comparison_fixture import WORLDS, alone, said, told, without_hedge


def test_the_sites_that_are_right_whatever_happens_are_counted_and_the_others_told_to_wait():
    text = said(told())["Right whatever happens"]
    assert "7 sites are chosen in every world compared. The hedged plan builds at 5 of them: begin there." in text
    assert "Wait with the sites that one world alone wants: GB/T-heavy (3) and CCS2-heavy (1)." in text


def test_where_the_hedged_plan_builds_at_all_common_sites_or_at_none_that_is_said():
    hedged = told()["sites_count"]["hedged"]
    assert "in every world compared. The hedged plan builds there too: begin there." in said(
        told(no_regret_share=7 / hedged)
    ).pop("Right whatever happens")
    none = said(told(no_regret_share=0.0))["Right whatever happens"]
    assert "in every world compared. The hedged plan builds at none of them." in none
    assert "begin" not in none
    assert (
        "7 sites are chosen in every world compared. That is 70 % of the sites of the smallest plan: begin there."
        in (said(without_hedge() | {"no_regret_share": 0.7})["Right whatever happens"])
    )


def test_no_common_site_is_said_as_a_bet():
    text = said(told(no_regret_sites=[], no_regret_share=0.0))["Right whatever happens"]
    assert text.startswith("No site is chosen in every world compared: where to build depends on which of them comes.")


def test_chargers_on_which_all_plans_agree_are_told_apart_from_sites():
    agreed = said(told(no_regret_chargers={"osm-w102": {"dc_dual_120": 2}}))["Right whatever happens"]
    assert "At 1 of them the plans agree on chargers too: at least 2." in agreed
    assert (
        "Which chargers go there still depends on which world comes."
        in said(told(no_regret_chargers={}))["Right whatever happens"]
    )


def test_the_worst_bet_is_named_with_its_loss():
    text = said(told())["If we bet wrong"]
    assert text.startswith(
        "If we build for CCS2-heavy and GB/T-heavy comes, the plan loses 53 % of the benefit to drivers that could be had. "
        "Of the energy served that is 53 %, 27 310 kWh a day."
    )
    assert "At worst the other plans for one world lose: GB/T-heavy (48 %) and Balanced (25 %)." in text


def test_what_must_be_found_later_to_put_the_worst_bet_right_is_told():
    assert "To bring the loss down to 5.0 % later, $2 410 000 more must be found." in said(told())["If we bet wrong"]
    assert "later" not in said(without_hedge())["If we bet wrong"]


def test_a_worst_bet_within_the_gaps_is_not_told_as_a_fact():
    doubtful = {plan: dict.fromkeys(WORLDS, True) for plan in told()["plans"]}
    assert "though that is not more than the proofs leave open" in said(told(undecidable=doubtful))["If we bet wrong"]


def test_plans_that_lose_nothing_anywhere_are_said_to():
    same = {plan: dict.fromkeys(WORLDS, 0.0) for plan in told()["plans"]}
    text = said(told(regret=same, max_regret=dict.fromkeys(same, 0.0)))
    assert text["If we bet wrong"].startswith("Nothing is lost by betting wrong")


def test_what_the_proofs_do_not_decide_is_named():
    assert "the hedged plan if Balanced comes (1.0 %)" in said(told())["Too close to call"]
    everything = {plan: dict.fromkeys(WORLDS, True) for plan in told()["plans"]}
    many = said(told(undecidable=everything))["Too close to call"]
    assert many.endswith("and 6 more.")
    nothing = {plan: dict.fromkeys(WORLDS, False) for plan in told()["plans"]}
    assert said(told(undecidable=nothing))["Too close to call"].startswith("No loss is too close to call")


def test_probabilities_give_the_plan_that_loses_least_on_average_and_the_price_in_the_likeliest_world():
    chances = {"ccs2_heavy": 0.2, "balanced": 0.3, "gbt_heavy": 0.5}
    price = {"world": "gbt_heavy", "how": "most likely world", "kwh": 11866.0, "share": 0.23, "by_world": {}}
    text = said(told(probabilities=chances, price_of_hedging=price))
    assert (
        text["On average"]
        == "With the probabilities given (assumed), the hedged plan loses least on average: 16 % of the benefit to drivers, and 22 % at worst."
    )
    assert (
        "If GB/T-heavy comes, held to be the likeliest (50 %, assumed), hedging costs 11 866 kWh a day, 23 % of the energy served."
        in text["The price of hedging"]
    )
    assert "Nobody has said how likely each is" not in text["Assumed"]


def test_without_probabilities_it_is_said_that_nobody_gave_any():
    text = said(told())
    assert "On average" not in text
    assert "Nobody has said how likely each is." in text["Assumed"]


def test_dependence_names_the_most_and_the_least_one_sided_plan_and_the_hedged_one():
    text = said(told())["What the city would depend on"]
    assert (
        "GB/T-heavy is the most one-sided plan: 89 % of the charging points are for GB/T. Should GB/T fade, $655 000 are at stake."
        in text
    )
    assert "CCS2-heavy is the least one-sided: 50 % of the charging points are for CCS2 / Type 2" in text
    assert "The hedged plan: 72 % of the charging points are for GB/T" in text
    assert "worth in 2033 (assumed)" in text


def test_one_world_is_a_plan_and_not_a_comparison():
    text = said(alone())
    assert set(text) == {"One world alone", "What the city would depend on", "Assumed"}
    assert text["One world alone"].startswith("CCS2-heavy alone was planned for")
    assert "one-sided" not in text["What the city would depend on"]


def test_worlds_and_studies_that_are_left_out_are_named_with_the_reason():
    whole = told(
        left_out=[{"world": "mars", "why": "the shares sum to 0.9; they must sum to 1"}],
        apart={"gbt_heavy": "another city than in the world ccs2_heavy"},
        studies_left_out=[{"study": "flexibility", "why": "the user stopped the run"}],
        breaks={"balanced": {"ccs2_heavy": "its budget is less"}},
    )
    text = said(whole)["What to mind"]
    assert "mars is left out: the shares sum to 0.9; they must sum to 1." in text
    assert "GB/T-heavy stands by itself: it has another city than in the world ccs2_heavy." in text
    assert "The study of flexibility is left out: the user stopped the run." in text
    assert "the plan for Balanced in CCS2-heavy (its budget is less)" in text


def test_what_a_plan_breaks_a_promise_for_is_no_loss_of_it_and_is_set_aside_in_words():
    broken = told(
        regret=told()["regret"] | {"hedged": {"ccs2_heavy": 0.0, "balanced": 0.02, "gbt_heavy": 0.01}},
        max_regret=told()["max_regret"] | {"hedged": 0.02},
        breaks={"hedged": {"ccs2_heavy": "its budget is less"}},
    )
    text = said(broken)
    assert text["The price of hedging"].startswith(
        "Whichever world comes, the hedged plan loses up to 2.0 % of the benefit to drivers: 1.0 % if GB/T-heavy"
    )
    aside = "CCS2-heavy is not counted for the hedged plan, which breaks a promise there."
    assert aside in text["The price of hedging"]
    assert "told all the same, but is not counted as a loss" in text["What to mind"]
    free = told(max_regret=broken["max_regret"] | {"hedged": 0.0}, breaks=broken["breaks"])
    assert f"as much as the best plan known. {aside}" in said(free)["The price of hedging"]


def test_a_bet_that_breaks_a_promise_is_neither_the_safest_nor_the_worst_nor_on_average():
    regret = told()["regret"]
    other = regret | {
        "balanced": dict.fromkeys(regret["balanced"], 0.0),
        "gbt_heavy": regret["gbt_heavy"] | {"ccs2_heavy": 0.99},
    }
    whole = told(
        regret=other,
        max_regret=told()["max_regret"] | {"balanced": 0.0},
        breaks={"balanced": {"ccs2_heavy": "its budget is less"}, "gbt_heavy": {"ccs2_heavy": "its budget is less"}},
        probabilities=dict.fromkeys(WORLDS, 1 / 3),
    )
    assert safest(whole) == "ccs2_heavy"
    assert worst_bet(whole)[2] < 0.99
    assert set(average_losses(whole)).isdisjoint({"balanced", "gbt_heavy"})


def test_nothing_is_said_to_be_lost_only_where_plans_may_be_built():
    none = {plan: dict.fromkeys(row, 0.0) for plan, row in told()["regret"].items()}
    quiet = {"regret": none, "max_regret": dict.fromkeys(none, 0.0)}
    assert "in every world all plans are equal to the best one known." in said(told(**quiet))["If we bet wrong"]
    broken = told(**quiet, breaks={"balanced": {"ccs2_heavy": "its budget is less"}})
    assert "every plan is equal to the best one known wherever it may be built." in said(broken)["If we bet wrong"]


def test_plans_that_are_tied_alike_are_not_ranked():
    ties = {plan: tie | {"hhi_plugs": 0.5} for plan, tie in told()["dependence"].items()}
    assert "one-sided" not in said(told(dependence=ties))["What the city would depend on"]


def test_where_nothing_is_lost_nothing_is_said_to_be_larger_than_the_proofs_leave_open():
    none = {plan: dict.fromkeys(row, 0.0) for plan, row in told()["regret"].items()}
    assert "Too close to call" not in said(told(regret=none, max_regret=dict.fromkeys(none, 0.0)))


def test_the_share_of_flexible_cabinets_that_reaches_the_target_is_told_or_that_none_does():
    study = told()["flexibility"]
    assert (
        "bring the loss at worst from 22 % down to 12 % where 70 % of the budget goes to them, but not to the target of 5.0 %."
        in said(told())["What flexibility buys"]
    )
    lacking = study | {"from_catalogue": ["dc_dual_120_4cable"]}
    assert "put on offer must be: DC 120 kW" in said(told(flexibility=lacking))["What flexibility buys"]
    for less in (0.0, 0.003):  # no difference, and one that two figures alike would hide
        curve = [one | {"max_regret": 0.2 - less * (one["dual_share"] > 0)} for one in study["curve"]]
        flat = said(told(flexibility=study | {"curve": curve}))["What flexibility buys"]
        assert "do not bring the loss down to the target of 5.0 %" in flat
    reached = told()["flexibility"] | {"least_share": 0.5}
    assert said(told(flexibility=reached))["What flexibility buys"].startswith(
        "A plan that spends 50 % of the budget on DC chargers for two standards or more reaches the target"
    )
    needless = told()["flexibility"] | {"least_share": 0.0}
    assert "one standard alone reach" in said(told(flexibility=needless))["What flexibility buys"]


@pytest.mark.parametrize("comparison", [told(), alone(), without_hedge(), without_hedge("")])
def test_no_sentence_is_empty_or_broken(comparison):
    lines = summary_of(comparison)
    assert len(lines) >= 3
    for line in lines:
        assert line[0].isupper() or line[0].isdigit(), line
        assert line.endswith("."), line
        assert not {"None", "nan", "{", "  "} & {part for part in ("None", "nan", "{", "  ") if part in line}, line


def test_broken_promises_are_told_by_world():
    breaks = {plan: {"gbt_heavy": "no gun of gbt"} for plan in WORLDS[:2]} | {"gbt_heavy": {"balanced": "too dear"}}
    text = said(told(breaks=breaks))["What to mind"]
    assert (
        "broken by 2 plans in GB/T-heavy (the plan for CCS2-heavy: no gun of gbt) and the plan for GB/T-heavy in"
        in text
    )
    assert "in Balanced (too dear). What is served there is told all the same, but is not counted as a loss." in text


def test_the_least_loss_of_the_text_is_the_least_of_the_tables_beside_it():
    data = told()
    study = data["flexibility"]
    least = min(one["max_regret"] for one in study["curve"])
    study["offers"][-1]["max_regret"] = least
    assert "With more on offer" not in flexible(data)
    study["offers"][-1]["max_regret"] = least - 0.003
    assert flexible(data).endswith(f"With more on offer ({study['offers'][-1]['offer']}) it is {loss(least - 0.003)}.")
