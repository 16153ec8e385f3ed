"""The only module that calls PuLP and the solvers: columns and rows in, an outcome with checked status, incumbent and bound out.

Written for PuLP 3 and 4 at once. Everything is a minimisation here, since the bound that PuLP 3 hands back from HiGHS
changes its sign for a maximisation. Status, incumbent and bound are read from HiGHS itself, never from PuLP's `status`,
which says "Optimal" for a run that a time limit cut short.
"""

import math
import time
import warnings
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.program.counting import Tree, count_linear
from planner.model.program.highs import (
    SOUND,
    for_highs,
    insist_on_options,
    read_back,
    solve_without_presolve,
    solver_version,
    stale,
    suspect_infeasible,
    threads_of,
)
from planner.model.program.program import Program
from planner.model.program.quiet import quiet_stdout
from planner.model.program.solvers import cbc_name, check_solver
from planner.model.program.stating import stated
from planner.model.program.watching import Seen, SolverProgress, longest_s, ran, watch
from planner.support.stopping import BY_USER, Stop, never
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
        effort: "Effort",
        *,
        start: NDArray[np.float64] | None = None,
        progress: SolverProgress | None = None,
        enough: float = math.inf,
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

            return self._solve_highs(pulp.LpProblem(self.name, pulp.LpMinimize), effort, start, progress, began)
        lp, variables = stated(self)
        if effort.solver == "cbc":
            return self._solve_cbc(lp, variables, effort, began)
        return self._solve_highs(lp, effort, start, progress, began, enough)

    def _without_columns(self, wall_s: float) -> Outcome:
        """Without columns every row is 0 and feasibility is checked here: HiGHS does not check it."""
        end, values, worth = (
            (End.GAP, np.empty(0), 0.0) if self.keeps(np.empty(0)) else (End.INFEASIBLE, None, math.inf)
        )
        return Outcome(end, values, worth, worth, "nothing to decide", wall_s)

    def _solve_highs(
        self,
        lp: Any,
        effort: "Effort",
        start: Any,
        progress: SolverProgress | None,
        began: float,
        enough: float = math.inf,
    ) -> Outcome:
        door = _highs_door(self, _left(effort, began), start, progress, enough)
        with quiet_stdout():
            door.createAndConfigureSolver(lp)
            door.buildSolverModel(lp)
            try:
                door.callSolver(lp)
            except _StuckError:
                count(effort.work_s if math.isfinite(effort.work_s) else 0.0)
                return self._left_alone(door.seen, start, time.perf_counter() - began)
            if lp.solverModel.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
                lp.solverModel.setOptionValue("presolve", "off")  # which alone cannot tell the two apart
                door.callSolver(lp)
        if start is not None and stale(lp.solverModel):
            return self._solve_highs(lp, effort, None, progress, began, enough)
        return self._outcome(lp.solverModel, effort, time.perf_counter() - began)

    def _left_alone(self, seen: Seen, start: "NDArray[np.float64] | None", wall_s: float) -> Outcome:
        """What is known where HiGHS did not come to its end: the best point that it told of or was given, and its bound."""
        points = [one for one in (seen.values, start) if one is not None and self.keeps(one)]
        values = min(points, key=lambda one: float(self.costs @ one), default=None)
        objective = math.inf if values is None else float(self.costs @ values)
        solver = f"HiGHS {solver_version()} by PuLP {version('pulp')}, which did not stop at its time limit"
        return Outcome(End.TIME, values, objective, seen.bound, solver, wall_s)

    def _outcome(self, model: Any, effort: "Effort", wall_s: float) -> Outcome:
        status, info = model.getModelStatus(), model.getInfo()
        end = _ENDS.get(status, End.OTHER)
        end = End.TIME if end is End.STOPPED and not effort.stop() else end  # by its work
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = read_back(model) if found and end not in (End.INFEASIBLE, End.UNBOUNDED) else None
        objective = float(info.objective_function_value) if values is not None else math.inf
        if self.whole.any() and not effort.relaxed:
            bound = float(info.mip_dual_bound)
        else:
            bound = objective if end is End.GAP else -math.inf
        return Outcome(end, values, objective, bound, f"HiGHS {solver_version()} by PuLP {version('pulp')}", wall_s)

    def _solve_cbc(self, lp: Any, variables: list[Any], effort: "Effort", began: float) -> Outcome:
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
            found = self._solve_highs(lp, effort, None, None, began)
            return replace(found, solver=f"{found.solver}, after CBC found nothing")
        relaxed = self._solve_highs(lp, Effort(relaxed=True, stop=effort.stop), None, None, time.perf_counter())
        solver = f"CBC by PuLP {version('pulp')}, bound by HiGHS {solver_version()}"
        wall_s = time.perf_counter() - began
        if relaxed.end is End.INFEASIBLE:
            return Outcome(End.INFEASIBLE, None, math.inf, math.inf, solver, wall_s)
        objective = float(self.costs @ values) if honest else math.inf
        if honest and relaxed.end is End.UNBOUNDED:  # a whole point and a ray: better ones without end
            return Outcome(End.UNBOUNDED, None, math.inf, -math.inf, solver, wall_s)
        proven = honest and objective - relaxed.bound <= effort.gap * abs(relaxed.bound) + 1e-9 * abs(objective)
        end = End.GAP if proven else End.STOPPED if effort.stop() else End.TIME if over else End.OTHER
        return Outcome(end, values if honest else None, objective, relaxed.bound, solver, wall_s)


@dataclass(frozen=True)
class Effort:
    """Limits of a search.

    Parameters
    ----------
    gap : float
        Relative gap at which it may stop.
    time_limit_s : float
        By the clock.
    threads : int
        One thread gives the same answer every time.
    solver : str
        ``highs`` or ``cbc``.
    relaxed : bool
        Solve the linear relaxation.
    stop : callable
        Cancellation flag, polled; once true, the search returns its incumbent.
    work_s : float
        Limit by counted work (`planner.support.work`); HiGHS ends by it in branch and bound.
    """

    gap: float = 0.0
    time_limit_s: float = math.inf
    threads: int = 1
    solver: str = "highs"
    relaxed: bool = False
    stop: Stop = never
    work_s: float = math.inf


_ENDS = {
    highspy.HighsModelStatus.kOptimal: End.GAP,
    highspy.HighsModelStatus.kTimeLimit: End.TIME,
    highspy.HighsModelStatus.kInterrupt: End.STOPPED,
    highspy.HighsModelStatus.kInfeasible: End.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: End.UNBOUNDED,
    highspy.HighsModelStatus.kModelEmpty: End.GAP,
}


class _StuckError(Exception):
    """HiGHS has not come to its end, long after it should have."""


def _highs_door(
    program: Program,
    effort: Effort,
    start: "NDArray[np.float64] | None",
    progress: SolverProgress | None,
    enough: float,
) -> Any:
    """PuLP's HiGHS, handed the arrays that PuLP's model was stated from, with a start point and progress, neither of which PuLP 3 hands on."""
    import pulp  # noqa: PLC0415

    class Door(pulp.HiGHS):  # type: ignore[misc]  # PuLP ships no types
        def createAndConfigureSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            super().createAndConfigureSolver(lp)
            lp.solverModel.setOptionValue("output_flag", False)
            wanted = {"mip_rel_gap": self.gapRel, "threads": self.threads, "time_limit": self.timeLimit, **tight}
            insist_on_options(lp.solverModel, {name: value for name, value in wanted.items() if value is not None})

        def buildSolverModel(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            lp.solverModel.passModel(for_highs(program, relaxed=effort.relaxed))

        def callSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            model = lp.solverModel
            if start is not None:
                model.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
            self.seen = watch(model, effort.stop, progress, Tree.of(model).most_calls(effort.work_s), enough)
            limit_s = (
                math.inf if effort.relaxed or effort.threads > 1 else longest_s(effort.time_limit_s, effort.work_s)
            )
            with threads_of(effort.threads):
                ended = ran(model, limit_s, effort.stop)
                if ended is None:
                    raise _StuckError
                if suspect_infeasible(model):
                    self.seen.forget_bound()
                    ended = solve_without_presolve(model)
            count_linear(model) if effort.relaxed else Tree.of(model).count(model, self.seen.calls)
            if ended == highspy.HighsStatus.kError:  # whatever it has then is no answer, nor is its bound
                raise SolverError(f"HiGHS gave up on the model: {model.modelStatusToString(model.getModelStatus())}")

    tight = {"random_seed": 0, "mip_feasibility_tolerance": 1e-7, "primal_feasibility_tolerance": 1e-8} | SOUND
    limit = None if math.isinf(effort.time_limit_s) else effort.time_limit_s
    return Door(msg=False, mip=not effort.relaxed, gapRel=effort.gap, timeLimit=limit, threads=effort.threads, **tight)


def _left(effort: Effort, began: float) -> Effort:
    """The effort with the elapsed time subtracted."""
    return replace(effort, time_limit_s=max(1e-9, effort.time_limit_s - (time.perf_counter() - began)))
