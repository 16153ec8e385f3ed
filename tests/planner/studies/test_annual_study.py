"""A plan over a year: between its two sides, in step with the tariff, and told or asked for in report and terminal line."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from planner.catalogue.chargers import Work
from planner.dossier.dossier import Dossier
from planner.model.solve.planning import best_plan
from planner.network.service_level import service_level_of
from planner.output.report.writer import report_html
from planner.output.shared.year import plan_year
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.question import question_of
from planner.studies.annual import study
from tests.fixtures.tiny_city import STATION, silent, stations, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200, "port": "gbt"}, {"vehicle_class": "private", "count": 400}]
MONTHS = (-20.0, -15.0, 0.0, 10.0, 15.0, 20.0, 25.0, 20.0, 15.0, 10.0, 0.0, -15.0)


def made(**sections: Any) -> Dossier:
    own = {"fleet": {"temperature_c": -20.0, "month_temperatures_c": MONTHS}, "demand": {"winter_factor": None}}
    asked = {name: {**own.get(name, {}), **sections.get(name, {})} for name in {**own, **sections}}
    asked["demand"]["samples"] = 0
    return make_plan(tiny_city(CROWD, stations=stations()), tiny_scenario(**asked), say=silent, quick=True)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return made(tariff={"price_usd_kwh": 0.2, "energy_usd_kwh": 0.05})


def test_the_year_lies_between_the_design_day_kept_all_year_and_its_coverage_of_what_is_asked(dossier):
    year, card = dossier.studies["annual"], dossier.scorecard
    assert 0 < year["kwh_year"] < year["kwh_year_most"] <= year["demand_kwh_year"] * (1 + 1e-9)
    assert all(row["served_kwh_per_day"] <= row["most_kwh_per_day"] * (1 + 1e-9) for row in year["months"])
    assert all(row["most_kwh_per_day"] <= row["demand_kwh_per_day"] * (1 + 1e-9) for row in year["months"])
    by_class = [
        card.served_kwh[name] / asked for name, asked in card.demand_kwh.items() if asked > 0
    ]  # shares served, which hold on the mean day of every month
    shares = [row["served_kwh_per_day"] / row["demand_kwh_per_day"] for row in year["months"]]
    assert min(by_class) - 1e-9 <= min(shares) <= max(shares) <= max(by_class) + 1e-9
    assert year["months"][0]["demand_kwh_per_day"] < card.total_demand_kwh  # not every vehicle drives on every day
    served = [row["served_kwh_per_day"] for row in year["months"]]
    assert min(served) == served[5] == served[7]
    assert max(served) == served[0]


def test_the_year_and_the_tariff_speak_of_one_energy_and_one_revenue(dossier):
    year, tariff = dossier.studies["annual"], dossier.studies["tariff"]
    assert year["kwh_year"] == pytest.approx(tariff["network_kwh_year"])
    assert year["revenue_usd"] == pytest.approx(tariff["network_revenue_usd"])
    assert year["demand_kwh_year"] == pytest.approx(dossier.demand_story["annual"]["kwh_year"])


def test_shares_of_hours_and_power_by_hand():
    months = {"temperature_c": 20.0, "month_temperatures_c": (20.0,) * 12}
    scenario = tiny_scenario(fleet=months, demand={"samples": 0})
    question = question_of(tiny_city(CROWD[:1], stations=stations((("e1", "GBT_DC", 1, 60.0),))), scenario, say=silent)
    (cabinet,) = [kind for kind in question.chargers if kind.id == "dc_gbt_60"]
    pool = next(one for one, n in zip(question.pools.pools, question.pools.guns[:, 0], strict=True) if n)
    chargers = pd.DataFrame([("a", cabinet.id, 1)], columns=["site_id", "charger", "count"])
    pools = pd.DataFrame(
        [(site, pool.name, "gbt", "fast", kwh) for site, kwh in (("a", 300.0), (STATION, 100.0))],
        columns=["site_id", "pool", "family", "need", "kwh_per_day"],
    )
    year = study(question, Plan(chargers, pools, pools, proof=None), silent)  # type: ignore[arg-type]
    new = cabinet.plugs()["GBT_DC"]
    assert (year["guns"], year["rated_kw"]) == (new + 1, cabinet.power_kw + 60.0)
    assert year["kwh_year"] == pytest.approx(
        400 * 320
    )  # taxis drive 320 days, and no month is milder than the design day
    assert year["share_of_power"] == pytest.approx(400 * 320 / ((cabinet.power_kw + 60) * 8760))
    held_h = 400 * 320 / pool.session_kwh * pool.service_min / 60
    assert year["share_of_hours"] == pytest.approx(held_h / ((new + 1) * 8760))


def test_power_is_that_of_the_guns_that_are_counted() -> None:
    """A gun that no car of the city can use is neither gun nor power; one that is repaired is both."""
    standing = stations((("e1", "GBT_DC", 1, 60.0), ("e2", "CHADEMO", 2, 50.0), ("e3", "GBT_DC", 2, 60.0)))
    status = ["operational", "operational", "out_of_order"]
    table = replace(standing, connectors=standing.connectors.assign(status=status))
    fleet = {"temperature_c": 20.0, "month_temperatures_c": (20.0,) * 12}
    scenario = tiny_scenario(fleet=fleet, demand={"samples": 0}, upgrades={"repair": True})
    question = question_of(tiny_city(CROWD[:1], stations=table), scenario, say=silent)
    assert question.pools.unused_standing == 2
    (repair,) = [kind for kind in question.chargers if kind.work is Work.REPAIR]
    empty = pd.DataFrame(columns=["site_id", "pool", "family", "need", "kwh_per_day"])
    chargers = pd.DataFrame([(STATION, repair.id, 2)], columns=["site_id", "charger", "count"])
    year = study(question, Plan(chargers, empty, empty, proof=None), silent)  # type: ignore[arg-type]
    assert (year["guns"], year["rated_kw"]) == (3, 180.0)


def test_report_summary_and_terminal_line_tell_it(dossier):
    text, line = report_html(dossier), plan_year(dossier.studies["annual"])
    assert "Over a year" in text
    assert "The lower figures" in text
    assert "drivers pay" in text
    assert "Demand of a year (assumed figures)" in text
    assert "drivers pay at least $" in line
    assert summary(dossier)["studies"]["annual"] == dossier.studies["annual"]


def test_a_city_whose_months_nobody_knows_is_told_what_to_give_and_nothing_else():
    found = made(fleet={"month_temperatures_c": None})
    assert set(found.studies["annual"]) == {"note"}
    page = report_html(found)
    assert "nothing is known of the months in" in page
    assert "month_temperatures_c" not in page, "what to give is told to who plans, not to the council"
    assert "fleet.month_temperatures_c = [12 numbers" in plan_year(found.studies["annual"])
    assert plan_year(found.studies["annual"]).startswith("No figure for a year")


def test_a_plan_without_price_has_no_revenue_and_hostile_words_are_escaped(dossier):
    year = dossier.studies["annual"]
    hostile = {**year, "revenue_usd": None, "assumed": [{**year["assumed"][0], "source": "<script>x</script>"}]}
    text = report_html(replace(dossier, studies={**dossier.studies, "annual": hostile}))
    assert "&lt;script&gt;x" in text
    assert "<script>" not in text
    assert "drivers pay" not in plan_year(hostile)


def test_where_more_is_asked_than_guns_carry_the_upper_side_is_what_they_carry_at_the_temperature_of_the_month():
    crowd = [{"vehicle_class": "taxi", "count": 4_000, "port": "gbt"}]
    months = {"temperature_c": -20.0, "month_temperatures_c": (12.0,) * 12}
    own: dict[str, Any] = {"fleet": months, "demand": {"winter_factor": None, "samples": 0}}
    city = tiny_city(crowd, stations=stations())
    question = question_of(city, tiny_scenario(**own), say=silent)
    plan = best_plan(question, say=silent)
    mild = question_of(city, tiny_scenario(**own | {"fleet": {**months, "temperature_c": 12.0}}), say=silent)
    guns, lack_kw = mild.guns_with(plan.chargers), mild.missing_kw_with(plan.chargers)
    level = service_level_of(mild.scenario.plan)
    carried = sum(
        pool.carries(int(guns[site, q]), float(lack_kw[site, q]), level)
        for q, pool in enumerate(mild.pools.pools)
        for site in range(len(guns))
    )
    for row in study(question, plan, silent)["months"]:
        assert row["most_kwh_per_day"] == pytest.approx(carried, rel=1e-3)
        assert row["most_kwh_per_day"] > row["served_kwh_per_day"]
