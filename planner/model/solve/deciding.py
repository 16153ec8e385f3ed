"""The exact model among a few sets of chargers, for a search to settle what it leaves open."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.columns import Columns, flows_among
from planner.model.exact.solution import Solution, start_of
from planner.model.exact.tightening import tighten
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import exact_bytes, lacking
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Problem
from planner.model.program.spending import Spending
from planner.model.search.exact import Settled
from planner.model.sets.configurations import Configurations
from planner.proofs import Sense

Ints = NDArray[np.int64]


class Model(Protocol):
    """What is asked of the siting model."""

    @property
    def instance(self) -> Instance:
        """The question."""

    @property
    def sense(self) -> Sense:
        """Whether more or less is better."""

    def state(self, sets: Configurations) -> tuple[Problem, Columns]:
        """The model with these sets on offer."""

    def tidied(self, chargers: Ints) -> Solution:
        """A plan of given chargers."""

    def offering(self, products: NDArray[np.bool_]) -> "Model":
        """The model of the same question with these products alone on offer; (products,)."""


@dataclass
class Deciding:
    """The exact model of a question, as `planner.model.search.exact.Exact`."""

    model: Model

    def judged(self, chargers: Ints) -> tuple[float, Solution] | None:
        """True worth of a plan, and its allocation; None where it breaks what the search relaxes."""
        try:
            solution = self.model.tidied(chargers)
        except SolverError:
            return None
        return -self.model.sense.sign * solution.value, solution

    def offering(self, products: NDArray[np.bool_]) -> "Deciding":
        """As `planner.model.search.exact.Exact.offering`."""
        return Deciding(self.model.offering(products))

    def best_among(
        self, sets: Configurations, known: Solution, effort: Effort, enough: float, *, tight: bool = False
    ) -> Settled:
        """As `planner.model.search.exact.Exact.best_among`."""
        spending = Spending(effort)
        if lacking(exact_bytes(flows_among(self.model.instance, sets))):
            return Settled(math.inf, stated=False)
        problem, columns = self.model.state(sets)
        if tight:
            tighten(problem, self.model.instance, columns, Spending(spending.rest()))
        start = start_of(known, problem, columns, self.model.instance)
        return decided(problem, columns, spending, enough, start)


def decided(
    problem: Problem,
    columns: Columns,
    spending: Spending,
    enough: float,
    start: NDArray[np.float64] | None,
    *,
    plain: bool = False,
) -> Settled:
    """Solve a minimisation of minus the worth until it ends, or its bound says that no plan is worth more than `enough`; nothing is solved where time or work are over.

    With `plain` branch and bound looks for no better plans by searches inside it, and does not begin anew.
    """
    if spending.over():
        return Settled(math.inf)
    begin = start if start is not None and problem.keeps(start) else None
    try:
        outcome = problem.solve(spending.rest(), start=begin, enough=-enough, plain=plain)
    except SolverError:
        return Settled(math.inf)
    if outcome.values is None:  # a known plan is among them, so that there is none is not believed
        return Settled(math.inf if outcome.end is End.INFEASIBLE else -outcome.bound)
    sites, products = columns.step.shape[0], columns.sets.chargers.shape[1]
    chargers = np.zeros((sites, products), dtype=np.int64)
    built = outcome.values[columns.chosen] > 0.5
    np.add.at(chargers, columns.sets.site[built], columns.sets.chargers[built])
    return Settled(-outcome.bound, chargers, -outcome.objective)
