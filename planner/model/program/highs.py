"""Interface to HiGHS: arrays and options in, values out, with checks against known faults of its results."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.program.program import Program
from planner.support.speech import _

SOUND = {"presolve_rule_off": 1 << 16}
"""Options without which a mixed-integer program was answered wrongly: no presolve by enumeration.

That rule fixes many binary columns at once; a row that is a clique with an equality is then dropped though one of its columns is free. Seen with
1.16.0 (560 where 646.8 is the optimum), there since 1.13.0: issue 3216 of ERGO-Code/HiGHS, mended by its pull request 3220, which no release
holds yet. Other rules that fix columns might meet the same fault; none of the questions asked so far did.
"""
PLAIN = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_allow_restart": False,
}
"""Options of branch and bound without searches inside it for better points, and without beginning anew: programs of some hundred columns of which a good point is known are
solved in a fifth of the time, and those of several worlds, of some thousand columns, in a quarter to all of it."""


@cache
def solver_version() -> str:
    """Version of HiGHS."""
    return version("highspy")


@cache
def pulp_version() -> str:
    """Version of PuLP, by which programs are stated."""
    return version("pulp")


def for_highs(program: Program, *, relaxed: bool = False) -> Any:
    """Convert the arrays to a `HighsLp`, which HiGHS loads in one call."""
    matrix = program.matrix()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, np.zeros(program.columns), program.upper
    model.row_lower_, model.row_upper_ = program.least, program.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = matrix.shape
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr.astype(np.int32),  # int64 would be converted one by one
        matrix.indices.astype(np.int32),
        matrix.data,
    )
    whole = program.whole
    if whole.any() and not relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[one] for one in whole.tolist()]
    return model


def insist_on_options(model: Any, wanted: Mapping[str, Any]) -> None:
    """Raise an error for options that HiGHS has not accepted: it would ignore them silently, and so does PuLP.

    Raises
    ------
    SolverError
        Names the option.
    """
    for name, value in wanted.items():
        status, held = model.getOptionValue(name)
        if status != highspy.HighsStatus.kOk or held != value:
            raise SolverError(
                _(
                    "HiGHS {version} does not take the option {name} = {value}",
                    version=solver_version(),
                    name=name,
                    value=value,
                )
            )


def read_back(model: Any) -> NDArray[np.float64]:
    """Value of each column, in the order of the columns."""
    return np.asarray(model.getSolution().col_value)


def stale(model: Any) -> bool:
    """Whether HiGHS returns the start point with another point's objective value.

    HiGHS 1.16 does so where presolve alone finds an optimum better than the start.
    """
    found = model.getInfo().objective_function_value
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return False
    program = model.getLp()
    held = program.offset_ + float(np.asarray(program.col_cost_) @ np.asarray(model.getSolution().col_value))
    return bool(abs(held - found) > 1e-6 * max(1.0, abs(held)))


@contextmanager
def threads_of(count: int) -> Iterator[None]:
    """Run HiGHS with so many threads: its scheduler is global to the process and refuses another number once started, so it is reset."""
    if count == 1:
        yield
        return
    highspy.Highs.resetGlobalScheduler(True)
    try:
        yield
    finally:
        highspy.Highs.resetGlobalScheduler(True)


def suspect_infeasible(model: Any) -> bool:
    """Whether a mixed-integer program is reported infeasible: presolve of HiGHS reports so for some that are feasible.

    Seen with 1.16.0, see issues 2432, 3090 and 3296 of ERGO-Code/HiGHS.
    """
    return model.getModelStatus() == highspy.HighsModelStatus.kInfeasible and len(model.getLp().integrality_) > 0


def solve_without_presolve(model: Any) -> Any:
    """Solve again without presolve; returns the status of the run."""
    model.setOptionValue("presolve", "off")
    model.clearSolver()
    return model.run()
