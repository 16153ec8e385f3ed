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

SETTLING = frozenset({Kind.LOCK, Kind.FORBID, Kind.KEEP_FREE, Kind.CHARGERS})
"""Edits after which the plan may stay as it is, for they say of a site what it may have."""
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def answer_near(
    edits: Sequence[Edit], turns: tuple[Asked, Moment], best: Answer, spending: Spending, say: Progress
) -> tuple[Answer, Scope]:
    """The plan after edits, and how far from them it changes: no farther than it takes to be as good as the best but for the gap asked for.

    Edits that settle a site leave the plan as it is where it keeps them. What they free of the money is spent near them, else it adds farther away.
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
    asked, last = turns
    question, before = asked.question, last.asked.question
    start = Start(chargers_at(last.answer.plan.chargers, question), last.answer.start.prices)
    usd = question.scenario.plan.budget_usd - before.scenario.plan.budget_usd
    balanced = question.scenario.plan.plug_balance != before.scenario.plan.plug_balance
    built = start.chargers.any(axis=1) & balanced
    close, sharing = widen_scope(edited_sites(edits, asked, last.asked), (question, before))
    sharing = sharing | built
    stages = [(Scope.CLOSE, close, False), (Scope.SHARING, sharing, False)]
    if not balanced and usd == 0:
        stages.append((Scope.ADDING, sharing, True))
        if all(edit.kind in SETTLING for edit in edits):
            stages.insert(0, (Scope.CLOSE, np.zeros_like(close), False))
    tried: list[tuple[Ints, Ints]] = []
    for scope, free, adding in stages:
        limits = limit_chargers(start.chargers, free, usd, adding=adding)
        if any(np.array_equal(limits, one) for one in tried):
            continue
        tried.append(limits)
        rest = spending.rest(least_s=0.5 * spending.whole_s)
        near = plan_between(question, start, limits, best, rest, say)
        if near is not None:
            return near, scope
    changed = (chargers_at(best.plan.chargers, question) != start.chargers).any(axis=1)
    return best, Scope.CITY if (changed & ~sharing).any() else Scope.SHARING


def edited_sites(edits: Sequence[Edit], asked: Asked, before: Asked) -> set[str]:
    """Ids of the sites that edits are of, those in areas that they keep free or release among them."""
    sites = {site for edit in edits if (site := site_of(edit)) is not None}
    if any(edit.kind is Kind.KEEP_FREE or (edit.kind is Kind.RELEASE and edit.site is None) for edit in edits):
        sites |= set(asked.folded.kept_free(asked.city)) ^ set(before.folded.kept_free(before.city))
    return sites
