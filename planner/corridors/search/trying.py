"""Stations tried out: their drives, the rows that these teach the program, and the best plan so far."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.aims import Aim
from planner.corridors.search.driving import Driven, drive_within, work
from planner.corridors.search.master import Master
from planner.corridors.search.polishing import Polish
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.thinning import sold_at, thinned
from planner.proofs import Sense
from planner.support.stopping import Stop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Found = tuple[float, Ints, Driven]
"""Value, stations and drives of a plan."""
MOST_WORK = 40_000
"""Stops at places that are built in part: more take longer to drive with than their prices are worth."""
PRICED = 1e-4
"""Prices are asked of stations built in part where drives gain less than the program hopes by more than this share."""
POLISHED = 3
"""Times that a found plan is made better by hand, while that helps."""
LEAST_GAP = 1e-6
"""A smaller gap is what solvers round."""


class Trying:
    """Drives with stations and keeps the best.

    Attributes
    ----------
    best : tuple of value, stations and drives, or None
    relaxed : Driven or None
        The last drives with stations that the relaxation builds in part.
    left : callable
        Seconds that are left for drives once there is a plan.
    stop : callable
        Whether to end what runs.
    """

    def __init__(self, asked: Prepared, master: Master, stop: Stop) -> None:
        self.asked, self.master, self.polish = asked, master, Polish(asked)
        self.least = asked.wish.aim is Aim.COST
        self.sense = Sense.MIN if self.least else Sense.MAX
        self.best: Found | None = None
        self.worth: dict[bytes, float] = {}
        self.relaxed: Driven | None = None
        self.left: Callable[[], float] = lambda: math.inf
        self.stop = stop

    def with_best(self, best: Found | None) -> None:
        """Begin again, for other money, with a plan that is one for it too."""
        self.best, self.relaxed = best, None
        self.worth.clear()

    def begin(self, usd: float) -> None:
        """Try to build nothing, and the dearest plan within the money of those that are quickly made."""
        self.attempt(np.zeros(0, dtype=np.int64))
        if not self.least:
            self.thin(usd, None)

    def thin_relaxed(self, usd: float) -> None:
        """Try what is quickly made in a large network from the drives of the last relaxation, if there were any and there is time."""
        if not self.least and self.relaxed is not None and self.left() > 0:
            self.thin(usd, sold_at(self.asked, self.relaxed.kwh))

    def thin(self, usd: float, sold: Floats | None) -> None:
        """Try the first plan within the money of those that grow cheaper (`thinned`), from what each place sells."""
        for one in thinned(self.asked, usd, self.left(), self.stop, sold=sold):
            if one.usd <= usd:
                self.attempt(np.flatnonzero(self.asked.stations.chosen(one.built)))
                return

    def value(self, built: Ints) -> float | None:
        """What stations are worth by their drives, worse than anything where they break a rule; None where there was no time to say."""
        self.attempt(built)
        return self.worth.get(built.tobytes())

    def attempt(self, built: Ints) -> bool:
        """Drive with these stations, add what the program did not know, and make them better by hand; returns whether they are new."""
        if built.tobytes() in self.worth:
            return False
        driven = self._drive(built)
        for _round in range(POLISHED):
            if driven is None or math.isinf(self.worth[built.tobytes()]):
                break
            better = self.polish.smaller(built, driven)
            if not self.least:
                better = self.polish.larger(better, driven, self.master.usd)
            if better.tobytes() in self.worth:
                break
            before, built = self.best, better
            again = self._drive(built)
            if again is None or self.best is before:
                break
            driven = again
        return driven is not None

    def price(self, built: Floats, share: Floats) -> int:
        """Add the prices of stations that are built in part, where drives with them gain less than the program hopes; returns how many."""
        capacity = self.asked.stations.capacity(built)
        if work(self.asked, capacity) > MOST_WORK:
            return 0
        driven = drive_within(self.asked, capacity, self.left(), self.stop)
        if driven is None or not (
            driven.lacking > LEAST_GAP or driven.value < float(self.asked.gain @ share) * (1 - PRICED)
        ):
            return 0
        return self.master.add_prices(driven.price, driven.opened)

    def _drive(self, built: Ints) -> Driven | None:
        limit_s = self.left() if self.best is not None else math.inf
        driven = drive_within(self.asked, self.asked.stations.capacity_of(built), limit_s, self.stop)
        if driven is None:
            return None
        self.master.add_prices(driven.price, driven.opened)
        value = math.inf if self.least else -math.inf
        if self.keeps(built, driven):
            value = float(self.asked.stations.usd[built].sum()) if self.least else driven.value
            if self.best is None or self.sense.better(value, self.best[0]):
                self.best = value, built, driven
        self.worth[built.tobytes()] = value
        return driven

    def driven(self, built: Ints) -> Found | None:
        """Value and drives of stations where most trips or energy is asked, worse than anything where they break a rule; None without time. Neither the best plan nor the program hears of it."""
        driven = drive_within(self.asked, self.asked.stations.capacity_of(built), self.left(), self.stop)
        if driven is None:
            return None
        return (driven.value if self.keeps(built, driven) else -math.inf), built, driven

    def keeps(self, built: Ints, driven: Driven) -> bool:
        """Whether a plan keeps every rule."""
        if driven.lacking > LEAST_GAP * max(1.0, float(self.asked.floor_trips.max(initial=0.0))):
            return False
        if self.least and driven.value < self.asked.target * (1 - LEAST_GAP):
            return False
        return self.master.allows(built)
