"""The promise to serve a share of the whole city, and the question of what serves the most of it, whatever that is worth.

Where the promise lies near what the money can serve, plans of the most worth break it: a kWh after a long drive counts as much as any other.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from planner.errors import SolverError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.rules.coverage import Coverage
from planner.model.search.found import Found
from planner.model.search.repairing import Repaired, repaired
from planner.model.sets.site_sets import rows_of
from planner.support.progress import Progress
from planner.support.speech import _


class Searching(Protocol):
    """A search that has not begun."""

    def run(self) -> Found:
        """Search until the gap is proven or the time is over."""


Find = Callable[[Instance, Effort, Progress, float], Searching]
"""Begins the search of a question within an effort, which ends at a plan of a value."""
PART, LEAST_S = 1 / 2, 1.0
"""Share of what is left for it where no plan is known that keeps the promise, and work and time that it may take however little that is, s."""


def at_par(instance: Instance) -> Instance:
    """The same question with every kWh worth as much."""
    reach = replace(instance.reach, worth=np.ones(len(instance.reach.worth)))
    return replace(instance, reach=reach, adapters=instance.adapters.at_par())


def most_energy(instance: Instance) -> Instance:
    """The question of the most energy without that promise, all others kept."""
    return at_par(instance).without(Coverage)


def promised_kwh(instance: Instance) -> float:
    """Right-hand side of the coverage constraint, kWh a day; 0 without one."""
    coverage = instance.rules.get(Coverage)
    return 0.0 if coverage is None else float(coverage.promised_kwh(instance).sum())


def serving_most(
    instance: Instance, problem: Decomposition, multipliers: Multipliers, spending: Spending, find: Find, say: Progress
) -> Repaired | None:
    """The plan of most energy, whatever that is worth, repaired; None where there is no such promise, there are several worlds, or none is found.

    Parameters
    ----------
    instance : Instance
    problem : Decomposition
        Over the sets that plans are made of.
    multipliers : Multipliers
    spending : Spending
        Of the search that found no plan.
    find, say : callable
    """
    promised = promised_kwh(instance)
    if not promised or instance.worlds > 1:
        return None
    say(
        _("no plan found so far keeps plan.coverage; looking for one that serves the most energy, whatever it is worth")
    )
    rest = spending.rest(max(LEAST_S, PART * spending.left_s), least_s=LEAST_S)
    effort = replace(rest, gap=0.0, time_limit_s=max(LEAST_S, PART * rest.time_limit_s))
    try:
        found = find(most_energy(instance), effort, lambda _: None, promised).run()
    except SolverError:  # there is not the memory for two searches
        return None
    row = rows_of(problem.sets, found.chargers)
    if row is None or not math.isfinite(found.value):
        return None
    return repaired(instance, problem, row, multipliers, problem.evaluate(multipliers).value)
