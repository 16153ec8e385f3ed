"""The only door to PuLP and the solvers: variables and rows in, an outcome that cannot lie out.

Written for PuLP 3 and 4 at once. Everything is a minimisation here, since the bound that PuLP 3 hands back from HiGHS
changes its sign for a maximisation. Status, incumbent and bound are read from HiGHS itself, never from PuLP's `status`,
which says "Optimal" for a run that a time limit cut short.
"""

import logging
import math
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.quiet import quiet_stdout

log = logging.getLogger(__name__)
Progress = Callable[[float, float], None]
"""Called with the incumbent (inf where none) and the bound, of the minimisation."""


class End(StrEnum):
    """Why the search ended."""

    GAP = "gap"
    TIME = "time"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    OTHER = "other"


@dataclass(frozen=True)
class Outcome:
    """What the solver found.

    Parameters
    ----------
    end : End
    values : (variables,) or None
        The incumbent; None where there is none.
    objective, bound : float
        Of the minimisation; inf and -inf where there is none.
    solver : str
    wall_s : float
    """

    end: End
    values: NDArray[np.float64] | None
    objective: float
    bound: float
    solver: str
    wall_s: float


@dataclass
class Problem:
    """A mixed-integer minimisation under construction; columns are numbered in the order they are added."""

    name: str
    _problem: Any = field(init=False)
    _columns: list[Any] = field(init=False, default_factory=list)
    rows: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._problem = pulp.LpProblem(self.name, pulp.LpMinimize)

    @property
    def columns(self) -> int:
        """Columns so far."""
        return len(self._columns)

    def add(self, count: int, *, upper: "float | NDArray[Any]" = math.inf, whole: bool = False) -> NDArray[np.int64]:
        """Add `count` columns in [0, upper], whole numbers or not; returns their numbers."""
        first = len(self._columns)
        category = "Integer" if whole else "Continuous"
        for at, top in enumerate(np.broadcast_to(np.asarray(upper, dtype=float), (count,)).tolist()):
            self._columns.append(
                self._problem.add_variable(f"x{first + at}", 0, None if math.isinf(top) else top, cat=category)
            )
        return np.arange(first, first + count)

    def minimise(self, columns: NDArray[np.int64], costs: NDArray[np.float64]) -> None:
        """Set the objective ``sum costs * columns``."""
        self._problem.setObjective(self._expression(columns, costs))

    def at_most(
        self,
        columns: "Sequence[int] | NDArray[np.int64]",
        coefficients: "Sequence[float] | NDArray[np.float64]",
        right: float,
    ) -> None:
        """Add the row ``sum coefficients * columns <= right``."""
        self._problem += self._expression(columns, coefficients) <= float(right)
        self.rows += 1

    def equal(
        self,
        columns: "Sequence[int] | NDArray[np.int64]",
        coefficients: "Sequence[float] | NDArray[np.float64]",
        right: float,
    ) -> None:
        """Add the row ``sum coefficients * columns = right``."""
        self._problem += self._expression(columns, coefficients) == float(right)
        self.rows += 1

    def _expression(self, columns: Any, coefficients: Any) -> Any:
        terms = [(self._columns[c], float(w)) for c, w in zip(columns, coefficients, strict=True) if w != 0]
        make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
        return make(terms)

    def solve(
        self, effort: "Effort", *, start: NDArray[np.float64] | None = None, progress: Progress | None = None
    ) -> Outcome:
        """Solve to the asked relative gap or until the time is over.

        Parameters
        ----------
        effort : Effort
        start : (variables,) or None
            A feasible point to begin from (HiGHS only).
        progress : callable, optional
            Told incumbent and bound now and then (HiGHS only).

        Raises
        ------
        SolverError
            The solver is not installed.
        """
        began = time.perf_counter()
        if effort.solver == "cbc" and not effort.relaxed:
            return self._solve_cbc(effort, began)
        with quiet_stdout():
            self._problem.solve(_highs_door(effort, start, progress))
        if start is not None and _stale(self._problem.solverModel):
            left = replace(effort, time_limit_s=max(1.0, effort.time_limit_s - (time.perf_counter() - began)))
            return self.solve(left, progress=progress)
        return self._outcome(self._problem.solverModel, effort, time.perf_counter() - began)

    def _outcome(self, model: Any, effort: "Effort", wall_s: float) -> Outcome:
        status, info = model.getModelStatus(), model.getInfo()
        end = _ENDS.get(status, End.OTHER)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = self._values() if found and end is not End.INFEASIBLE else None
        objective = float(info.objective_function_value) if values is not None else math.inf
        if self._problem.isMIP() and not effort.relaxed:
            bound = float(info.mip_dual_bound)
        else:
            bound = objective if end is End.GAP else -math.inf
        return Outcome(end, values, objective, bound, f"HiGHS {solver_version()} by PuLP {version('pulp')}", wall_s)

    def _solve_cbc(self, effort: "Effort", began: float) -> Outcome:
        """CBC for the plan; the bound is the linear relaxation's by HiGHS, since CBC's cannot be trusted through PuLP.

        CBC also fills the variables when it has found nothing, so only a point that keeps every row and is whole counts.
        """
        limit = None if math.isinf(effort.time_limit_s) else effort.time_limit_s
        with warnings.catch_warnings():  # PuLP 3 carries its own CBC and warns that PuLP 4 will not
            warnings.simplefilter("ignore", DeprecationWarning)
            door = pulp.getSolver(_cbc_name(), msg=False, gapRel=effort.gap, timeLimit=limit, threads=effort.threads)
        self._problem.solve(door)
        values = self._values()
        whole = np.array([v.cat == "Integer" for v in self._columns], dtype=bool)
        honest = bool(self._problem.valid(1e-5)) and bool(np.allclose(values[whole], values[whole].round(), atol=1e-5))
        objective = float(pulp.value(self._problem.objective) or 0.0) if honest else math.inf
        relaxed = self.solve(Effort(relaxed=True))
        if relaxed.end is End.INFEASIBLE:
            return Outcome(End.INFEASIBLE, None, math.inf, math.inf, "CBC", time.perf_counter() - began)
        proven = honest and objective - relaxed.bound <= effort.gap * abs(relaxed.bound)
        solver = f"CBC by PuLP {version('pulp')}, bound by HiGHS {solver_version()}"
        wall_s = time.perf_counter() - began
        return Outcome(
            End.GAP if proven else End.TIME, values if honest else None, objective, relaxed.bound, solver, wall_s
        )

    def _values(self) -> NDArray[np.float64]:
        return np.array([v.varValue or 0.0 for v in self._columns])


def _stale(model: Any) -> bool:
    """Tell whether HiGHS hands back the start point with another point's objective.

    HiGHS 1.16 does so where presolve alone finds an optimum better than the start.
    """
    found = model.getInfo().objective_function_value
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return False
    program = model.getLp()
    held = program.offset_ + float(np.asarray(program.col_cost_) @ np.asarray(model.getSolution().col_value))
    return bool(abs(held - found) > 1e-6 * max(1.0, abs(held)))


@dataclass(frozen=True)
class Effort:
    """How far a search goes.

    Parameters
    ----------
    gap : float
        Relative gap at which it may stop.
    time_limit_s : float
    threads : int
        One thread gives the same answer every time.
    solver : str
        ``highs`` or ``cbc``.
    relaxed : bool
        Drop the whole-number demands: the linear relaxation.
    """

    gap: float = 0.0
    time_limit_s: float = math.inf
    threads: int = 1
    solver: str = "highs"
    relaxed: bool = False


_ENDS = {
    highspy.HighsModelStatus.kOptimal: End.GAP,
    highspy.HighsModelStatus.kTimeLimit: End.TIME,
    highspy.HighsModelStatus.kInfeasible: End.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: End.UNBOUNDED,
    highspy.HighsModelStatus.kModelEmpty: End.GAP,
}


def _highs_door(effort: Effort, start: "NDArray[np.float64] | None", progress: Progress | None) -> Any:
    """PuLP's HiGHS with a start point and progress, neither of which PuLP 3 hands on."""

    class Door(pulp.HiGHS):  # type: ignore[misc]  # PuLP ships no types
        def callSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            model = lp.solverModel
            if start is not None:
                order = lp.exported_variables() if hasattr(lp, "exported_variables") else lp.variables()
                values = np.array([start[int(v.name[1:])] for v in order])
                model.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)
            if progress is not None:
                model.cbMipLogging += lambda event: progress(
                    event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
                )
            model.run()
            _asked_without_presolve(model)

    tight = {"random_seed": 0, "mip_feasibility_tolerance": 1e-7, "primal_feasibility_tolerance": 1e-8}
    limit = None if math.isinf(effort.time_limit_s) else effort.time_limit_s
    return Door(msg=False, mip=not effort.relaxed, gapRel=effort.gap, timeLimit=limit, threads=effort.threads, **tight)


def _asked_without_presolve(model: highspy.Highs) -> None:
    """Ask again where a mixed-integer program is called infeasible: HiGHS's presolve says so of some that are not.

    Seen with 1.16.0, see issues 2432, 3090 and 3296 of ERGO-Code/HiGHS; a relaxation is not asked again.
    """
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible and len(model.getLp().integrality_):
        model.setOptionValue("presolve", "off")
        model.clearSolver()
        model.run()


def _cbc_name() -> str:
    for name in ("COIN_CMD", "PULP_CBC_CMD"):
        if name in pulp.listSolvers(onlyAvailable=True):
            return name
    raise SolverError("the solver CBC is not there; leave plan.solver at 'highs', or install it (Debian: coinor-cbc)")


def solver_version() -> str:
    """Version of HiGHS."""
    return version("highspy")
