"""What an objective says of itself, and how the exact model is made to aim at one or to hold one."""

from __future__ import annotations  # so that what reads an objective's words, such as a report, loads no solver

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from planner.plan import Sense

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.model.exact.columns import Columns
    from planner.model.exact.solution import Solution
    from planner.model.instance.instance import Instance
    from planner.model.program.lp import Effort, Problem
    from planner.model.search.cost_search import Judge

    Terms = tuple[NDArray[np.int64], NDArray[np.float64]]
    """Columns and their weights: the objective is ``weights @ x[columns]``."""

Say = Callable[[str], None]
ROUNDING = 1e-7
"""Share of a held value that is left to the solver's rounding."""


class Finder(Protocol):
    """A search at city scale for plans of an objective that is minimised; `bound` is proven."""

    bound: float

    def run(self, judge: Judge) -> Solution | None:
        """Prove a bound, then look for plans."""
        ...


@dataclass(frozen=True)
class Objective:
    """What a plan is good for.

    Parameters
    ----------
    name : str
        In the configuration.
    sense : Sense
        Whether more of it is better.
    unit, meaning : str
        What it counts, and what that means, for people.
    better : str
        What a better plan does: "serves more".
    proven : str
        A sentence with two places, for the value and for the bound.
    limited : str
        What an alternative does at most, with a place for how much; empty where it is told as a share.
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
    better: str
    proven: str
    limited: str
    terms: Callable[[Instance, Columns], Terms]
    limit: Callable[[Instance], float]
    finder: Callable[[Instance, Effort, Say], Finder] | None = None
    by_chargers: Callable[[Instance], bool] = lambda _: False

    def aim(self, problem: Problem, instance: Instance, columns: Columns) -> None:
        """Make a problem aim at it; one that is maximised is stated as the least of its negative."""
        at, weights = self.terms(instance, columns)
        problem.minimise(at, self.sense.sign * weights)


@dataclass(frozen=True)
class Hold:
    """An objective optimised before, of which a share may be given up.

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
