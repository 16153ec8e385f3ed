"""The classical location problems by our own siting model: maximal covering, p-median, capacitated warehouses."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.clustered import RADIUS_M, Coverage, coverage
from benchmarks.location_problems import locate, mclp, p_median, warehouses
from benchmarks.measure import Result, Stopwatch, peak_mb
from benchmarks.or_library import read_cap, read_pmed, read_points
from benchmarks.warming import warm_classical
from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.proofs import gap_of

Make = Callable[[], Instance]


def mclp_arguments(parser: ArgumentParser) -> None:
    """Add the options of the made covering problems."""
    parser.add_argument("--points", type=int, default=10_000, help="demand points, in clusters")
    parser.add_argument("--sites", type=int, default=1_000, help="sites, in the same clusters")
    parser.add_argument("--p", type=int, default=60, help="most sites to open")
    parser.add_argument("--radius", type=float, default=RADIUS_M, help="metres as the crow flies")
    parser.add_argument("--seed", type=int, default=0)
    _effort(parser, gap=0.005)


def mclp_file_arguments(parser: ArgumentParser) -> None:
    """Add the options of a covering problem on file."""
    parser.add_argument("file", type=Path, help="'x y weight' a line; every point is also a site")
    parser.add_argument("--radius", type=float, required=True, help="in the unit of x and y, inclusive")
    parser.add_argument("--p", type=int, required=True, help="most sites to open")
    _effort(parser, gap=0.0)


def file_arguments(parser: ArgumentParser) -> None:
    """Add the options of a problem in a format of the OR-Library."""
    parser.add_argument("file", type=Path, help="instance of the OR-Library")
    _effort(parser, gap=0.0)


def mclp_run(asked: Namespace) -> Result:
    """Cover most weight of a made country."""
    _positive(asked.points, "--points")
    _positive(asked.sites, "--sites")
    return _measured(
        lambda: _covering(coverage(asked.points, asked.sites, asked.seed, asked.radius), asked.p), "energy", asked
    )


def mclp_file_run(asked: Namespace) -> Result:
    """Cover most weight of the points of a file."""

    def make() -> Instance:
        points, weight = read_points(asked.file)
        return _covering(Coverage(points, points, weight, asked.radius), asked.p)

    return _measured(make, "energy", asked)


def pmedian_run(asked: Namespace) -> Result:
    """Serve every vertex from the p vertices on file; the value is the sum of distances."""

    def make() -> Instance:
        read = read_pmed(asked.file)
        return p_median(np.ones(len(read.distance)), read.distance, p=read.p)

    return _measured(make, "distance", asked)


def cap_run(asked: Namespace) -> Result:
    """Open warehouses and serve every customer at least cost; customers may be shared out."""

    def make() -> Instance:
        read = read_cap(asked.file)
        return warehouses(read.demand, read.unit_cost, read.capacity, read.opening)

    return _measured(make, "cost", asked)


def _effort(parser: ArgumentParser, *, gap: float) -> None:
    parser.add_argument("--gap", type=float, default=gap, help="relative gap that is asked for")
    parser.add_argument("--time-limit", type=float, default=600.0, help="seconds")


def _covering(problem: Coverage, p: int) -> Instance:
    if p < 0 or problem.radius_m < 0:
        raise ConfigError("--p and --radius: expected numbers of at least 0")
    zone, site = problem.pairs()
    return mclp(problem.weight, zone, site, sites=len(problem.sites), p=p)


def _positive(number: int, name: str) -> None:
    if number < 1:
        raise ConfigError(f"{name}: expected a whole number of at least 1, not {number}")


def _measured(make: Make, objective: str, asked: Namespace) -> Result:
    """Make the instance and solve it, each on the stopwatch."""
    startup_s = warm_classical()
    watch = Stopwatch()
    watch.start("read or draw the instance")
    instance = make()
    watch.start("solve")
    found = locate(instance, objective, Effort(asked.gap, asked.time_limit), say_at_times())
    watch.stop()
    print(watch.table(), file=sys.stderr)
    value, bound = found.solution.value, found.solution.bound
    return Result(
        value=value,
        bound=bound,
        status="optimal" if gap_of(value, bound) <= asked.gap + 1e-9 else "feasible",
        cpu_s=watch.cpu_s,
        wall_s=watch.wall_s,
        peak_mb=peak_mb(),
        more={
            "startup_s": round(startup_s, 3),
            "sites": (found.sites + 1).tolist(),
            "points": len(instance.demand.kwh),
            "pairs": len(instance.reach.zone),
            "path": found.solution.path,
            "startup_cpu_s": round(startup_s, 2),
        },
    )


def say_at_times() -> Callable[[str], None]:
    """Tell people of the way, at most once a second."""
    told = [0.0]

    def say(text: str) -> None:
        if time.perf_counter() - told[0] >= 1.0:
            told[0] = time.perf_counter()
            print(text, file=sys.stderr)

    return say
