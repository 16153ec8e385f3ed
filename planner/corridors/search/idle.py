"""Rows that bind nowhere near are left out of the program, so that it is solved quickly; prices among them are kept aside, and come back where they are broken."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.program.growing import Growing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
AGE = 8
"""Nodes in turn at which a row does not bind before it is left out."""
MANY = 0.1
"""Rows are left out when they are so many of all."""
BROKEN = 1e-7
"""A row broken by less is kept."""


class Idle:
    """Which rows of a program may be left out, and those that are.

    Parameters
    ----------
    draft : Growing
    """

    def __init__(self, draft: Growing) -> None:
        self.draft = draft
        self._first = 0
        self._age = np.zeros(0, dtype=np.int64)
        self._known: list[tuple[Ints, Floats, float]] = []
        self._row: list[int] = []
        self._asleep: Ints = np.zeros(0, dtype=np.int64)
        self._table: sp.csr_array | None = None

    def begin(self) -> None:
        """All rows so far stay for good."""
        self._first = self.draft.rows

    def state(self, columns: Ints, weights: Floats, right: float) -> None:
        """Add a row that cannot be found again, and is therefore kept."""
        self._row.append(self.draft.rows)
        self._known.append((columns, weights, right))
        self.draft.at_most(columns, weights, right)

    def wake(self, values: Floats) -> int:
        """Add again rows that a point breaks; returns how many."""
        if self._table is None or not len(self._asleep):
            return 0
        right = np.array([self._known[one][2] for one in self._asleep])
        broken = self._table @ values - right > BROKEN
        for one in self._asleep[broken].tolist():
            self._row[one] = self.draft.rows
            self.draft.at_most(*self._known[one])
        self._asleep, self._table = self._asleep[~broken], self._table[~broken]
        return int(broken.sum())

    def rest(self) -> Ints | None:
        """Grow older by a node, and leave out what has not bound for long; returns where each row has gone to, -1 for those left out, None where nothing has changed."""
        slack = self.draft.slack()
        age = np.zeros(len(slack), dtype=np.int64)
        age[: len(self._age)] = self._age
        self._age = np.where(slack, age + 1, 0)
        off = (self._age >= AGE) & slack
        off[: self._first] = False
        if off.sum() < MANY * len(off):
            return None
        self.draft.drop(off)
        self._age = self._age[~off]
        moved = np.where(off, -1, np.cumsum(~off) - 1)
        self._row = [int(moved[row]) if row >= 0 else -1 for row in self._row]
        self._asleep = np.flatnonzero(np.array(self._row) < 0)
        self._table = self._stacked()
        return moved

    def _stacked(self) -> sp.csr_array:
        known = [self._known[one] for one in self._asleep]
        count = [len(one[0]) for one in known]
        empty: tuple[Ints, Floats] = (np.zeros(0, dtype=np.int64), np.zeros(0))
        columns, weights = (np.concatenate([empty[at], *(one[at] for one in known)]) for at in (0, 1))
        return sp.csr_array((weights, columns, np.r_[0, np.cumsum(count)]), shape=(len(known), self.draft.columns))
