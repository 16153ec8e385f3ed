"""A problem by PuLP and its solvers, which only this module, `door` and those beside them call: columns and rows in, an outcome with checked status, incumbent and bound out.

Written for PuLP 3 and 4 at once. Everything is a minimisation here, since the bound that PuLP 3 hands back from HiGHS
changes its sign for a maximisation. Status, incumbent and bound are read from HiGHS itself, never from PuLP's `status`,
which says "Optimal" for a run that a time limit cut short.
"""

import math
import time
import warnings
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.model.program.door import NOTHING_ELSE, Asked, StuckError, highs_door
from planner.model.program.effort import Effort
from planner.model.program.highs import pulp_version, solver_version, stale
from planner.model.program.program import Program
from planner.model.program.quiet import quiet_stdout
from planner.model.program.solvers import cbc_name, check_solver
from planner.model.program.stating import stated
from planner.model.program.watching import SolverProgress
from planner.support.stopping import BY_USER
from planner.support.work import count


class End(StrEnum):
    """Why the search ended."""

    GAP = "gap"
    TIME = "time"
    STOPPED = BY_USER
    MEMORY = "memory"
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
class Problem(Program):
    """A mixed-integer minimisation under construction, solved through PuLP."""

    def solve(
        self,
        effort: Effort,
        *,
        start: NDArray[np.float64] | None = None,
        progress: SolverProgress | None = None,
        enough: float = math.inf,
        plain: bool = False,
    ) -> Outcome:
        """Solve to the asked relative gap or until the time is over.

        Parameters
        ----------
        effort : Effort
        start : (variables,) or None
            A feasible point to begin from (HiGHS only).
        progress : callable, optional
            Told incumbent and bound now and then (HiGHS only).
        enough : float
            A bound at which it may end, whatever the gap (HiGHS only).
        plain : bool
            Without searches inside branch and bound for better points (HiGHS only).

        Raises
        ------
        SolverError
            The solver is not installed.
        """
        began = time.perf_counter()
        check_solver(effort.solver)
        if not self.columns:
            return self._without_columns(time.perf_counter() - began)
        if effort.relaxed:  # whole cities are asked so, and HiGHS takes the arrays, not PuLP's words for them
            import pulp  # noqa: PLC0415  a tenth of a second that most searches by prices do without

            return self._solve_highs(pulp.LpProblem(self.name, pulp.LpMinimize), effort, began, Asked(start, progress))
        lp, variables = stated(self)
        if effort.solver == "cbc":
            return self._solve_cbc(lp, variables, effort, began)
        return self._solve_highs(lp, effort, began, Asked(start, progress, enough, plain))

    def _without_columns(self, wall_s: float) -> Outcome:
        """Without columns every row is 0 and feasibility is checked here: HiGHS does not check it."""
        end, values, worth = (
            (End.GAP, np.empty(0), 0.0) if self.keeps(np.empty(0)) else (End.INFEASIBLE, None, math.inf)
        )
        return Outcome(end, values, worth, worth, "nothing to decide", wall_s)

    def _solve_highs(self, lp: Any, effort: Effort, began: float, asked: Asked = NOTHING_ELSE) -> Outcome:
        door = highs_door(self, _left(effort, began), asked)
        with quiet_stdout():
            door.createAndConfigureSolver(lp)
            door.buildSolverModel(lp)
            try:
                door.callSolver(lp)
            except StuckError:
                count(effort.work_s if math.isfinite(effort.work_s) else 0.0)
                return self._left_alone(door, asked.start, time.perf_counter() - began)
            if lp.solverModel.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
                lp.solverModel.setOptionValue("presolve", "off")  # which alone cannot tell the two apart
                door.callSolver(lp)
        if asked.start is not None and stale(lp.solverModel):
            return self._solve_highs(lp, effort, began, replace(asked, start=None))
        return self._outcome(lp.solverModel, door, effort, time.perf_counter() - began)

    def _left_alone(self, door: Any, start: "NDArray[np.float64] | None", wall_s: float) -> Outcome:
        """What is known where HiGHS did not come to its end: the best point that it told of or was given, and its bound."""
        points = [one for one in (door.told(), start) if one is not None and self.keeps(one)]
        values = min(points, key=lambda one: float(self.costs @ one), default=None)
        objective = math.inf if values is None else float(self.costs @ values)
        solver = f"HiGHS {solver_version()} by PuLP {pulp_version()}, which did not stop at its time limit"
        return Outcome(End.TIME, values, objective, door.seen.bound, solver, wall_s)

    def _outcome(self, model: Any, door: Any, effort: Effort, wall_s: float) -> Outcome:
        status, info = model.getModelStatus(), model.getInfo()
        end = _ENDS.get(status, End.OTHER)
        end = End.TIME if end is End.STOPPED and not effort.stop() else end  # by its work
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = door.values(model) if found and end not in (End.INFEASIBLE, End.UNBOUNDED) else None
        objective = float(info.objective_function_value) if values is not None else math.inf
        if self.whole.any() and not effort.relaxed:
            bound = float(info.mip_dual_bound)
        else:
            bound = objective if end is End.GAP else -math.inf
        return Outcome(end, values, objective, bound, f"HiGHS {solver_version()} by PuLP {pulp_version()}", wall_s)

    def _solve_cbc(self, lp: Any, variables: list[Any], effort: Effort, began: float) -> Outcome:
        """CBC for the plan; the bound is the linear relaxation's by HiGHS, since CBC's cannot be trusted through PuLP.

        CBC also fills the variables when it has found nothing, so only a point that keeps every row and is whole counts. Where it
        has none and there is time, HiGHS goes on, since CBC's word alone does not prove that there is none.
        """
        import pulp  # noqa: PLC0415

        limit_s = min(_left(effort, began).time_limit_s, max(0.1, effort.work_s))
        limit = None if math.isinf(limit_s) else limit_s
        with warnings.catch_warnings():  # PuLP 3 carries its own CBC and warns that PuLP 4 will not
            warnings.simplefilter("ignore", DeprecationWarning)
            door = pulp.getSolver(cbc_name(), msg=False, gapRel=effort.gap, timeLimit=limit, threads=effort.threads)
        lp.solve(door)
        count(time.perf_counter() - began)  # it tells of nothing else that could be counted
        values = np.array([variable.varValue or 0.0 for variable in variables])
        over = time.perf_counter() - began >= effort.time_limit_s
        honest = self.keeps(values)
        if not honest and not over and not effort.stop():
            found = self._solve_highs(lp, effort, began)
            return replace(found, solver=f"{found.solver}, after CBC found nothing")
        relaxed = self._solve_highs(lp, Effort(relaxed=True, stop=effort.stop), time.perf_counter())
        solver = f"CBC by PuLP {pulp_version()}, bound by HiGHS {solver_version()}"
        wall_s = time.perf_counter() - began
        if relaxed.end is End.INFEASIBLE:
            return Outcome(End.INFEASIBLE, None, math.inf, math.inf, solver, wall_s)
        objective = float(self.costs @ values) if honest else math.inf
        if honest and relaxed.end is End.UNBOUNDED:  # a whole point and a ray: better ones without end
            return Outcome(End.UNBOUNDED, None, math.inf, -math.inf, solver, wall_s)
        proven = honest and objective - relaxed.bound <= effort.gap * abs(relaxed.bound) + 1e-9 * abs(objective)
        end = End.GAP if proven else End.STOPPED if effort.stop() else End.TIME if over else End.OTHER
        return Outcome(end, values if honest else None, objective, relaxed.bound, solver, wall_s)


_ENDS = {
    highspy.HighsModelStatus.kOptimal: End.GAP,
    highspy.HighsModelStatus.kTimeLimit: End.TIME,
    highspy.HighsModelStatus.kInterrupt: End.STOPPED,
    highspy.HighsModelStatus.kInfeasible: End.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: End.UNBOUNDED,
    highspy.HighsModelStatus.kModelEmpty: End.GAP,
}


def _left(effort: Effort, began: float) -> Effort:
    """The effort with the elapsed time subtracted."""
    return replace(effort, time_limit_s=max(1e-9, effort.time_limit_s - (time.perf_counter() - began)))
