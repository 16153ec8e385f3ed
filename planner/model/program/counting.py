"""Work of HiGHS as counted seconds (`planner.support.work`): iterations of the simplex method, and how often it calls back in branch and bound.

In branch and bound HiGHS 1.16 tells Python no iterations until it ends, so that a limit there counts its calls, which come in every
round of cuts and at every node. The figures are fitted to runs of programs of 4,000 to 120,000 entries and hold within a factor of two there;
the linear program of all drives of a country (60,000 stops) was counted twelve times what it took.
"""

import math
from typing import Any

from planner.support.work import count

LINEAR_S, TREE_S = 0.6e-6, 1.1e-6
"""Of one iteration, by the square root of the entries of the matrix, for its vectors are sparse: of a linear program, and of those in branch and bound."""
CALL_S, ROOT_S = 0.8e-6, 20e-6
"""Of what else branch and bound does between two calls, and before the first, for each entry."""
BETWEEN_S = 2e-6
"""Of all that is done between two calls, iterations too, for each entry: what a limit goes by."""
RESOLVED_S = 0.1e-6
"""Of a linear program that is solved again, beside its iterations, for each entry."""
ROOT_ITERATIONS = 2.0
"""Iterations that the first linear program of branch and bound takes, about, for each column."""
LEAST_ENTRIES = 500
"""No program is quicker than one of so many entries."""
MOST_ITERATIONS = 2**31 - 1
"""HiGHS's own limit."""


def count_tree(highs: Any, calls: int) -> None:
    """Count the last run of branch and bound, in which it has called so often."""
    entries = _entries(highs)
    iterations = max(0, int(highs.getInfo().simplex_iteration_count))
    count(entries * (ROOT_S + CALL_S * calls) + TREE_S * math.sqrt(entries) * iterations)


def count_linear(highs: Any) -> None:
    """Count the last run of a linear program."""
    info = highs.getInfo()
    iterations = max(0, int(info.simplex_iteration_count)) + max(0, int(info.crossover_iteration_count))
    entries = _entries(highs)
    count(RESOLVED_S * entries + LINEAR_S * math.sqrt(entries) * iterations)


def root_s(highs: Any) -> float:
    """Work that the first linear program of branch and bound is, about; it calls nobody meanwhile."""
    return ROOT_ITERATIONS * int(highs.getNumCol()) * TREE_S * math.sqrt(_entries(highs))


def unheard_s(highs: Any, work_s: float) -> float:
    """Work of a run that says nothing of itself: its limit, and no less than it takes to hand the program over."""
    stated_s = ROOT_S * _entries(highs)
    return stated_s if math.isinf(work_s) else max(stated_s, work_s)


def most_calls(highs: Any, work_s: float) -> float:
    """How often branch and bound may call within so much work."""
    return math.inf if math.isinf(work_s) else max(0.0, work_s) / (BETWEEN_S * _entries(highs))


def most_iterations(highs: Any, work_s: float) -> int:
    """How many iterations of a linear program are so much work."""
    if math.isinf(work_s):
        return MOST_ITERATIONS
    return int(min(MOST_ITERATIONS, max(1.0, max(0.0, work_s) / (LINEAR_S * math.sqrt(_entries(highs))))))


def _entries(highs: Any) -> int:
    return max(LEAST_ENTRIES, int(highs.getNumNz()))
