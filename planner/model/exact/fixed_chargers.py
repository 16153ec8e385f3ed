"""The allocation problem for fixed chargers: the siting model with only these on offer, a linear program."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.exact.solution import connected_by
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rules
from planner.model.program.effort import Effort
from planner.model.program.lp import Outcome, Problem
from planner.model.rules.kinds.ruling import Ruling
from planner.model.sets.configurations import Configurations, given_configurations

State = Callable[[Configurations], tuple[Problem, Columns]]
"""States a model with these sets of chargers on offer."""


def allocate_fixed(
    chargers: NDArray[np.int64], instance: Instance, state: State, *, pinned: bool
) -> tuple[Columns, Outcome]:
    """Optimise the allocation of energy to fixed chargers.

    Parameters
    ----------
    chargers : (sites, products) int
    pinned : bool
        Fix all binaries at 1 (sets, sites, connections); else sets may be fractional. Sets are fixed in any case where some take
        standing guns away: a fraction would keep guns that the whole set removes.
    """
    problem, columns = state(given_configurations(instance, chargers))
    if (instance.products.guns < 0).any():
        problem.at_most(columns.chosen, -np.ones(len(columns.chosen)), -float(len(columns.chosen)))
    steps = connected_by(chargers, columns, instance)  # part of a larger one would cost less than can be bought
    for column in (*columns.chosen, *columns.open[columns.open >= 0], *steps) if pinned else ():
        problem.at_most([column], [-1.0], -1.0)
    return columns, problem.solve(Effort(relaxed=True))


def loosened(instance: Instance, share: float) -> Instance:
    """Relax every rule by a tolerance, as a share of its right-hand side."""
    return replace(instance, rules=Rules(tuple(rule.loosened(share) for rule in instance.rules.every(Ruling))))
