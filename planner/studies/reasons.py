"""Reasons for each site of a plan: its marginal value, its binding constraints, and how robust its rank is to demand.

The marginal value of a site is the loss when its new chargers are removed and the allocation is optimised anew: one linear program a site.
The rank is the order of building (`planner.model.solve.ranking`). In Latin hypercube samples of the demand, in which like places differ
as they do in real cities, each site is valued again beside the sites that rank before it, and the sites are put in order by that per
dollar; waiting times stay those of the central demand.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.facts import parameter
from planner.demand.queue_figures import place_factors
from planner.demand.sampling import draws_of
from planner.model.explain.binding import Load, bindings
from planner.model.explain.marginal_value import Allocation
from planner.model.explain.prefixes import Prefixes
from planner.model.objectives import OBJECTIVES
from planner.model.solve.ranking import ranked, turns_of
from planner.plan import BuildStep, Plan
from planner.question import Question
from planner.studies.arrays import PlanArrays, drawn_demand, label_of, plan_arrays, pool_load_kwh, unserved_kwh
from planner.studies.why import codes, why
from planner.support.beside import beside
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SAMPLES, LEAST_SAMPLES = 40, 10
TOLD_EVERY = 10
"""Samples."""
WORK = 1e8
"""Flows x sites x samples that may be solved, about: Almaty's plan of 116 sites takes all 40 samples, larger ones fewer."""
DIGITS = 9
"""Decimals of a gain per dollar that count; the rest is rounding of the solver."""
APART = 0.8
"""Ranks of two sites are distinct where one is worth more per dollar in at least this share of the samples."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Reasons for every site where something is built."""
    if not question.scenario.plan.reasons or plan.chargers.empty:
        return None
    raise_if_stopped(stop)
    plan = ranked(question, plan)
    given = plan_arrays(question, plan)
    placed = _Placed.of(question, plan, given)
    say(_("what would be lost without each of {count} sites", count=len(placed.sites)))
    own = Allocation(OBJECTIVES[question.scenario.plan.objective].buying(given.instance), given.chargers)
    with _sampling(question, placed, own, say, stop) as samples:
        value, kwh = own.losses()
        use = Load(given.chargers, pool_load_kwh(question, plan), unserved_kwh(question, plan))
        bound = dict(bindings(given.instance, use))
        reason = {site: why(question, given, site, bound[site]) for site in placed.sites.tolist()}
        sampled = samples()
    ranks, (later, furthest) = _ranks(sampled), alike(sampled)
    rows = [
        {
            **label_of(question, site),
            "status": "upgrade" if given.instance.sites.existing[site] else "proposed",
            "rank": step.rank,
            "rank_equal_from": step.equal_from,
            "rank_equal_to": step.equal_to,
            **_firmness(ranks[:, at], len(placed.sites)),
            "alike_later": int(later[at]),
            "alike_to": int(furthest[at]) + 1,
            "cost_usd": step.cost_usd,
            "gain": step.gain,
            "gain_per_1000_usd": 1000.0 * step.gain / max(step.cost_usd, 1.0),
            "marginal_value": float(value[site]),
            "marginal_kwh": float(kwh[site]),
            "binds": codes(bound[site]),
            "why": reason[site],
        }
        for at, (site, step) in enumerate(zip(placed.sites.tolist(), placed.steps, strict=True))
    ]
    energy = plan.proof.objective == "energy"
    open_value = max(0.0, plan.proof.bound - plan.proof.value) if energy else 0.0
    return {
        "ranked_by": _("gain per dollar beside the sites before it"),
        "unit": OBJECTIVES[question.scenario.plan.objective].bought,
        "samples": len(sampled),
        "value_left_open": open_value,
        "below_what_is_left_open": int((value[placed.sites] < open_value).sum()),
        "sites": rows,
    }


@dataclass(frozen=True)
class _Placed:
    """The sites of a plan by rank.

    Parameters
    ----------
    steps : (sites of the plan,) tuple of BuildStep
    sites : (sites of the plan,) int
    turn : (sites of the plan,) int
        Phase in which each is first built, counted from 0.
    """

    steps: tuple[BuildStep, ...]
    sites: Ints
    turn: Ints

    @classmethod
    def of(cls, question: Question, plan: Plan, given: PlanArrays) -> "_Placed":
        steps, number = () if plan.order is None else plan.order.steps, question.places.number()
        sites = np.array([number[step.site_id] for step in steps], dtype=np.int64)
        years = turns_of(question, plan)
        turn = np.zeros(len(given.built), dtype=np.int64) if years is None else years
        return cls(steps, sites, np.unique(turn[sites], return_inverse=True)[1])


@contextmanager
def _sampling(
    question: Question, placed: _Placed, allocation: Allocation, say: Progress, stop: Stop
) -> Iterator[Callable[[], Floats]]:
    """Value the sites in samples of the demand, in a thread beside the block and, once what it is given is called, in this one too: HiGHS leaves the interpreter free.

    That returns gains per dollar of each site beside those that rank before it; (samples, sites of the plan). A sample's gains do not depend on which were valued before it.
    Like places differ in use, so in each sample each site is busier or quieter by a lognormal factor of its own. From each is taken more than any gain for every phase before its own, whose sites come first.
    """
    work = max(1, allocation.flows) * max(1, len(placed.sites))
    number = int(np.clip(WORK // work, LEAST_SAMPLES, MOST_SAMPLES))
    cost = np.maximum([step.cost_usd for step in placed.steps], 1.0)
    rng, spread = np.random.default_rng([question.scenario.demand.seed, 4]), parameter("place_spread")
    factors = [place_factors(len(placed.sites), spread, rng) for _ in range(number)]
    draws = draws_of(question.estimate.assumed, number, question.scenario.demand.seed)
    sampled, ended, left = np.empty((number, len(placed.sites))), threading.Event(), SimpleQueue[int]()
    for k in range(number):
        left.put(k)

    def take(prefixes: Prefixes, say: Progress) -> None:
        told = 0
        while not left.empty() and not ended.is_set():
            raise_if_stopped(stop)
            with suppress(Empty):
                k = left.get_nowait()
                sampled[k] = np.diff(prefixes.values(drawn_demand(question, draws[k]))) * factors[k] / cost
                if (k + 1) // TOLD_EVERY > told:
                    told = (k + 1) // TOLD_EVERY
                    say(_("how firm the ranks are: demand sample {k} of {number}", k=k + 1, number=number))

    with beside(take, Prefixes(allocation, placed.sites), lambda _text: None) as other:

        def rest() -> Floats:
            take(Prefixes(allocation, placed.sites), say)
            other.result()
            return sampled - placed.turn * (1.0 + np.ptp(sampled))

        try:
            yield rest
        finally:
            ended.set()


def _ranks(values: Floats) -> Ints:
    """1 for the highest of each row, of equals the one on the left; as `values`."""
    out = np.empty(values.shape, dtype=np.int64)
    for row, one in zip(out, values, strict=True):
        row[np.argsort(-np.round(one, DIGITS), kind="stable")] = np.arange(1, len(one) + 1)
    return out


def _firmness(ranks: Ints, sites: int) -> dict[str, Any]:
    low, high = np.quantile(ranks, (0.1, 0.9), method="nearest")
    return {
        "rank_p10": int(low),
        "rank_p90": int(high),
        "upper_half_share": float((ranks <= (sites + 1) // 2).mean()),
    }


def alike(sampled: Floats) -> tuple[Ints, Ints]:
    """How many later sites each site is not worth more than, per dollar, in `APART` of the samples; and the last of them, else itself.

    Each is held against every one behind it, down the ranking from left to right: not being told apart passes on to no third site, so
    groups would set a sure site beside a poor one for the sake of a noisy one before both. Sites of later phases count as beaten.
    """
    later, furthest = np.zeros(sampled.shape[1], dtype=np.int64), np.arange(sampled.shape[1])
    for site in range(sampled.shape[1]):
        wins = (sampled[:, site : site + 1] > sampled[:, site + 1 :]).mean(axis=0)
        found = np.flatnonzero(wins < APART)
        if len(found):
            later[site], furthest[site] = len(found), site + 1 + found[-1]
    return later, furthest
