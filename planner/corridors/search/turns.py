"""Several ways to close what is open, in turn: next comes the one that has worked least since it last closed some of it."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from planner.support.work import worked_s

CLOSED = 0.05
"""Of what is open a turn closes this share where it was not fruitless."""

Left = Callable[[], float]
"""Work that is left, counted s; not above 0 where it shall end."""


def take_turns(
    ways: Sequence[Callable[[Left], bool]],
    fruitless_s: Sequence[float],
    turn_s: float,
    left: Left,
    still_open: Callable[[], float],
) -> None:
    """Until no work is left, or no way can do more.

    Parameters
    ----------
    ways : sequence of callable
        Each works while its argument says so, and returns whether it has come to its end.
    fruitless_s : sequence of float
        Work of each so far that closed nothing, counted s.
    turn_s : float
        Work of a turn, counted s.
    left : callable
    still_open : callable
        What lies between plan and bound.
    """
    idle_s = np.array(fruitless_s, dtype=float)
    while left() > 0 and np.isfinite(idle_s.min()):
        way, began_s, before = int(idle_s.argmin()), worked_s(), still_open()

        def in_turn(began_s: float = began_s) -> float:
            return min(left(), began_s + turn_s - worked_s())

        ended = ways[way](in_turn)
        spent_s = worked_s() - began_s
        fruitful = still_open() < (1.0 - CLOSED) * before
        idle_s[way] = math.inf if ended or spent_s <= 0 else 0.0 if fruitful else idle_s[way] + spent_s
