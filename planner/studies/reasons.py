"""Reasons for each site of a plan: its marginal value, its binding constraints, and how robust its rank is to demand.

The marginal value of a site is the loss of objective when its new chargers are removed and the allocation is optimised anew: one linear
program a site. Sites are ranked by it per dollar. The ranks are computed again in Latin hypercube samples of the demand, with the plan
fixed; waiting times stay those of the central demand.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.demand.sampling import draws_of
from planner.model.explain.binding import Load, bindings
from planner.model.explain.marginal_value import Allocation
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import PlanArrays, drawn_demand, label_of, plan_arrays, pool_load_kwh, unserved_kwh
from planner.studies.why import codes, why
from planner.support.progress import Progress
from planner.support.stopping import Stop, never, raise_if_stopped

Floats = NDArray[np.float64]

MOST_SAMPLES, LEAST_SAMPLES = 40, 10
WORK = 1e8
"""Flows x sites x samples that may be solved, about: Almaty's plan of 116 sites takes all 40 samples, larger ones fewer."""
APART = 0.8
"""Ranks of two sites are distinct where one is worth more per dollar in at least this share of the samples."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Reasons for every site where something is built."""
    if not question.scenario.plan.reasons or plan.chargers.empty:
        return None
    raise_if_stopped(stop)
    given = plan_arrays(question, plan)
    sites = np.flatnonzero(given.built)
    say(f"what would be lost without each of {len(sites)} sites")
    allocation = Allocation(given.instance, given.chargers)
    value, kwh = allocation.losses()
    per_usd = value[sites] / np.maximum(given.cost[sites], 1.0)
    sampled = _samples(question, given, allocation, say, stop)
    order = np.lexsort((sites, -per_usd))
    rank = _ranks(per_usd[None, :], sites)[0]
    ranks = _ranks(sampled, sites)
    group = alike(sampled, order)
    use = Load(given.chargers, pool_load_kwh(question, plan), unserved_kwh(question, plan))
    bound = dict(bindings(given.instance, use))
    rows = [
        {
            **label_of(question, int(site)),
            "status": "upgrade" if given.instance.sites.existing[site] else "proposed",
            "cost_usd": float(given.cost[site]),
            "marginal_value": float(value[site]),
            "marginal_kwh": float(kwh[site]),
            "per_1000_usd": float(1000.0 * per_usd[at]),
            "value_rank": int(rank[at]),
            **_firmness(ranks[:, at], len(sites)),
            "alike_from": int(rank[group == group[at]].min()),
            "alike_to": int(rank[group == group[at]].max()),
            "binds": codes(bound[int(site)]),
            "why": why(question, given, int(site), bound[int(site)]),
        }
        for at, site in ((int(k), sites[k]) for k in order)
    ]
    energy = plan.proof.objective == "energy"
    open_value = max(0.0, plan.proof.bound - plan.proof.value) if energy else 0.0
    return {
        "ranked_by": "marginal value per dollar",
        "samples": len(sampled),
        "value_left_open": open_value,
        "below_what_is_left_open": int((value[sites] < open_value).sum()),
        "sites": rows,
    }


def _samples(question: Question, given: PlanArrays, allocation: Allocation, say: Progress, stop: Stop) -> Floats:
    """Marginal value per dollar in samples of the demand; (samples, sites of the plan)."""
    sites = np.flatnonzero(given.built)
    work = max(1, allocation.flows) * max(1, len(sites))
    number = int(np.clip(WORK // work, LEAST_SAMPLES, MOST_SAMPLES))
    out = np.empty((number, len(sites)))
    for k, draw in enumerate(draws_of(question.estimate.assumed, number, question.scenario.demand.seed)):
        raise_if_stopped(stop)
        allocation.ask_for(drawn_demand(question, draw))
        out[k] = allocation.losses()[0][sites] / np.maximum(given.cost[sites], 1.0)
        if k % 10 == 9:
            say(f"how firm the ranks are: demand sample {k + 1} of {number}")
    allocation.ask_for(given.instance.demand.kwh)
    return out


def _ranks(values: Floats, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """1 for the highest of each row, equals by site; as `values`."""
    out = np.empty(values.shape, dtype=np.int64)
    for row, one in zip(out, values, strict=True):
        row[np.lexsort((sites, -one))] = np.arange(1, len(sites) + 1)
    return out


def _firmness(ranks: NDArray[np.int64], sites: int) -> dict[str, Any]:
    low, high = np.quantile(ranks, (0.1, 0.9), method="nearest")
    return {
        "rank_p10": int(low),
        "rank_p90": int(high),
        "upper_half_share": float((ranks <= (sites + 1) // 2).mean()),
    }


def alike(sampled: Floats, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number sites by groups that the samples do not tell apart; (sites,).

    Down the ranking a site joins the group above it as long as the group's first is not worth more per dollar in `APART` of the samples.
    """
    group = np.zeros(len(order), dtype=np.int64)
    first, number = order[0], 0
    for site in order[1:]:
        if float((sampled[:, first] > sampled[:, site]).mean()) >= APART:
            first, number = site, number + 1
        group[site] = number
    return group
