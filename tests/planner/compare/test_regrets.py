"""Regrets, agreement, the price of hedging and the indices of dependence, by hand."""

import pytest

from planner.compare.agreement import no_regret_chargers, no_regret_share, no_regret_sites, single_world_sites
from planner.compare.dependence import hhi, mismatch, shares_of
from planner.compare.price import NO_PRICE, price_of_hedging
from planner.compare.regrets import Regrets
from planner.compare.rows import Hedge, PlanRow, Reached


def matrix(**changes):
    values = {
        "east": {"east": 100.0, "west": 30.0},
        "west": {"east": 60.0, "west": 50.0},
        "hedged": {"east": 90.0, "west": 45.0},
    }
    facts = {
        "worlds": ("east", "west"),
        "values": values,
        "bounds": {"east": 102.0, "west": 50.0},
        "gaps": {"east": 0.02, "west": 0.0, "hedged": 0.01},
    }
    return Regrets(**facts | changes)


def test_a_regret_is_the_share_that_is_lost_against_the_best_known_plan():
    regrets = matrix()
    assert regrets.regret("west", "east") == pytest.approx(0.4)
    assert regrets.regret("east", "west") == pytest.approx(0.4)
    assert regrets.regret("hedged", "east") == regrets.regret("hedged", "west") == pytest.approx(0.1)
    assert regrets.regret("east", "east") == 0
    assert [regrets.largest(plan) for plan in ("east", "west", "hedged")] == [0.4, 0.4, pytest.approx(0.1)]


def test_a_plan_of_another_world_may_be_the_best_known_and_the_own_plan_then_has_a_regret_within_its_gap():
    values = matrix().values | {"hedged": {"east": 101.0, "west": 45.0}}
    regrets = matrix(values=values)
    best = regrets.best("east")
    assert (best.plan, best.value, best.bound) == ("hedged", 101.0, 102.0)
    assert best.gap == pytest.approx(1 / 102)
    assert regrets.regret("east", "east") == pytest.approx(1 / 101)
    assert regrets.undecidable("east", "east")


def test_a_plan_that_breaks_a_promise_of_a_world_is_never_its_best():
    values = matrix().values | {"hedged": {"east": 150.0, "west": 45.0}}
    regrets = matrix(values=values, unfit=frozenset({("hedged", "east")}))
    assert regrets.best("east").plan == "east"
    assert regrets.regret("hedged", "east") == 0


def test_a_loss_where_a_plan_breaks_a_promise_counts_neither_as_nothing_nor_as_the_largest():
    values = matrix().values | {"hedged": {"east": 150.0, "west": 45.0}, "west": {"east": 1.0, "west": 50.0}}
    regrets = matrix(values=values, unfit=frozenset({("hedged", "east"), ("west", "east")}))
    assert regrets.largest("hedged") == pytest.approx(0.1), "of west alone"
    assert regrets.largest("west") is None, "at home alone, which says nothing of the east"
    assert not regrets.undecidable("hedged", "east"), "a plan that cannot be there is none to decide on"
    nowhere = matrix(values=values, unfit=frozenset({("hedged", "east"), ("hedged", "west")}))
    assert nowhere.largest("hedged") is None


def test_a_world_of_which_the_hedged_plan_breaks_a_promise_has_no_price_of_hedging():
    energy = {"east": {"east": 200.0, "west": 60.0}, "west": {"east": 120.0, "west": 100.0}}
    energy["hedged"] = {"east": 300.0, "west": 90.0}
    unfit = matrix(unfit=frozenset({("hedged", "east")}))
    price = price_of_hedging(unfit, energy, {"east": 0.9, "west": 0.1})
    assert (price["world"], price["kwh"]) == ("west", 10.0)
    assert set(price["by_world"]) == {"west"}


def test_a_hedged_plan_that_could_not_be_filed_leaves_its_reason():
    hedge = Hedge("", ("east", "west"), hedged=Reached(0.9, 0.95, 0.05, "search", 1.0))
    told = hedge.without_plan("hedged", "a bug was met")
    assert told.as_dict(told.hedged)["why_not"] == "a bug was met"
    assert told.as_dict(told.hedged)["bound"] is None
    assert hedge.without_plan("expected", "no matter").hedged is hedge.hedged


def test_a_regret_below_the_gaps_of_both_plans_is_undecidable():
    regrets = matrix(values=matrix().values | {"hedged": {"east": 97.5, "west": 49.5}})
    assert regrets.undecidable("hedged", "east"), "2.5 % within 1 % and 2 %"
    assert not regrets.undecidable("hedged", "west"), "1 % is not below 1 % and 0 %"
    assert not regrets.undecidable("west", "east")


def test_a_pair_that_was_not_played_has_no_regret_and_its_plan_no_largest_one():
    values = {"east": {"east": 100.0, "west": 30.0}, "west": {"east": 60.0, "west": 50.0}, "far": {"far": 7.0}}
    regrets = matrix(
        worlds=("east", "west", "far"),
        values=values,
        bounds={"east": 100.0, "west": 50.0, "far": 7.0},
        gaps=dict.fromkeys(values, 0.0),
    )
    assert regrets.regret("far", "east") is None
    assert not regrets.undecidable("far", "east")
    assert regrets.common == ("east", "west")
    assert regrets.largest("far") is None
    assert regrets.largest("east") == pytest.approx(0.4)


def test_where_nothing_can_be_served_nothing_is_regretted():
    values = {"east": {"east": 0.0, "west": 3.0}, "west": {"east": 0.0, "west": 4.0}}
    regrets = matrix(values=values, bounds={"east": 0.0, "west": 4.0})
    assert regrets.regret("west", "east") == 0


def plan(name, **chargers):
    return PlanRow(name, name, name, 0.0, "optimal", chargers)


PLANS = (
    plan("east", a={"dc": 2, "ac": 1}, b={"dc": 1}, c={"ac": 3}),
    plan("west", a={"dc": 1}, b={"ac": 1}, d={"ac": 2}),
)


def test_what_all_plans_build_is_right_whatever_comes():
    assert no_regret_sites(PLANS) == ["a", "b"]
    assert no_regret_chargers(PLANS) == {"a": {"dc": 1}}, "at b they agree on the place and not on the plug"
    assert single_world_sites(PLANS) == {"east": ["c"], "west": ["d"]}


def test_one_plan_alone_shares_all_with_itself_and_has_no_site_that_others_do_not_want():
    assert no_regret_sites(PLANS[:1]) == ["a", "b", "c"]
    assert single_world_sites(PLANS[:1]) == {"east": []}


def test_the_share_of_no_regret_sites_is_that_of_the_hedged_plan_or_the_smallest():
    assert no_regret_share(PLANS, {"a": {"dc": 1}, "x": {"dc": 1}, "b": {"dc": 0}}) == pytest.approx(0.5)
    assert no_regret_share(PLANS, None) == pytest.approx(2 / 3)
    assert no_regret_share((plan("east"),), None) is None


ENERGY = {
    "east": {"east": 120.0, "west": 40.0},
    "west": {"east": 70.0, "west": 60.0},
    "hedged": {"east": 108.0, "west": 45.0},
}


def test_the_price_of_hedging_is_told_for_the_most_likely_world():
    price = price_of_hedging(matrix(), ENERGY, {"east": 0.7, "west": 0.3})
    assert (price["world"], price["how"]) == ("east", "most likely world")
    assert price["kwh"] == pytest.approx(12.0)
    assert price["share"] == pytest.approx(0.1)
    assert price["by_world"]["west"] == {"kwh": pytest.approx(15.0), "share": pytest.approx(0.25)}


def test_without_probabilities_the_price_of_hedging_is_at_most_that_of_the_dearest_world():
    price = price_of_hedging(matrix(), ENERGY, {"east": None, "west": None})
    assert (price["world"], price["how"], price["share"]) == ("west", "every world", pytest.approx(0.25))


def test_without_a_hedged_plan_hedging_has_no_price():
    values = {name: row for name, row in matrix().values.items() if name != "hedged"}
    energy = {name: row for name, row in ENERGY.items() if name != "hedged"}
    assert price_of_hedging(matrix(values=values), energy, {"east": 1.0, "west": 0.0}) == NO_PRICE


def test_concentration_is_the_sum_of_squared_shares():
    assert hhi(shares_of({"gbt": 3.0, "ccs2": 1.0, "nacs": 0.0})) == pytest.approx(0.75**2 + 0.25**2)
    assert hhi(shares_of({"gbt": 5.0})) == 1.0
    assert hhi(shares_of({"gbt": 0.0})) is None


def test_the_mismatch_of_fleet_and_plugs_is_what_they_do_not_have_in_common():
    assert mismatch({"gbt": 0.6, "ccs2": 0.4}, {"gbt": 0.5, "ccs2": 0.5}) == pytest.approx(0.1)
    assert mismatch({"gbt": 1.0}, {"ccs2": 1.0}) == 1.0
    assert mismatch({"gbt": 1.0}, {"gbt": 1.0}) == 0.0
    assert mismatch({}, {"gbt": 1.0}) is None


def test_a_plan_out_of_balance_is_never_the_best_of_a_world_whose_bound_is_none_of_it():
    values = matrix().values | {"hedged": {"east": 150.0, "west": 45.0}}
    regrets = matrix(values=values, unbalanced=frozenset({("hedged", "east")}))
    best = regrets.best("east")
    assert (best.plan, best.value, best.bound) == ("east", 100.0, 102.0)
    assert regrets.regret("hedged", "east") == 0
    assert regrets.largest("hedged") == pytest.approx(0.1)
