"""What the summary of a comparison says of the hedged plan: what it gives up in which world, what is proven of that, or why there is none."""

from planner.output.comparison.matrix import heat_map
from tests.fixtures.comparison_fixture import WORLDS, said, told, without_hedge


def test_the_price_of_hedging_is_told_with_what_is_proven():
    text = said(told())["The price of hedging"]
    assert (
        "the hedged plan loses up to 22 % of the benefit to drivers: 1.0 % if Balanced comes, 22 % if it is CCS2-heavy or GB/T-heavy. "
        "Of the energy served it gives up most if CCS2-heavy comes: 22 %, 8 566 kWh a day." in text
    )
    assert "The safest plan for one world, Balanced, loses up to 25 %." in text
    assert "no plan under the same rules and for the same money loses less than 20 % at worst" in text


def test_the_price_in_energy_is_of_the_world_that_loses_most_of_it_and_not_of_benefit():
    price = told()["price_of_hedging"] | {
        "by_world": {"ccs2_heavy": {"kwh": 333.0, "share": 0.026}, "balanced": {"kwh": 812.0, "share": 0.061}}
    }
    text = said(told(price_of_hedging=price))["The price of hedging"]
    assert (
        "22 % if it is CCS2-heavy or GB/T-heavy. Of the energy served it gives up most if Balanced comes: 6.1 %, 812 kWh"
        in text
    )


def test_every_world_in_which_as_much_is_lost_is_named():
    regret = told()["regret"] | {"hedged": {"ccs2_heavy": 0.1082, "balanced": 0.034, "gbt_heavy": 0.1151}}
    worst = told()["max_regret"] | {"hedged": 0.1151}
    text = said(told(regret=regret, max_regret=worst))["The price of hedging"]
    assert "3.4 % if Balanced comes, 12 % if it is GB/T-heavy." in text
    regret["hedged"]["ccs2_heavy"] = 0.115
    text = said(told(regret=regret, max_regret=worst))["The price of hedging"]
    assert "12 % if it is GB/T-heavy or CCS2-heavy." in text


def test_a_hedge_that_is_hardly_better_than_a_plan_is_not_said_to_be_proven():
    text = said(told(gap=told()["gap"] | {"hedged": 0.05}))["The price of hedging"]
    assert "loses up to 25 %; so small a difference is not proven." in text


def test_a_hedged_plan_that_is_the_plan_of_a_world_is_said_to_be():
    same = {key: told()[key] | {"hedged": told()[key]["balanced"]} for key in ("value", "regret", "max_regret")}
    text = said(told(**same))["The price of hedging"]
    assert "Nothing better was found than the plan for Balanced: the two are equal in every world." in text


def test_a_hedge_that_costs_nothing_is_said_so():
    regret = told()["regret"] | {"hedged": dict.fromkeys(WORLDS, 0.0)}
    worst = told()["max_regret"] | {"hedged": 0.0}
    assert said(told(regret=regret, max_regret=worst))["The price of hedging"].startswith("Hedging costs nothing")


def test_why_there_is_no_hedged_plan_is_told_and_the_safest_plan_named():
    text = said(without_hedge("the worlds differ in plan.budget_usd"))["The price of hedging"]
    assert (
        text
        == "There is no hedged plan: the worlds differ in plan.budget_usd. The safest of the plans is the plan for Balanced: it loses up to 25 %."
    )


def test_a_world_that_is_not_hedged_against_is_named():
    hedge = told()["hedge"] | {"without": {"gbt_heavy": "it differs in budget from ccs2_heavy"}}
    assert (
        "It is not hedged against GB/T-heavy: it differs in budget from ccs2_heavy."
        in said(told(hedge=hedge))["The price of hedging"]
    )


def test_the_likeliest_world_is_called_so_only_where_none_that_stands_apart_is_likelier():
    chances = {"ccs2_heavy": 0.2, "balanced": 0.3, "gbt_heavy": 0.5}
    price = {"world": "balanced", "how": "most likely world", "kwh": 100.0, "share": 0.01, "by_world": {}}
    one = told(probabilities=chances, price_of_hedging=price, apart={"gbt_heavy": "another city"})
    assert (
        "held to be the likeliest of those that could be compared (30 %, assumed)" in said(one)["The price of hedging"]
    )


def test_a_hedged_plan_that_cannot_stand_in_a_world_is_not_said_to_be_missing():
    text = said(told(max_regret=told()["max_regret"] | {"hedged": None}))["The price of hedging"]
    assert text.startswith("The hedged plan could not be played in every world")


def test_one_loss_has_one_figure_wherever_it_is_told():
    regret = told()["regret"] | {"hedged": {"ccs2_heavy": 0.0245, "balanced": 0.00228, "gbt_heavy": 0.0231}}
    worst = told()["max_regret"] | {"hedged": 0.0245}
    data = told(regret=regret, max_regret=worst, undecidable={"hedged": {"balanced": True}})
    text = said(data)
    assert "loses up to 2.5 % of the benefit to drivers: 0.2 % if Balanced comes, 2.5 %" in text["The price of hedging"]
    assert "the hedged plan if Balanced comes (0.2 %)" in text["Too close to call"]
    cell = next(row for row in heat_map(data)["rows"] if row["plan"].id == "hedged")["cells"][1]
    assert cell.share == "0.2\u202f%"


def test_of_dropping_the_balance_it_is_told_what_is_found_and_what_is_proven():
    hedge = told()["hedge"] | {"balanced": {"value": 0.8405, "bound": 0.93059}}
    imbalance = {"hedged": {"balanced": "GB/T is served little"}}
    text = said(told(hedge=hedge, imbalance=imbalance))["The price of hedging"]
    assert "The best plan found that keeps the balance of plugs in every world loses up to 16 %" in text
    assert (
        "It is proven that any plan for the same money that keeps it in every world loses 6.9 % or more at worst."
        in text
    )
    assert "The hedged plan misses the balance if Balanced comes." in text
    hedge["balanced"]["bound"] = 1.0
    text = said(told(hedge=hedge, imbalance=imbalance))["The price of hedging"]
    assert "That every plan that keeps it must lose as much is not proven." in text
    assert "It is proven that any plan" not in text
