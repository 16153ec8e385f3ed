"""Towns with settled chargers, stations given up, guns out of order and objectives in order: all are drawn, and lies about them are caught."""

from collections import Counter
from dataclasses import replace

import numpy as np

from benchmarks.claims.objectives import false_order
from benchmarks.claims.supply import false_supply
from benchmarks.tight_questions import drawn_question, settled_town
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan
from planner.question import Question
from tests.fixtures.drawing import asked

IN_ORDER = 79
"""Seed of a question whose objectives follow one another, and which has a plan."""


def in_order() -> Question:
    return drawn_question(IN_ORDER)


def test_everything_settled_is_drawn_somewhere() -> None:
    seen = Counter[str]()
    for seed in range(3, asked(243, few=147), 4):
        plan = settled_town(seed)[1].plan
        seen.update(one.hold for one in plan.locked)
        seen.update(plan.then)
        seen.update(["given up"] * len(plan.retired) + [str(plan.availability)])
    wanted = {"exactly", "at_least", "at_most", "cost", "distance", "given up", "0.7", "0.8", "0.9", "1.0"}
    assert wanted <= seen.keys()
    assert min(seen[one] for one in wanted) >= 3


def test_a_bound_or_a_value_of_an_objective_that_is_not_so_is_caught() -> None:
    question = in_order()
    instance, plan = sound_instance(question), best_plan(question, say=lambda _: None)
    give, second = question.scenario.plan.then_give, plan.proof.stages[1]
    assert plan.proof.stages[0].value > 0
    assert second.value > 0
    assert false_order(plan.proof.stages, instance, give, Counter()) == []
    for lie in (
        replace(second, bound=second.reached * 1.1, reached=second.reached * 1.1),
        replace(second, bound=second.reached * 0.8, reached=second.reached * 0.9),
        replace(second, value=second.value * 1.5),
    ):
        assert false_order((plan.proof.stages[0], lie), instance, give, Counter()), lie


def test_guns_that_are_counted_on_for_more_than_those_in_order_carry_are_caught() -> None:
    question = in_order()
    instance = sound_instance(question)
    assert false_supply(question, instance, Counter()) == []
    more = tuple(np.asarray(one) * 3.0 for one in instance.pools.capacity)
    assert false_supply(question, replace(instance, pools=replace(instance.pools, capacity=more)), Counter())
