"""A plan made better by hand: stations no larger than what they sell, and the money saved where a further kWh is worth most."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven
from planner.corridors.search.gaps import counts_for
from planner.corridors.search.prepared import Prepared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Polish:
    """What may take the place of what, at each place."""

    def __init__(self, asked: Prepared) -> None:
        self.asked = asked
        stations, places = asked.stations, asked.instance.places
        self.of_place: dict[int, list[int]] = {}
        for number, place in enumerate(stations.place.tolist()):
            self.of_place.setdefault(place, []).append(number)
        norms = [norm for norm in asked.instance.rules.norms if norm.binding]
        self.good = [
            tuple(counts_for(norm, places[at].options[option]) for norm in norms)
            for at, option in zip(stations.place.tolist(), stations.option.tolist(), strict=True)
        ]

    def smaller(self, built: Ints, driven: Driven) -> Ints:
        """The cheapest stations that still sell what these do, with the same drives; those that nobody needs are left out."""
        used = self._used(driven)
        stations = self.asked.stations
        found = []
        for number in built.tolist():
            place = int(stations.place[number])
            wants = used[place] - stations.standing_kwh[place]
            enough = [
                other
                for other in self.of_place[place]
                if (stations.kwh[other] >= wants - 1e-9).all() and all(self._keeps(number, other))
            ]
            found.append(min(enough, key=lambda one: stations.usd[one], default=number))
            needless = (wants <= 0).all() and not any(self.good[number])
            if needless and self.asked.instance.places[place].id not in self.asked.instance.rules.forced:
                found.pop()
        return np.array(sorted(found), dtype=np.int64)

    def larger(self, built: Ints, driven: Driven, budget_usd: float) -> Ints:
        """Stations made larger while there is money, where a dollar buys energy of the greatest worth."""
        stations = self.asked.stations
        now = {int(stations.place[number]): number for number in built.tolist()}
        left = budget_usd - float(stations.usd[built].sum())
        worth = driven.price.sum(axis=2)
        steps = []
        for place, number in now.items():
            for other in self.of_place[place]:
                more = stations.usd[other] - stations.usd[number]
                gain = float(worth[place] @ (stations.kwh[other] - stations.kwh[number]))
                if 0 < more <= left and gain > 0 and all(self._keeps(number, other)):
                    steps.append((-gain / more, float(more), place, other))
        changed: set[int] = set()
        for _, more, place, other in sorted(steps):
            if more <= left and place not in changed:
                changed.add(place)
                left -= more
                now[place] = other
        return np.array(sorted(now.values()), dtype=np.int64)

    def _keeps(self, number: int, other: int) -> list[bool]:
        """Whether each norm that the one counts for, the other does too."""
        return [new or not old for old, new in zip(self.good[number], self.good[other], strict=True)]

    def _used(self, driven: Driven) -> Floats:
        """KWh that each place sells to each family on its busiest day; (places, families)."""
        asked = self.asked
        sold = np.zeros((*asked.stations.standing_kwh.shape, max(1, len(asked.seasons))))
        leg = asked.stop_leg
        np.add.at(sold, (asked.lines.place, asked.stop_family, asked.season[leg]), driven.kwh * asked.flow[leg])
        return np.asarray(sold.max(axis=2))
