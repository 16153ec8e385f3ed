"""Where an edit may change a plan: at the sites that it is of, at those that share drivers with them, and of a rule of the whole city at those that the plan has."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.loop.asking import Asked
from planner.loop.edits import Edit, Kind
from planner.loop.folded import site_of
from planner.loop.moment import Moment, chargers_at
from planner.loop.turn import Scope
from planner.model.instance.parts import UNLIMITED
from planner.model.program.spending import Spending
from planner.model.search.start import Start
from planner.model.solve.warm import Answer, plan_between
from planner.question import Question
from planner.support.progress import Progress

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

CLOSEST = 8
"""Sites beside those of an edit that may change at first: those that share most demand with them."""


def answer_near(
    edits: Sequence[Edit], turns: tuple[Asked, Moment], best: Answer, spending: Spending, say: Progress
) -> tuple[Answer, Scope]:
    """The plan after edits, and how far from them it changes: no farther than it takes to be as good as the best but for the gap asked for.

    Another balance of plugs, a rule of the whole city, changes no charger where those that there are will do; else those at the sites that the
    plan has, and only then any.

    Parameters
    ----------
    edits : sequence of Edit
    turns : (Asked, Moment)
        What is asked after them, and the plan before.
    best : Answer
        The best plan after them that is known.
    spending : Spending
        Of the search for that.
    say : callable
    """
    (asked, last), effort = turns, spending.effort
    question, before = asked.question, last.asked.question
    start = Start(chargers_at(last.answer.plan.chargers, question), last.answer.start.prices)
    usd = question.scenario.plan.budget_usd - before.scenario.plan.budget_usd
    balanced = question.scenario.plan.plug_balance != before.scenario.plan.plug_balance
    built = start.chargers.any(axis=1) & balanced
    tried = np.zeros(0, dtype=bool)
    masks = widen_scope(edited_sites(edits, asked, last.asked), (question, before))
    for scope, mask in zip((Scope.CLOSE, Scope.SHARING), masks, strict=True):
        free = mask | built if scope is Scope.SHARING else mask
        if np.array_equal(free, tried):
            continue
        tried, rest = free, spending.rest(least_s=0.5 * effort.time_limit_s)
        near = plan_between(question, start, limit_chargers(start.chargers, free, usd), best, rest, say)
        if near is not None:
            return near, scope
    changed = (chargers_at(best.plan.chargers, question) != start.chargers).any(axis=1)
    return best, Scope.CITY if (changed & ~tried).any() else Scope.SHARING


def edited_sites(edits: Sequence[Edit], asked: Asked, before: Asked) -> set[str]:
    """Ids of the sites that edits are of, those in areas that they keep free or release among them."""
    sites = {site for edit in edits if (site := site_of(edit)) is not None}
    if any(edit.kind is Kind.KEEP_FREE or (edit.kind is Kind.RELEASE and edit.site is None) for edit in edits):
        sites |= set(asked.folded.kept_free(asked.city)) ^ set(before.folded.kept_free(before.city))
    return sites


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


def _shared_kwh(sites: Iterable[str], question: Question) -> NDArray[np.float64]:
    """Demand of the zones from which both a site and one of these can be reached; (sites,)."""
    number, access = question.places.number(), question.access
    mine = np.isin(access.site, [number[site] for site in sites if site in number])
    served = np.isin(access.zone, access.zone[mine])
    kwh = question.demand.kwh_per_day.sum(axis=1)
    return np.bincount(access.site[served], weights=kwh[access.zone[served]], minlength=len(number))


def limit_chargers(chargers: Ints, free: Mask, usd: float) -> tuple[Ints, Ints]:
    """Least and most of each product at each site, (sites, products): any at free sites, elsewhere the chargers of a plan.

    Where there is more money by `usd`, more may be added anywhere, and where there is less, anything may be left out.
    """
    low, high = chargers.copy(), chargers.copy()
    low[free], high[free] = 0, UNLIMITED
    if usd > 0:
        high[:] = UNLIMITED
    if usd < 0:
        low[:] = 0
    return low, high
