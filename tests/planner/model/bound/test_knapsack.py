"""A budget kept in the subproblem: the best sets within it, and a bound that no plan passes and that is seldom higher."""

import itertools

import numpy as np
import pytest
from hypothesis import given

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.bound.knapsack import best_within
from planner.model.instance.instance import Instance
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from tests.fixtures.drawing import SEEDS, UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import small_cities


@given(SEEDS)
@drawn(100)
def test_of_one_set_a_site_the_best_that_fit_are_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 5, int(rng.integers(1, 5)))
    first, parts = np.append(0, np.cumsum(counts)), int(rng.integers(0, 20))
    value, units = rng.normal(size=first[-1]), rng.integers(-1, 12, first[-1])
    total, rows = best_within(value, units, first, parts)
    every = itertools.product(*(range(a, b) for a, b in itertools.pairwise(first.tolist())))
    fits = [one for one in every if min(units[list(one)]) >= 0 and units[list(one)].sum() <= parts]
    if not fits:
        assert total == -np.inf
        return
    assert total == pytest.approx(max(value[list(one)].sum() for one in fits))
    assert value[rows].sum() == pytest.approx(total)
    assert units[rows].sum() <= parts


@given(small_cities(rules=True), SEEDS)
@drawn(60, UNCHECKED)
def test_no_prices_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    best = enumerated(instance)
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    if best is not None and problem.knapsack is not None:
        answer = problem.within_budget(drawn_multipliers(problem, np.random.default_rng(seed), 1.0))
        assert answer.bound >= best - 1e-6 * max(1.0, best)
        assert problem.sets.cost[answer.best].sum() <= float(problem.sets.coupling.limit[0]) * (
            1 + len(answer.best) / 2_000
        )


def test_a_budget_of_a_few_sets_is_bounded_well_below_its_relaxation() -> None:
    instance = town(60, 20, budget=110_000.0)
    dual = DualBound(Decomposition(instance, site_sets(instance, configurations_of(instance))))
    dual.lower(250, boldness=1.0, target=0.0, stop=lambda _: False)
    within, relaxed = dual.within, dual.problem.evaluate(dual.multipliers).bound
    assert within is not None, "it was tried"
    assert dual.value < 0.99 * relaxed
