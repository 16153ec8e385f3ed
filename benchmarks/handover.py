"""What PuLP costs: a made siting model stated in arrays, built in PuLP, handed to HiGHS and read back, CPU seconds for each million nonzeros."""

import sys
from argparse import ArgumentParser, Namespace
from importlib.metadata import version

import highspy
import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, Stopwatch, peak_mb
from planner.model.program.highs import for_highs, read_back
from planner.model.program.lp import Problem, solver_version
from planner.model.program.quiet import quiet_stdout
from planner.model.program.stating import stated

NEAREST = 40
"""Sites that each zone reaches."""
CLASSES = 3


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--nonzeros", type=int, default=1_000_000, help="entries of the matrix, about")
    parser.add_argument("--seed", type=int, default=0)


def made(nonzeros: int, seed: int) -> Problem:
    """State a siting model: each zone's demand by class, each site's capacity, and nobody served where nothing is open.

    An entry of each flow in a row of its demand and of its site, and two in its own row: four nonzeros to a flow.
    """
    random = np.random.default_rng(seed)
    zones = max(1, nonzeros // (4 * NEAREST * CLASSES))
    sites = max(NEAREST, zones // 5)
    site = np.concatenate([random.choice(sites, NEAREST, replace=False) for _ in range(zones)]).repeat(CLASSES)
    asked = np.arange(zones * NEAREST * CLASSES) // (NEAREST * CLASSES) * CLASSES
    asked += np.tile(np.arange(CLASSES), zones * NEAREST)
    demand = random.uniform(1.0, 50.0, zones * CLASSES)
    problem = Problem("handover")
    opened = problem.add(sites, upper=1, whole=True)
    flow = problem.add(len(site), upper=demand[asked])
    problem.at_most_rows(asked, flow, np.ones(len(flow)), demand)
    capacity = random.uniform(100.0, 900.0, sites)
    rows, columns = np.concatenate([site, np.arange(sites)]), np.concatenate([flow, opened])
    problem.at_most_rows(rows, columns, np.concatenate([np.ones(len(flow)), -capacity]), np.zeros(sites))
    _only_open(problem, flow, opened[site], demand[asked])
    problem.at_most(opened, np.ones(sites), sites / 4)
    problem.minimise(flow, -random.uniform(0.5, 1.0, len(flow)))
    return problem


def _only_open(problem: Problem, flow: NDArray[np.int64], door: NDArray[np.int64], asked: NDArray[np.float64]) -> None:
    rows, each = np.tile(np.arange(len(flow)), 2), np.ones(len(flow))
    problem.at_most_rows(rows, np.concatenate([flow, door]), np.concatenate([each, -asked]), np.zeros(len(flow)))


def run(asked: Namespace) -> Result:
    """Time each part; `value` counts the nonzeros that HiGHS holds, `bound` those that were stated."""
    with quiet_stdout():
        highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is half typed; what it loads once is no part of a handover
    watch = Stopwatch()
    watch.start("arrays")
    problem = made(asked.nonzeros, asked.seed)
    watch.start("build")
    lp, variables = stated(problem)
    watch.start("handover")
    with quiet_stdout():
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.passModel(for_highs(problem))
    watch.stop()
    solver.setSolution(problem.columns, np.arange(problem.columns, dtype=np.int32), np.zeros(problem.columns))
    watch.start("read-back")
    values = read_back(solver)
    watch.stop()
    print(watch.table(), file=sys.stderr)
    held, counted = int(solver.getNumNz()), int(problem.matrix().nnz)
    millions = counted / 1e6
    parts = {stage.name: stage.cpu_s / millions for stage in watch.stages}
    same = held == counted and lp.numVariables() == len(variables) == len(values) == problem.columns
    return Result(
        value=float(held),
        bound=float(counted),
        status="equal" if same else "different",
        cpu_s=watch.cpu_s,
        wall_s=watch.wall_s,
        peak_mb=peak_mb(),
        more={
            "columns": problem.columns,
            "rows": problem.rows,
            "cpu_s_per_million": {name: round(one, 3) for name, one in parts.items()},
            "pulp": version("pulp"),
            "highs": solver_version(),
        },
    )
