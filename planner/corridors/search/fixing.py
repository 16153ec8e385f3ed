"""What follows from decisions: stations that there is no money left for, and legs that no money left makes possible."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.corridors.search.windows import Windows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
ROUNDED = 1e-6
"""Money, as a share of all, and stations that sums may be wrong by."""


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions and what follows from them.

    Parameters
    ----------
    allowed : (stations,) bool
    must : (places,) bool
        Where one of those allowed is built; places where anything may be built, by number.
    least, most : mapping from number of a window to stations
    possible : (legs,) bool
        Which may be driven.
    """

    allowed: Bools
    must: Bools
    least: dict[int, int]
    most: dict[int, int]
    possible: Bools

    def at_least(self, windows: Windows, window: int, count: int) -> "Decided":
        """Build so many of a window, or more where that is decided."""
        must, place = self.must, windows.places[window]
        if place >= 0:
            must = must.copy()
            must[place] = True
        return replace(self, must=must, least={**self.least, window: max(count, self.least.get(window, 0))})

    def at_most(self, windows: Windows, window: int, count: int) -> "Decided":
        """Build no more of a window, or fewer where that is decided."""
        allowed = self.allowed
        if not count:
            allowed = allowed.copy()
            allowed[windows.members[window]] = False
        return replace(self, allowed=allowed, most={**self.most, window: min(count, self.most.get(window, count))})

    def one_of(self, stations: Ints, of_place: Ints) -> "Decided":
        """Build one of some stations of a place."""
        allowed, must = self.allowed & (of_place != of_place[stations[0]]), self.must.copy()
        allowed[stations] = self.allowed[stations]
        must[of_place[stations[0]]] = True
        return replace(self, allowed=allowed, must=must)

    def none_of(self, stations: Ints) -> "Decided":
        """Build none of some stations."""
        allowed = self.allowed.copy()
        allowed[stations] = False
        return replace(self, allowed=allowed)


class Fixing:
    """Draws conclusions from the money that is left."""

    def __init__(self, asked: Prepared) -> None:
        self.asked, stations = asked, asked.stations
        self.places, self.of_place = np.unique(stations.place, return_inverse=True)
        groups, _ = stations.groups
        self.members = np.concatenate([np.zeros(0, dtype=np.int64), *groups])
        self.begins = np.cumsum([0, *(len(one) for one in groups)])[:-1]
        self.group_place = self.of_place[self.members[self.begins]] if len(groups) else np.zeros(0, dtype=np.int64)

    def nothing(self) -> Decided:
        """No decision yet."""
        return Decided(
            np.ones(len(self.of_place), dtype=bool),
            np.zeros(len(self.places), dtype=bool),
            {},
            {},
            np.ones(len(self.asked.gain), dtype=bool),
        )

    def concluded(self, decided: Decided, usd: float) -> Decided | None:
        """The decisions with all that follows for so much money; None where they contradict each other."""
        most = self.asked.instance.rules.max_stations
        limits = [(self.asked.stations.usd, usd)]
        if most is not None:
            limits.append((np.ones(len(self.of_place)), float(most)))
        allowed, possible = decided.allowed, decided.possible
        for cost, money in limits:
            if not math.isfinite(money):
                continue
            found = self._limited(allowed, decided.must, cost, money * (1 + ROUNDED) + ROUNDED)
            if found is None:
                return None
            allowed, reached = found
            possible = possible & reached
        if not np.isin(np.flatnonzero(decided.must), self.of_place[allowed]).all():
            return None
        return replace(decided, allowed=allowed, possible=possible)

    def _limited(self, allowed: Bools, must: Bools, cost: Floats, money: float) -> tuple[Bools, Bools] | None:
        """What is allowed and possible where stations cost so much in all."""
        while True:
            price = np.where(allowed, cost, np.inf)
            cheapest = np.full(len(must), np.inf)
            np.minimum.at(cheapest, self.of_place, price)
            paid = np.where(must, cheapest, 0.0)
            left = money - float(paid.sum())
            if not left >= 0:
                return None
            dear = allowed & (cost - paid[self.of_place] > left)
            if not dear.any():
                break
            allowed = allowed & ~dear
        more = np.minimum.reduceat(price[self.members], self.begins) if len(self.begins) else np.zeros(0)
        more = np.maximum(0.0, more - paid[self.group_place])
        stop = np.where(self.asked.stop_stands, 0.0, np.append(more, np.inf)[self.asked.stop_group])
        return allowed, self.asked.chains.least(stop) <= left
