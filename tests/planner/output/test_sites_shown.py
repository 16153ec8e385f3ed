"""The sites of a plan as readers see them: what an upgrade adds, and what it may not claim."""

import pandas as pd

from geodata.sites import SITES
from planner.dossier.site_table import site_table
from planner.model.solve.planning import best_plan, do_nothing
from planner.plan import Plan
from planner.question import question_of
from tests.fixtures.tiny_city import CRS, silent, stations, tiny_city, tiny_scenario


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
    assert f"{added:,.0f} kWh more than without" in upgrade["reason"]
    assert upgrade["rank"] == 1


def test_power_is_what_is_added_and_utilisation_a_share() -> None:
    table, _, _ = plan_of_upgrades()
    assert (table.loc[table["status"] == "existing", "power_kw"] == 0).all()
    known = table["utilisation"].dropna()
    assert len(known) > 0
    assert known.between(0, 1).all()
