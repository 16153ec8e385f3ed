"""A choice of sets made into a plan: every rule kept, the rest of the money spent, its energy allocated."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.instance import Instance
from planner.model.search.allocation_lp import AllocationLp, carried_by
from planner.model.search.annealing import SLACK
from planner.model.search.diving import dive
from planner.model.search.prepared import Bound
from planner.model.search.repair import relieve, spend
from planner.model.search.state import search_data_of, state_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORT = 1e-6
"""Tolerance on a served floor, kWh a day."""


@dataclass(frozen=True)
class Repaired:
    """A plan that keeps every rule of building.

    Parameters
    ----------
    row : (sites,) int
        Its sets.
    value : float
        Worth of its energy, by the allocation LP.
    kept : bool
        Whether it serves what is promised, too.
    """

    row: Ints
    value: float
    kept: bool


def repaired(
    instance: Instance, problem: Decomposition, row: Ints, multipliers: Multipliers, value: Floats
) -> Repaired | None:
    """Repair a choice of sets by least loss, spend what money is left, and evaluate the plan; None where no exchange of sets repairs it.

    Parameters
    ----------
    problem : Decomposition
        Over the sets that plans are made of.
    row : (sites,) int
        A set of each site.
    multipliers : Multipliers
    value : (sets,)
        Reduced value of each set at the multipliers.
    """
    flows, weighing, sets = problem.flows, problem.weighing, problem.sets
    data = search_data_of(instance, sets, flows, multipliers, weighing=weighing)
    state = state_of(instance, data, sets, row, np.zeros(len(flows.key)))
    if not relieve(data, state, value):
        return None
    spend(data, state, value + sets.money_paid(multipliers.coupling))
    among = carried_by(flows, sets, state.row)
    if not instance.by_worst:  # the multipliers balance the worlds better than a plan does
        among = among[flows.worth[among] > data.price[flows.key[among]] - SLACK]
    penalty = np.ones(len(data.promised))
    served = AllocationLp(instance, sets, flows, among, state.row, penalty, weighing)
    return Repaired(state.row, served.value, not (served.short() > SHORT).any())


def dived(instance: Instance, problem: Decomposition, multipliers: Multipliers, boldness: float) -> Repaired | None:
    """One dive from these multipliers, repaired and evaluated."""
    end = dive(problem, multipliers, boldness=boldness)
    return repaired(instance, problem, end.row, end.multipliers, end.answer.value)


def within_budget(instance: Instance, problem: Decomposition, bound: Bound) -> Repaired | None:
    """The sets that the subproblem with the budget chooses, repaired and evaluated; None where that bound was not lowered."""
    if (within := bound.within) is None:
        return None
    answer = problem.within_budget(within)
    prices = np.append(bound.multipliers.money, within.coupling[1:])
    value = answer.value - problem.sets.money_paid(prices)
    return repaired(instance, problem, answer.best, replace(within, coupling=prices), value)
