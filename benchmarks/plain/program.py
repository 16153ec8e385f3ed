"""Whole programs put down column by column and row by row, and solved by scipy, whose HiGHS is another than that of the model."""

import math
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LIMIT_S = 60.0


@dataclass(frozen=True)
class Answer:
    """What a program comes to: the value of the best that was found, -inf where nothing was, and a bound on all, -inf where there is nothing.

    Parameters
    ----------
    value, bound : float
    chargers : tuple of (sites, chargers) int
        Of each block.
    """

    value: float
    bound: float
    chargers: tuple[Ints, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the program came to its end."""
        return self.value == self.bound or self.bound - self.value <= 1e-6 * max(1.0, abs(self.bound))


@dataclass
class Program:
    """Columns and rows, put down one after another."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[float]] = field(default_factory=lambda: ([], [], []))

    def add(self, count: int, *, upper: float = np.inf, whole: bool = False) -> Ints:
        """Columns from 0 to `upper`."""
        first = len(self.costs)
        self.costs += [0.0] * count
        self.upper += [upper] * count
        self.whole += [int(whole)] * count
        return np.arange(first, first + count)

    def at_most(self, columns: ArrayLike, weights: ArrayLike, limit: float) -> None:
        """One row."""
        at, by = np.atleast_1d(columns), np.broadcast_to(np.asarray(weights, dtype=float), np.shape(columns))
        rows, cols, values = self.entries
        rows += [len(self.limits)] * len(at)
        cols += at.tolist()
        values += np.atleast_1d(by).tolist()
        self.limits.append(float(limit))

    def exactly(self, columns: ArrayLike, weights: ArrayLike, figure: float) -> None:
        """Two rows."""
        self.at_most(columns, weights, figure)
        self.at_most(columns, -np.asarray(weights, dtype=float), -figure)

    def gain(self, columns: Ints, weights: ArrayLike) -> None:
        """What is maximised."""
        for at, by in zip(columns.tolist(), np.broadcast_to(np.asarray(weights, float), columns.shape), strict=True):
            self.costs[at] -= float(by)

    def best(self) -> tuple[float, float, Floats | None]:
        """Value, bound and columns; asked again without presolve before it is believed that there is nothing."""
        rows, cols, values = self.entries
        table = sp.csr_array((values, (rows, cols)), shape=(len(self.limits), len(self.costs)))
        for presolve in (True, False):
            told = milp(
                np.array(self.costs),
                integrality=np.array(self.whole),
                bounds=Bounds(0.0, np.array(self.upper)),
                constraints=LinearConstraint(table, -np.inf, np.array(self.limits)) if len(self.limits) else (),
                options={"mip_rel_gap": 0.0, "time_limit": LIMIT_S, "presolve": presolve},
            )
            if told.x is not None:
                bound = told.fun if told.mip_dual_bound is None else told.mip_dual_bound
                return -float(told.fun), -float(bound), np.asarray(told.x)
            if told.status != 2:
                return -math.inf, math.inf, None
        return -math.inf, -math.inf, None
