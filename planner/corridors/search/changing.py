"""Changes of a plan at random: a station moves, gets another size or other plugs, is given up, or another one is taken; money left is offered at random."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.stations import Stations

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOVED, RESIZED, DROPPED = 0.45, 0.3, 0.08
"""Chances of a change: a station stands near by, has another size or other plugs, or is given up; else another one is taken."""
TWICE = 0.3
"""Chance of a second change at once."""
AWAY = 5.0
"""Mean rank, among places by distance, of where a station is moved."""
SAME = 0.7
"""Chance that it keeps its size and plugs there."""
FILLED, LARGER = 6, 0.7
"""Times that the money left is offered to one station at random, and the chance that it is one of the plan."""
LESS = 0.8
"""Chance that a station is made smaller, and not given up, where money lacks."""


class Changing:
    """Draws plans like a given one.

    Parameters
    ----------
    stations : Stations
        One at least.
    at : (places, 2)
        Where places lie.
    draw : numpy.random.Generator
    """

    def __init__(self, stations: Stations, at: Floats, draw: np.random.Generator) -> None:
        self.draw, self._at = draw, at
        self._kwh, self._usd, self._place = stations.kwh, stations.usd.tolist(), stations.place.tolist()
        self._places = np.unique(stations.place).tolist()
        order = np.lexsort((stations.usd, stations.place))
        begins = np.searchsorted(stations.place[order], self._places)
        self._of = dict(zip(self._places, (own.tolist() for own in np.split(order, begins[1:])), strict=True))
        self._near: dict[int, list[int]] = {}
        self._alike: dict[tuple[int, int], int] = {}

    def other(self, built: Ints, usd: float) -> Ints:
        """Another plan, within so much money."""
        draw = self.draw
        plan = {self._place[one]: one for one in built.tolist()}
        for _change in range(1 + int(draw.random() < TWICE)):
            chance = draw.random()
            if not plan or chance >= MOVED + RESIZED + DROPPED:
                place = self._one(self._places)
                own = self._of[place]
                plan.setdefault(place, own[min(len(own) - 1, int(draw.exponential(1.5)))])
                continue
            place = self._one(list(plan))
            if chance < MOVED:
                self._move(plan, place)
            elif chance < MOVED + RESIZED:
                plan[place] = self._one(self._of[place])
            else:
                del plan[place]
        self._spend(plan, usd)
        return np.array(sorted(plan.values()), dtype=np.int64)

    def drawn(self, parts: Floats, usd: float) -> Ints:
        """Whole stations, each with the chance of its part, no two at a place, within so much money; parts as (stations,)."""
        plan = {}
        for place in self._places:
            own = self._of[place]
            ends = np.cumsum(np.clip(parts[own], 0.0, 1.0))
            one = int(np.searchsorted(ends, self.draw.random(), side="right"))
            if one < len(own):
                plan[place] = own[one]
        self._spend(plan, usd)
        return np.array(sorted(plan.values()), dtype=np.int64)

    def _one(self, of: list[int]) -> int:
        return of[int(self.draw.random() * len(of))]

    def _move(self, plan: dict[int, int], place: int) -> None:
        """Let a station stand at another place near by."""
        if place not in self._near:
            away = np.linalg.norm(self._at[self._places] - self._at[place], axis=1)
            self._near[place] = [self._places[one] for one in np.argsort(away, kind="stable").tolist()]
        order = self._near[place]
        other = order[min(len(order) - 1, 1 + int(self.draw.exponential(AWAY)))]
        if other in plan:
            return
        one = plan.pop(place)
        if (one, other) not in self._alike:
            differs = np.abs(self._kwh[self._of[other]] - self._kwh[one]).sum(axis=1)
            self._alike[one, other] = self._of[other][int(differs.argmin())]
        plan[other] = self._alike[one, other] if self.draw.random() < SAME else self._one(self._of[other])

    def _spend(self, plan: dict[int, int], money: float) -> None:
        """Give up what there is no money for, and offer what is left to others."""
        usd, draw = self._usd, self.draw
        left = money - sum(usd[one] for one in plan.values())
        while left < 0 and plan:
            place = self._one(list(plan))
            one = plan.pop(place)
            left += usd[one]
            less = [other for other in self._of[place] if usd[other] < usd[one]]
            if less and draw.random() < LESS:
                plan[place] = less[-1]
                left -= usd[less[-1]]
        for _offer in range(FILLED):
            larger = bool(plan) and draw.random() < LARGER
            place = self._one(list(plan) if larger else self._places)
            if not larger and place in plan:
                continue
            paid = usd[plan[place]] if larger else 0.0
            more = [other for other in self._of[place] if paid < usd[other] <= left + paid]
            if more:
                plan[place] = self._one(more)
                left -= usd[plan[place]] - paid
