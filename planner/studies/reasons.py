"""Reasons for each site of a plan: its marginal value, its binding constraints, and how robust its rank is to demand.

The marginal value of a site is the loss when its new chargers are removed and the allocation is optimised anew: one linear program a site.
The rank is the order of building (`planner.model.solve.ranking`). In Latin hypercube samples of the demand, in which like places differ
as they do in real cities, each site is valued again beside the sites that rank before it, and the sites are put in order by that per
dollar; waiting times stay those of the central demand.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.facts import parameter
from planner.demand.queue_figures import place_factors
from planner.demand.sampling import draws_of
from planner.model.explain.binding import Load, bindings
from planner.model.explain.marginal_value import Allocation
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
    (value, kwh), sampled = _valued(question, placed, given, say, stop)
    ranks, group = _ranks(sampled), alike(sampled)
    use = Load(given.chargers, pool_load_kwh(question, plan), unserved_kwh(question, plan))
    bound = dict(bindings(given.instance, use))
    rows = [
        {
            **label_of(question, site),
            "status": "upgrade" if given.instance.sites.existing[site] else "proposed",
            "rank": step.rank,
            "rank_equal_from": step.equal_from,
            "rank_equal_to": step.equal_to,
            **_firmness(ranks[:, at], len(placed.sites)),
            "alike_from": int(np.flatnonzero(group == group[at]).min()) + 1,
            "alike_to": int(np.flatnonzero(group == group[at]).max()) + 1,
            "cost_usd": step.cost_usd,
            "gain": step.gain,
            "gain_per_1000_usd": 1000.0 * step.gain / max(step.cost_usd, 1.0),
            "marginal_value": float(value[site]),
            "marginal_kwh": float(kwh[site]),
            "binds": codes(bound[site]),
            "why": why(question, given, site, bound[site]),
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


def _valued(
    question: Question, placed: _Placed, given: PlanArrays, say: Progress, stop: Stop
) -> tuple[tuple[Floats, Floats], Floats]:
    """What is lost without each site, as `Allocation.losses`, and gains per dollar of each site beside those that rank before it in samples of the demand; (samples, sites of the plan).

    Like places differ in use, so in each sample each site is busier or quieter by a lognormal factor of its own. From each is taken more than any gain for every phase before its own, whose sites come first.
    The second half of the samples is solved beside all else by an allocation of its own, always the same half, so that the answer is the same on any number of cores: HiGHS leaves the interpreter free.
    """
    ended = threading.Event()

    def allocation() -> Allocation:
        return Allocation(OBJECTIVES[question.scenario.plan.objective].buying(given.instance), given.chargers)

    own = allocation()
    work = max(1, own.flows) * max(1, len(placed.sites))
    number = int(np.clip(WORK // work, LEAST_SAMPLES, MOST_SAMPLES))
    cost = np.maximum([step.cost_usd for step in placed.steps], 1.0)
    rng, spread = np.random.default_rng([question.scenario.demand.seed, 4]), parameter("place_spread")
    factors = [place_factors(len(placed.sites), spread, rng) for _ in range(number)]
    draws = draws_of(question.estimate.assumed, number, question.scenario.demand.seed)
    middle = (number + 1) // 2

    def half(allocation: Allocation, samples: range, say: Progress) -> Floats:
        out = np.empty((len(samples), len(placed.sites)))
        for row, k in zip(out, samples, strict=True):
            raise_if_stopped(stop)
            if ended.is_set():
                break
            allocation.ask_for(drawn_demand(question, draws[k]))
            row[:] = np.diff(_values(allocation, placed.sites)) * factors[k] / cost
            if k % 5 == 4:
                say(_("how firm the ranks are: demand sample {k} of {number}", k=2 * (k + 1), number=number))
        return out

    with beside(lambda: half(allocation(), range(middle, number), lambda _text: None)) as later:
        try:
            losses = own.losses()
            sampled = np.concatenate([half(own, range(middle), say), later.result()])
        finally:
            ended.set()
    return losses, sampled - placed.turn * (1.0 + np.ptp(sampled))


def _values(allocation: Allocation, sites: Ints) -> list[float]:
    """What is bought with none of the sites, the first, the first two, and so on; (sites of the plan + 1,)."""
    built = np.zeros_like(allocation.built)
    values = [allocation.value(built)]
    for site in sites:
        built[site] = True
        values.append(allocation.value(built))
    return values


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


def alike(sampled: Floats) -> Ints:
    """Number sites by groups that the samples do not tell apart; (sites,).

    Down the ranking, from left to right, a site joins the group before it as long as the group's first is not worth more per dollar in
    `APART` of the samples.
    """
    group = np.zeros(sampled.shape[1], dtype=np.int64)
    first, number = 0, 0
    for site in range(1, sampled.shape[1]):
        if float((sampled[:, first] > sampled[:, site]).mean()) >= APART:
            first, number = site, number + 1
        group[site] = number
    return group
