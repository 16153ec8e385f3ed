"""A good plan of the street passes the recheck; broken in any one way, the recheck says in which."""

from dataclasses import replace
from typing import Any

import grimp
import numpy as np
import pandas as pd
import pytest

from planner.audit.recheck import broken_promises
from planner.model.solve.planning import best_plan
from planner.plan import Plan
from planner.question import Question, question_of
from tests.fixtures.tiny_city import silent, sites, stations, tiny_city, tiny_scenario


@pytest.fixture(scope="module")
def question() -> Question:
    crowd = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]
    return question_of(tiny_city(crowd), tiny_scenario(plan={"budget_usd": 160_000, "max_drive_min": 5}), say=silent)


@pytest.fixture(scope="module")
def plan(question: Question) -> Plan:
    return best_plan(question, say=silent)


def asking(question: Question, **plan_keys: Any) -> Question:
    return replace(question, scenario=question.scenario.with_plan(**plan_keys))


def changed(table: pd.DataFrame, row: int, **cells: Any) -> pd.DataFrame:
    """Change some cells of one row."""
    out = table.copy()
    for name, value in cells.items():
        out[name] = out[name].astype(object)
        out.loc[out.index[row], name] = value
    return out


def only(broken: list[str], phrase: str) -> bool:
    """Whether all that is said is this."""
    return bool(broken) and all(phrase in one for one in broken)


def test_a_plan_of_the_model_keeps_every_promise(question, plan):
    assert len(plan.chargers) > 1
    assert broken_promises(plan, question) == []


def test_the_recheck_shares_no_code_with_the_model():
    graph = grimp.build_graph("planner", "geodata", cache_dir=None)
    reached = graph.find_upstream_modules("planner.audit.recheck")
    assert "planner.question" in reached
    assert not [name for name in reached if name.startswith("planner.model")]


def test_negative_energy_is_named(question, plan):
    worse = replace(plan, flows=changed(plan.flows, 0, kwh_per_day=-5.0))
    assert any("negative energy -5.0" in one for one in broken_promises(worse, question))


def test_a_drive_that_is_too_far_is_named(question, plan):
    reach = question.access
    row = plan.flows.iloc[0]
    zone = list(question.demand.zone_id).index(row["zone_id"])
    site = question.places.number()[row["site_id"]]
    kept = ~((reach.zone == zone) & (reach.site == site))
    shorter = replace(reach, zone=reach.zone[kept], site=reach.site[kept], drive_s=reach.drive_s[kept])
    broken = broken_promises(plan, replace(question, access=shorter))
    assert only(broken, f"{row['zone_id']} is served at {row['site_id']}, which it cannot reach")


def test_energy_that_nobody_asked_for_is_named(question, plan):
    demand = replace(question.demand, kwh_per_day=question.demand.kwh_per_day * 0.5)
    assert only(broken_promises(plan, replace(question, demand=demand)), "is served")


def test_energy_that_no_pool_delivers_is_named(question, plan):
    worse = replace(plan, pools=plan.pools.iloc[1:])
    assert only(broken_promises(worse, question), "arrive and")


def test_a_plug_that_does_not_fit_is_named(question, plan):
    at = next(
        k
        for k, (pool, family) in enumerate(zip(plan.pools["pool"], plan.pools["family"], strict=True))
        if pool == "gbt DC 60 kW" and family == "gbt"
    )
    worse = replace(plan, pools=changed(plan.pools, at, family="ccs2"))
    assert any("is served by the pool gbt DC 60 kW" in one for one in broken_promises(worse, question))


def test_fast_drivers_at_a_slow_socket_are_named(question, plan):
    pools = question.pools.pools
    name = next(q.name for q in pools if q.current.value == "AC")
    at = next(k for k, row in enumerate(plan.pools.itertuples()) if (row.family, row.need) == ("ccs2", "fast"))
    worse = replace(plan, pools=changed(plan.pools, at, pool=name))
    assert any(f"ccs2 fast is served by the pool {name}" in one for one in broken_promises(worse, question))


def test_a_queue_over_its_promise_is_named(question, plan):
    assert only(broken_promises(plan, asking(question, max_wait_min=0.5)), "guns carry")


def test_a_pool_that_draws_more_than_its_cabinets_have_is_named(question, plan):
    weak = tuple(replace(k, power_kw=k.power_kw / 20) for k in question.chargers)
    broken = broken_promises(plan, replace(question, chargers=weak))
    assert any("kW in the peak hour, its cabinets have" in one for one in broken)


def test_two_pools_of_one_cabinet_that_draw_too_much_together_are_named():
    question = question_of(
        tiny_city([{"vehicle_class": "taxi", "count": 200}], sites=sites({"a": 4}), stations=stations(at=99)),
        tiny_scenario(plan={"chargers": ["dc_dual_120"], "budget_usd": 500_000}),
        say=silent,
    )
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    site = plan.chargers["site_id"].iloc[0]
    by_pool = plan.pools[plan.pools["site_id"] == site].groupby("pool")["kwh_per_day"].sum()
    peak = {q.name: q.peak_hour_share for q in question.pools.pools}
    drawn = {name: kwh * peak[name] for name, kwh in by_pool.items()}
    cabinets = int(plan.chargers["count"].sum())
    between = (max(drawn.values()) + sum(drawn.values())) / 2 / cabinets  # enough for either, not for both
    weak = tuple(replace(k, power_kw=between) for k in question.chargers)
    broken = broken_promises(plan, replace(question, chargers=weak))
    assert len(drawn) == 2
    assert any("ccs2 DC 90 kW and gbt DC 90 kW at a together draw" in one for one in broken)
    assert all(
        "together draw" in one or "guns carry" in one for one in broken
    )  # such weak cabinets slow the queues too


@pytest.mark.parametrize("count", [0, -1, 1.5])
def test_a_count_that_is_no_number_of_chargers_is_named(question, plan, count):
    worse = replace(plan, chargers=changed(plan.chargers, 0, count=count))
    assert any(one.startswith(f"{count} of ") for one in broken_promises(worse, question))


def test_more_guns_than_bays_are_named(question, plan):
    cramped = replace(question.places, bays=np.ones_like(question.places.bays))
    assert only(broken_promises(plan, replace(question, places=cramped)), "guns on 1 bays")


def test_a_site_and_a_feeder_over_their_power_are_named(question, plan):
    thin = replace(question.places, grid_kw=np.full(len(question.places), 20.0))
    assert only(broken_promises(plan, replace(question, places=thin)), "kW of 20")
    thin = replace(question.places, feeder_kw={"F1": 30.0})
    assert only(broken_promises(plan, replace(question, places=thin)), "feeder F1 gives")


def test_a_plan_over_its_budget_is_named_ground_works_included(question, plan):
    kinds = {k.id: k for k in question.chargers}
    chargers = sum(question.costs.charger_usd(kinds[r.charger]) * r.count for r in plan.chargers.itertuples())
    assert only(broken_promises(plan, asking(question, budget_usd=chargers + 100)), "the plan costs")


def test_a_value_that_the_flows_are_not_worth_is_named(question, plan):
    boast = replace(plan, proof=replace(plan.proof, value=plan.proof.value * 0.99, asked_gap=0.5))
    assert only(broken_promises(boast, question), "the flows are worth")
    assert only(broken_promises(plan, asking(question, worth_at_limit=0.9)), "the flows are worth")


def test_forced_and_forbidden_sites_are_named(question, plan):
    built = sorted(set(plan.chargers["site_id"]))
    idle = sorted(set(question.places.number()) - set(built))
    assert only(broken_promises(plan, asking(question, forbidden=built[:1])), f"forbidden site {built[0]} is built")
    assert idle
    assert only(broken_promises(plan, asking(question, forced=idle[:1])), f"forced site {idle[0]} is not built")


def test_too_many_sites_and_sites_too_near_are_named(question, plan):
    assert only(broken_promises(plan, asking(question, max_sites=0)), "new sites, at most 0 were asked for")
    assert only(broken_promises(plan, asking(question, min_spacing_m=50_000)), "are nearer than 50000 m")


def test_a_district_below_its_floor_is_named(question, plan):
    assert only(broken_promises(plan, asking(question, district_floor=1.0)), "the floor is 100%")
