"""Kernel search: restriction to the sets of chargers with the least Lagrangian reduced cost.

After E. Angelelli, R. Mansini, M. G. Speranza, Kernel search: a general heuristic for the multi-dimensional knapsack problem, Computers
and Operations Research 37 (2010), with Lagrangian reduced costs in place of those of a linear program.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.search.prepared import Bound
from planner.model.sets.site_sets import SiteSets

NONE = np.empty(0, dtype=np.int64)
CHEAPER = (0.95, 0.8, 0.6, 0.3)
"""Factors on the multipliers of demand at which sets are added to a kernel where reduced costs are all zero."""


def kernel_of(
    sets: SiteSets, loss: NDArray[np.float64], most: int, also: NDArray[np.int64] = NONE
) -> tuple[SiteSets, NDArray[np.int64]]:
    """Keep the `most` sets of least reduced cost, the cheapest set of every site, and the rows of `also`.

    A plan lies below the bound by at least the sum of its sets' reduced costs, so good plans consist of sets with small ones: of
    the 13,800 sets of a city of 60 sites the best known plan used none outside the first 300.

    Parameters
    ----------
    loss : (sets,)
        As `planner.model.bound.decomposition.LagrangianSolution.loss`.

    Returns
    -------
    kernel, rows : SiteSets, (kept,) int
        The kept sets, and which they were.
    """
    least = least_rows(sets)
    keep = np.zeros(len(sets.site), dtype=bool)
    keep[np.argsort(loss, kind="stable")[: most + len(least)]] = True
    keep[least] = keep[also] = True
    rows = np.flatnonzero(keep)
    return sets.kept(rows), rows


def least_rows(sets: SiteSets) -> NDArray[np.int64]:
    """Cheapest set of every site: nothing new, but where something must be built; (sites,)."""
    order = np.lexsort((np.arange(len(sets.site)), sets.cost, sets.site))
    return np.asarray(order[sets.first])


def with_slack_budget(problem: Decomposition, bound: Bound, loss: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Sets to add where more have reduced cost 0 than the kernel has room for; (rows,), none elsewhere.

    Where the budget is slack, the multipliers of money and of much demand are 0 and reduced costs do not tell sets apart. The best
    sets of every site at lower multipliers of demand and a typical one of money are then added.
    """
    reach, sets, multipliers = problem.instance.reach, problem.sets, bound.multipliers
    if not len(reach.worth):
        return NONE  # nobody reaches a site
    if int((loss <= 1e-6 * abs(bound.value) / len(sets.first)).sum()) <= most:
        return NONE
    carried = (sets.dc + sets.ac).sum(axis=1)
    sold = (sets.cost > 0) & (carried > 0)
    dollars = float(np.median(sets.cost[sold] / carried[sold])) if sold.any() else 1.0
    margin = float(reach.worth.mean()) / max(dollars, 1e-9)
    rows = []
    for share in CHEAPER:
        prices = multipliers.coupling.copy()
        prices[0] = max(multipliers.money, 0.5 * (1.0 - share) * margin)
        asked = replace(multipliers, demand=share * multipliers.demand, coupling=prices)
        rows.append(problem.evaluate(asked).best)
    return np.unique(np.concatenate(rows))
