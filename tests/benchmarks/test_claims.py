"""Every kind of claim that the hunt for false certificates holds against plain programs: a lie of each kind is caught, the truth is not."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.claims import alternatives, hedges, phases, steps, telling
from benchmarks.claims.easing import ALONE, PROVEN, TOGETHER
from benchmarks.plain.flat import changed, flat
from benchmarks.plain.truth import best_plan as plain_best
from benchmarks.tight_questions import phased_question, tight_question, worlds_of
from planner.errors import ConfigError, InfeasibleError
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan
from tests.fixtures.small_cities import city

SEEDS = range(16)


def silent(_: str) -> None:
    pass


def first_of(draw, fits, least=0):
    """The first question drawn that fits, from a least seed on, with what fits it."""
    for seed in SEEDS[least:]:
        try:
            question = draw(seed)
            found = fits(question)
        except (ConfigError, InfeasibleError):
            continue
        if found is not None:
            return question, found
    raise AssertionError("no such question is drawn")


def built(question):
    plan = best_plan(question, say=silent)
    return plan if len(plan.chargers) else None


def test_everything_tight_is_drawn_somewhere():
    seen = Counter[str]()
    for seed in SEEDS:
        try:
            question = tight_question(seed)
            one = flat(sound_instance(question))
        except ConfigError:
            continue
        seen += Counter(
            {
                "little money": one.budget <= 25_000,
                "forced": one.forced.any(),
                "coverage": one.coverage > 0,
                "mandated": len(one.mandated) > 0,
                "share of two standards": one.dual_share is not None,
                "stepped": len(one.step_kw) > 0,
                "substations": len(one.substation_kw) > 0,
                "removals": (one.bays_taken < 0).any(),
                "removals behind spent mains": (one.bays_taken < 0).any() and (one.feeder_kw <= 40).any(),
            }
        )
    assert len(seen) == 9
    assert all(count >= 2 for count in seen.values()), seen


def test_a_refusal_where_there_is_a_plan_and_a_way_out_that_is_none_are_caught():
    told = Counter[str]()
    free = city(np.random.default_rng(3), 2, 2, ["dc_gbt"], budget=90_000.0, rules=False)
    free = changed(free, existing=np.zeros(2, dtype=bool), bays=np.full(2, 4), grid_kw=np.full(2, 250.0))
    assert "there is one" in telling.false_refusal("it", free, InfeasibleError("none"), told)[0]
    poor = changed(free, forced=np.array([True, False]), budget=1.0)
    for line, said in (
        (f"{ALONE}, plan.budget_usd: 2 USD instead of 1 ({PROVEN})", "it is not enough"),
        (f"{ALONE}, plan.budget_usd: 900,000 USD instead of 1 ({PROVEN})", "less is enough"),
        (f"{ALONE}, plan.budget_usd: at least 900,000 USD instead of 1 (by the linear relaxation)", "less is enough"),
        (f"{ALONE}, plan.forced: 2 of the 2 forced sites must go, for example s0 ({PROVEN})", "less is enough"),
        (f"{TOGETHER}plan.budget_usd: 2 USD instead of 1; plan.forced: 0 of the 1 forced site must go, for example none", "together"),
        ("plan.budget_usd: at least 900,000 USD instead of 1", "less is enough"),
    ):  # fmt: skip
        assert any(said in text for text in telling.false_refusal("it", poor, InfeasibleError("no", [line]), told)), (
            line
        )
    all_of_one = changed(free, plug_floors={"gbt": 1.0})
    for share, said in (("0.99", "it is not enough"), ("0.01", "less is enough")):
        line = f"{ALONE}, plan.plug_floors: {share} instead of 1 ({PROVEN})"
        assert any(
            said in text for text in telling.false_refusal("it", all_of_one, InfeasibleError("no", [line]), told)
        )


def test_a_proof_whose_figures_are_not_so_is_caught():
    question, plan = first_of(tight_question, built)
    best, proof = plain_best(sound_instance(question)), plan.proof
    assert telling.false_proof("it", proof, best, Counter()) == []
    half = replace(proof, value=0.5 * proof.value, bound=0.5 * proof.value)
    said = " ".join(telling.false_proof("it", half, best, Counter()))
    assert all(words in said for words in ("has a bound of", "no other plan is said", "is called optimal"))
    more = replace(proof, value=1.5 * proof.value, bound=1.5 * proof.value)
    assert "no plan more than" in telling.false_proof("it", more, best, Counter())[0]


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ({"missing": {"why": "", "best": None, "bound": None, "proven": True}}, "no further alternative"),
        ({"missing": {"why": "", "best": None, "bound": -1.0, "proven": False}}, "are said to be worth"),
    ],
)
def test_an_alternative_that_is_denied_is_caught(lie, said, monkeypatch):
    question, plan = first_of(tight_question, built)
    assert alternatives.false_alternatives(question, plan, 1, Counter()) == []
    monkeypatch.setattr(alternatives, "study", lambda *_: {"plans": [], **lie})
    found = [alternatives.false_alternatives(question, plan, seed, Counter()) for seed in range(12)]
    assert any(said in text for texts in found for text in texts)


def test_a_hedge_or_a_plan_in_phases_with_a_bound_too_low_is_caught(monkeypatch):
    def hedged(questions):
        told = Counter[str]()
        assert hedges.false_hedges(questions, 0.0, told) == []
        return told if told["the hedge: value and bound"] else None

    questions, _ = first_of(worlds_of, hedged, least=7)
    for name, who in (("hedged_plan", "the hedge has a bound"), ("expected_plan", "the expected plan has a bound")):
        honest = getattr(hedges, name)
        monkeypatch.setattr(hedges, name, lambda *asked, _do=honest: replace(_do(*asked), bound=1e-3, value=1e-3))
        assert any(who in text for text in hedges.false_hedges(questions, 0.0, Counter()))
    question, plan = first_of(phased_question, built)
    assert phases.false_phases(question, Counter()) == []
    low = replace(plan.phases.proof, value=1e-3, bound=1e-3)
    monkeypatch.setattr(phases, "planned", lambda *_, **__: replace(plan, phases=replace(plan.phases, proof=low)))
    assert any("the phases has a bound" in text for text in phases.false_phases(question, Counter()))


@pytest.mark.parametrize("off", [50.0, -50.0, None])
def test_a_step_that_is_not_the_cheapest_is_caught(off, monkeypatch):
    def empty(question):
        poor = replace(question, scenario=question.scenario.without_promises().with_plan(budget_usd=0.0))
        plan = best_plan(poor, say=silent)
        return (poor, plan) if plan.chargers.empty and steps.cheapest_step(poor) else None

    _, (question, plan) = first_of(tight_question, empty)
    assert steps.false_step(question, plan, Counter()) == []
    honest = steps.cheapest_step(question)
    monkeypatch.setattr(steps, "cheapest_step", lambda _: None if off is None else honest + off)
    assert steps.false_step(question, plan, Counter()) != []
