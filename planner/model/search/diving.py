"""Lagrangian diving: sites are fixed to a set a few at a time, the least fractional first, with subgradient steps in between.

The sets chosen by the subproblems oscillate about a fractional optimum. An exponential average of the choices estimates that fractional
solution; each time the sites nearest to an integer value are fixed, and the multipliers adapt to what remains. The plan at the end
violates budget, power and coupling rows by little, which `repair` removes.

Source: the volume of late solutions as a primal, F. Barahona and R. Anbil, The volume algorithm, Mathematical Programming 87 (2000);
deciding the surest first as in the diving heuristics of branch and bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition, LagrangianSolution, best_rows
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.subgradient import Descent

ROUNDS = 10
"""Subgradient steps before each fixing."""
DECIDED = 0.05
"""Least share of all sites that are fixed at a time."""
SURE = 0.97
"""Sites whose average for one set exceeds this are fixed too."""
FRESH = 0.15
"""Weight of the newest choice in the average."""
STEP = 0.02
"""Length of the steps, as a share of the bound, times the boldness of a dive."""


@dataclass(frozen=True)
class Dive:
    """End of a dive.

    Parameters
    ----------
    row : (sites,) int
        Set decided at each site.
    multipliers : Multipliers
    answer : LagrangianSolution
        At these multipliers, with all sets allowed.
    """

    row: NDArray[np.int64]
    multipliers: Multipliers
    answer: LagrangianSolution


def dive(problem: Decomposition, multipliers: Multipliers, *, boldness: float) -> Dive:
    """Fix every site, starting from good multipliers.

    Parameters
    ----------
    boldness : float
        Factor on the step length; 0.01 to 0.1 give different plans.
    """
    sets = problem.sets
    chosen = np.zeros(len(sets.site))
    barred = np.zeros(len(sets.site), dtype=bool)
    open_yet, descent = np.ones(len(sets.first), dtype=bool), Descent(problem)
    while open_yet.any():
        for _ in range(ROUNDS):
            answer = problem.evaluate(multipliers, barred)
            chosen *= 1.0 - FRESH
            chosen[answer.best] += FRESH
            multipliers = descent.step(multipliers, answer, boldness * STEP * abs(answer.bound))
        likely = best_rows(chosen, sets.first)
        decided = _surest(np.where(open_yet, chosen[likely], -1.0))
        open_yet[decided] = False
        barred[np.isin(sets.site, decided)] = True
        barred[likely[decided]] = False
    answer = problem.evaluate(multipliers, barred)
    return Dive(answer.best, multipliers, problem.evaluate(multipliers))


def _surest(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sites to fix now, by the average of their likeliest set, -1 for those fixed before."""
    order = np.argsort(-share, kind="stable")
    decided = order[: max(1, round(DECIDED * len(share)), int((share > SURE).sum()))]
    return np.sort(decided[share[decided] >= 0])
