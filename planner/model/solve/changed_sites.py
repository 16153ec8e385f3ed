"""Which sites of a plan an edit may change: those that it is of, then those that share drivers with them; elsewhere the plan stays."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.parts import UNLIMITED
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.start import Start
from planner.model.solve.planning import chargers_of
from planner.model.solve.warm import Answer, begins_warm, plan_between
from planner.plan import Plan
from planner.proofs import NEAR_EDITS, SEEN_STANDS
from planner.question import Question
from planner.support.progress import Progress

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST_S = 1.0
"""Seconds for each try, however little time is left."""
CLOSEST = 8
"""Sites beside those of an edit that may change at first: those that share most demand with them."""


def plan_near(
    question: Question,
    earlier: Mapping[str, Mapping[str, int]],
    sites: Collection[str],
    best: Plan,
    effort: Effort,
    say: Progress,
) -> Plan | None:
    """Find a plan that leaves an earlier one as it is but at edited sites and those that share drivers with them.

    Parameters
    ----------
    question : Question
        What is asked after the edits.
    earlier : mapping
        Chargers of the earlier plan: how many of each type by site; those that the question does not know are left out.
    sites : collection of str
        Ids of the edited sites.
    best : Plan
        The best plan of the question that is known.
    effort : Effort
        For all that is tried.
    say : callable

    Returns
    -------
    Plan or None
        None where no such plan is worth as much as the best one but for the gap asked for, and for phases and other objectives.
    """
    if not begins_warm(question):
        return None
    chargers = _counted(earlier, question)
    start, known = Start(chargers), Answer(best, Start(chargers_of(best, question)))
    spending = Spending(effort)
    for free in widen_scope(sites, (question,)):
        limits = limit_chargers(chargers, free, 0.0)
        near = plan_between(question, start, limits, known, spending.rest(least_s=LEAST_S), say)
        if near is not None:
            proof = near.plan.proof
            named = replace(proof, stopped=NEAR_EDITS) if proof.stopped == SEEN_STANDS else proof
            return replace(near.plan, proof=named)
    return None


def _counted(chargers: Mapping[str, Mapping[str, int]], question: Question) -> Ints:
    number, kinds = question.places.number(), {one.id: at for at, one in enumerate(question.chargers)}
    out = np.zeros((len(number), len(kinds)), dtype=np.int64)
    for site, counts in chargers.items():
        for kind, count in counts.items():
            if site in number and kind in kinds:
                out[number[site], kinds[kind]] = count
    return out


def widen_scope(sites: Iterable[str], questions: Sequence[Question]) -> Iterator[Mask]:
    """Which sites may change, (sites,) of the first question: the nearest few, then all that share a driver.

    Parameters
    ----------
    sites : iterable of str
        That an edit is of.
    questions : sequence of Question
        After the edit and before it: a site that moves or goes shares drivers where it was, too.
    """
    number = questions[0].places.number()
    shared = np.zeros(len(number))
    own = np.zeros(len(number), dtype=bool)
    own[[number[site] for site in sites if site in number]] = True
    for question in questions:
        kwh = _shared_kwh(sites, question)
        known = [(number[site], kwh[j]) for site, j in question.places.number().items() if site in number]
        for j, amount in known:
            shared[j] = max(shared[j], amount)
    shared[own] = 0.0
    close = own.copy()
    close[np.argsort(-shared, kind="stable")[:CLOSEST]] = True
    yield close & (own | (shared > 0))
    yield own | (shared > 0)


def sharing_sites(sites: Iterable[str], question: Question) -> Mask:
    """Sites that share a driver with these, and they themselves; (sites,)."""
    number, access = question.places.number(), question.access
    mine = np.zeros(len(number), dtype=bool)
    mine[[number[site] for site in sites if site in number]] = True
    near = np.isin(access.zone, access.zone[mine[access.site]])
    mine[access.site[near]] = True
    return mine


def _shared_kwh(sites: Iterable[str], question: Question) -> NDArray[np.float64]:
    """Demand of the zones from which both a site and one of these can be reached; (sites,)."""
    number, access = question.places.number(), question.access
    mine = np.isin(access.site, [number[site] for site in sites if site in number])
    served = np.isin(access.zone, access.zone[mine])
    kwh = question.demand.kwh_per_day.sum(axis=1)
    return np.bincount(access.site[served], weights=kwh[access.zone[served]], minlength=len(number))


def limit_chargers(chargers: Ints, free: Mask, usd: float, *, adding: bool = False) -> tuple[Ints, Ints]:
    """Least and most of each product at each site, (sites, products): any at free sites, elsewhere the chargers of a plan.

    Where there is more money by `usd`, or where `adding`, more may be added anywhere, and where there is less, anything may be left out.
    """
    low, high = chargers.copy(), chargers.copy()
    low[free], high[free] = 0, UNLIMITED
    if usd > 0 or adding:
        high[:] = UNLIMITED
    if usd < 0:
        low[:] = 0
    return low, high
