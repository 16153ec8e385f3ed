"""Which way a question of which size goes, and how the time is shared on it."""

import time
from dataclasses import replace

from planner.model.lp import Effort, End

SMALL_FLOWS = 3_000
"""Up to so many flows the exact model decides: there a search by prices stays 1 to 3 % off."""


MIDDLING_FLOWS = 15_000
"""Up to so many flows the exact model goes on from a short search by prices, and often closes the gap."""
SEARCH_SHARE = 0.15
"""Share of the time for that short search."""
BEGIN_SHARE, SEARCH_MOST = 0.3, 0.7
"""Shares of the time for a search by prices where an objective is minimised, in a middling city and in a large one."""
FLOOR_MARGIN = 1.01
"""A search whose plan misses a floor by its own loose reckoning of shared cabinets is asked for so much more."""


def ended(value: float, bound: float, effort: Effort, began: float) -> End:
    """Tell why a search by prices stopped."""
    if bound - value <= effort.gap * abs(bound):
        return End.GAP
    return End.TIME if time.perf_counter() - began >= effort.time_limit_s else End.OTHER


def rest(effort: Effort, began: float) -> Effort:
    """What is left of the time, at least a second."""
    return replace(effort, time_limit_s=max(1.0, effort.time_limit_s - (time.perf_counter() - began)))
