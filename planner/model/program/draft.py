"""A problem passed to HiGHS directly and re-optimised from the last basis after changes of costs, bounds or right-hand sides.

The rules of a plan write to it as to any `Problem`. PuLP cannot change one row and re-optimise, and needs longer to state a city's
model than HiGHS to solve it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.program.counting import count_linear, most_iterations
from planner.model.program.highs import SOUND, for_highs, solve_without_presolve, stale, suspect_infeasible
from planner.model.program.lp import Problem
from planner.model.program.quiet import quiet_stdout
from planner.model.program.watching import watch
from planner.support.stopping import Stop, never

FEASIBLE = 1e-8
"""Tolerance of rows and columns, as that of the model itself."""
DUAL, PRIMAL = 1, 4
"""HiGHS's numbers of the simplex methods."""
DEVEX, CHOSEN = 1, -1
"""HiGHS's numbers of the ways in which the dual method prices rows."""
QUICK = 50_000
"""Entries of a linear program that is over before anybody who stops it would wait: it is not interrupted, for to ask in every iteration whether to go on takes a thirtieth of its time."""


@dataclass(frozen=True)
class Reply:
    """Result of a re-optimisation.

    Parameters
    ----------
    value : float
        Of the minimisation; inf where it is infeasible or no solution was found in time.
    bound : float
        Lower bound; inf where it is infeasible.
    values : (columns,) or None
    """

    value: float
    bound: float
    values: NDArray[np.float64] | None

    @property
    def possible(self) -> bool:
        """False where infeasibility is proven."""
        return not math.isinf(self.bound) or self.bound < 0


@dataclass
class Draft(Problem):
    """A minimisation that is stated once and re-optimised after changes.

    Parameters
    ----------
    primal : bool
        By the primal simplex method: several times as fast where a solution of zeros keeps all rows and most of them bind.
    """

    primal: bool = field(default=False, kw_only=True)
    _solver: Any = field(init=False, default=None)
    _solved_before: bool = field(init=False, default=False)
    _heeded: list[Stop] = field(init=False, default_factory=list)
    """The stop of the run under way, once one has been given; a list, so that the solver holds no draft."""

    def minimise(self, columns: NDArray[np.int64], costs: NDArray[np.float64]) -> None:
        """Set the objective ``sum costs * columns``, also between two solves."""
        super().minimise(columns, costs)
        if self._solver is not None:
            self._solver.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), self.costs)

    def ease(self, rows: "Sequence[int]", by: "Sequence[float]") -> int:
        """Add an elastic column, bounded by 0 at first: each unit relaxes these rows by `by`; returns its number."""
        (column,) = self.add(1, upper=0.0).tolist()
        self._parts.append((np.asarray(rows, dtype=np.int64), np.full(len(rows), column), -np.asarray(by, dtype=float)))
        return int(column)

    def limit(self, columns: "Sequence[int] | NDArray[np.int64]", least: Any, most: Any) -> None:
        """Change the bounds of columns."""
        at = np.asarray(columns, dtype=np.int32)
        if not len(at):
            return
        low, high = (np.broadcast_to(np.asarray(one, dtype=float), (len(at),)).copy() for one in (least, most))
        self._highs().changeColsBounds(len(at), at, low, high)

    def right(self, rows: "Sequence[int] | NDArray[np.int64]", right: Any) -> None:
        """Change the right-hand side of rows of `at_most`."""
        at = np.asarray(rows, dtype=np.int32)
        most = np.broadcast_to(np.asarray(right, dtype=float), (len(at),)).copy()
        self._highs().changeRowsBounds(len(at), at, np.full(len(at), -np.inf), most)

    def reoptimise(
        self,
        *,
        whole: bool = False,
        time_limit_s: float = math.inf,
        work_s: float = math.inf,
        stop: Stop = never,
        devex: bool = False,
    ) -> Reply:
        """Solve the linear relaxation, warm-started from the last basis; with `whole` the mixed-integer program.

        Cut short by the time, by its counted work or by `stop`, a linear program has no bound: -inf. With `devex` rows are priced by Devex
        weights (Harris 1973), which take no time to begin with, as where it often begins again from an earlier basis (`restart`).
        """
        if not self.columns:
            return self._nothing()
        if not whole and stop():
            return Reply(math.inf, -math.inf, None)
        highs = self._run(whole=whole, time_limit_s=time_limit_s, work_s=work_s, stop=stop, devex=devex)
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Reply(math.inf, math.inf, None)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = float(info.objective_function_value) if found else math.inf
        done = status == highspy.HighsModelStatus.kOptimal
        bound = float(info.mip_dual_bound) if whole and self.whole.any() else value if done else -math.inf
        return Reply(value, bound, self.solution() if found else None)

    def minimum(self, *, most: float = math.inf) -> float:
        """Minimum of the linear relaxation, as of `reoptimise`, without reading its solution; inf where it is infeasible, and where it is known to be above `most`."""
        if not self.columns:
            return self._nothing().value
        self._highs().setOptionValue("objective_bound", most)
        done = self._run(whole=False).getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._highs().setOptionValue("objective_bound", math.inf)
        return float(self._highs().getInfo().objective_function_value) if done else math.inf

    def solution(self) -> NDArray[np.float64]:
        """Of the last solve; (columns,)."""
        return np.asarray(self._highs().getSolution().col_value) if self.columns else np.empty(0)

    def _run(
        self,
        *,
        whole: bool,
        time_limit_s: float = math.inf,
        work_s: float = math.inf,
        stop: Stop = never,
        devex: bool = False,
    ) -> Any:
        cold, highs = not self._solved_before, self._highs()
        if whole or self._heeded or highs.getNumNz() > QUICK:
            self._heed(highs, stop)
        self._solved_before = True
        highs.setOptionValue("solve_relaxation", not whole)
        highs.setOptionValue("simplex_strategy", PRIMAL if self.primal else DUAL)
        highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX if devex else CHOSEN)
        highs.setOptionValue("presolve", "choose" if whole or cold else "off")
        highs.setOptionValue("time_limit", highs.getRunTime() + time_limit_s if math.isfinite(time_limit_s) else 1e30)
        highs.setOptionValue("simplex_iteration_limit", most_iterations(highs, math.inf if whole else work_s))
        highs.run()
        count_linear(highs)
        if whole and suspect_infeasible(highs):
            solve_without_presolve(highs)
        if whole and stale(highs):
            highs.clearSolver()
            highs.run()
        return highs

    def _heed(self, highs: Any, stop: Stop) -> None:
        """Let a run be stopped by this, and by nothing that an earlier one was."""
        heeded = self._heeded

        def asked() -> bool:
            return heeded[0]()

        if not heeded and stop is not never:
            watch(highs, asked, None)
        if heeded or stop is not never:
            heeded[:] = [stop]

    def basis(self) -> Any:
        """Where the last solve ended, for `restart`; None where nothing is to be solved."""
        return self._highs().getBasis() if self.columns else None

    def restart(self, basis: Any, *, afresh: bool = False) -> None:
        """Go on from another basis than the last one; `afresh` by the same way to the last digit, whatever was solved before.

        Raises
        ------
        SolverError
            The basis is one of another program.
        """
        if basis is None:
            return
        if afresh:
            self._highs().clearSolver()
        if self._highs().setBasis(basis) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS does not take the basis of a program of another size")

    def go_on(self, before: "Draft", columns: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        """Go on from where another draft ended, whose columns and rows are these here; further columns are at 0 and further rows are free."""
        if not self.columns:
            return
        basis, ended = highspy.HighsBasis(), before.basis()
        column = np.full(self.columns, highspy.HighsBasisStatus.kLower)
        row = np.full(self.rows, highspy.HighsBasisStatus.kBasic)
        if ended is not None:
            column[columns], row[rows] = ended.col_status, ended.row_status
        basis.col_status, basis.row_status, basis.valid = column.tolist(), row.tolist(), True
        self.restart(basis, afresh=True)

    def reduced_costs(self) -> NDArray[np.float64]:
        """Of the last solve: how the minimum changes at least for each unit by which a fixed column is raised; (columns,).

        The minimum is convex in what columns are fixed at, so ``minimum' >= minimum + reduced_costs @ change`` for any change of them.
        """
        return np.asarray(self._highs().getSolution().col_dual) if self.columns else np.empty(0)

    def dual_values(self) -> NDArray[np.float64]:
        """Of the last solve: how the minimum changes at least for each unit by which the right-hand side of a row is raised; (rows,)."""
        return np.asarray(self._highs().getSolution().row_dual)

    def _nothing(self) -> Reply:
        """Without columns every row is 0, which HiGHS does not look at."""
        kept = all(least <= FEASIBLE and most >= -FEASIBLE for least, most in zip(self.least, self.most, strict=True))
        return Reply(0.0, 0.0, np.empty(0)) if kept else Reply(math.inf, math.inf, None)

    def _highs(self) -> Any:
        if self._solver is None:
            with quiet_stdout():
                self._solver = highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is half typed
            options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0} | SOUND
            tight = {"primal_feasibility_tolerance": FEASIBLE, "mip_feasibility_tolerance": 1e-7}
            for option, value in (options | tight).items():
                highs.setOptionValue(option, value)
            highs.passModel(for_highs(self))
        return self._solver
