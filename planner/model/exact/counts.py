"""The exact model with one whole number a group of chargers, where everything about its sets is proportional to how many they hold.

The queues of `docs/model.md` carry more than twice as much with twice the guns, so that each set is a binary of its own. Where they carry so much a gun and no more, as in textbooks,
the number says all; HiGHS then branches on numbers and not on sets, of which it needs a quarter.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.exact.structure import groups_of
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import Outcome, Problem
from planner.model.program.watching import SolverProgress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EVEN = 1e-9
"""Relative difference up to which what chargers carry, or take in a row, is proportional to their number."""


@dataclass(frozen=True)
class Counts:
    """A program in numbers of chargers, and the way there and back.

    Parameters
    ----------
    problem : Problem
        First the columns that stay, then a whole number for each group.
    stays : (columns that stay,) int
        Columns of the program in sets.
    groups : tuple of (numbers,) int
        Columns of the sets of each group: with one charger, with two, and so on.
    """

    problem: Problem
    stays: Ints
    groups: tuple[Ints, ...]

    def solve(self, effort: Effort, *, start: Floats | None, progress: SolverProgress | None) -> Outcome:
        """As `Problem.solve` of the program in sets; start and values are by its columns."""
        begin = None if start is None else self._in_numbers(start)
        outcome = self.problem.solve(effort, start=begin, progress=progress)
        return outcome if outcome.values is None else replace(outcome, values=self._in_sets(outcome.values))

    def _in_numbers(self, values: Floats) -> Floats:
        numbers = [float(values[sets] @ np.arange(1, len(sets) + 1)) for sets in self.groups]
        return np.concatenate([values[self.stays], numbers])

    def _in_sets(self, values: Floats) -> Floats:
        told = np.zeros(len(self.stays) + sum(len(sets) for sets in self.groups))
        told[self.stays] = values[: len(self.stays)]
        for sets, number in zip(self.groups, values[len(self.stays) :].round().astype(int).tolist(), strict=True):
            if number:
                told[sets[number - 1]] = 1.0
        return told


def even_queues(instance: Instance) -> bool:
    """Whether every queue carries the same for each gun, however many there are."""
    return all(
        np.allclose(np.diff(one), one[1] if len(one) > 1 else 0.0, rtol=EVEN, atol=0.0)
        for one in instance.pools.capacity
    )


def by_counts(problem: Problem, instance: Instance, columns: Columns) -> Counts | None:
    """The same program in numbers of chargers; None unless that can be said of every group."""
    if not even_queues(instance) or not len(columns.chosen):
        return None
    stated = sp.csc_array(sp.vstack([problem.matrix(), sp.csr_array(problem.costs[None, :])]))
    rows = _Rows(sp.csr_array(stated), np.append(problem.most, np.inf), columns)
    groups, entries = list[Ints](), list[tuple[Ints, Floats]]()
    for _, sets in groups_of(columns.sets.site * len(instance.products.kw) + columns.sets.group):
        held = columns.sets.chargers[sets]
        order = np.argsort(held.sum(axis=1))
        if held.any(axis=0).sum() != 1 or not np.array_equal(held.sum(axis=1)[order], np.arange(1, len(sets) + 1)):
            return None
        group = columns.chosen[sets[order]]
        found = rows.by_number(group, sp.csr_array(stated[:, group]))
        if found is None:
            return None
        groups.append(group)
        entries.append(found)
    return _restated(problem, stated, groups, entries)


@dataclass(frozen=True)
class _Rows:
    """Rows of the program in sets, the last one its costs."""

    by_row: sp.csr_array
    most: Floats
    columns: Columns

    def by_number(self, group: Ints, entries: sp.csr_array) -> tuple[Ints, Floats] | None:
        """Rows in which the sets of a group stand, and what stands there for their number; None where no number says the same."""
        at = np.flatnonzero(np.diff(entries.indptr))
        dense, numbers, weight = entries[at].toarray(), np.arange(1, len(group) + 1), np.empty(len(at))
        for n, (row, one) in enumerate(zip(at.tolist(), dense, strict=True)):
            if np.allclose(one, one[0] * numbers, rtol=EVEN, atol=0.0):
                weight[n] = one[0]
            elif (one == 1.0).all() and self._at_most_one(row, group):
                weight[n] = 1.0 / len(group)
            elif (one == -1.0).all() and self._some(row):
                weight[n] = -1.0
            else:
                return None
        return at, weight

    def _row(self, row: int) -> tuple[Ints, Floats]:
        begin, end = self.by_row.indptr[row : row + 2]
        return self.by_row.indices[begin:end], self.by_row.data[begin:end]

    def _at_most_one(self, row: int, group: Ints) -> bool:
        """``sum of the sets <= door``, or 1."""
        at, weight = self._row(row)
        others = ~np.isin(at, group)
        return bool(
            (self.most[row] == 0.0 and weight[others].tolist() == [-1.0])
            or (self.most[row] == 1.0 and not others.any())
        )

    def _some(self, row: int) -> bool:
        """``door <= sum of sets``."""
        at, weight = self._row(row)
        sets = np.isin(at, self.columns.chosen)
        return bool(self.most[row] == 0.0 and (weight[sets] == -1.0).all() and weight[~sets].tolist() == [1.0])


def _restated(problem: Problem, stated: sp.csc_array, groups: list[Ints], entries: list[tuple[Ints, Floats]]) -> Counts:
    stays = np.setdiff1d(np.arange(problem.columns), np.concatenate(groups))
    row = np.concatenate([at for at, _ in entries])
    number = np.repeat(np.arange(len(groups)), [len(at) for at, _ in entries])
    weight = np.concatenate([one for _, one in entries])
    counted = sp.csr_array((weight, (row, number)), shape=(stated.shape[0], len(groups)))
    whole = sp.csr_array(sp.hstack([stated[:, stays], counted]))
    short, costs = Problem(problem.name), whole[[-1]].toarray()[0]
    upper, integer = problem.upper, problem.whole[stays]
    for begin, end in _stretches(integer):
        short.add(end - begin, upper=upper[stays[begin:end]], whole=bool(integer[begin]))
    short.add(len(groups), upper=np.array([float(len(sets)) for sets in groups]), whole=True)
    least, most = problem.least, problem.most
    for begin, end in _stretches(least == most):
        part = sp.coo_array(whole[begin:end])
        state = short.equal_rows if least[begin] == most[begin] else short.at_most_rows
        state(part.row.astype(np.int64), part.col.astype(np.int64), part.data, most[begin:end])
    short.minimise(np.arange(short.columns), costs)
    return Counts(short, stays, tuple(groups))


def _stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of each stretch in which a mask does not change."""
    ends = [*(np.flatnonzero(np.diff(mask.astype(int))) + 1).tolist(), len(mask)] if len(mask) else []
    return list(zip([0, *ends], ends, strict=False))
