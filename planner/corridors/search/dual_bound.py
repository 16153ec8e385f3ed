"""No less than any stations gain, told without driving: every trip as if its stations had energy for all, and by the prices of the drives of other plans.

By weak duality of the drives: where arcs pay so much to whoever sells them, no drives gain more than what stations can then earn, and what each trip that all its covers have a station for
is worth beyond what it pays on the route where that is most. For the plan whose drives made the prices this is what it gains, and for plans like it not much more.
"""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven
from planner.corridors.search.paying import accounts, paid_by_arcs
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue
from planner.corridors.search.stretches import stretches_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HELD = 4
"""Plans whose prices are held, the last ones."""


class DualBound:
    """Bounds what any stations gain by the prices of the last plans.

    Parameters
    ----------
    asked : Prepared
    revenue : Revenue
    """

    def __init__(self, asked: Prepared, revenue: Revenue) -> None:
        self.asked, self.revenue, self.stretches = asked, revenue, stretches_of(asked)
        _, number = asked.stations.groups
        serves = asked.stations.kwh > 0
        self._opens = [number[place, own] for place, own in zip(asked.stations.place.tolist(), serves, strict=True)]
        self._kept = asked.gain[None, :]
        self._earned = np.zeros((1, len(asked.stations.usd)))
        self._standing = np.zeros(1)

    def at_most(self, built: Ints) -> float:
        """No less than these stations gain."""
        if not len(self.asked.gain):
            return 0.0
        opened = np.concatenate([np.zeros(0, dtype=np.int64), *(self._opens[one] for one in built.tolist())])
        kept = np.where(self.stretches.reached(opened), self._kept, 0.0)
        trips = np.maximum.reduceat(kept, self.asked.trip_begins, axis=1).sum(axis=1)
        return float((self._standing + self._earned[:, built].sum(axis=1) + trips).min())

    def learn(self, driven: Driven) -> None:
        """Take in the prices of drives; what nobody sells in them costs a trip what it is worth."""
        asked, kept = self.asked, self.asked.gain.copy()
        earned, standing = np.zeros(len(asked.stations.usd)), 0.0
        for one in accounts(asked, self.revenue, paid_by_arcs(asked, driven.price, driven.opened, capped=True)):
            kept[one.legs] = np.maximum(0.0, kept[one.legs] - one.cost)
            earned += one.earned
            standing += one.standing
        last = slice(1 - HELD, None) if len(self._kept) > HELD else slice(1, None)
        self._kept = np.vstack([self._kept[:1], self._kept[last], kept])
        self._earned = np.vstack([self._earned[:1], self._earned[last], earned])
        self._standing = np.r_[self._standing[:1], self._standing[last], standing]
