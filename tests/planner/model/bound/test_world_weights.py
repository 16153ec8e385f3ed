"""Bounds on the worst of several worlds: by weights that the way down finds, and by two worlds at a time."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.model.bound.subgradient import descend
from planner.model.bound.world_pairs import bound_of_pairs
from planner.model.instance.instance import Instance
from planner.model.solve.stacking import stacked
from tests.fixtures.decomposed import decomposition
from tests.fixtures.drawing import asked
from tests.fixtures.instances import town

MIXES = (np.array([0.4, 0.4, 1.6, 1.6]), np.ones(4), np.array([1.6, 1.6, 0.4, 0.4]), np.array([1.8, 1.8, 0.2, 0.2]))


def least(instance: Instance, rounds: int = 250) -> float:
    problem = decomposition(instance)
    return min(one.bound for _, one in descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=rounds))


def worst_of(worlds: Sequence[Instance], scale: Sequence[float]) -> Instance:
    return replace(stacked(worlds, scale), by_worst=True)


@cache
def drawn_worlds(sites: int, budget: float, seed: int) -> tuple[list[Instance], np.ndarray]:
    """Four worlds, and the factors that make their bounds alike."""
    base = town(4 * sites, sites, budget=budget, seed=seed)
    worlds = [changed(base, demand=flat(base).demand * mix) for mix in MIXES]
    alone = np.array([least(one) for one in worlds])
    return worlds, alone.mean() / alone


@pytest.mark.parametrize("harder", [1.0, 0.98])
def test_weights_settle_where_the_bound_is_least(harder: float) -> None:
    worlds, scale = drawn_worlds(50, 1_500_000.0, 0)
    two, by = [worlds[0], worlds[2]], scale[[0, 2]] * [harder, 1.0]
    grid = [least(stacked(two, (by * [2 * share, 2 - 2 * share]).tolist())) for share in np.linspace(0.1, 0.9, 9)]
    assert least(worst_of(two, by.tolist())) <= 1.003 * min(grid)


@pytest.mark.parametrize("seed", range(asked(2, few=1)))
def test_two_worlds_that_differ_most_bound_the_worst_of_all(seed: int) -> None:
    worlds, scale = drawn_worlds(30, 700_000.0, seed)

    def together(at: Sequence[int]) -> Instance:
        return stacked([worlds[one] for one in at], scale[list(at)].tolist())

    pair, of_pair = bound_of_pairs(worlds, together, lambda: False)
    two = len(worlds) * of_pair
    assert pair == (0, 3)
    assert two == pytest.approx(2 * least(worst_of([worlds[0], worlds[3]], scale[[0, 3]].tolist()), 400), rel=2e-3)
    assert two < least(worst_of(worlds, scale.tolist()))
    assert bound_of_pairs(worlds[:2], together, lambda: False) == ((0, 1), np.inf), "two worlds are all that there are"
    assert bound_of_pairs(worlds, together, lambda: True) == ((0, 1, 2, 3), np.inf)
