"""How far a promise need give way for a plan to be known, where the linear relaxation says only how far it must at least."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.fixed_chargers import allocate_fixed
from planner.model.exact.rule_rows import state_all
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import Problem
from planner.model.program.spending import Spending
from planner.model.rules.kinds.ruling import Ruling
from planner.model.search.search import Search
from planner.model.sets.configurations import Configurations
from planner.support.progress import Progress
from planner.support.speech import _

BEYOND = (0.1, 0.04, 0.02, 0.01, 0.005)
"""Shares of what is asked by which a promise gives way beyond the least, until no plan is found."""
PART = 1 / 3
"""Most of the work for it that one search takes."""
ANY = -1e300
"""A value that every plan reaches."""


def sufficing(
    instance: Instance, promise: Ruling, effort: Effort, *, least: float = 0.0, enough: float = math.inf
) -> float:
    """How far a promise gives way in a question of which a short search found a plan; inf where none was, or it has no one number that gives way.

    Parameters
    ----------
    promise : Ruling
    effort : Effort
        Its work for advice, and whether the user stops.
    least : float
        How far it must give way at least, in its unit; 0 where that is not known.
    enough : float
        How far is known to be enough; only less is looked for.
    """
    found, spending = math.inf, Spending(Effort(work_s=effort.advice_s, stop=effort.stop))
    for amount in (least + share * promise.size(instance) for share in BEYOND):
        eased = promise.given_way(instance, amount)
        if eased is None or spending.over() or not effort.advice_s:
            break
        if amount < enough:
            if not _has_plan(eased, spending.rest(PART * effort.advice_s)):
                break
            found = amount
    return found


def in_words(instance: Instance, promise: Ruling, values: NDArray[np.float64], enough: float) -> str:
    """That it suffices to give way so far; `values` are those of its elastic columns, (columns,)."""
    said = promise.eased(instance, values, enough, proven=True)
    return _("{said} suffices: such a plan was found", said=said)


def known_ways(instance: Instance, promises: Sequence[Ruling], effort: Effort, say: Progress) -> list[str]:
    """Of each promise that suffices where it gives way alone how far, in words; none without work for advice."""
    ways = []
    for promise in promises if effort.advice_s else ():
        say(_("no plan was found; looking how far {key} would have to give way", key=promise.key))
        enough = sufficing(instance, promise, effort)
        if math.isfinite(enough):
            ways.append(in_words(instance, promise, np.array([enough]), enough))
    return ways


def _has_plan(instance: Instance, effort: Effort) -> bool:
    """Whether a search finds a plan that keeps every promise."""
    try:
        found = Search(instance, effort, lambda _: None, goal=ANY).run()
    except (InfeasibleError, SolverError):  # no plan can be, or the search has not the memory that it needs
        return False

    def state(sets: Configurations) -> tuple[Problem, Columns]:
        problem = Problem("promises")
        columns = lay_columns(problem, instance, sets)
        state_all(problem, instance, columns)
        return problem, columns

    if not math.isfinite(found.value):
        return False
    return allocate_fixed(found.chargers, instance, state, pinned=True)[1].values is not None
