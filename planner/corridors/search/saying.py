"""What is said of a search under way: the best plan so far, what no plan passes, in what is counted."""

import time
from collections.abc import Callable

from planner.corridors.search.aims import Aim, Wish
from planner.proofs import gap_of
from planner.support.progress import Progress, measured
from planner.support.speech import _

EVERY_S = 1.0
"""Least time between two lines."""


class Saying:
    """Tells a search, not too often, and how it ends.

    Parameters
    ----------
    wish : Wish
    say : callable
    """

    def __init__(self, wish: Wish, say: Progress) -> None:
        self.wish, self.say = wish, say
        self.told_at: float | None = None
        self.last: tuple[float, float] | None = None

    def now_and_then(self, known: Callable[[], tuple[float, float]]) -> None:
        """Say value and bound, if the last line is long enough ago and there is a plan that is worth anything."""
        now = time.monotonic()
        if self.told_at is not None and now - self.told_at < EVERY_S:
            return
        self.told_at = now
        value, bound = known()
        if value > 0:
            self._line(value, bound)

    def ended(self, value: float, bound: float) -> None:
        """Say how it ends, unless that was said last."""
        if self.last != (value, bound):
            self._line(value, bound)

    def _line(self, value: float, bound: float) -> None:
        self.last, gap, aim = (value, bound), gap_of(value, bound), self.wish.aim
        if aim is Aim.COST:
            said = _(
                "corridors: best plan {value:money}, no plan below {bound:money_least}, gap {gap:percent1_most}",
                value=value,
                bound=bound,
                gap=gap,
            )
        elif aim is Aim.ENERGY:
            said = _(
                "corridors: best plan {value:number} kWh a day, no plan above {bound:number_most}, gap {gap:percent1_most}",
                value=value,
                bound=bound,
                gap=gap,
            )
        else:
            value, bound = value / self.wish.each, bound / self.wish.each
            said = _(
                "corridors: best plan {value:number1} trips a day, no plan above {bound:number1_most}, gap {gap:percent1_most}",
                value=value,
                bound=bound,
                gap=gap,
            )
        self.say(measured(said, value, bound, gap, aim.value))
