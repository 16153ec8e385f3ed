"""What a plan earns at a tariff, reckoned by hand, and how its report tells it."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from planner.catalogue.facts import winter_factor
from planner.model.solve.planning import best_plan
from planner.output.report.writer import report_html
from planner.output.shared.places import titles
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies.annual import year_asked
from planner.studies.tariff import study
from planner.support.stopping import never
from tests.fixtures.crowded_street import CROWD
from tests.fixtures.tariffed_street import plan_with_loads, tariff_question, tariff_scenario
from tests.fixtures.tiny_city import STATION, silent, tiny_city, tiny_scenario

MONEY = {"price_usd_kwh": 0.2, "energy_usd_kwh": 0.05}


def told(question: Question, plan: Plan) -> Any:
    return study(question, plan, silent, never)


def days_of(question: Question) -> float:
    """Design days to a year of the fast GB/T drivers."""
    return year_asked(question).design_days()["gbt_fast"]


def gbt_pool(question: Question) -> str:
    return next(pool.name for pool, n in zip(question.pools.pools, question.pools.guns[:, 0], strict=True) if n)


def test_without_a_price_nothing_is_told():
    question = tariff_question()
    assert told(question, best_plan(question, say=silent)) is None


def test_a_site_is_weighed_by_hand():
    question = tariff_question(MONEY | {"cap_usd_kwh": 0.1})
    figures = told(question, plan_with_loads(("a", "dc_gbt_60", 1), kwh={("a", gbt_pool(question)): 100.0}))
    (cabinet,) = [kind for kind in question.chargers if kind.id == "dc_gbt_60"]
    ground = question.costs.ground_annual_usd(5_000.0)
    annual = question.costs.charger_annual_usd(cabinet) + ground
    sold = 100.0 * days_of(question)
    (row,) = figures["sites"]
    assert row["annual_cost_usd"] == figures["annual_cost_usd"] == pytest.approx(annual)
    assert row["kwh_year"] == figures["kwh_year"] == pytest.approx(sold)
    margin = sold * 0.2 - sold / 0.95 * 0.05 - annual
    assert row["margin_usd"] == figures["at_price"]["margin_usd"] == pytest.approx(margin)
    assert figures["at_price"]["revenue_usd"] == pytest.approx(sold * 0.2)
    assert row["break_even_usd_kwh"] == pytest.approx((annual + sold / 0.95 * 0.05) / sold)
    under = sold * 0.1 - sold / 0.95 * 0.05 - annual
    assert row["cap_margin_usd"] == figures["at_cap"]["margin_usd"] == pytest.approx(under)
    assert under < 0
    assert (figures["at_cap"]["losing_sites"], figures["at_cap"]["subsidy_usd"]) == (1, pytest.approx(-under))
    assert (row["name"], row["district"]) == ("Lot a", "West")


def test_the_subsidy_is_what_the_losing_sites_miss_and_no_profit_of_others_pays_it():
    question = tariff_question(MONEY)
    pool = gbt_pool(question)
    plan = plan_with_loads(
        ("a", "dc_gbt_60", 1), ("b", "dc_gbt_60", 1), ("c", "dc_gbt_60", 2), kwh={("a", pool): 500.0, ("b", pool): 1.0}
    )
    figures = told(question, plan)
    margins = {row["site_id"]: row["margin_usd"] for row in figures["sites"]}
    assert [row["site_id"] for row in figures["sites"]] == sorted(margins, key=lambda one: margins[one])
    assert margins["a"] > 0 > margins["b"] > margins["c"]
    assert figures["at_price"]["losing_sites"] == 2
    assert figures["at_price"]["subsidy_usd"] == pytest.approx(-margins["b"] - margins["c"])
    assert figures["at_price"]["margin_usd"] == pytest.approx(sum(margins.values()))
    assert figures["sites"][0]["break_even_usd_kwh"] is None  # c sells nothing


def test_new_guns_at_a_standing_station_are_credited_with_their_part_of_the_queue():
    question = tariff_question(MONEY)
    pool = gbt_pool(question)
    assert question.pools.standing.sum() == 1
    figures = told(question, plan_with_loads((STATION, "dc_gbt_60", 1), kwh={(STATION, pool): 90.0}))
    (row,) = figures["sites"]
    assert row["kwh_year"] == pytest.approx(60.0 * days_of(question))  # two of three guns are new
    assert figures["network_kwh_year"] == pytest.approx(90.0 * days_of(question))
    (cabinet,) = [kind for kind in question.chargers if kind.id == "dc_gbt_60"]
    assert row["annual_cost_usd"] == pytest.approx(question.costs.charger_annual_usd(cabinet))


def test_what_is_weighed_costs_as_much_a_year_as_the_scorecard_says():
    for grid in ({}, {"connection": "stepped"}):
        city = tiny_city(CROWD)
        found = make_plan(city, tariff_scenario(MONEY, grid=grid), say=silent, quick=True)
        figures = found.studies["tariff"]
        assert figures["annual_cost_usd"] == pytest.approx(found.scorecard.annual_cost_usd)
        assert figures["network_kwh_year"] == pytest.approx(found.scorecard.total_served_kwh * figures["days"])
        assert figures["kwh_year"] <= figures["network_kwh_year"] + 1e-6


def test_a_year_has_as_much_energy_as_the_winter_curve_and_the_days_of_operation_say():
    fleet = [{"vehicle_class": "taxi", "count": 200}]  # drives 320 days

    def days(**sections: Any) -> float:
        own = {"tariff": MONEY | sections.pop("tariff", {}), **sections}
        return days_of(question_of(tiny_city(fleet), tiny_scenario(**own), say=silent))

    cold = days(fleet={"temperature_c": -20.0}, demand={"winter_factor": None})
    mean, design = winter_factor(10.0, "car_central"), winter_factor(-20.0, "car_central")
    assert cold == pytest.approx(320 * mean / design) == pytest.approx(196, abs=1)
    given = days(tariff={"mean_temperature_c": 20.0}, demand={"winter_factor": 2.0})
    assert given == pytest.approx(320 / 2)


def test_a_cap_above_the_price_changes_nothing_and_that_is_said():
    found = make_plan(tiny_city(CROWD), tariff_scenario(MONEY | {"cap_usd_kwh": 0.3}), say=silent, quick=True)
    figures = found.studies["tariff"]
    assert figures["cap_binds"] is False
    assert figures["at_cap"] == figures["at_price"]
    assert "lies above the price and changes nothing" in report_html(found)
    assert "under the cap</th>" not in report_html(found)


def test_energy_dearer_than_the_price_makes_every_site_lose():
    found = make_plan(
        tiny_city(CROWD), tariff_scenario({"price_usd_kwh": 0.1, "energy_usd_kwh": 0.2}), say=silent, quick=True
    )
    figures = found.studies["tariff"]
    assert figures["at_price"]["losing_sites"] == figures["at_price"]["sites"] > 0
    assert figures["break_even_usd_kwh"] > 0.2


def test_a_plan_that_builds_nothing_earns_nothing_back():
    found = make_plan(tiny_city(CROWD), tariff_scenario(MONEY, plan={"budget_usd": 10}), say=silent, quick=True)
    figures = found.studies["tariff"]
    assert (figures["sites"], figures["at_price"]["margin_usd"], figures["break_even_usd_kwh"]) == ([], 0, None)
    assert "nothing is to be earned back" in report_html(found)


def test_the_tariff_changes_neither_the_plan_nor_its_worth():
    plain = make_plan(tiny_city(CROWD), tariff_scenario(), say=silent, quick=True)
    priced = make_plan(tiny_city(CROWD), tariff_scenario(MONEY | {"cap_usd_kwh": 0.1}), say=silent, quick=True)
    assert plain.scorecard == priced.scorecard
    assert plain.proof.value == priced.proof.value
    assert "What it earns" not in report_html(plain)


def test_report_and_summary_tell_it_and_escape_the_names_of_sites():
    found = make_plan(tiny_city(CROWD), tariff_scenario(MONEY | {"cap_usd_kwh": 0.1}), say=silent, quick=True)
    figures = found.studies["tariff"]
    hostile = {**figures, "sites": [{**figures["sites"][0], "name": "<script>x</script>"}]}
    text = report_html(replace(found, studies={**found.studies, "tariff": hostile}))
    assert "What it earns" in text
    assert "Under the cap of $0.100" in text
    assert '<th scope="col">under the cap</th>' in text
    assert "<script>" not in text
    assert titles(found)[figures["sites"][0]["site_id"]] in unescape(text), "a site is named as everywhere"
    assert summary(found)["studies"]["tariff"] == figures
    assert {one["confidence"] for one in figures["assumed"]} == {"low"}
