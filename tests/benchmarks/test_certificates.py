"""No false certificate among small questions, and every kind of lie is caught where one is told."""

import json
import math
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.certificates import Truth, falsehoods, further, truth_of
from benchmarks.plain.flat import flat
from benchmarks.plain.truth import best_plan
from benchmarks.small_questions import small_question
from planner.errors import InfeasibleError
from planner.model.search.search import Search
from planner.model.sets.limits import least_products
from planner.model.solve.planning import sound_instance
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import asked

PROMISED = ["value", "bound", "gap", "status", "cpu_s", "wall_s", "peak_mb"]
BUILDS = 0
"""Seed of a question whose best plan builds something."""


@cache
def drawn(seed):
    """A question and its instance, drawn once."""
    question = small_question(seed)
    return question, sound_instance(question)


@pytest.fixture(scope="module")
def truths():
    """What is so of the question on which lies are told, reckoned before any is."""
    instance = drawn(BUILDS)[1]
    return truth_of(SitingModel(instance)), best_plan(instance)


@pytest.fixture
def said(truths, monkeypatch):
    """Say what is false of that question."""
    for name, true in zip(("truth_of", "plain_best"), truths, strict=True):
        monkeypatch.setattr(f"benchmarks.certificates.{name}", lambda _, _true=true: _true)
    return lambda: falsehoods(*drawn(BUILDS), 0.0, 0.1)


def test_nothing_false_is_said_of_a_handful_of_questions_and_the_command_says_so(capsys):
    count = asked(8, few=5)
    assert main(["certificates", "--count", str(count), "--seed", "11", "--search-s", "0.05", "--plans-only"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED)] == PROMISED
    assert (found["value"], found["questions"]) == (0.0, count)
    assert found["status"] == "no false certificate"
    assert found["with a plan"] >= 4
    assert found["planned by the search too"] >= 3
    assert found["without any plan"] >= 1, "promises that no plan keeps are asked for too"


def test_what_is_said_beyond_plans_is_held_against_the_truth_too():
    told = Counter()
    assert [further(seed, 0.0, told) for seed in (2, 4, 7, 10, 13)] == [[]] * 5
    for parts in (
        ("alternatives: ", "easing: "),
        ("phases: ",),
        ("the hedge: ", "worlds, "),
        ("roads by sum: ",),
        ("a list: ",),
    ):
        assert any(kind.startswith(parts) for kind in told), parts


def test_every_rule_is_drawn_somewhere():
    rules = Counter()
    for seed in range(asked(20, few=12)):
        try:
            question, instance = drawn(seed)
        except ValueError:
            continue
        rules += Counter(
            {
                "feeder": (flat(instance).feeder >= 0).any(),
                "floor": flat(instance).floor > 0,
                "spacing": len(flat(instance).too_near) > 0,
                "max sites": flat(instance).max_sites is not None,
                "forced": flat(instance).forced.any(),
                "forbidden": flat(instance).forbidden.any(),
                "stepped": len(flat(instance).step_kw) > 0,
                "shared cabinets": flat(instance).sharing is not None,
                "stations": flat(instance).existing.any(),
                "cold": question.scenario.fleet.temperature_c < 0,
            }
        )
    assert all(count >= 2 for count in rules.values()), rules
    assert len(rules) == 10


def test_the_same_seed_is_the_same_question():
    one, two, other = drawn(4)[1], sound_instance(small_question(4)), drawn(5)[1]
    assert np.array_equal(flat(one).demand, flat(two).demand)
    assert np.array_equal(flat(one).worth, flat(two).worth)
    assert flat(one).demand.shape != flat(other).demand.shape or not np.array_equal(
        flat(one).demand, flat(other).demand
    )


def test_the_question_on_which_lies_are_told_has_a_plan_that_builds_something(truths):
    model = SitingModel(drawn(BUILDS)[1])
    nothing = model.allocate(least_products(model.instance)).value
    assert truths[0].low > 1.1 * nothing + 100


def test_a_bound_below_the_optimum_is_caught(said, monkeypatch, capsys):
    honest = Search.run
    monkeypatch.setattr(Search, "run", lambda self: replace(honest(self), bound=1.0))
    assert any("the search's bound 1.0" in text for text in said())
    monkeypatch.setattr("benchmarks.certificates.small_question", lambda _: drawn(BUILDS)[0])
    assert main(["certificates", "--count", "1", "--plans-only"]) == 1
    told = capsys.readouterr()
    assert "false, question 0: " in told.err
    assert json.loads(told.out.splitlines()[-1])["status"] == "false certificates"


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (lambda s: replace(s, bound=0.5 * s.value, value=0.5 * s.value), "has a bound of"),
        (lambda s: replace(s, value=1.5 * s.value, bound=1.5 * s.value), "is worth"),
        (lambda s: replace(s, value=1.5 * s.value), "has a proof that refuses itself"),
        (lambda s: replace(s, chargers=s.chargers * 50), "is refused by the recheck"),
        (lambda s: replace(s, flow_kwh=s.flow_kwh * 3), "is refused by the recheck"),
    ],
)
def test_a_plan_that_is_not_what_it_says_is_caught(lie, words, said, monkeypatch):
    honest = SitingModel.solve
    monkeypatch.setattr(SitingModel, "solve", lambda self, *asked: lie(honest(self, *asked)))
    assert any(f"the plan {words}" in text for text in said())


def test_a_plan_denied_is_caught_by_the_exact_model_and_by_the_search(said, monkeypatch):
    def deny(*_):
        raise InfeasibleError("no plan")

    monkeypatch.setattr(SitingModel, "solve", deny)
    assert said() == [
        "said to have no plan, the exact model has one",
        "a plan is said to have no plan, there is one: no plan",
        "said to have no plan, the search has one",
    ]


def test_a_truth_that_is_not_known_forbids_no_bound_and_no_plan_forbids_every_value():
    assert Truth(-math.inf, 10.0).allows_bound(-5.0)
    assert not Truth(10.0, 10.0).allows_bound(9.99)
    assert Truth(10.0, 10.0).allows_bound(10.0 - 1e-6)
    assert not Truth(10.0, 12.0).allows_value(12.1)
    assert not Truth(-math.inf, -math.inf).allows_value(0.0)
