"""A street built in two phases: the recheck passes it and names what is broken, and every reader learns when each site is built."""

from dataclasses import replace
from typing import Any

import grimp
import pytest

from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.dossier.site_table import site_table
from planner.errors import InfeasibleError
from planner.model.solve.planning import best_plan, do_nothing
from planner.plan import Phases, Plan
from planner.question import Question, question_of
from planner.studies import fairness, phases
from tests.fixtures.forged_table import forged, says_only
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

CROWD = [
    {"vehicle_class": name, "count": count, "year": year}
    for year, share in ((2026, 0.5), (2028, 1.0))
    for name, count in (("taxi", 200 * share), ("private", 400 * share))
]
STEPS = [{"year": 2026, "budget_usd": 70_000}, {"year": 2028, "budget_usd": 90_000}]


def asked(**plan: Any) -> Question:
    keys = {"budget_usd": 160_000, "max_drive_min": 5, "phases": STEPS, **plan}
    return question_of(tiny_city(CROWD), tiny_scenario(plan=keys), say=silent)


@pytest.fixture(scope="module")
def question() -> Question:
    return asked()


@pytest.fixture(scope="module")
def plan(question: Question) -> Plan:
    return best_plan(question, say=silent)


def with_phase(plan: Plan, at: int, **changes: Any) -> Plan:
    known = plan.phases
    assert known is not None
    plans = tuple(replace(one, **changes) if number == at else one for number, one in enumerate(known.plans))
    return replace(plan, phases=replace(known, plans=plans))


def of(plan: Plan) -> Phases:
    assert plan.phases is not None
    return plan.phases


def test_phases_of_the_model_keep_every_promise(question, plan):
    assert broken_promises(plan, question) == []
    assert broken_phases(plan, question) == []
    first, last = of(plan).plans
    assert 0 < first.chargers["count"].sum() < last.chargers["count"].sum()
    assert of(plan).proof.value == pytest.approx(2 * first.proof.value + last.proof.value)
    assert of(plan).proof.gap <= 1e-6


def test_the_recheck_of_phases_shares_no_code_with_the_model():
    graph = grimp.build_graph("planner", "geodata", cache_dir=None)
    reached = graph.find_upstream_modules("planner.audit.phases") | graph.find_upstream_modules(
        "planner.audit.rules", as_package=True
    )
    assert "planner.audit.recheck" in reached
    assert not [name for name in reached if name.startswith("planner.model")]


def test_a_charger_that_is_torn_down_is_named(question, plan):
    first = of(plan).plans[0]
    more = forged(first.chargers, 0, count=9)
    broken = broken_phases(with_phase(plan, 0, chargers=more), question)
    assert any("of " in one and "in 2028, 9 stood there before" in one for one in broken)


def test_money_that_is_spent_before_it_comes_is_named(question, plan):
    last = of(plan).plans[1]
    broken = broken_phases(with_phase(plan, 0, chargers=last.chargers), question)
    assert any(one.startswith("2026: the plan costs ") and one.endswith(" of 70,000 USD") for one in broken)


def test_energy_that_nobody_asks_for_in_the_year_is_named_with_it(question, plan):
    last = of(plan).plans[1]
    assert any(
        one.startswith("2026: ") and " is served " in one
        for one in broken_phases(with_phase(plan, 0, flows=last.flows, pools=last.pools), question)
    )


def test_a_joint_value_or_weight_that_is_not_the_sum_is_named(question, plan):
    known = of(plan)
    worse = replace(known, proof=replace(known.proof, bound=9e9, value=9e8, status=type(known.proof.status).FEASIBLE))
    assert says_only(broken_phases(replace(plan, phases=worse), question), "are worth")
    lying = broken_phases(replace(plan, phases=replace(known, weights=(3.0, 1.0))), question)
    assert says_only(lying, "the phase of 2026 counts 3, it lasts for 2")


def test_phases_that_are_missing_or_others_are_named(question, plan):
    assert says_only(broken_phases(replace(plan, phases=None), question), "are missing")
    assert says_only(
        broken_phases(replace(plan, phases=replace(of(plan), years=(2027, 2028))), question), "others were"
    )


def test_a_plan_that_is_not_the_last_phase_is_named(question, plan):
    first = of(plan).plans[0]
    assert "the last phase builds other chargers than the plan" in broken_phases(
        replace(plan, chargers=first.chargers), question
    )


def test_every_site_tells_when_it_is_built(question, plan):
    table = site_table(tiny_city(CROWD), question, plan, do_nothing(question)).set_index("site_id")
    built = table[table["power_kw"] > 0]
    assert set(built["build_year"]) == {2026, 2028}
    assert table.loc[table["power_kw"] == 0, "build_year"].isna().all()
    for site, steps in of(plan).added().items():
        assert built.loc[site, "build_year"] == min(steps)
        assert all(f"{year}: " in built.loc[site, "built_by_year"] for year in steps)


def test_the_study_tells_money_sites_and_share_of_each_phase(question, plan):
    told = phases.study(question, plan, silent)
    first, last = told["phases"]
    assert (first["year"], first["money_so_far_usd"], last["money_so_far_usd"]) == (2026, 70_000, 160_000)
    assert first["spent_usd"] + last["spent_usd"] == pytest.approx(last["spent_so_far_usd"])
    assert first["chargers"] + last["chargers_added"] == last["chargers"]
    assert 0 < first["coverage"] < 1
    assert "counts of the fleet table" in told["growth"]
    assert phases.study(question, replace(plan, phases=None), silent) is None


def test_a_fleet_without_dates_is_said_not_to_grow():
    still = [{"vehicle_class": "taxi", "count": 100}]
    keys = {"budget_usd": 160_000, "phases": STEPS, "gap": 0.3}
    same = question_of(tiny_city(still), tiny_scenario(plan=keys), say=silent)
    told = phases.study(same, best_plan(same, say=silent), silent)
    assert told["growth"].startswith("The demand is the same in every phase")


def test_forced_sites_are_built_by_the_last_phase_only():
    forced = asked(forced=["c"], phases=[{"year": 2026, "budget_usd": 0}, {"year": 2028, "budget_usd": 160_000}])
    found = best_plan(forced, say=silent)
    assert of(found).plans[0].chargers.empty
    assert "c" in set(found.chargers["site_id"])


def test_a_phase_whose_promise_cannot_be_kept_is_named():
    floor = [{"year": 2026, "budget_usd": 0, "district_floor": 0.9}, STEPS[1]]
    with pytest.raises(InfeasibleError, match=r"in the phase of 2026: .*plan\.district_floor") as refused:
        best_plan(asked(phases=floor, budget_usd=90_000), say=silent)
    assert any("plan.district_floor" in way for way in refused.value.ways)


def test_a_floor_that_binds_has_a_price_and_names_the_district_it_helps():
    plain = asked(phases=[], budget_usd=60_000)
    free = best_plan(plain, say=silent)
    served = free.flows.groupby("zone_id")["kwh_per_day"].sum()
    inside = {
        name: [str(z) for z, d in zip(plain.demand.zone_id, plain.demand.district, strict=True) if d == name]
        for name in ("West", "East")
    }
    total = dict(zip(map(str, plain.demand.zone_id), plain.demand.kwh_per_day.sum(axis=1), strict=True))
    share = {name: served.reindex(zones).sum() / sum(total[z] for z in zones) for name, zones in inside.items()}
    poor = min(share, key=lambda name: share[name])
    floored = replace(plain, scenario=plain.scenario.with_plan(district_floor=float(share[poor]) + 0.1))
    told = fairness.study(floored, best_plan(floored, say=silent), silent)
    assert told["below"] == [poor]
    assert told["price"]["low"] == pytest.approx(told["price"]["high"], abs=1e-3)
    assert told["price"]["low"] > 0
    assert told["price"]["high_share"] == pytest.approx(told["price"]["high"] / free.proof.value, rel=1e-4)
    row = next(one for one in told["districts"] if one["district"] == poor)
    assert row["with_kwh"] > row["without_kwh"]
    assert fairness.study(plain, free, silent) is None


def test_a_floor_that_is_kept_anyway_costs_nothing_and_phases_are_priced_as_a_sum(question):
    floored = asked(phases=[{**STEPS[0], "district_floor": 0.01}, STEPS[1]])
    told = fairness.study(floored, best_plan(floored, say=silent), silent)
    assert told["phased"]
    assert told["below"] == []
    assert told["price"]["high"] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("floored", "free", "anyway", "low", "high"),
    [
        ((90.0, 95.0), (98.0, 100.0), False, 3.0, 10.0),
        ((90.0, 99.0), (98.0, 100.0), False, 0.0, 10.0),
        ((97.0, 99.0), (96.0, 100.0), False, 0.0, 3.0),
        ((90.0, 99.0), (98.0, 100.0), True, 0.0, 2.0),
        ((90.0, 120.0), (98.0, 100.0), False, 0.0, 10.0),
    ],
)
def test_the_price_of_a_floor_is_what_values_and_bounds_leave_open(plan, floored, free, anyway, low, high):
    known = replace(plan.proof, asked_gap=0.5)
    one, two = (replace(known, value=value, bound=bound) for value, bound in (floored, free))
    price = fairness.price_of(one, two, kept_anyway=anyway)
    assert (price.low, price.high) == pytest.approx((low, high))
    assert price.high_share == pytest.approx(high / two.bound)
