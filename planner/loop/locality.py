"""Where an edit may change a plan: at the sites that it is of, at those that share drivers with them, and of a rule of the whole city at those that the plan has."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.loop.asking import Asked
from planner.loop.edits import Edit, Kind
from planner.loop.folded import site_of
from planner.loop.moment import Moment, chargers_at
from planner.loop.turn import Scope
from planner.model.program.spending import Spending
from planner.model.search.start import Start
from planner.model.solve.changed_sites import limit_chargers, widen_scope
from planner.model.solve.warm import Answer, plan_between
from planner.support.progress import Progress

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


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
