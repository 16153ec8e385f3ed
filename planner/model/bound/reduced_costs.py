"""What a plan with a certain set of chargers can be worth at most: the bound less the reduced cost of the set.

A plan with a set lies below the bound by at least what that set loses at the multipliers of the bound. So a set that loses more than the bound
lies above a value is in no plan worth that much: fixing variables by reduced costs, as in branch and bound. Where the bound is near the best plan,
few sets of thousands are left.
"""

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.knapsack import losses_within
from planner.model.bound.multipliers import Multipliers
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]


def most_with(problem: Decomposition, multipliers: Multipliers) -> Floats:
    """Most that a plan with each set can be worth, by the bound at these multipliers; (sets,)."""
    return np.asarray(problem.evaluate(multipliers).bound - problem.losses(multipliers))


def most_with_in_budget(problem: Decomposition, multipliers: Multipliers) -> Floats:
    """The same by the bound with the budget in the subproblem; inf where that takes too long."""
    knapsack = problem.knapsack
    if knapsack is None:
        return np.full(len(problem.sets.site), np.inf)
    answer = problem.within_budget(multipliers)
    first = np.append(problem.sets.first, len(problem.sets.site))
    return np.asarray(answer.bound - losses_within(answer.value, knapsack.units, first, knapsack.parts))


def some_everywhere(sets: SiteSets, keep: NDArray[np.bool_]) -> bool:
    """Whether sets of every site are kept, so that they make up plans; elsewhere there is no plan of them."""
    return bool(np.logical_or.reduceat(keep, sets.first).all())
