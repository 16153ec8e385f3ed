"""Several ways to close what is open, in turn: next comes the one that has worked least without closing some of it, of several such the one whose turn is longest ago."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from planner.support.work import worked_s

CLOSED = 0.1
"""Of what is open a turn closes this share, or more, where none of it was fruitless; half of a turn that closes half as much was, and so on."""

Left = Callable[[], float]
"""Work that is left, counted s; not above 0 where it shall end."""


def take_turns(
    ways: Sequence[Callable[[Left], bool]],
    begin_s: Sequence[float],
    turn_s: float,
    left: Left,
    still_open: Callable[[], float],
) -> None:
    """Until no work is left, or no way can do more.

    Parameters
    ----------
    ways : sequence of callable
        Each works while its argument says so, and returns whether it has come to its end.
    begin_s : sequence of float
        Work of each so far that was fruitless, counted s.
    turn_s : float
        Work of a turn, counted s.
    left : callable
    still_open : callable
        What lies between plan and bound.
    """
    idle_s, last = np.array(begin_s, dtype=float), np.arange(len(ways)) - len(ways)
    for turn in itertools.count():
        if left() <= 0 or not np.isfinite(idle_s.min()):
            return
        way, began_s, before = int(np.lexsort((last, idle_s))[0]), worked_s(), still_open()
        last[way] = turn

        def in_turn(began_s: float = began_s) -> float:
            return min(left(), turn_s - (worked_s() - began_s))

        ended = ways[way](in_turn)
        spent_s = worked_s() - began_s
        closed = _closed(before, still_open()) / CLOSED
        fruitless_s = 0.0 if closed >= 1 else idle_s[way] + (1 - closed) * spent_s
        idle_s[way] = math.inf if ended or spent_s <= 0 else fruitless_s


def _closed(before: float, after: float) -> float:
    """Part of what was open that is no more."""
    if math.isinf(before):
        return 0.0 if math.isinf(after) else 1.0
    return max(0.0, 1.0 - after / before) if before > 0 else 1.0
