"""PuLP's door to HiGHS with what PuLP 3 does not hand on: arrays, a start point, options that are insisted on, progress and limits by counted work."""

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.program.counting import Tree, count_linear
from planner.model.program.effort import Effort
from planner.model.program.highs import (
    PLAIN,
    SOUND,
    for_highs,
    insist_on_options,
    read_back,
    solve_without_presolve,
    suspect_infeasible,
    threads_of,
)
from planner.model.program.long_rows import shortened, unchanged
from planner.model.program.program import Program
from planner.model.program.watching import SolverProgress, longest_s, quiet_s, ran, watch

TIGHT = {"random_seed": 0, "mip_feasibility_tolerance": 1e-7, "primal_feasibility_tolerance": 1e-8} | SOUND
"""Options of every run."""


class StuckError(Exception):
    """HiGHS has not come to its end, long after it should have."""


@dataclass(frozen=True)
class Asked:
    """What is asked of one run beside its limits.

    Parameters
    ----------
    start : (variables,) or None
        A feasible point to begin from.
    progress : callable, optional
        Told incumbent and bound now and then.
    enough : float
        A bound of the minimisation at which it may end, whatever the gap.
    plain : bool
        Without searches inside branch and bound (`highs.PLAIN`).
    """

    start: "NDArray[np.float64] | None" = None
    progress: SolverProgress | None = None
    enough: float = math.inf
    plain: bool = False


NOTHING_ELSE = Asked()


def highs_door(program: Program, effort: Effort, asked: Asked) -> Any:
    """PuLP's HiGHS, handed the arrays that PuLP's model was stated from.

    Its `seen` holds what was told, and its points are those of `program`, whose long rows are stated as sums of sums (`long_rows`), but in a linear relaxation.
    """
    import pulp  # noqa: PLC0415

    short = unchanged(program) if effort.relaxed else shortened(program)

    class Door(pulp.HiGHS):  # type: ignore[misc]  # PuLP ships no types
        def createAndConfigureSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            super().createAndConfigureSolver(lp)
            lp.solverModel.setOptionValue("output_flag", False)
            wanted = {"mip_rel_gap": self.gapRel, "threads": self.threads, "time_limit": self.timeLimit, **options}
            insist_on_options(lp.solverModel, {name: value for name, value in wanted.items() if value is not None})

        def buildSolverModel(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            lp.solverModel.passModel(for_highs(short.program, relaxed=effort.relaxed))

        def callSolver(self, lp: Any) -> None:  # noqa: N802  # PuLP's name
            model = lp.solverModel
            if asked.start is not None:
                point = short.point(asked.start)
                model.setSolution(len(point), np.arange(len(point), dtype=np.int32), point)
            tree = Tree.of(model, plain=asked.plain, wide=asked.plain and short.program is not program)
            self.seen = watch(model, effort.stop, asked.progress, tree.limit(effort.work_s), asked.enough)
            limit_s = (
                math.inf if effort.relaxed or effort.threads > 1 else longest_s(effort.time_limit_s, effort.work_s)
            )
            with threads_of(effort.threads):
                ended = ran(model, limit_s, effort.stop, self.seen, quiet_s(tree.root_s))
                if ended is None:
                    raise StuckError
                if suspect_infeasible(model):
                    self.seen.forget_bound()
                    ended = solve_without_presolve(model)
            count_linear(model) if effort.relaxed else tree.count(model, self.seen.calls)
            if ended == highspy.HighsStatus.kError:  # whatever it has then is no answer, nor is its bound
                raise SolverError(f"HiGHS gave up on the model: {model.modelStatusToString(model.getModelStatus())}")

        def values(self, model: Any) -> NDArray[np.float64]:
            """The point that HiGHS ended with."""
            return short.without_parts(read_back(model))

        def told(self) -> "NDArray[np.float64] | None":
            """The best point that HiGHS has told of."""
            return None if self.seen.values is None else short.without_parts(self.seen.values)

    options = TIGHT | (PLAIN if asked.plain else {})
    limit = None if math.isinf(effort.time_limit_s) else effort.time_limit_s
    return Door(
        msg=False, mip=not effort.relaxed, gapRel=effort.gap, timeLimit=limit, threads=effort.threads, **options
    )
