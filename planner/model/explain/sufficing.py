"""How far a promise need give way for a plan to be known, where the linear relaxation says only how far it must at least."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.fixed_chargers import allocate_fixed
from planner.model.exact.rule_rows import state_all
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import Problem
from planner.model.rules.kinds.ruling import Ruling
from planner.model.search.search import Search
from planner.model.sets.configurations import Configurations
from planner.support.speech import _
from planner.support.stopping import Stop, never

BEYOND = (0.005, 0.01, 0.02, 0.04, 0.1)
"""Shares of what is asked by which a promise gives way beyond the least, until a plan is found."""
WORK_S, CLOCK_S = 2.0, 5.0
"""Work for each of those searches, and time by the clock, s."""
ANY = -1e300
"""A value that every plan reaches."""


def sufficing(instance: Instance, promise: Ruling, least: float, enough: float = math.inf, stop: Stop = never) -> float:
    """How far a promise gives way in a question of which a short search found a plan; inf where none was, or it has no one number that gives way.

    Parameters
    ----------
    promise : Ruling
    least : float
        How far it must give way at least, in its unit; 0 where that is not known.
    enough : float
        How far is known to be enough; only less is looked for.
    stop : callable
        Whether the user stops.
    """
    for share in BEYOND:
        amount = least + share * promise.size(instance)
        eased = promise.given_way(instance, amount)
        if eased is None or amount >= enough or stop():
            break
        if _has_plan(eased, stop):
            return amount
    return math.inf


def in_words(instance: Instance, promise: Ruling, values: NDArray[np.float64], enough: float) -> str:
    """That it suffices to give way so far; `values` are those of its elastic columns, (columns,)."""
    said = promise.eased(instance, values, enough, proven=True)
    return _("{said} suffices: such a plan was found", said=said)


def known_ways(instance: Instance, promises: Sequence[Ruling]) -> list[str]:
    """Of each promise that suffices where it gives way alone how far, in words."""
    ways = [(promise, sufficing(instance, promise, 0.0)) for promise in promises]
    return [in_words(instance, one, np.array([enough]), enough) for one, enough in ways if math.isfinite(enough)]


def _has_plan(instance: Instance, stop: Stop) -> bool:
    """Whether a short search finds a plan that keeps every promise."""
    effort = Effort(time_limit_s=CLOCK_S, work_s=WORK_S, stop=stop)
    try:
        found = Search(instance, effort, lambda _: None, goal=ANY).run()
    except InfeasibleError:
        return False

    def state(sets: Configurations) -> tuple[Problem, Columns]:
        problem = Problem("promises")
        columns = lay_columns(problem, instance, sets)
        state_all(problem, instance, columns)
        return problem, columns

    chargers: NDArray[np.int64] = found.chargers
    return (
        bool(np.isfinite(found.value)) and allocate_fixed(chargers, instance, state, pinned=True)[1].values is not None
    )
