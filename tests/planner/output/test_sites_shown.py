"""The sites of a plan as readers see them: what an upgrade adds, and what it may not claim."""

from dataclasses import replace

import pandas as pd
import pytest

from geodata.sites import SITES
from planner.dossier.site_table import site_table
from planner.model.solve.planning import best_plan, do_nothing
from planner.plan import Plan
from planner.question import question_of
from tests.fixtures.tiny_city import CRS, silent, stations, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]


def plan_of_upgrades() -> tuple[pd.DataFrame, Plan, Plan]:
    city = tiny_city(stations=stations(), sites=SITES.empty(CRS))
    scenario = tiny_scenario(plan={"budget_usd": 60_000.0, "chargers": ("dc_gbt_60", "dc_ccs2_60")})
    question = question_of(city, scenario, say=silent)
    plan, nothing = best_plan(question, say=silent), do_nothing(question)
    return pd.DataFrame(site_table(city, question, plan, nothing)), plan, nothing


def test_an_upgrade_is_ranked_by_what_it_adds_to_the_standing_guns() -> None:
    table, plan, nothing = plan_of_upgrades()
    upgrade = table[table["status"] == "upgrade"].iloc[0]
    site = upgrade["site_id"]
    added = sum(
        p.flows.loc[p.flows["site_id"] == site, "kwh_per_day"].sum() * sign for p, sign in ((plan, 1), (nothing, -1))
    )
    assert f"{added:,.0f} kWh more than without".replace(",", "\u202f") in upgrade["reason"]
    assert upgrade["rank"] == 1


def test_power_is_what_is_added_and_utilisation_a_share() -> None:
    table, _, _ = plan_of_upgrades()
    assert (table.loc[table["status"] == "existing", "power_kw"] == 0).all()
    known = table["utilisation"].dropna()
    assert len(known) > 0
    assert known.between(0, 1).all()


def test_a_slow_post_is_in_use_for_as_long_as_cars_stand_there() -> None:
    """Full posts of 7 kW are held half of the day and more, though their power is hardly used."""
    scenario = tiny_scenario(plan={"budget_usd": 20_000.0, "chargers": ("ac_gbt_7",), "max_drive_min": 5})
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    plan = best_plan(question, say=silent)
    table = pd.DataFrame(site_table(tiny_city(CROWD), question, plan, do_nothing(question)))
    built = table[table["status"] == "proposed"]
    assert len(built)
    for row in built.to_dict("records"):
        mine = plan.pools[plan.pools["site_id"] == row["site_id"]]
        (pool,) = [one for one in question.pools.pools if one.name in set(mine["pool"])]
        (posts,) = [one["count"] for one in row["chargers"]]
        held_h = mine["kwh_per_day"].sum() / pool.session_kwh * pool.service_min / 60
        assert row["utilisation"] == pytest.approx(held_h / (24 * posts))
    assert built["utilisation"].max() > 0.2


def test_a_site_that_serves_nobody_new_is_said_to_be_forced_only_where_it_was() -> None:
    scenario = tiny_scenario(plan={"budget_usd": 60_000.0, "chargers": ("dc_gbt_60",)})
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    nothing = do_nothing(question)
    site = str(question.places.site_id[~question.places.existing][0])
    chargers = pd.DataFrame([(site, "dc_gbt_60", 1)], columns=["site_id", "charger", "count"])
    plan = replace(nothing, chargers=chargers)
    for forced in ((), (site,)):
        asked = replace(question, scenario=question.scenario.with_plan(forced=forced))
        table = pd.DataFrame(site_table(tiny_city(CROWD), asked, plan, nothing)).set_index("site_id")
        assert "it serves nobody new" in table.loc[site, "reason"]
        assert ("it was forced" in table.loc[site, "reason"]) == bool(forced)
