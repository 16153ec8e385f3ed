"""What a plan has of what is coming, reckoned by hand, and how its report tells it."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from planner.catalogue.facts import parameter_figure
from planner.dossier.dossier import Dossier
from planner.output.report.writer import report_html
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies.coming import coming_assumptions, study
from planner.support.stopping import never
from tests.fixtures.tiny_city import silent, sites, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 200}]
ALL = {"v2g": True, "wireless": True, "chaoji": True, "chaoji_kw": 120}


def asked(kinds: tuple[str, ...] = ("dc_gbt_60", "dc_ccs2_60"), **sections: Any) -> Question:
    plan = {"chargers": list(kinds), **sections.pop("plan", {})}
    return question_of(tiny_city(CROWD, sites=sites({"a": 1})), tiny_scenario(plan=plan, **sections), say=silent)


def plan_of(question: Question, **count: int) -> Plan:
    """Chargers at the lot, and nobody who comes; the studies of what is coming look at nothing else but pads' flows."""
    rows = [{"site_id": "a", "charger": name, "count": n} for name, n in count.items()]
    chargers = pd.DataFrame(rows, columns=["site_id", "charger", "count"])
    flows = pd.DataFrame(columns=["zone_id", "site_id", "family", "need", "kwh_per_day", "drive_s"])
    return Plan(chargers, flows, pd.DataFrame(), proof=None)  # type: ignore[arg-type]


def told(question: Question, **count: int) -> Any:
    return study(question, plan_of(question, **count), silent, never)


def dossier(**sections: Any) -> Dossier:
    scenario = tiny_scenario(demand={"samples": 0}, **sections)
    return make_plan(tiny_city(CROWD), scenario, say=silent, quick=True)


def test_with_all_switches_off_nothing_is_told():
    question = asked()
    assert told(question, dc_gbt_60=2) is None
    assert coming_assumptions(question) == []


def test_only_what_is_switched_on_is_told():
    assert set(told(asked(coming={"v2g": True}))) == {"v2g"}
    assert set(told(asked(coming=ALL))) == {"v2g", "wireless", "chaoji"}


def test_support_in_the_evening_is_guns_times_power_times_what_works_times_who_is_there():
    figures = told(
        asked(coming=ALL | {"v2g_plugged_share": 0.5}, plan={"availability": 0.93}), v2g_dc_20=3, dc_gbt_60=2
    )["v2g"]
    assert figures["guns"] == 3
    assert figures["evening_support_kw"] == pytest.approx(3 * 20 * 0.93 * 0.5)
    assert figures["premium_usd"] == 3 * 5_000
    assert figures["usd_per_support_kw"] == pytest.approx(5_000 / (20 * 0.93 * 0.5))
    assert figures["premium_source"].startswith(parameter_figure("v2g_premium").source)
    assert (figures["premium_confidence"], figures["confidence"]) == ("medium", "low")


@pytest.mark.parametrize(("case", "usd"), [("low", 1850), ("central", 5000), ("high", 5000)])
def test_the_premium_follows_the_case_of_the_prices(case, usd):
    assert told(asked(coming=ALL, plan={"cost_case": case}), v2g_dc_20=1)["v2g"]["premium_usd"] == usd


def test_a_premium_that_is_known_takes_the_place_of_the_facts():
    figures = told(asked(coming=ALL | {"v2g_premium_usd": 1_200}), v2g_dc_20=2)["v2g"]
    assert (figures["premium_usd"], figures["premium_source"]) == (2_400, "coming.v2g_premium_usd")


def test_guns_at_which_nobody_can_be_emptied_help_nobody():
    figures = told(asked(coming=ALL | {"v2g_plugged_share": 0}), v2g_dc_20=2)["v2g"]
    assert (figures["evening_support_kw"], figures["usd_per_support_kw"]) == (0, None)


def test_a_v2g_gun_is_said_to_serve_gbt_alone():
    question = asked(coming=ALL)
    assert "GB/T alone" in [one["value"] for one in told(question)["v2g"]["assumed"]]
    at = [kind.id for kind in question.chargers].index("v2g_dc_20")
    pools = [pool.families for pool, guns in zip(question.pools.pools, question.pools.guns, strict=True) if guns[at]]
    assert pools == [("gbt",)]


def test_pads_are_counted_with_the_taxis_that_they_are_for():
    figures = told(asked(coming=ALL | {"wireless_taxi_share": 0.2}), wpt_11=4)["wireless"]
    assert (figures["taxis"], figures["pads"], figures["sites"], figures["usd"]) == (40, 4, 1, 4 * 10_500)
    assert figures["demand_kwh"] > 0 == figures["served_kwh"]
    assert figures["site_kinds"] == []
    assert "all sites" in [one["value"] for one in figures["assumed"]]


def test_chaoji_counts_what_is_ready_and_what_stays_useful():
    question = asked(coming=ALL)
    figures = told(question, chaoji=1, dc_gbt_60=2, dc_ccs2_60=1)["chaoji"]
    kind = next(one for one in question.chargers if one.id == "chaoji")
    price = kind.hardware_usd + kind.install_usd
    assert figures["plugs_ready"] == 2
    assert (figures["gbt_dc_added"], figures["gbt_dc_standing"]) == (4, 1)  # the dual gun of the station
    assert figures["ready_share"] == pytest.approx(2 / 7)
    assert figures["fade_year"] == question.scenario.fade_year == 2033
    assert figures["useful_usd"] == pytest.approx(price / 2)  # five of ten years
    assert figures["old_plug_usd"] == pytest.approx(2 * 18_500 / 2)
    assert figures["path_usd"] == pytest.approx(2 * (60 * price / 120 - 18_500))


def test_a_plan_that_builds_nothing_is_told_without_a_division_by_zero():
    question = asked(coming=ALL)
    figures = told(question)
    assert figures["v2g"]["evening_support_kw"] == figures["wireless"]["pads"] == figures["chaoji"]["plugs_ready"] == 0
    bare = replace(question, places=replace(question.places, standing=question.places.standing.iloc[:0]))
    assert told(bare)["chaoji"]["ready_share"] is None


def test_with_gbt_cabinets_off_the_list_a_city_builds_chaoji_for_its_gbt_cars():
    found = dossier(coming={"chaoji": True, "chaoji_kw": 60}, plan={"chargers": ["dc_ccs2_60"]})
    assert found.scorecard.plugs_added["CHAOJI"] > 0
    assert found.scorecard.served_kwh["gbt_fast"] > found.do_nothing.served_kwh["gbt_fast"]
    assert found.studies["coming"]["chaoji"]["plugs_ready"] == found.scorecard.plugs_added["CHAOJI"]
    text = report_html(found)
    assert "would be ready for cars with the new plug" in text
    assert "leave GB/T&#39;s cabinets out" not in text


def test_the_report_and_the_summary_name_every_assumed_figure():
    found = dossier(coming=ALL | {"wireless_taxi_share": 0.5})
    text, told_there = report_html(found), summary(found)["studies"]["coming"]
    rows = [row for part in told_there.values() for row in part["assumed"]]
    assert len(rows) >= 12
    for row in rows:
        assert {"what", "value", "source", "confidence"} == set(row)
        assert [one for one in summary(found)["assumptions"] if one == row], row["what"]
    for words in ("What is coming", "Cars that help the grid", "Wireless charging for taxis", "From GB/T to ChaoJi"):
        assert words in text
    once = [one for one in found.assumptions if "receiver for wireless charging" in one.what]
    assert len(once) == 1


def test_the_plan_does_not_change_for_figures_that_it_is_only_told_beside():
    plain = dossier(coming={"v2g": True})
    other = dossier(coming={"v2g": True, "v2g_plugged_share": 0.9, "v2g_premium_usd": 1.0})
    assert plain.scorecard == other.scorecard
    assert plain.proof.value == other.proof.value
