"""Work of HiGHS as counted seconds (`planner.support.work`): iterations of the simplex method, and how often it calls back in branch and bound.

In branch and bound HiGHS 1.16 tells Python no iterations until it ends, so that a limit there counts its calls, which come in every
round of cuts and at some nodes. The figures are fitted to runs of programs of 500 to 500,000 entries and hold within a factor of two there.
"""

import math
from dataclasses import dataclass
from typing import Any

from planner.support.work import count

LINEAR_S, TREE_S = 0.28e-6, 1.1e-6
"""Of one iteration, by the square root of the entries of the matrix, for its vectors are sparse: of a linear program, and of those in branch and bound."""
SHORT_ROWS = 60.0
"""An iteration of a linear program takes no longer than that of one with as many entries as the square of so many times the mean entries of a row: where rows are short it touches few of them, however many there are."""
CALL_S, ROOT_S = 0.8e-6, 20e-6
"""Of what else branch and bound does between two calls, and before the first, for each entry."""
BETWEEN_S = 2e-6
"""Of all that is done between two calls, iterations too, for each entry: what a limit goes by."""
PLAIN_ROOT_S, PLAIN_CALL_S, PLAIN_BETWEEN_S = 1.2e-6, 5e-6, 25e-6
"""The same where branch and bound does without searches inside it: of the first for each entry, of the others by the square root of the entries."""
ROUND_S = 0.8e-10
"""Of a call before the first node, for the round of cuts before it, by the square of the entries: what a limit goes by in programs of 20,000 to 70,000 entries whose long rows are sums of sums (`long_rows`) and that do without searches inside. Once ended, the run is counted as others are, which is less."""
RESOLVED_S = 0.05e-6
"""Of a linear program that is solved again, beside its iterations, for each entry."""
ROOT_ITERATIONS = 2.0
"""Iterations that the first linear program of branch and bound takes, about, for each column."""
LEAST_ENTRIES = 500
"""No program is quicker than one of so many entries."""
MOST_ITERATIONS = 2**31 - 1
"""HiGHS's own limit."""


@dataclass(frozen=True)
class Tree:
    """A program that branch and bound is given, by what its work goes by.

    Parameters
    ----------
    columns, entries : int
        Of its matrix; columns held at a value are none of them, for presolve takes these out first.
    plain : bool
        Whether it looks for no better points by searches inside it.
    wide : bool
        Whether it had long rows and does without searches inside, so that the rounds of cuts before the first node are most of its work (`ROUND_S`).
    """

    columns: int
    entries: int
    plain: bool = False
    wide: bool = False

    @classmethod
    def of(cls, highs: Any, *, plain: bool = False, wide: bool = False, held: int = 0, held_entries: int = 0) -> "Tree":
        """All columns but so many that are held."""
        entries = max(LEAST_ENTRIES, int(highs.getNumNz()) - held_entries)
        return cls(int(highs.getNumCol()) - held, entries, plain, wide)

    def count(self, highs: Any, calls: int) -> None:
        """Count the last run, in which it has called so often."""
        iterations, root = max(0, int(highs.getInfo().simplex_iteration_count)), math.sqrt(self.entries)
        call_s = PLAIN_CALL_S * root if self.plain else CALL_S * self.entries
        count(self._stated_s + call_s * calls + TREE_S * root * iterations)

    @property
    def root_s(self) -> float:
        """Work that its first linear program is, about; it calls nobody meanwhile."""
        return ROOT_ITERATIONS * self.columns * TREE_S * math.sqrt(self.entries)

    def unheard_s(self, work_s: float) -> float:
        """Work of a run that says nothing of itself: its limit, and no less than it takes to hand the program over."""
        return self._stated_s if math.isinf(work_s) else max(self._stated_s, work_s)

    def limit(self, work_s: float) -> tuple[float, float]:
        """How often it may call within so much work, and for how many calls one before the first node counts."""
        most = math.inf if math.isinf(work_s) else max(0.0, work_s) / self._between_s
        return most, max(1.0, ROUND_S * self.entries**2 / self._between_s) if self.wide else 1.0

    @property
    def _between_s(self) -> float:
        return PLAIN_BETWEEN_S * math.sqrt(self.entries) if self.plain else BETWEEN_S * self.entries

    @property
    def _stated_s(self) -> float:
        return (PLAIN_ROOT_S if self.plain else ROOT_S) * self.entries


def count_linear(highs: Any) -> None:
    """Count the last run of a linear program."""
    info = highs.getInfo()
    iterations = max(0, int(info.simplex_iteration_count)) + max(0, int(info.crossover_iteration_count))
    entries = _entries(highs)
    count(RESOLVED_S * entries + _iteration_s(highs) * iterations)


def most_iterations(highs: Any, work_s: float) -> int:
    """How many iterations of a linear program are so much work."""
    if math.isinf(work_s):
        return MOST_ITERATIONS
    return int(min(MOST_ITERATIONS, max(1.0, max(0.0, work_s) / _iteration_s(highs))))


def _iteration_s(highs: Any) -> float:
    """Work of an iteration of a linear program."""
    entries = _entries(highs)
    return LINEAR_S * min(math.sqrt(entries), SHORT_ROWS * entries / max(1, int(highs.getNumRow())))


def _entries(highs: Any) -> int:
    return max(LEAST_ENTRIES, int(highs.getNumNz()))
