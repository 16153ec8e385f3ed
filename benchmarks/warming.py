"""Small problems solved first, so that no figure holds the loading, or at the first time the making, of compiled code."""

import time

import numpy as np

from benchmarks.clustered import coverage
from benchmarks.location_problems import locate, mclp, p_median
from benchmarks.made_siting import instance_of, made
from planner.model.program.effort import Effort
from planner.model.search.search import Search

BRIEF = Effort(gap=0.02, time_limit_s=1.0)


def warm_siting() -> float:
    """Search for a small plan by prices; CPU seconds of this process so far, imports and all."""
    Search(instance_of(made(120, 30, budget_share=0.35)), BRIEF, _quiet).run()
    return time.process_time()


def warm_classical() -> float:
    """Solve a small covering and a small p-median problem; CPU seconds of this process so far, imports and all."""
    small = coverage(200, 30)
    zone, site = small.pairs()
    locate(mclp(small.weight, zone, site, sites=30, p=5), "energy", BRIEF, _quiet)
    at = np.random.default_rng(0).uniform(0.0, 100.0, (40, 2))
    distance = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    locate(p_median(np.ones(40), distance, p=5), "distance", BRIEF, _quiet)
    return time.process_time()


def _quiet(_: str) -> None:
    """Say nothing."""
