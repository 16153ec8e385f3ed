"""The family `siting` by our own model: what a plan with a proven gap takes at city scale."""

import sys
from argparse import ArgumentParser, Namespace

import numpy as np

from benchmarks.classical import say_at_times
from benchmarks.made_siting import broken_rows, instance_of, made
from benchmarks.measure import Result, Stopwatch, peak_mb
from benchmarks.warming import warm_siting
from planner.errors import ConfigError
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel
from planner.proofs import gap_of

NEAR = 20
"""Sites that a zone has near, of which there must be so many."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--zones", type=int, default=5_000)
    parser.add_argument("--sites", type=int, default=1_000, help=f"at least {NEAR}")
    parser.add_argument("--budget-share", type=float, default=0.35, help="of what serving all demand would cost")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gap", type=float, default=0.01, help="relative gap that is asked for")
    parser.add_argument("--time-limit", type=float, default=600.0, help="seconds")


def run(asked: Namespace) -> Result:
    """Draw the question, solve it, and check the plan by the definition's own rows."""
    _check(asked)
    startup_s = warm_siting()
    watch = Stopwatch()
    watch.start("draw the question")
    question = made(asked.zones, asked.sites, NEAR, asked.seed, asked.budget_share)
    instance = instance_of(question)
    watch.start("solve")
    plan = SitingModel(instance).solve(Effort(asked.gap, asked.time_limit), say_at_times())
    watch.stop()
    solved = watch.stages[-1]
    print(watch.table(), file=sys.stderr)
    value = float(instance.reach.worth[plan.flow_pair] @ plan.flow_kwh)
    broken = broken_rows(question, plan.chargers, plan.flow_pair, plan.flow_class, plan.flow_kwh)
    return Result(
        value=value,
        bound=plan.bound,
        status="optimal" if gap_of(value, plan.bound) <= asked.gap + 1e-9 else "feasible",
        cpu_s=solved.cpu_s,
        wall_s=solved.wall_s,
        peak_mb=peak_mb(),
        more={
            "startup_s": round(startup_s, 3),
            "path": plan.path,
            "pairs": len(question.I),
            "opened": int(plan.chargers.any(axis=1).sum()),
            "chargers": int(np.asarray(plan.chargers).sum()),
            "broken": broken,
        },
    )


def _check(asked: Namespace) -> None:
    if asked.zones < 1 or asked.sites < NEAR:
        raise ConfigError(f"--zones: expected at least 1, --sites: at least {NEAR}")
    if not (np.isfinite(asked.budget_share) and asked.budget_share >= 0):
        raise ConfigError("--budget-share: expected a number of at least 0")
