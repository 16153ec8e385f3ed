"""Location set covering as a program of its own: ``min sum c[j] x[j]`` with ``sum of x[j] over the sites that cover i >= 1`` for every point i.

The formulation of C. Toregas, R. Swain, C. ReVelle and L. Bergman (The location of emergency service facilities, Operations Research 19, 1971);
rows of points with equal sets of sites are stated once. HiGHS begins from the greedy cover (V. Chvátal, A greedy heuristic for the set-covering
problem, Mathematics of Operations Research 4, 1979). The siting model would state a flow for each pair besides.
"""

import math
import time
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.medians.duplicates import equal_groups, set_keys
from planner.model.medians.recognition import Certificate, plan_of
from planner.model.program.effort import Effort
from planner.model.program.lp import Problem
from planner.proofs import Sense, gap_of
from planner.support.progress import Progress
from planner.support.speech import _

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
ROUNDING = 1e-6
"""What a solver rounds, before whole costs round a bound up."""


def covered(instance: Instance, effort: Effort, say: Progress) -> Solution:
    """Open the cheapest sites that cover every point; every point must have a pair.

    Parameters
    ----------
    instance : Instance
        One that `recognition.is_set_covering` takes.
    effort : Effort
    say : callable
    """
    began = time.perf_counter()
    assert instance.sites.annual_usd is not None
    cost, covers = instance.sites.annual_usd, _rows(instance)
    problem = Problem("covering")
    opened = problem.add(len(cost), upper=1.0, whole=True)
    row, site = covers.nonzero()
    problem.at_most_rows(row, opened[site], -np.ones(len(row)), -np.ones(covers.shape[0]))
    problem.minimise(opened, cost)

    def progress(value: float, bound: float) -> None:
        say(
            _(
                "best plan {value:,.0f}, no plan below {bound:,.0f_least}, gap {gap_of:.2%_most}",
                value=value,
                bound=bound,
                gap_of=gap_of(value, bound),
            )
        )

    start = greedy_cover(covers, cost)
    outcome = problem.solve(effort, start=start.astype(float), progress=progress)
    found = start if outcome.values is None else outcome.values[opened] > 0.5
    plan = plan_of(
        instance,
        found,
        np.zeros(len(instance.reach.zone)),
        Certificate(outcome.bound, outcome.end, outcome.solver, time.perf_counter() - began, _("set covering program")),
    )
    value = float(cost[plan.chargers.any(axis=1)].sum())
    bound = max(0.0, outcome.bound)
    if (cost == np.rint(cost)).all():
        bound = float(math.ceil(bound - ROUNDING * (1.0 + bound)))
    return replace(plan, value=value, bound=Sense.MIN.bound_beside(value, bound))


def greedy_cover(covers: sp.csr_array, cost: Floats) -> Bools:
    """Open, one by one, the site with the least cost for each point that it newly covers; (sites,) bool.

    Parameters
    ----------
    covers : (points, sites)
        1 where the site covers the point.
    cost : (sites,)
    """
    opened, bare = np.zeros(len(cost), dtype=bool), np.ones(covers.shape[0], dtype=bool)
    columns, new = sp.csc_array(covers), covers.sum(axis=0)
    while bare.any():
        j = int(np.argmin(np.where(new > 0, cost / np.maximum(new, 1.0), np.inf)))
        opened[j] = True
        points = columns.indices[columns.indptr[j] : columns.indptr[j + 1]]
        points = points[bare[points]]
        bare[points] = False
        new = new - covers[points].sum(axis=0)
    return opened


def _rows(instance: Instance) -> sp.csr_array:
    """Which sites cover each point with demand, points with equal sets once; (rows, sites)."""
    asks = instance.demand.kwh[instance.reach.zone, 0] > 0
    zone, site = instance.reach.zone[asks], instance.reach.site[asks]
    order = np.lexsort((site, zone))
    points, start = np.unique(zone[order], return_index=True)
    start = np.append(start, len(zone))
    first, _ = equal_groups(set_keys(start, site[order], len(instance.sites.existing))[start[1:] - 1])
    shape = (len(points), len(instance.sites.existing))
    whole = sp.csr_array((np.ones(len(zone)), site[order], start), shape=shape)
    return sp.csr_array(whole[first])
