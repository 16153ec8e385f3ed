"""A linear program that is re-optimised with other right-hand sides or costs, warm-started from the last basis.

PuLP cannot change one row and re-optimise, so this calls HiGHS directly.
"""

from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.program.counting import count_linear
from planner.model.program.quiet import quiet_stdout


class Resolvable:
    """``max gain x`` subject to ``A x <= right``, ``x >= 0``.

    Parameters
    ----------
    gain : (columns,)
    matrix : sparse (rows, columns)
    right : (rows,)
    dense : int
        Rows at the end that a large part of the columns is in, as served floors are. They are added to the optimal basis of the others: begun with all rows, the dual
        simplex method takes ten times as long for a few of them (docs/decisions/0084).
    """

    def __init__(
        self, gain: NDArray[np.float64], matrix: sp.csc_array, right: NDArray[np.float64], *, dense: int = 0
    ) -> None:
        sparse = matrix.shape[0] - dense
        late, late_right = sp.csr_array(matrix[sparse:]), right[sparse:]
        matrix, right = sp.csc_array(matrix[:sparse]), right[:sparse]
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_ = -gain
        program.col_lower_, program.col_upper_ = np.zeros(len(gain)), np.full(len(gain), np.inf)
        program.row_lower_, program.row_upper_ = np.full(len(right), -np.inf), right
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = (
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        with quiet_stdout():
            self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is half typed
            for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1), ("random_seed", 0)):
                self._solver.setOptionValue(option, value)
            self._solver.passModel(program)
            if dense:
                self._solver.run()
                count_linear(self._solver)
                start, index = late.indptr[:-1].astype(np.int32), late.indices.astype(np.int32)
                self._solver.addRows(dense, np.full(dense, -np.inf), late_right, late.nnz, start, index, late.data)
        self._values: NDArray[np.float64] | None = None

    def change(self, rows: NDArray[np.int64], right: NDArray[np.float64]) -> None:
        """Change the right-hand side of rows."""
        self._solver.changeRowsBounds(len(rows), rows.astype(np.int32), np.full(len(rows), -np.inf), right)

    def reprice(self, columns: NDArray[np.int64], gain: NDArray[np.float64]) -> None:
        """Change the gain of columns."""
        self._solver.changeColsCost(len(columns), columns.astype(np.int32), -gain)

    def solve(self) -> float:
        """Solve; returns the optimal value."""
        self._solver.run()
        self._values = None
        count_linear(self._solver)
        return -float(self._solver.getInfo().objective_function_value)

    def values(self) -> NDArray[np.float64]:
        """Optimal x; (columns,)."""
        if self._values is None:  # HiGHS hands a list over, which takes as long as some solves do
            self._values = np.maximum(0.0, self._solver.getSolution().col_value)
            self._values.flags.writeable = False
        return self._values

    def prices(self) -> NDArray[np.float64]:
        """Dual values of the rows; (rows,), at least 0."""
        return np.asarray(np.maximum(0.0, -np.asarray(self._solver.getSolution().row_dual)))
