"""A plan out of the bound: sites decided a few at a time, the surest first, while the prices go on answering.

What the decomposition chooses swings from round to round about a fractional optimum. The share of late rounds in which a set was
chosen says how sure it is; each time the surest sites are held to their set, and the prices settle anew on what is left to the
others. After every site is decided the plan breaks money, power and rules of opening by little, which `repair` mends.

Source: the volume of late solutions as a primal, F. Barahona and R. Anbil, The volume algorithm, Mathematical Programming 87 (2000);
deciding the surest first as in the diving heuristics of branch and bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Answer, Decomposition, best_rows
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.subgradient import Descent

ROUNDS = 10
"""Rounds of the prices before each decision."""
DECIDED = 0.05
"""Share of all sites that are decided at a time, at least."""
SURE = 0.97
"""Sites that chose the same set in so large a share of late rounds are decided too."""
FRESH = 0.15
"""Weight of the newest round in that share."""
STEP = 0.02
"""Length of the steps, as a share of the bound, times the boldness of a dive."""


@dataclass(frozen=True)
class Dive:
    """Where a dive ended.

    Parameters
    ----------
    row : (sites,) int
        Set decided at each site.
    multipliers : Multipliers
    answer : Answer
        At these prices, every set still allowed.
    """

    row: NDArray[np.int64]
    multipliers: Multipliers
    answer: Answer


def dive(problem: Decomposition, multipliers: Multipliers, *, boldness: float) -> Dive:
    """Decide every site from good multipliers on.

    Parameters
    ----------
    boldness : float
        Length of the steps; 0.01 to 0.1 bring different plans.
    """
    sets = problem.sets
    chosen, barred = np.zeros(len(sets.site)), np.zeros(len(sets.site), dtype=bool)
    open_yet, descent = np.ones(len(sets.first), dtype=bool), Descent(problem)
    while open_yet.any():
        for _ in range(ROUNDS):
            answer = problem.ask(multipliers, barred)
            chosen *= 1.0 - FRESH
            chosen[answer.best] += FRESH
            multipliers = descent.step(multipliers, answer, boldness * STEP * abs(answer.bound))
        likely = best_rows(chosen, sets.first)
        decided = _surest(np.where(open_yet, chosen[likely], -1.0))
        open_yet[decided] = False
        barred[np.isin(sets.site, decided)] = True
        barred[likely[decided]] = False
    answer = problem.ask(multipliers, barred)
    return Dive(answer.best, multipliers, problem.ask(multipliers))


def _surest(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sites to decide now, by how often they chose their likeliest set, -1 for those decided before."""
    order = np.argsort(-share, kind="stable")
    decided = order[: max(1, round(DECIDED * len(share)), int((share > SURE).sum()))]
    return np.sort(decided[share[decided] >= 0])
