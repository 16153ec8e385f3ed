"""The exact model in numbers of chargers has the optimum of that in sets."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.made_siting import instance_of, made
from planner.model.exact.counts import by_counts, even_queues
from planner.model.exact.solution import start_of
from planner.model.program.effort import Effort
from planner.model.sets.configurations import offered
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import asked


def quiet(_line: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("seed", range(asked(4, few=1)))
def test_numbers_of_chargers_give_the_optimum_of_sets_and_its_plan(seed: int) -> None:
    instance = instance_of(made(24, 20, 6, seed, 0.2))
    model = SitingModel(instance)
    problem, columns = model.state(offered(instance, None))
    counted = by_counts(problem, instance, columns)
    assert counted is not None
    by_sets = problem.solve(Effort())
    by_numbers = counted.solve(Effort(), start=by_sets.values, progress=None)
    assert by_numbers.objective == pytest.approx(by_sets.objective, rel=1e-7)
    assert problem.keeps(by_numbers.values)
    assert problem.costs @ by_numbers.values == pytest.approx(by_numbers.objective, rel=1e-9)


def test_a_plan_in_sets_begins_the_model_in_numbers() -> None:
    instance = instance_of(made(24, 20, 6, 7, 0.2))
    model = SitingModel(instance)
    plan = model.solve(Effort(0.05), quiet)
    problem, columns = model.state(offered(instance, plan.chargers))
    counted = by_counts(problem, instance, columns)
    begin = counted._in_numbers(start_of(plan, problem, columns, instance))
    assert counted.problem.keeps(begin)
    assert counted.problem.costs @ begin == pytest.approx(-plan.value, rel=1e-9)


def test_where_a_second_gun_makes_a_queue_carry_more_sets_stay_sets() -> None:
    instance = instance_of(made(24, 20, 6, 0, 0.2))
    pools = instance.pools
    tables = tuple(one * np.linspace(1.0, 1.2, len(one)) for one in pools.capacity)
    queued = replace(instance, pools=replace(pools, capacity=tables))
    assert even_queues(instance)
    assert not even_queues(queued)
    problem, columns = SitingModel(queued).state(offered(queued, None))
    assert by_counts(problem, queued, columns) is None
