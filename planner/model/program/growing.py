"""A draft that takes further rows after it was solved, and whose whole solution can be stopped, started and watched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.model.program.counting import Tree
from planner.model.program.draft import Draft, Reply
from planner.model.program.highs import PLAIN, solve_without_presolve, stale, suspect_infeasible
from planner.model.program.program import Numbers, Program, Weights
from planner.model.program.watching import Seen, SolverProgress, longest_s, quiet_s, ran, watch
from planner.support.stopping import Stop, never
from planner.support.work import count

TOO_LARGE = 1.5
"""A tree is not begun whose first linear program would take so many times its work, about."""


@dataclass
class Growing(Draft):
    """A minimisation that grows by rows: the linear relaxation goes on from its last basis with them."""

    @classmethod
    def over(cls, program: Program) -> "Growing":
        """The columns, rows and objective of a program that is stated already, which stays as it is."""
        grown = cls(program.name)
        for name, value in vars(program).items():
            setattr(grown, name, list(value) if isinstance(value, list) else value)
        return grown

    def _block(
        self, row: NDArray[np.int64], columns: Numbers, coefficients: Weights, limits: tuple[Any, Any], count: int
    ) -> None:
        super()._block(row, columns, coefficients, limits, count)
        if self._solver is None:
            return
        order = np.argsort(row, kind="stable")
        at, weight = np.asarray(columns)[order], np.asarray(coefficients, dtype=float)[order]
        starts = np.searchsorted(row[order], np.arange(count))
        self._solver.addRows(
            count, self._least[-1], self._most[-1], len(at), starts.astype(np.int32), at.astype(np.int32), weight
        )

    def solve_whole(  # noqa: PLR0913
        self,
        *,
        without: "NDArray[np.int64] | None" = None,
        held: "NDArray[np.int64] | None" = None,
        gap: float = 0.0,
        time_limit_s: float = math.inf,
        work_s: float = math.inf,
        start: NDArray[np.float64] | None = None,
        stop: Stop = never,
        progress: SolverProgress | None = None,
        plain: bool = False,
    ) -> Reply:
        """Solve the mixed-integer program to a relative gap, from a feasible point if there is one.

        The solver is a new one each time, so that the relaxation keeps its basis. Where it does not end in time it is left to itself, and
        what it has told so far is the answer; `work_s` is its limit by counted work. Columns `without` are held at 0, those `held` at 1: the bound is then one of the others alone. `plain` is for small programs with a good start (`PLAIN`).
        """
        if not self.columns:
            return self._nothing()
        highs = self._another()
        none = np.zeros(0, dtype=np.int64)
        tree = self._fixed(highs, none if without is None else without, none if held is None else held, plain=plain)
        for option, value in ({"mip_rel_gap": gap} | (PLAIN if plain else {})).items():
            highs.setOptionValue(option, value)
        if math.isfinite(time_limit_s):
            highs.setOptionValue("time_limit", max(1e-9, time_limit_s))
        if start is not None:
            highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
        seen = watch(highs, stop, progress, tree.limit(work_s))
        too_large = tree.root_s > TOO_LARGE * work_s  # a tree cannot be ended before its first node
        unheard = tree.unheard_s(0.0 if too_large else work_s)
        if too_large or ran(highs, longest_s(time_limit_s, work_s), stop, seen, quiet_s(tree.root_s)) is None:
            count(unheard)
            return self._told(seen, start)
        if suspect_infeasible(highs):
            seen.forget_bound()
            solve_without_presolve(highs)
        tree.count(highs, seen.calls)
        if start is not None and stale(highs):
            return self.solve_whole(
                without=without,
                held=held,
                gap=gap,
                time_limit_s=time_limit_s,
                work_s=work_s,
                stop=stop,
                progress=progress,
                plain=plain,
            )
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Reply(math.inf, math.inf, None)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = float(info.objective_function_value) if found else math.inf
        proven = (
            value if status == highspy.HighsModelStatus.kOptimal else -math.inf
        )  # of a linear program cut short nothing is
        bound = float(info.mip_dual_bound) if self.whole.any() else proven
        return Reply(value, bound, np.asarray(highs.getSolution().col_value) if found else None)

    def _fixed(self, highs: Any, without: NDArray[np.int64], held: NDArray[np.int64], *, plain: bool) -> Tree:
        """Hold columns of a solver at 0 and others at 1; returns what is left for branch and bound."""
        fixed = np.r_[without, held]
        if not len(fixed):
            return Tree.of(highs, plain=plain)
        both = np.r_[np.zeros(len(without)), np.ones(len(held))]
        highs.changeColsBounds(len(fixed), fixed.astype(np.int32), both, both)
        inside = np.zeros(self.columns, dtype=bool)
        inside[fixed] = True
        entries = sum(int(inside[of].sum()) for _, of, _ in self._parts)
        return Tree.of(highs, plain=plain, held=len(fixed), held_entries=entries)

    def _told(self, seen: Seen, start: NDArray[np.float64] | None) -> Reply:
        """What is known of a run that did not end: the best point that was told of or given, and the bound."""
        points = [one for one in (seen.values, start) if one is not None and self.keeps(one)]
        best = min(points, key=lambda one: float(self.costs @ one), default=None)
        return Reply(math.inf if best is None else float(self.costs @ best), seen.bound, best)

    def _another(self) -> Any:
        """A new solver with the same arrays."""
        kept, self._solver = self._solver, None
        highs = self._highs()
        self._solver = kept
        return highs

    def right(self, rows: "Sequence[int] | NDArray[np.int64]", right: Any) -> None:
        """Change the right-hand side of rows, in the arrays too, from which `solve_whole` begins."""
        begins = np.cumsum([0, *(len(block) for block in self._most)])
        for row, most in zip(rows, np.broadcast_to(np.asarray(right, dtype=float), (len(rows),)), strict=True):
            block = int(np.searchsorted(begins, row, side="right")) - 1
            self._most[block][row - begins[block]] = most
        if self._solver is not None:
            super().right(rows, right)

    def between(self, rows: "Sequence[int] | NDArray[np.int64]", least: Any, most: Any) -> None:
        """Change both sides of rows for the linear relaxation alone; the arrays, from which `solve_whole` begins, stay as they are."""
        at = np.asarray(rows, dtype=np.int32)
        if not len(at):
            return
        low, high = (np.broadcast_to(np.asarray(one, dtype=float), (len(at),)).copy() for one in (least, most))
        self._highs().changeRowsBounds(len(at), at, low, high)

    def slack(self) -> NDArray[np.bool_]:
        """Which rows do not bind where the last solve ended: the solver would not miss them there; (rows,)."""
        basic = highspy.HighsBasisStatus.kBasic
        return np.array([one == basic for one in self._highs().getBasis().row_status], dtype=bool)

    def drop(self, rows: NDArray[np.bool_]) -> None:
        """Forget rows, which were all `slack`; those behind them move up, and the linear relaxation keeps its basis."""
        basis, gone = self._highs().getBasis(), np.flatnonzero(rows).astype(np.int32)
        self._highs().deleteRows(len(gone), gone)
        basis.row_status = [one for one, off in zip(basis.row_status, rows.tolist(), strict=True) if not off]
        self._highs().setBasis(basis)
        matrix, least, most = self.matrix()[~rows].tocoo(), self.least[~rows], self.most[~rows]
        self._parts = [(matrix.row.astype(np.int64), matrix.col.astype(np.int64), matrix.data)]
        self._least, self._most, self.rows = [least], [most], len(least)
