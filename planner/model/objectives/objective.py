"""Description of an objective, and its statement in the exact model: as objective, or as bound in lexicographic optimisation."""

from __future__ import annotations  # so that what reads an objective's words, such as a report, loads no solver

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from planner.proofs import Sense
from planner.support.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.model.exact.columns import Columns
    from planner.model.exact.solution import Solution
    from planner.model.instance.instance import Instance
    from planner.model.program.effort import Effort
    from planner.model.program.lp import Problem
    from planner.model.search.cost_search import Evaluate

    Terms = tuple[NDArray[np.int64], NDArray[np.float64]]
    """Columns and their weights: the objective is ``weights @ x[columns]``."""

COUNTED_KWH = 0.5
"""KWh a day from which on energy is counted: less is 0 in whole kWh, as reports tell them."""
ROUNDING = 1e-7
"""Tolerance on the bound of an earlier objective, as a share."""


class Finder(Protocol):
    """Heuristic search for an objective that is minimised; `bound` is a proven lower bound."""

    bound: float

    def run(self, evaluate: Evaluate, exact: Any = None) -> Solution | None:
        """Prove a bound, then look for plans, with the exact model (`planner.model.search.exact.Exact`) among few sets."""
        ...


@dataclass(frozen=True)
class Objective:
    """An objective of the siting model.

    Parameters
    ----------
    name : str
        In the configuration.
    sense : Sense
        Whether more of it is better.
    unit, meaning : str
        What it counts, and what that means, for people.
    bought, buying : str, callable
        What the next dollar is to buy where sites are put in the order of building: its unit for people, and the instance in which it is the
        energy by worth. It is maximised whatever the objective itself is, for a few sites alone keep no promise.
    uncounted : callable
        A charger whose removal loses less than this is not bought; all that may be removed where chargers alone decide the value.
    terms : callable
        Its formula.
    limit : callable
        A bound that needs no solver.
    finder : callable or None
        Its search at city scale; None where it is the search for most energy itself.
    by_chargers : callable
        Whether the chargers alone decide its value, so that the energy may aim at something else.
    """

    name: str
    sense: Sense
    unit: str
    meaning: str
    bought: str
    buying: Callable[[Instance], Instance]
    uncounted: Callable[[Instance], float]
    terms: Callable[[Instance, Columns], Terms]
    limit: Callable[[Instance], float]
    finder: Callable[[Instance, Effort, Progress], Finder] | None = None
    by_chargers: Callable[[Instance], bool] = lambda _: False

    def aim(self, problem: Problem, instance: Instance, columns: Columns) -> None:
        """Set it as the objective of a problem; a maximisation is stated as minimisation of its negative."""
        at, weights = self.terms(instance, columns)
        problem.minimise(at, self.sense.sign * weights)


def with_worth(instance: Instance, worth: NDArray[np.float64]) -> Instance:
    """The instance with another worth of a kWh by pair, (pairs,), the same by adapter as by a driver's own plug."""
    adapters = instance.adapters
    alike = replace(adapters, worth=adapters.worth * 0.0 + 1.0)
    return replace(instance, reach=replace(instance.reach, worth=worth), adapters=alike)


@dataclass(frozen=True)
class Hold:
    """Lexicographic bound on an objective optimised before, with a tolerance.

    Parameters
    ----------
    objective : Objective
    value : float
        What was reached.
    give : float
        Share of it that may be given up.
    """

    objective: Objective
    value: float
    give: float

    def state(self, problem: Problem, instance: Instance, columns: Columns) -> None:
        """Add the row: ``O >= (1 - give) value`` where O is maximised, ``O <= (1 + give) value`` where it is minimised."""
        at, weights = self.objective.terms(instance, columns)
        sign = self.objective.sense.sign
        slack = self.give * abs(self.value) + ROUNDING * max(1.0, abs(self.value))
        problem.at_most(at, sign * weights, sign * self.value + slack)
