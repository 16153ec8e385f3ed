"""A plan that uses every rule passes each audit; broken in any one way, the audit of that rule says in which, and the others are silent."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import grimp
import pytest

from planner.audit.recheck import audits, broken_promises
from planner.catalogue.offers import PAD
from planner.model.solve.planning import best_plan
from planner.plan import Plan
from planner.question import Question, question_of
from tests.fixtures.broken_plans import CASES, asking, kind_of, more, rule_bound_question
from tests.fixtures.forged_table import says_only
from tests.fixtures.tiny_city import silent, sites, stations, tiny_city, tiny_scenario


@pytest.fixture(scope="module")
def question() -> Question:
    return rule_bound_question()


@pytest.fixture(scope="module")
def plan(question: Question) -> Plan:
    return best_plan(question, say=silent)


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
    assert case is not None, (
        f"tests/fixtures/broken_plans.py: no plan is known that planner/audit/rules/{name}.py refuses"
    )
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
