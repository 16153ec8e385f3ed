"""A problem laid straight into HiGHS, to be asked several things in turn: other costs, other limits, each time from the last basis.

The rules of a plan write to it as to any `Problem`. PuLP has no way to change one row and go on from there, and needs longer to
state a city's model than HiGHS to solve it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.lp import Problem
from planner.model.quiet import quiet_stdout

FEASIBLE = 1e-8
"""Tolerance of rows and columns, as that of the model itself."""


@dataclass(frozen=True)
class Reply:
    """What a draft answers.

    Parameters
    ----------
    value : float
        Of the minimisation; inf where nothing keeps the rows, or nothing was found in time.
    bound : float
        Nothing is less; inf where nothing keeps the rows.
    values : (columns,) or None
    """

    value: float
    bound: float
    values: NDArray[np.float64] | None

    @property
    def possible(self) -> bool:
        """Whether something keeps the rows, as far as is known: False is proven."""
        return not math.isinf(self.bound) or self.bound < 0


@dataclass
class Draft(Problem):
    """A minimisation that is stated once and asked again and again."""

    _upper: list[NDArray[np.float64]] = field(init=False, default_factory=list)
    _whole: list[int] = field(init=False, default_factory=list)
    _parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = field(
        init=False, default_factory=list
    )
    _least: list[float] = field(init=False, default_factory=list)
    _most: list[float] = field(init=False, default_factory=list)
    _costs: NDArray[np.float64] = field(init=False, default_factory=lambda: np.empty(0))
    _count: int = field(init=False, default=0)
    _solver: Any = field(init=False, default=None)
    _asked: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Nothing of PuLP is made."""

    @property
    def columns(self) -> int:
        """Columns so far."""
        return self._count

    def add(self, count: int, *, upper: "float | NDArray[Any]" = math.inf, whole: bool = False) -> NDArray[np.int64]:
        """As `Problem.add`."""
        columns = np.arange(self._count, self._count + count)
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)).copy())
        self._count += count
        if whole:
            self._whole += columns.tolist()
        return columns

    def minimise(self, columns: NDArray[np.int64], costs: NDArray[np.float64]) -> None:
        """Set the objective ``sum costs * columns``, also between two solves."""
        self._costs = np.zeros(self._count)
        np.add.at(self._costs, np.asarray(columns, dtype=np.int64), costs)
        if self._solver is not None:
            self._solver.changeColsCost(self._count, np.arange(self._count, dtype=np.int32), self._costs)

    def at_most(
        self,
        columns: "Sequence[int] | NDArray[np.int64]",
        coefficients: "Sequence[float] | NDArray[np.float64]",
        right: float,
    ) -> None:
        """As `Problem.at_most`."""
        self._row(columns, coefficients, -math.inf, right)

    def equal(
        self,
        columns: "Sequence[int] | NDArray[np.int64]",
        coefficients: "Sequence[float] | NDArray[np.float64]",
        right: float,
    ) -> None:
        """As `Problem.equal`."""
        self._row(columns, coefficients, right, right)

    def _row(self, columns: Any, coefficients: Any, least: float, most: float) -> None:
        at, weight = np.asarray(columns, dtype=np.int64), np.asarray(coefficients, dtype=float)
        self._parts.append((np.full(len(at), self.rows), at, weight))
        self._least.append(least)
        self._most.append(float(most))
        self.rows += 1

    def ease(self, rows: "Sequence[int]", by: "Sequence[float]") -> int:
        """Add a column, shut at 0, that each unit of lets these rows take `by` more; returns its number."""
        (column,) = self.add(1, upper=0.0).tolist()
        self._parts.append((np.asarray(rows, dtype=np.int64), np.full(len(rows), column), -np.asarray(by, dtype=float)))
        return int(column)

    def limit(self, columns: "Sequence[int] | NDArray[np.int64]", least: Any, most: Any) -> None:
        """Give columns other limits."""
        at = np.asarray(columns, dtype=np.int32)
        if not len(at):
            return
        low, high = (np.broadcast_to(np.asarray(one, dtype=float), (len(at),)).copy() for one in (least, most))
        self._highs().changeColsBounds(len(at), at, low, high)

    def right(self, rows: "Sequence[int] | NDArray[np.int64]", right: Any) -> None:
        """Give rows of `at_most` another right-hand side."""
        at = np.asarray(rows, dtype=np.int32)
        most = np.broadcast_to(np.asarray(right, dtype=float), (len(at),)).copy()
        self._highs().changeRowsBounds(len(at), at, np.full(len(at), -np.inf), most)

    def ask(self, *, whole: bool = False, time_limit_s: float = math.inf) -> Reply:
        """Solve as it stands; the linear relaxation, going on from the last basis, unless `whole`."""
        if not self._count:
            return self._empty()
        cold, highs = not self._asked, self._highs()
        self._asked = True
        highs.setOptionValue("solve_relaxation", not whole)
        highs.setOptionValue("presolve", "choose" if whole or cold else "off")
        highs.setOptionValue("time_limit", highs.getRunTime() + time_limit_s if math.isfinite(time_limit_s) else 1e30)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Reply(math.inf, math.inf, None)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = float(info.objective_function_value) if found else math.inf
        done = status == highspy.HighsModelStatus.kOptimal
        bound = float(info.mip_dual_bound) if whole and self._whole else value if done else -math.inf
        return Reply(value, bound, np.asarray(highs.getSolution().col_value) if found else None)

    def _empty(self) -> Reply:
        """Without columns every row is 0, which HiGHS does not look at."""
        kept = all(least <= FEASIBLE and most >= -FEASIBLE for least, most in zip(self._least, self._most, strict=True))
        return Reply(0.0, 0.0, np.empty(0)) if kept else Reply(math.inf, math.inf, None)

    def _highs(self) -> Any:
        if self._solver is None:
            with quiet_stdout():
                self._solver = highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is half typed
            options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0}
            tight = {"primal_feasibility_tolerance": FEASIBLE, "mip_feasibility_tolerance": 1e-7}
            for option, value in (options | tight).items():
                highs.setOptionValue(option, value)
            highs.passModel(self._program())
        return self._solver

    def _program(self) -> Any:
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = self.rows, self._count
        costs = np.zeros(self._count)
        costs[: len(self._costs)] = self._costs
        program.col_cost_ = costs
        program.col_lower_ = np.zeros(self._count)
        program.col_upper_ = np.concatenate(self._upper) if self._upper else np.empty(0)
        program.row_lower_, program.row_upper_ = np.array(self._least), np.array(self._most)
        rows, columns, weights = (
            np.concatenate([part[k] for part in self._parts]) if self._parts else np.empty(0) for k in range(3)
        )
        matrix = sp.csc_array((weights, (rows.astype(int), columns.astype(int))), shape=(self.rows, self._count))
        matrix.eliminate_zeros()
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = (
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        kinds = np.full(self._count, highspy.HighsVarType.kContinuous)
        kinds[self._whole] = highspy.HighsVarType.kInteger
        program.integrality_ = kinds.tolist()
        return program
