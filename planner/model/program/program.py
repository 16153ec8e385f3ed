"""A mixed-integer minimisation as arrays: columns, rows and costs, in blocks as the rules of a plan add them.

Every solver is fed from here, so what PuLP holds and what HiGHS is handed cannot differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Numbers = Sequence[int] | NDArray[np.int64]
Weights = Sequence[float] | NDArray[np.float64]


@dataclass
class Program:
    """Columns in [0, upper] and rows ``least <= A x <= most``; columns and rows are numbered in the order they are added."""

    name: str
    columns: int = field(init=False, default=0)
    rows: int = field(init=False, default=0)
    _upper: list[NDArray[np.float64]] = field(init=False, default_factory=list)
    _whole: list[NDArray[np.int64]] = field(init=False, default_factory=list)
    _parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = field(
        init=False, default_factory=list
    )
    _least: list[NDArray[np.float64]] = field(init=False, default_factory=list)
    _most: list[NDArray[np.float64]] = field(init=False, default_factory=list)
    _aim: tuple[NDArray[np.int64], NDArray[np.float64]] = field(
        init=False, default_factory=lambda: (np.empty(0, dtype=np.int64), np.empty(0))
    )

    def add(self, count: int, *, upper: "float | NDArray[Any]" = math.inf, whole: bool = False) -> NDArray[np.int64]:
        """Add `count` columns in [0, upper], integer or not; returns their indices."""
        numbers = np.arange(self.columns, self.columns + count)
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)).copy())
        self.columns += count
        if whole:
            self._whole.append(numbers)
        return numbers

    def hold_whole(self, which: NDArray[np.bool_]) -> None:
        """Make the first columns integer where asked; (columns or fewer,)."""
        self._whole.append(np.flatnonzero(which))

    def minimise(self, columns: NDArray[np.int64], costs: NDArray[np.float64]) -> None:
        """Set the objective ``sum costs * columns``."""
        self._aim = np.asarray(columns, dtype=np.int64), np.asarray(costs, dtype=float)

    def at_most(self, columns: Numbers, coefficients: Weights, right: float) -> None:
        """Add the row ``sum coefficients * columns <= right``."""
        self._block(np.zeros(len(columns), dtype=np.int64), columns, coefficients, (-math.inf, right), 1)

    def equal(self, columns: Numbers, coefficients: Weights, right: float) -> None:
        """Add the row ``sum coefficients * columns = right``."""
        self._block(np.zeros(len(columns), dtype=np.int64), columns, coefficients, (right, right), 1)

    def at_most_rows(
        self, row: NDArray[np.int64], columns: NDArray[np.int64], coefficients: Weights, right: NDArray[np.float64]
    ) -> None:
        """Add ``len(right)`` rows ``sum coefficients * columns <= right`` at once.

        Parameters
        ----------
        row, columns, coefficients : (entries,)
            Entry by entry its row, counted from 0 within the block, its column and its coefficient.
        right : (rows,)
        """
        self._block(row, columns, coefficients, (-math.inf, right), len(right))

    def equal_rows(
        self, row: NDArray[np.int64], columns: NDArray[np.int64], coefficients: Weights, right: NDArray[np.float64]
    ) -> None:
        """As `at_most_rows`, with rows ``sum coefficients * columns = right``."""
        self._block(row, columns, coefficients, (right, right), len(right))

    def between_rows(
        self, row: NDArray[np.int64], columns: NDArray[np.int64], coefficients: Weights, limits: tuple[Any, Any]
    ) -> None:
        """As `at_most_rows`, with rows ``least <= sum coefficients * columns <= most``; `limits` holds least and most, (rows,) each."""
        self._block(row, columns, coefficients, limits, len(limits[0]))

    def _block(
        self, row: NDArray[np.int64], columns: Numbers, coefficients: Weights, limits: tuple[Any, Any], count: int
    ) -> None:
        at, weight = np.asarray(columns, dtype=np.int64), np.asarray(coefficients, dtype=float)
        if not len(row) == len(at) == len(weight):
            raise AssertionError(f"{len(row)} rows, {len(at)} columns and {len(weight)} coefficients are no entries")
        self._parts.append((row + self.rows, at, weight))
        least, most = (np.broadcast_to(np.asarray(one, dtype=float), (count,)).copy() for one in limits)
        self._least.append(least)
        self._most.append(most)
        self.rows += count

    @property
    def upper(self) -> NDArray[np.float64]:
        """Most of each column; (columns,)."""
        return np.concatenate([np.empty(0), *self._upper])

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which columns are integer; (columns,)."""
        found = np.zeros(self.columns, dtype=bool)
        for numbers in self._whole:
            found[numbers] = True
        return found

    @property
    def least(self) -> NDArray[np.float64]:
        """Least of each row, -inf where there is none; (rows,)."""
        return np.concatenate([np.empty(0), *self._least])

    @property
    def most(self) -> NDArray[np.float64]:
        """Most of each row; (rows,)."""
        return np.concatenate([np.empty(0), *self._most])

    @property
    def costs(self) -> NDArray[np.float64]:
        """Of the objective; (columns,)."""
        costs = np.zeros(self.columns)
        np.add.at(costs, *self._aim)
        return costs

    def matrix(self) -> sp.csr_array:
        """A, entries of one place added up and zeros left out; (rows, columns)."""
        empty = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
        row, column, weight = (np.concatenate(one) for one in zip(empty, *self._parts, strict=True))
        matrix = sp.csr_array((weight, (row, column)), shape=(self.rows, self.columns))
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix

    def keeps(self, values: NDArray[np.float64], slack: float = 1e-5) -> bool:
        """Whether a point satisfies every row, bound and integrality, each to the tolerance `slack`."""
        at, whole = self.matrix() @ values, values[self.whole]
        rows = (at >= self.least - slack).all() and (at <= self.most + slack).all()
        limits = (values >= -slack).all() and (values <= self.upper + slack).all()
        return bool(rows and limits and (np.abs(whole - whole.round()) <= slack).all())
