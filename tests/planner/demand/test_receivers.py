"""Taxis with a receiver for wireless charging: a family of their own, served at pads alone, where pads may lie."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geodata.connectors import PLUG_FAMILIES, PortFamily
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.fleet_table import read_fleet
from geodata.stations import Stations
from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.catalogue.mixes import read_mix
from planner.catalogue.offers import PAD
from planner.config.scenario import Scenario
from planner.demand.demand import demand_of
from planner.demand.estimate import estimate_of
from planner.demand.sampling import uncertainty_of
from planner.demand.trace import trace_of
from planner.errors import ConfigError
from planner.model.solve.planning import best_plan
from planner.network.upgrades import MANY
from planner.plan import Plan
from planner.question import Question, question_of
from planner.simulate.account import account_of
from planner.simulate.play import play
from planner.simulate.rule import Rule
from tests.fixtures.tiny_city import silent, sites, stations, tiny_city, tiny_scenario

TAXIS = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 100}]
ONLY_TAXIS = [{"vehicle_class": "taxi", "count": 300}]
LOTS = {"a": 1, "b": 5, "c": 9}
AT = PortFamily.WIRELESS.value


def street(**sections: Any) -> Scenario:
    coming = {"wireless": True, **sections.pop("coming", {})}
    return tiny_scenario(coming=coming, **sections)


def lots(*ranks: str) -> Any:
    """The three lots; some are stations or taxi ranks."""
    table = sites(LOTS)
    return table.assign(kind=["transport" if one in ranks else "parking" for one in table["site_id"]])


def asked(*ranks: str, fleet: Any = None, there: Stations | None = None, **sections: Any) -> Question:
    facts = {"sites": lots(*ranks), **({} if there is None else {"stations": there})}
    return question_of(tiny_city(fleet or TAXIS, **facts), street(**sections), say=silent)


def rich(*ranks: str, **sections: Any) -> tuple[Question, Plan]:
    """A plan with money for pads and for nothing but pads, and every taxi with a receiver."""
    plan = {"chargers": [PAD], "budget_usd": 400_000}
    question = asked(*ranks, fleet=ONLY_TAXIS, plan=plan, coming={"wireless_taxi_share": 1.0}, **sections)
    found = best_plan(question, say=silent)
    assert broken_promises(found, question) == []
    return question, found


def test_without_the_switch_there_is_no_such_family_and_the_share_counts_for_nothing():
    off = estimate_of(tiny_city(TAXIS), tiny_scenario(coming={"wireless_taxi_share": 0.5}))
    assert off.fleet.families == PLUG_FAMILIES
    assert off.zone_kwh().shape[1] == len(PLUG_FAMILIES)
    plain = estimate_of(tiny_city(TAXIS), tiny_scenario())
    assert np.array_equal(off.zone_kwh(), plain.zone_kwh())


def test_the_share_leaves_every_port_of_the_taxis_and_of_nobody_else():
    fleet = estimate_of(tiny_city(TAXIS), street(coming={"wireless_taxi_share": 0.25})).fleet
    vehicles = fleet.vehicles({}).sum(axis=1)
    taxi = vehicles[fleet.classes.index("taxi")]
    assert taxi.tolist() == pytest.approx([75.0, 75.0, 0.0, 0.0, 50.0])  # ccs2, gbt, chademo, nacs, receivers
    assert vehicles[[c for c, name in enumerate(fleet.classes) if name != "taxi"], -1].tolist() == [0.0, 0.0]
    said = [one for one in fleet.assumptions if "receiver" in one.what]
    assert [(one.value, one.confidence) for one in said] == [("25%", "low")]


def test_a_pad_takes_more_from_the_grid_than_a_plug_for_the_same_drive():
    plain = demand_of(tiny_city(ONLY_TAXIS), tiny_scenario()).by_class()
    padded = demand_of(tiny_city(ONLY_TAXIS), street(coming={"wireless_taxi_share": 1.0})).by_class()
    fast, slow = (sum(kwh for name, kwh in plain.items() if name.endswith(need)) for need in ("fast", "slow"))
    assert set(padded) == {f"{AT}_fast", f"{AT}_slow"}
    assert padded[f"{AT}_fast"] == pytest.approx(fast * 0.95 / 0.9)
    assert padded[f"{AT}_slow"] == pytest.approx(slow * 0.89 / 0.9)


def test_zones_sum_to_the_city_and_a_zone_taken_apart_sums_to_itself():
    estimate = estimate_of(tiny_city(TAXIS), street())
    assert estimate.zone_kwh().sum() == pytest.approx(estimate.city_kwh().sum())
    terms = trace_of(estimate).terms
    mine = terms[terms["port_family"] == AT]
    product = mine["vehicles"] * mine["kwh_per_vehicle"] * mine["share_at_plugs"] * mine["zone_share"]
    assert len(mine) > 0
    assert product.tolist() == pytest.approx(mine["kwh_per_day"].tolist())
    spread = uncertainty_of(estimate, 20)
    assert spread.city_kwh.shape[1] == len(PLUG_FAMILIES) + 1
    assert (spread.city_kwh[2, -1] > 0).all()


def test_a_city_without_electric_taxis_has_no_receivers_and_says_that_pads_serve_nobody():
    question = asked(fleet=[{"vehicle_class": "private", "count": 100}])
    assert question.estimate.fleet.families == PLUG_FAMILIES
    assert [p.action for p in question.problems if p.record == f"charger {PAD}"] == [
        "bought only where a promise asks that something be built"
    ]


def test_no_mix_and_no_fleet_table_can_name_receivers(tmp_path):
    with pytest.raises(
        ConfigError, match=r"unknown port 'wireless'; known are ccs2, gbt, chademo, nacs (?!.*wireless)"
    ):
        read_mix({"wireless": 1.0}).shares("", 0)
    assert set(read_mix("balanced").shares("", 0)) == set(PLUG_FAMILIES)
    (tmp_path / "fleet.csv").write_text("vehicle_class,count,port\ntaxi,5,wireless\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected one of ccs2, gbt, chademo, nacs, or nothing"):
        read_fleet(InputFile(tmp_path / "fleet.csv"))


def test_pads_serve_receivers_alone_and_receivers_charge_at_pads_alone():
    question = asked()
    pad = [k for k, kind in enumerate(question.chargers) if kind.id == PAD]
    for c, kind in enumerate(question.demand.classes):
        for q in np.flatnonzero(question.pools.serves[c]):
            assert (question.pools.pools[q].families == (AT,)) == (kind.family == AT)
            assert (question.pools.guns[q, pad].sum() > 0) == (kind.family == AT)
    (pool,) = [q for q in question.pools.pools if q.families == (AT,)]
    assert pool.name == f"{AT} DC 11 kW"
    assert pool.session_kwh == pytest.approx(8.7)


def test_pads_lie_at_taxi_ranks_where_any_is_known_and_everywhere_else_if_none_is():
    kinds = [kind.id for kind in asked("b").chargers]
    known, unknown, told = asked("b"), asked(), asked("b", coming={"wireless_sites": []})
    assert known.pools.available[:, kinds.index(PAD)].tolist() == [0, MANY, 0, 0]  # a, b, c, the station
    assert (known.pools.available[:, [k for k, one in enumerate(kinds) if one != PAD]] == MANY).all()
    assert unknown.pools.available.size == 0
    assert told.pools.available.size == 0


def test_a_plan_builds_pads_only_where_they_may_lie():
    question, plan = rich("b")
    assert set(plan.chargers["site_id"]) == {"b"}
    assert set(plan.flows["family"]) == {AT}
    _, free = rich()
    assert len(set(free.chargers["site_id"])) > 1
    assert free.proof.value > plan.proof.value
    assert question.scenario.coming.wireless_sites == ("transport",)


def test_pads_and_work_on_standing_guns_are_limited_side_by_side():
    there = stations((("e1", "IEC_62196_T2_COMBO", 1, 60.0),))
    question = asked("b", there=there, upgrades={"replace": True}, plan={"chargers": ["dc_gbt_60", "retrofit_gbt_gun"]})
    kinds = [kind.id for kind in question.chargers]
    assert question.pools.available[:, kinds.index(PAD)].tolist() == [0, MANY, 0, 0]
    works = [k for k, kind in enumerate(question.chargers) if kind.work is not None]
    assert question.pools.available[:, works].tolist() == [[0, 0], [0, 0], [0, 0], [1, 1]]


def test_no_gbt_cable_is_hung_on_a_standing_pad():
    there = stations((("e1", "WIRELESS", 1, 11.0),))
    question = asked(there=there, plan={"chargers": ["retrofit_gbt_gun"]})
    assert question.pools.standing.sum() == 1
    assert all(kind.work is None for kind in question.chargers)


def test_the_recheck_finds_a_pad_at_a_site_that_is_none_for_it():
    question, plan = rich("b")
    moved = replace(plan, chargers=plan.chargers.assign(site_id="a"))
    assert [line for line in broken_promises(moved, question) if "pads at a, which is no site for them" in line]


def test_pads_played_out_keep_the_promise_of_the_plan():
    question, plan = rich()
    scenario = question.scenario.with_simulation(days=20, seed=1, draws=0)
    question = replace(question, scenario=scenario)
    told = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    assert told["served_kwh_per_day"] == pytest.approx(told["promised_kwh_per_day"], rel=0.06)


def test_pads_are_planned_in_phases_as_everything_else():
    steps = [{"year": 2027, "budget_usd": 120_000}, {"year": 2028, "budget_usd": 120_000}]
    fleet = [
        {"vehicle_class": "taxi", "count": 150, "year": 2027},
        {"vehicle_class": "taxi", "count": 300, "year": 2028},
    ]
    plan = {"chargers": [PAD], "phases": steps, "budget_usd": 240_000}
    question = asked("b", fleet=fleet, plan=plan, coming={"wireless_taxi_share": 1.0})
    found = best_plan(question, say=silent)
    assert broken_promises(found, question) == []
    assert broken_phases(found, question) == []
    assert set(found.chargers["site_id"]) == {"b"}
    assert {pool.families for pool in question.earlier[0].pools.pools} == {(AT,)}
