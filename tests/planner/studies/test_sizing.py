"""What sizes a plan: sites without room count where the figure is assumed, and a plan by given figures is sized by none."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from planner.model.solve.planning import best_plan
from planner.question import Question, question_of
from planner.studies import reasons
from planner.studies.site_power import SIZES_KW, plans_by_site_power
from planner.studies.sizing import LARGE_PART, sentence, study
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]


def asked(*, power: bool = True, bays: bool = True, count: int = 4, **sections: Any) -> Question:
    """The crowded street with lots whose power and bays are assumed, or given."""
    city = tiny_city(CROWD)
    lots = city.sites.assign(bays_assumed=bays, bays=count, feeder=None)
    if power:
        lots = lots.assign(grid_kw=np.nan)
    plan = {"budget_usd": 900_000, "max_drive_min": 5, **sections.pop("plan", {})}
    scenario = full_scenario(plan=plan, demand={"samples": 0}, **sections)
    return question_of(dataclasses.replace(city, sites=lots), scenario, say=silent)


def told(question: Question) -> dict[str, Any]:
    found = study(question, best_plan(question, say=silent), silent)
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("default_kw", [60.0, 130.0, 250.0, 2_000.0])
@pytest.mark.parametrize("budget_usd", [101_000, 900_000])
def test_as_many_sites_count_as_say_themselves_that_assumed_power_or_bays_leave_no_room(default_kw, budget_usd):
    """At 101 000 USD four cabinets leave 10 of 250 kW: none of the same fits, a slow post does, and money alone may hold it back."""
    plan = {"budget_usd": budget_usd, "chargers": ["dc_gbt_60", "ac_gbt_7", "ac_t2_22"]}
    question = asked(count=24 if budget_usd < 900_000 else 4, grid={"default_site_kw": default_kw}, plan=plan)
    plan = best_plan(question, say=silent)
    found, told_by_site = study(question, plan, silent), reasons.study(question, plan, silent)
    texts = [str(one["why"]) for one in told_by_site["sites"]]
    assert found["sites"] == len(texts)
    assert found["capped"] == sum("No further charger fits" in text and "(assumed)" in text for text in texts)
    assert found["by_power"] == sum("its (assumed) grid connection" in text for text in texts)
    assert found["by_bays"] == sum("bays (assumed) are taken" in text for text in texts)


def test_where_the_crowd_asks_for_more_than_assumed_power_allows_the_headline_names_it():
    found = told(asked(grid={"default_site_kw": 61.0}, bays=False))
    assert found["capped"] == found["by_power"] == found["sites"] > 0
    assert found["by_bays"] == 0
    assert "does not fit into the assumed 61 kW a site" in found["sentence"]
    assert "this assumed figure sizes the plan (grid.default_site_kw)" in found["sentence"]


def test_figures_that_were_given_size_no_plan():
    question = asked(power=False, bays=False)
    chargers = question.places.existing
    lots = dataclasses.replace(
        question.places, grid_assumed=np.zeros_like(chargers), bays_assumed=np.zeros_like(chargers)
    )
    found = told(dataclasses.replace(question, places=lots))
    assert (found["capped"], found["sentence"]) == (0, None)


def test_the_headline_speaks_from_a_third_of_the_sites_on():
    figures = {"sites": 125, "by_power": 40, "by_bays": 30, "budget_too": 0, "assumed_kw": 250.0, "assumed_bays": [4]}
    assert sentence({**figures, "capped": 62}) == (
        "At 62 of 125 sites some drivers in reach need a further charger that does not fit into the assumed 250 kW a site or "
        "4 bays a site, even where a smaller one would: these two assumed figures size the plan "
        "(grid.default_site_kw; sites.default_bays, bay_share and upgrade_bays)."
    )
    assert "size the plan, and at 7 of them the budget too, for other drivers (grid" in sentence(
        {**figures, "capped": 62, "budget_too": 7}
    )
    assert sentence({**figures, "capped": int(125 * LARGE_PART)}) is None
    assert sentence({**figures, "capped": int(125 * LARGE_PART) + 1}) is not None


def test_a_plan_that_builds_nothing_is_sized_by_nothing():
    question = asked(plan={"budget_usd": 0})
    assert study(question, best_plan(question, say=silent), silent) is None


def test_the_quick_plan_at_each_power_is_the_plan_of_that_configuration():
    question = asked(count=12)
    found = plans_by_site_power(question, silent)
    assert found["assumed_sites"] == int(question.places.grid_assumed.sum()) == 4
    assert [row["site_kw"] for row in found["rows"]] == list(SIZES_KW)
    for row in found["rows"]:
        plan = best_plan(asked(count=12, grid={"default_site_kw": row["site_kw"]}), say=silent)
        assert row["bound"] >= plan.proof.value * (1 - 1e-6)
        assert row["value"] >= plan.proof.value * (1 - row["gap"] - 1e-6)
        assert row["value"] <= plan.proof.bound * (1 + 1e-6)
    values = [row["value"] for row in found["rows"]]
    assert values == sorted(values)
    assert values[0] < values[-1], "the street is short of power at 150 kW a lot"


def test_quick_plans_by_power_are_left_out_with_the_reason():
    question = asked()
    given = np.zeros_like(question.places.grid_assumed)
    all_given = dataclasses.replace(question, places=dataclasses.replace(question.places, grid_assumed=given))
    assert plans_by_site_power(all_given, silent)["why_not"] == "the power of every site is given"
    cost = asked(plan={"objective": "cost", "coverage": 0.2})
    assert "plan.objective is 'cost'" in plans_by_site_power(cost, silent)["why_not"]
    torn = asked(plan={"district_floor": 1.0, "budget_usd": 50_000})
    found = plans_by_site_power(torn, silent)
    assert found["rows"] == []
    assert found["why_not"].startswith("no quick plan at 150 kW a site: ")
