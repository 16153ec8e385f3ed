"""Work on what stands, from the configuration to the plan, its outputs and the recheck."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.plain.flat import flat
from geodata.inventory.supply import mendable_of
from geodata.stations import Stations
from planner.audit.recheck import broken_promises
from planner.audit.scorecard import scorecard_of
from planner.catalogue.chargers import Work
from planner.config.scenario import scenario_from
from planner.dossier.site_table import site_table
from planner.errors import ConfigError
from planner.filing import _planning_report
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan, do_nothing
from planner.output.ocpi import proposals
from planner.output.shared.sites_table import chargers_text
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies.promises_assumed import promises_assumed
from tests.fixtures.tiny_city import STATION, silent, sites, stations, tiny_city, tiny_scenario

CCS2, GBT = "IEC_62196_T2_COMBO", "GBT_DC"
TWO_CCS2 = (("e1", CCS2, 1, 60.0), ("e2", CCS2, 1, 60.0))
CROWD = [{"vehicle_class": "taxi", "count": 60}]
SHORT_WAITS = {"wait_probability": 0.1}
"""Under which two guns in one queue carry more than two alone: work on both of them is worth its price."""


def standing(*plugs: tuple[str, str, int, float], **words: Any) -> Stations:
    """The station of the street with these plugs; `status` of all plugs and columns of the station may be changed."""
    out = stations(plugs)
    status = words.pop("status", None)
    plugs_now = out.connectors if status is None else out.connectors.assign(status=status)
    return Stations(out.table.assign(**words), plugs_now)


def asked(there: Stations, *, lots: "dict[str, float] | None" = None, **sections: dict[str, Any]) -> Question:
    """Ask about the station, with no other site unless some are given."""
    plan = {"chargers": ["dc_gbt_60"], "budget_usd": 20_000, **sections.pop("plan", {})}
    facts = {"stations": there, "sites": sites(lots or {"far": 60})}
    facts["sites"] = sites(lots) if lots else sites({"a": 1}).iloc[:0]
    return question_of(tiny_city(CROWD, **facts), tiny_scenario(plan=plan, **sections), say=silent)


def built(plan: Plan) -> dict[str, int]:
    return dict(zip(plan.chargers["charger"], plan.chargers["count"], strict=True))


def proven(question: Question) -> Plan:
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    return plan


def test_a_retrofit_serves_gbt_drivers_at_ccs2_guns_and_takes_no_bay_and_no_power():
    question = asked(
        standing(*TWO_CCS2),
        plan={"chargers": ["dc_gbt_60", "retrofit_gbt_gun"], **SHORT_WAITS},
        sites={"upgrade_bays": 0},
    )
    (work,) = [k for k in question.chargers if k.work is Work.RETROFIT]
    k = question.chargers.index(work)
    changes = {q.name: int(n) for q, n in zip(question.pools.pools, question.pools.guns[:, k], strict=True) if n}
    assert changes == {"ccs2 DC 60 kW": -1, "ccs2+gbt DC 60 kW": 1}
    assert (work.bays, work.power_kw, question.costs.charger_usd(work)) == (0, 0.0, 2_500 + 600)
    assert question.pools.available[question.places.number()[STATION], k] == 2
    plan, nothing = proven(question), do_nothing(question)
    assert set(plan.flows["family"]) == {"ccs2", "gbt"}
    assert set(nothing.flows["family"]) == {"ccs2"}
    card = scorecard_of(plan, question, {})
    assert card.works == {"GB/T cable added to a standing CCS2 gun of 60 kW": 2}
    assert (card.chargers, card.plugs_added, card.power_kw_added) == (0, {GBT: 2}, 0.0)
    assert card.cost_parts_usd == {"hardware": 5_000.0, "installation": 1_200.0, "grid": 0.0, "ground": 0.0}


def test_broken_guns_are_repaired_for_a_price_where_that_is_offered():
    there = standing(("e1", GBT, 2, 60.0), status="out_of_order")
    off = asked(there, lots={"a": 1})
    assert STATION not in off.places.number()
    assert any("upgrades.repair = true prices the work" in p.action for p in off.places.problems)
    on = asked(there, upgrades={"repair": True, "repair_dc_usd": 4_000}, sites={"upgrade_bays": 0})
    assert on.places.standing.empty
    plan = proven(on)
    assert built(plan) == {"repair_gbt_dc_60": 2}
    assert scorecard_of(plan, on, {}).cost_usd == 8_000
    assert scorecard_of(plan, on, {}).power_kw_added == 0.0


def test_a_station_without_grid_is_connected_gun_by_gun_and_pays_for_its_power():
    there = standing(("e1", GBT, 2, 60.0), connection="disconnected")
    question = asked(there, upgrades={"connect": True}, sites={"upgrade_bays": 0})
    plan = proven(question)
    assert built(plan) == {"connect_gbt_dc_60": 2}
    card = scorecard_of(plan, question, {})
    assert card.cost_usd == 2 * (500 + 90 * 60)
    assert card.power_kw_added == 120.0
    dark = asked(there, upgrades={"connect": True}, sites={"upgrade_bays": 0}, grid={"default_site_kw": 100})
    assert built(proven(dark)) == {"connect_gbt_dc_60": 1}


def test_a_gun_is_mended_only_if_it_would_then_serve():
    both = standing(("e1", GBT, 1, 60.0), status="out_of_order", connection="disconnected")
    hidden = standing(("e1", GBT, 1, 60.0), status="out_of_order", access="private")
    half = standing(("e1", GBT, 1, 60.0), ("e1", CCS2, 1, 60.0))
    half = Stations(half.table, half.connectors.assign(status=["out_of_order", "operational"]))
    boundary = tiny_city().boundary
    assert mendable_of(both, boundary, "out_of_order").empty
    assert mendable_of(hidden, boundary, "out_of_order").empty
    assert mendable_of(half, boundary, "out_of_order").empty  # its other plug serves already, one vehicle at a time
    plain = standing(("e1", GBT, 1, 60.0), status="out_of_order")
    assert mendable_of(plain, boundary, "out_of_order")["count"].tolist() == [1]


def test_a_gun_is_replaced_where_its_bay_is_worth_more():
    there = standing(*TWO_CCS2)
    crowd = {"fleet": {"mix": {"gbt": 0.9, "ccs2": 0.1}, "temperature_c": 20.0}}
    full = {"sites": {"upgrade_bays": 0}, "plan": {"budget_usd": 30_000}, **crowd}
    assert not built(proven(asked(there, **full)))
    question = asked(there, upgrades={"replace": True}, **full)
    plan = proven(question)
    assert built(plan) == {"dc_gbt_60": 1, "remove_ccs2_dc_60": 2}
    card = scorecard_of(plan, question, {})
    assert card.cost_usd == 10_500 + 8_000 + 5_400 + 2 * 1_500
    assert (card.chargers, card.power_kw_added) == (1, 60 - 120)


def test_a_retired_station_does_not_count_and_its_ground_may_be_built_anew():
    there = standing(("e1", GBT, 3, 60.0))
    question = asked(there, plan={"retired": [STATION], "budget_usd": 40_000})
    j = question.places.number()[STATION]
    assert not question.places.existing[j]
    assert (question.places.kind[j], question.places.bays[j]) == ("former station", 3)
    assert question.places.standing.empty
    plan = proven(question)
    assert scorecard_of(plan, question, {}).new_sites == 1
    table = site_table(tiny_city(CROWD, stations=there), question, plan, do_nothing(question))
    assert table["status"].tolist() == ["proposed"]
    idle = replace(plan, chargers=plan.chargers.iloc[:0])
    (row,) = site_table(tiny_city(CROWD, stations=there), question, idle, do_nothing(question)).to_dict("records")
    assert row["reason"] == "Stands, but does not count as supply: given up by the plan."
    assert any((p.record, p.reason) == (STATION, "given up (plan.retired)") for p in question.places.problems)


def test_a_station_removed_whole_is_ground_like_any_other():
    question = asked(standing(("e1", GBT, 9, 60.0), status="removed"), sites={"max_bays": 6})
    j = question.places.number()[STATION]
    assert (question.places.existing[j], question.places.bays[j]) == (np.False_, 6)


def test_an_unknown_retired_station_is_refused_with_the_nearest():
    with pytest.raises(
        ConfigError, match=r"plan.retired: no station in the city has the id 'st1'; did you mean 'st'\?"
    ):
        asked(standing(*TWO_CCS2), plan={"retired": ["st1"]})


def test_work_is_told_in_words_and_every_price_is_an_assumption():
    question = asked(
        standing(*TWO_CCS2),
        plan={"chargers": ["dc_gbt_60", "retrofit_gbt_gun"], **SHORT_WAITS},
        upgrades={"replace": True},
        sites={"upgrade_bays": 0},
    )
    plan = proven(question)
    city = tiny_city(CROWD, stations=standing(*TWO_CCS2))
    (row,) = site_table(city, question, plan, do_nothing(question)).to_dict("records")
    assert (row["status"], row["rank"], row["power_kw"]) == ("upgrade", 1.0, 0.0)
    assert row["connectors"] == {GBT: 2}
    assert chargers_text(row["chargers"]) == "2 × GB/T cable added to a standing CCS2 gun of 60 kW"
    assert row["reason"].startswith("After work on its guns serves")
    said = {one.what: (one.value, one.source) for one in promises_assumed(question)}
    assert said["price of adding a GB/T cable to a standing gun"] == (
        "3\u202f100 USD",
        "configs/chargers.csv, retrofit_gbt_gun",
    )
    assert said["price of taking a standing gun down"] == ("1\u202f500 USD", "upgrades.remove")


def test_a_retrofit_is_a_planned_evse_and_a_repair_is_none():
    question = asked(
        standing(*TWO_CCS2), plan={"chargers": ["retrofit_gbt_gun"], **SHORT_WAITS}, sites={"upgrade_bays": 0}
    )
    city = tiny_city(CROWD, stations=standing(*TWO_CCS2))
    (location,) = proposals(site_table(city, question, proven(question), do_nothing(question)))
    plugs = [c for evse in location["evses"] for c in evse["connectors"]]
    assert [(c["standard"], c["max_electric_power"]) for c in plugs] == [("GBT_DC", 60_000)] * 2
    assert {evse["status"] for evse in location["evses"]} == {"PLANNED"}
    there = standing(("e1", GBT, 2, 60.0), status="out_of_order")
    question = asked(there, upgrades={"repair": True}, sites={"upgrade_bays": 0})
    city = tiny_city(CROWD, stations=there)
    assert proposals(site_table(city, question, proven(question), do_nothing(question))) == []


def test_the_recheck_names_work_on_guns_that_do_not_stand():
    question = asked(
        standing(*TWO_CCS2),
        plan={"chargers": ["dc_gbt_60", "retrofit_gbt_gun"], **SHORT_WAITS},
        upgrades={"replace": True},
        sites={"upgrade_bays": 0},
    )
    plan = proven(question)
    retrofit, remove = (next(k.id for k in question.chargers if k.work is w) for w in (Work.RETROFIT, Work.REMOVE))

    def with_rows(**counts: int) -> list[str]:
        rows = [{"site_id": STATION, "charger": name, "count": n} for name, n in counts.items()]
        return broken_promises(replace(plan, chargers=pd.DataFrame(rows)), question)

    assert any(f"3 x {retrofit} at st, where 2 such guns are" in one for one in with_rows(**{retrofit: 3}))
    said = with_rows(**{retrofit: 2, remove: 1})
    assert any("3 guns of ccs2 DC 60 kW are taken at st, where 2 stand" in one for one in said)
    assert any("guns carry" in one for one in with_rows(**{remove: 2}))  # the plan's energy needs those guns


def test_a_forced_station_must_gain_something():
    question = asked(
        standing(*TWO_CCS2),
        plan={"forced": [STATION], "chargers": ["dc_gbt_60", "retrofit_gbt_gun"]},
        upgrades={"replace": True},
    )
    plan = proven(question)
    assert built(plan)
    remove = next(k.id for k in question.chargers if k.work is Work.REMOVE)
    only = pd.DataFrame([{"site_id": STATION, "charger": remove, "count": 1}])
    assert "forced site st is not built" in broken_promises(replace(plan, chargers=only), question)


def test_what_is_listed_and_can_serve_nobody_is_said():
    question = asked(
        standing(("e1", GBT, 1, 60.0)), plan={"chargers": ["dc_gbt_60", "dc_triple_60", "retrofit_gbt_gun"]}
    )
    (report,) = [one for one in _planning_report(question) if one.path == "drive times and demand"]
    assert any((p.record, p.action) == ("retrofit_gbt_gun", "nothing to retrofit") for p in report.problems)
    lone = asked(
        standing(("e1", GBT, 1, 60.0)), fleet={"mix": {"gbt": 1.0}}, plan={"chargers": ["dc_gbt_60", "dc_ccs2_60"]}
    )
    assert any(p.record == "charger dc_ccs2_60" for p in lone.problems)
    assert flat(instance_of(lone)).guns[:, 1].sum() == 0


@pytest.mark.parametrize(
    ("upgrades", "said"),
    [
        ({"repair_dc_usd": -1}, "expected 0 or more"),
        ({"connect_usd": float("nan")}, "expected a number"),
        ({"repairs": True}, "did you mean 'repair'"),
        ({"replace": "maybe"}, "upgrades.replace"),
    ],
)
def test_prices_and_switches_that_cannot_be_are_refused_by_key(upgrades, said):
    with pytest.raises(ConfigError, match=said):
        scenario_from({"city": {"name": "x", "place": "y"}, "upgrades": upgrades})


def test_without_work_nothing_is_changed():
    question = asked(standing(*TWO_CCS2))
    assert [k.id for k in question.chargers] == ["dc_gbt_60"]
    one = flat(instance_of(question))
    assert not one.upgrade.any()
    assert (one.guns >= 0).all()
