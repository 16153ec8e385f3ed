"""A search that begins from an earlier plan: its prices lower the bound at once, and it is repaired to be the first plan."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.dual_bound import DualBound
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.prepared import Prepared, prepared_for
from planner.model.search.repairing import Repaired, repaired
from planner.model.search.start import Start
from planner.model.sets.site_sets import SiteSets
from planner.support.progress import Progress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 250
"""Most subgradient steps."""
BOLDNESS = 0.3
"""Factor on the length of the first of them: prices of an earlier plan are good already."""
DIVES = 2
"""Dives beside it: annealing gains more than further ones, from a plan that is good already."""
TURNS = 3
"""How often the plan is repaired anew at better prices."""


def warmed(instance: Instance, start: Start, effort: Effort, say: Progress, known: float = math.inf) -> Prepared:
    """Prepare a search that begins from an earlier plan; its bound is lowered until the gap is proven, it settles or the time is over.

    Where the earlier plan cannot be repaired, the search has its prices alone.

    Parameters
    ----------
    known : float
        A bound on any plan that is known already.
    """
    spending = Spending(effort)
    fresh = prepared_for(instance, known, say)
    bound = fresh.bound
    assert isinstance(bound, DualBound)
    if start.prices is not None:
        bound.multipliers = start.prices.at(bound.problem)
    best: Repaired | None = None

    def proven(_number: int) -> bool:
        value = -math.inf if best is None else best.value
        return spending.over() or bound.value - value <= effort.gap * abs(bound.value)

    for turn in range(TURNS):
        found = _plan_at(fresh, start, bound.multipliers)
        if found is not None and found.kept and (best is None or found.value > best.value):
            best = found
        if turn and proven(0):
            break
        before = bound.value
        target = 0.0 if best is None else best.value
        bound.lower(ROUNDS, boldness=BOLDNESS if start.prices or turn else 1.0, target=target, stop=proven)
        if proven(0) or (turn and before - bound.value <= SETTLED * abs(bound.value)):
            break
    if best is None:
        return fresh
    return replace(fresh, given=fresh.restricted, plans=(best.row,), value=best.value, dives=DIVES)


SETTLED = 1e-4
"""A bound that falls by no more than this share makes no other plan of the earlier one."""


def _plan_at(fresh: Prepared, start: Start, multipliers: Multipliers) -> Repaired | None:
    """The earlier plan, repaired at these prices."""
    problem = fresh.restricted
    value = problem.evaluate(multipliers).value
    row = nearest_rows(problem.sets, start.chargers, value)
    return repaired(fresh.instance, problem, row, multipliers, value)


def nearest_rows(sets: SiteSets, chargers: Ints, value: Floats) -> Ints:
    """The set of each site that differs least from the chargers of a plan, of several the most valuable; (sites,).

    Parameters
    ----------
    chargers : (sites, products) int
    value : (sets,)
        Reduced value of each set.
    """
    apart = np.abs(sets.chargers - chargers[sets.site]).sum(axis=1)
    order = np.lexsort((np.arange(len(apart)), -value, apart, sets.site))
    return np.asarray(order[sets.first])
