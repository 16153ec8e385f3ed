"""Which method answers a question of which size, and how the time is shared on it."""

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort, End, solver_version
from planner.model.sets.limits import demands, least_products
from planner.support.stopping import StoppedError

SMALL_FLOWS = 3_000
"""Up to so many flows the exact model decides: there a search by prices stays 1 to 3 % off."""


MIDDLING_FLOWS = 15_000
"""Up to so many flows the exact model goes on from a short search by prices, and often closes the gap."""
SHORT_REBUILDS, SEARCH_SHARE = 6_000, 0.3
"""Rebuilds of that short search, from hot to cold once: about 8 s. Counted, so that a busy machine finds the same plan; and the
share of the time that it takes at most, where the time limit is short.
"""
BEGIN_SHARE, SEARCH_MOST = 0.3, 0.7
"""Shares of the time for a search by prices where an objective is minimised, in a middling city and in a large one."""
FLOOR_MARGIN = 1.01
"""A search whose plan misses a floor by its own loose reckoning of shared cabinets is asked for so much more."""

TOO_LATE = "the time was over before any plan was found that keeps the promises; raise plan.time_limit_s; if that does not help, ease a promise or raise the budget"
TOO_LIKE = "no plan that keeps all promises differs so much from those that are known"


def own_solver() -> str:
    """Who found a plan that the search by prices found."""
    return f"decomposition and search of evplan, energy by HiGHS {solver_version()}"


def large(instance: Instance) -> bool:
    """Tell whether a question goes to the search by prices alone."""
    return asked_flows(instance) > MIDDLING_FLOWS


def asked_flows(instance: Instance) -> int:
    """Pairs of zone and site, by way of charging of those who ask for anything there: the size of a question."""
    return int((instance.demand_by_route(instance.reach.zone) > 0).sum())


def ended(value: float, bound: float, effort: Effort, began: float) -> End:
    """Tell why a search by prices stopped."""
    if bound - value <= effort.gap * abs(bound):
        return End.GAP
    if effort.stop():
        return End.STOPPED
    return End.TIME if time.perf_counter() - began >= effort.time_limit_s else End.OTHER


def nothing_found(instance: Instance, end: End, *, held: bool) -> NDArray[np.int64]:
    """No new charger at all where a search ended without a plan, unless that breaks a promise or the value of an earlier objective.

    Raises
    ------
    SolverError
        It does.
    """
    if demands(instance) or held or instance.unlike:
        raise StoppedError if end is End.STOPPED else SolverError(TOO_LATE)
    return least_products(instance)


def rest(effort: Effort, began: float) -> Effort:
    """What is left of the time, at least a second."""
    return replace(effort, time_limit_s=max(1.0, effort.time_limit_s - (time.perf_counter() - began)))
