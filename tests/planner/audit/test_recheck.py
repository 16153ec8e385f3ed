"""A plan that uses every rule passes each audit; broken in any one way, the audit of that rule says in which, and the others are silent."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import grimp
import numpy as np
import pandas as pd
import pytest

from geodata.power import FEEDERS, SUBSTATIONS
from planner.audit.recheck import audits, broken_promises
from planner.audit.scorecard import scorecard_of
from planner.catalogue.costs import Steps
from planner.catalogue.offers import PAD
from planner.model.solve.planning import best_plan
from planner.plan import Plan
from planner.question import Question, question_of
from tests.fixtures.forged_table import forged, says_only
from tests.fixtures.tiny_city import silent, sites, stations, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 200}, {"vehicle_class": "private", "count": 400}]
KEYS: dict[str, dict[str, Any]] = {
    "plan": {
        "budget_usd": 300_000,
        "max_drive_min": 5,
        "chargers": ["dc_gbt_60", "dc_dual_60", "ac_t2_22", "retrofit_gbt_gun"],
        "max_dual_share": 0.4,
        "mandated_plugs": ["gbt", "ccs2"],
        "min_spacing_m": 900,
        "max_sites": 2,
        "max_sites_per_district": 2,
        "district_floor": 0.1,
        "district_floors": {"West": 0.12},
        "coverage": 0.1,
        "forced": ["b"],
        "forbidden": ["c"],
    },
    "fleet": {
        "mix": {"gbt": 0.6, "ccs2": 0.4},
        "temperature_c": 20.0,
        "adapters": [{"port": "ccs2", "to": "gbt", "worth": 0.8, "share": 0.3}],
    },
    "grid": {"connection": "stepped", "winter_share": 0.9},
    "upgrades": {"replace": True},
    "coming": {"wireless": True},
    "demand": {
        "classes": {
            "taxi": {"daily_km": 220, "session_dc_kw": 90},
            "private_apartment": {
                "share_work": 0.1,
                "share_public_ac": 0.25,
                "share_public_dc": 0.55,
                "session_dc_kw": 90,
            },
            "private_home": {"share_public_dc": 0.15, "session_dc_kw": 90},
        }
    },
}
"""Every rule is asked for; the habits of drivers are those for which the town was made, whatever the facts say by now."""


@pytest.fixture(scope="module")
def question() -> Question:
    lots = sites({"a": 1, "b": 5, "c": 9}).assign(
        kind=["transport", "parking", "parking"], bays=[8, 6, 6], grid_kw=[260.0, 200.0, 200.0]
    )
    feeders = pd.DataFrame([{"feeder": "F1", "spare_kw": 300.0, "x_m": None, "y_m": None, "substation": "PS"}])
    power = pd.DataFrame([{"substation": "PS", "spare_kw": 280.0, "x_m": None, "y_m": None, "source": "test"}])
    city = tiny_city(
        CROWD,
        sites=lots,
        stations=stations([("e1", "IEC_62196_T2_COMBO", 1, 60.0), ("e2", "IEC_62196_T2_COMBO", 1, 60.0)]),
        feeders=FEEDERS.checked(feeders, source="test"),
        substations=SUBSTATIONS.checked(power, source="test"),
    )
    return question_of(city, tiny_scenario(**KEYS), say=silent)


@pytest.fixture(scope="module")
def plan(question: Question) -> Plan:
    return best_plan(question, say=silent)


def asking(question: Question, **plan_keys: Any) -> Question:
    return replace(question, scenario=question.scenario.with_plan(**plan_keys))


def told(question: Question, section: str, **keys: Any) -> Question:
    """The same question with other keys of a section."""
    other = getattr(question.scenario, section).model_copy(update=keys)
    return replace(question, scenario=question.scenario.model_copy(update={section: other}))


def placed(question: Question, **fields: Any) -> Question:
    return replace(question, places=replace(question.places, **fields))


def first(table: pd.DataFrame, **cells: str) -> int:
    """Number of the first row with these cells."""
    return int(np.flatnonzero((table[list(cells)] == pd.Series(cells)).all(axis=1))[0])


def more(plan: Plan, site: str, charger: str, count: float) -> Plan:
    row = pd.DataFrame({"site_id": [site], "charger": [charger], "count": [count]})
    return replace(plan, chargers=pd.concat([plan.chargers, row], ignore_index=True))


def kind_of(question: Question, begins: str) -> str:
    return next(kind.id for kind in question.chargers if kind.id.startswith(begins))


Made = tuple[Plan, Question]


@dataclass(frozen=True)
class Case:
    """One way to break a rule: how, what its audit says of it, and which other rules are broken by it too."""

    make: Callable[[Plan, Question], Made]
    says: str
    also: frozenset[str] = frozenset()


def asked(says: str, **plan_keys: Any) -> Case:
    """The same plan where more is asked for."""
    return Case(lambda plan, question: (plan, asking(question, **plan_keys)), says)


def with_adapters(question: Question, **keys: Any) -> Question:
    adapters = tuple(one.model_copy(update=keys) for one in question.scenario.fleet.adapters)
    return told(question, "fleet", adapters=adapters)


def out_of_reach(plan: Plan, question: Question) -> Made:
    access, row = question.access, plan.flows.iloc[0]
    zone, site = list(question.demand.zone_id).index(row["zone_id"]), question.places.number()[row["site_id"]]
    kept = ~((access.zone == zone) & (access.site == site))
    fewer = replace(access, zone=access.zone[kept], site=access.site[kept], drive_s=access.drive_s[kept])
    return plan, replace(question, access=fewer)


def less_demand(plan: Plan, question: Question) -> Made:
    demand = replace(question.demand, kwh_per_day=question.demand.kwh_per_day * 0.5)
    return plan, replace(question, demand=demand)


def short_of_money(plan: Plan, question: Question) -> Made:
    return plan, asking(question, budget_usd=scorecard_of(plan, question, {}).cost_usd - 100)


def small_steps(plan: Plan, question: Question) -> Made:
    costs = replace(question.costs, steps=Steps((9.0,), (100.0,), 50.0))
    return plan, replace(told(question, "grid", steps_kva=(10.0,)), costs=costs)


def weak_cabinets(plan: Plan, question: Question) -> Made:
    weak = tuple(k if k.work else replace(k, power_kw=k.power_kw / 20) for k in question.chargers)
    return plan, replace(question, chargers=weak)


def wrong_plug(plan: Plan, question: Question) -> Made:
    at = first(plan.pools, pool="ccs2 DC 60 kW", family="ccs2")
    return replace(plan, pools=forged(plan.pools, at, family="gbt")), question


def slow_socket(plan: Plan, question: Question) -> Made:
    socket = next(pool.name for pool in question.pools.pools if pool.current.value == "AC")
    at = first(plan.pools, pool="ccs2 DC 60 kW", family="ccs2", need="fast")
    return replace(plan, pools=forged(plan.pools, at, pool=socket)), question


CASES: dict[str, tuple[Case, ...]] = {
    "adapters": (
        Case(lambda p, q: (p, with_adapters(q, share=0.01)), "have one"),
        Case(
            lambda p, q: (p, told(q, "fleet", adapters=())),
            "for which no adapter was given",
            also=frozenset({"demand", "objective", "queues"}),
        ),
    ),
    "bays": (Case(lambda p, q: (p, placed(q, bays=np.ones_like(q.places.bays))), "guns on 1 bays"),),
    "budget": (
        Case(short_of_money, "the plan costs"),
        Case(lambda p, q: (p, told(q, "gates", land={"municipal": 1e6})), "the plan costs"),
        Case(lambda p, q: (p, told(q, "gates", access={"public": 1e6})), "the plan costs"),
        Case(lambda p, q: (p, placed(q, cable_m=np.full(len(q.places), 1e6))), "the plan costs"),
    ),
    "connection": (Case(small_steps, "more than any connection carries"),),
    "counts": (
        Case(lambda p, q: (more(p, "a", "dc_gbt_60", 0), q), "0 of dc_gbt_60 at a"),
        Case(lambda p, q: (more(p, "a", "ac_t2_22", 0.5), q), "0.5 of ac_t2_22 at a"),
        Case(lambda p, q: (more(p, "st", "ac_t2_22", -1), q), "-1 of ac_t2_22 at st"),
    ),
    "coverage": (asked("the promise is 100%", coverage=1.0),),
    "demand": (
        Case(
            lambda p, q: (replace(p, flows=forged(p.flows, 0, kwh_per_day=-5.0)), q),
            "negative energy -5.0 from z",
            also=frozenset({"objective"}),
        ),
        Case(out_of_reach, "which it cannot reach"),
        Case(
            lambda p, q: (replace(p, flows=forged(p.flows, 0, drive_s=1.0)), q),
            "takes 60 s, not 1",
            also=frozenset({"objective"}),
        ),
        Case(less_demand, "is served", also=frozenset({"adapters"})),
        Case(lambda p, q: (replace(p, pools=p.pools.iloc[1:]), q), "arrive and"),
        Case(
            lambda p, q: (replace(p, pools=forged(p.pools, 0, kwh_per_day=-5.0)), q),
            "negative energy -5.0 from the pool",
        ),
        Case(lambda p, q: (replace(p, pools=forged(p.pools, 0, kwh_per_day=float("nan"))), q), "negative energy nan"),
    ),
    "district_floor": (asked("the floor is 100%", district_floor=1.0),),
    "district_floors": (asked("West is served", district_floors={"West": 1.0}),),
    "feeders": (Case(lambda p, q: (p, placed(q, feeder_kw={"F1": 30.0})), "feeder F1 gives"),),
    "forbidden": (asked("forbidden site a is built", forbidden=["a"]),),
    "forced": (asked("forced site c is not built", forced=["b", "c"], forbidden=[]),),
    "locked": (
        asked("site b has {", locked=[{"site": "b", "chargers": {"dc_ccs2_60": 9}, "hold": "at_least"}]),
        asked("at_most", locked=[{"site": "b", "chargers": {"dc_gbt_60": 1}, "hold": "at_most"}]),
    ),
    "gates": (
        Case(
            lambda p, q: (p, placed(q, land_status=np.full(len(q.places), "disputed", dtype=object))),
            "is built on disputed land",
        ),
        Case(
            lambda p, q: (p, placed(q, connection_status=np.full(len(q.places), "refused", dtype=object))),
            "is built where the connection is refused",
        ),
        Case(
            lambda p, q: (p, placed(q, access=np.full(len(q.places), "permit", dtype=object))),
            "is built where access is permit",
        ),
    ),
    "site_power": (
        Case(lambda p, q: (p, placed(q, grid_kw=np.full(len(q.places), 20.0))), "kW of 18"),
        Case(
            lambda p, q: (p, told(q, "grid", winter_share=0.1)),
            "takes",
            also=frozenset({"feeders", "substations"}),
        ),
    ),
    "kept_guns": (
        Case(lambda p, q: (more(p, "st", kind_of(q, "remove"), 1), q), "at st, where 2"),
        Case(
            lambda p, q: (more(p, "st", kind_of(q, "retrofit"), 1), q),
            "3 guns of ccs2 DC 60 kW are taken at st, where 2 stand",
        ),
    ),
    "mandated_plugs": (asked("has no gun of chademo", mandated_plugs=["gbt", "chademo"]),),
    "max_dual_share": (
        asked("new DC cabinets that serve two standards, the largest share asked for is 0.1", max_dual_share=0.1),
    ),
    "max_sites": (asked("2 new sites, at most 1 were asked for", max_sites=1),),
    "max_sites_per_district": (
        asked("new sites, at most 0 were asked for in each district", max_sites_per_district=0),
    ),
    "objective": (
        Case(
            lambda p, q: (replace(p, proof=replace(p.proof, value=p.proof.value * 0.99, asked_gap=0.5)), q),
            "the flows are worth",
        ),
        Case(lambda p, q: (p, with_adapters(q, worth=0.5)), "the flows are worth"),
        asked("the flows are worth", worth_at_limit=0.9),
        asked("the plan is for energy, asked were distance, cost", objective="distance", then=["cost"]),
    ),
    "pads": (
        Case(
            lambda p, q: (p, placed(q, kind=np.array(["parking", "transport", "parking", None], dtype=object))),
            "1 pads at a, which is no site for them",
        ),
    ),
    "queues": (
        asked("guns carry", max_wait_min=0.5),
        Case(wrong_plug, "gbt slow is served by the pool ccs2 DC 60 kW", also=frozenset({"demand"})),
        Case(slow_socket, "ccs2 fast is served by the pool", also=frozenset({"shared_power"})),
    ),
    "shared_power": (Case(weak_cabinets, "kW in the peak hour, ", also=frozenset({"queues"})),),
    "slow_sites": (
        Case(
            lambda p, q: (p, told(q, "sites", slow_kinds=("parking",))),
            "1 x dc_dual_60 at b, a site of the kind parking for slow posts alone",
        ),
    ),
    "spacing": (asked("a and b are nearer than 50000 m", min_spacing_m=50_000),),
    "substations": (Case(lambda p, q: (p, placed(q, substation_kw={"PS": 30.0})), "substation PS gives"),),
}
"""For the audit of each rule plans that it refuses."""


def test_a_plan_that_uses_every_rule_passes_every_audit(question, plan):
    added = plan.chargers.set_index(["site_id", "charger"])["count"]
    assert {"a", "b", "st"} == set(plan.chargers["site_id"])
    assert (added["a", PAD], added["st", kind_of(question, "remove")]) == (1, 2)
    assert added[:, "dc_dual_60"].sum() == 2
    assert (plan.flows["plug"] != plan.flows["family"]).any()
    assert {name: audit(plan, question) for name, audit in audits().items() if audit(plan, question)} == {}
    assert broken_promises(plan, question) == []


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name} {number}")
        for name in audits()
        for number, case in enumerate(CASES.get(name, (None,)), start=1)
    ],
)
def test_each_audit_catches_a_broken_plan_and_the_others_are_silent(question, plan, name, case):
    assert case is not None, f"planner/audit/rules/{name}.py: no plan is known that it refuses; add one to CASES"
    worse, asked_more = case.make(plan, question)
    said = {rule: broken for rule, audit in audits().items() if (broken := audit(worse, asked_more))}
    assert any(case.says in one for one in said.get(name, [])), said
    assert set(said) == {name, *case.also}, said
    assert broken_promises(worse, asked_more) == [one for broken in said.values() for one in broken]


def test_every_case_is_of_a_rule_that_is_audited():
    assert set(CASES) - set(audits()) == set()


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
    weak = replace(question, chargers=tuple(replace(k, power_kw=between) for k in question.chargers))
    assert len(drawn) == 2
    assert says_only(audits()["shared_power"](plan, weak), "ccs2 DC 90 kW and gbt DC 90 kW at a together draw")
    assert says_only(audits()["queues"](plan, weak), "guns carry")  # such weak cabinets slow the queues too


def test_money_for_cabinets_of_two_standards_is_held_against_its_share_of_the_budget(question, plan):
    audit, kinds = audits()["max_dual_share"], {kind.id: kind for kind in question.chargers}
    spent = 2 * question.costs.charger_usd(kinds["dc_dual_60"])
    just = {"budget_usd": 10 * spent, "max_dual_share": 0.1}
    assert audit(plan, asking(question, **just)) == []
    assert len(audit(plan, asking(question, **just | {"budget_usd": 9.99 * spent}))) == 1
    assert len(audit(plan, asking(question, max_dual_share=0.0))) == 1
    for nothing in (None, 1.0):
        assert audit(plan, asking(question, max_dual_share=nothing, budget_usd=0.0)) == []
    others = more(plan, "a", "dc_gbt_60", 50)
    assert audit(others, asking(question, **just)) == [], "cabinets of one standard take nothing of the share"
    retrofitted = more(plan, "st", kind_of(question, "retrofit"), 50)
    assert audit(retrofitted, asking(question, **just)) == [], "work on standing guns is no new cabinet"
    connected = replace(question, costs=replace(question.costs, steps=None))
    assert len(audit(plan, asking(connected, **just))) == 1, "a connection of its own is part of a cabinet's price"


def test_the_audit_shares_no_code_with_the_model():
    graph = grimp.build_graph("planner", "geodata", cache_dir=None)
    reached = graph.find_upstream_modules("planner.audit", as_package=True)
    assert {f"planner.audit.rules.{name}" for name in audits()} <= graph.modules
    assert "planner.question" in reached
    assert not [name for name in reached if name.startswith("planner.model")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an empty package of audits, `found_rules`."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "found_rules").mkdir()
    (tmp_path / "found_rules" / "__init__.py").touch()
    yield tmp_path / "found_rules"
    for name in [one for one in sys.modules if one.split(".")[0] == "found_rules"]:
        del sys.modules[name]


AUDIT = """
from planner.plan import Plan
from planner.question import Question

def broken({}: Plan, question: Question) -> {}:
    return []
"""


def test_a_new_file_is_an_audit_and_its_place_is_that_of_its_name(folder):
    for name in ("spacing_of_pads", "a_rule"):
        (folder / f"{name}.py").write_text(AUDIT.format("plan", "list[str]"))
    assert list(audits(import_module(folder.name))) == ["a_rule", "spacing_of_pads"]


@pytest.mark.parametrize(
    "text",
    ["", "broken = 3", AUDIT.format("it", "list[str]"), AUDIT.format("plan", "str"), "def broken(plan, question): ..."],
)
def test_a_file_that_is_no_audit_is_refused_by_name(folder, text):
    (folder / "no_rule.py").write_text(text)
    with pytest.raises(TypeError, match=r"found_rules.no_rule\.py: expected a function broken\(plan: Plan, question"):
        audits(import_module(folder.name))
