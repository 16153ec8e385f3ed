"""The stations of a corridor question as flat arrays: what may be built where, what it costs, and what it hands out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance


@dataclass(frozen=True, eq=False)
class Stations:
    """Every station that may be built, and those that stand.

    Parameters
    ----------
    place, option : (stations,) int
        Place of each, and number of the option there.
    usd : (stations,)
    kwh : (stations, families)
        That it hands out on a day.
    standing_kwh : (places, families)
        Of what stands and is not closed.
    """

    place: NDArray[np.int64]
    option: NDArray[np.int64]
    usd: NDArray[np.float64]
    kwh: NDArray[np.float64]
    standing_kwh: NDArray[np.float64]

    @classmethod
    def of(cls, instance: CorridorInstance) -> "Stations":
        """Of a question."""
        families = len(instance.families)
        pairs = [(at, number) for at in range(len(instance.places)) for number in instance.may_build(at)]
        options = [instance.places[at].options[number] for at, number in pairs]
        standing = np.zeros((len(instance.places), families))
        for at, place in enumerate(instance.places):
            if place.standing is not None and place.id not in instance.rules.closed:
                standing[at] = place.standing.kwh_per_day
        built = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        usd = np.array([one.cost_usd for one in options], dtype=float)
        kwh = np.array([one.kwh_per_day for one in options], dtype=float).reshape(-1, families)
        return cls(built[:, 0], built[:, 1], usd, kwh, standing)

    def only(self, kept: NDArray[np.bool_]) -> "Stations":
        """Some of those that may be built."""
        return Stations(self.place[kept], self.option[kept], self.usd[kept], self.kwh[kept], self.standing_kwh)

    def chosen(self, built: Mapping[int, int]) -> NDArray[np.float64]:
        """1 for each that is built, by the number of the option at its place; (stations,)."""
        pairs = zip(self.place.tolist(), self.option.tolist(), strict=True)
        return np.array([built.get(place) == option for place, option in pairs], dtype=float)

    def capacity(self, built: NDArray[np.float64]) -> NDArray[np.float64]:
        """KWh a day of each place with so much of each station built; (places, families)."""
        total = self.standing_kwh.copy()
        np.add.at(total, self.place, self.kwh * built[:, None])
        return total

    def capacity_of(self, built: NDArray[np.int64]) -> NDArray[np.float64]:
        """KWh a day of each place with these stations, by number; (places, families)."""
        part = np.zeros(len(self.usd))
        part[built] = 1.0
        return self.capacity(part)

    @cached_property
    def groups(self) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
        """Sets of stations any of which opens a place to a family, and the number of the set by place and family; (places, families).

        -1 where none can; families that the same stations serve share a set.
        """
        served: dict[tuple[int, int], list[int]] = defaultdict(list)
        for station, place in enumerate(self.place.tolist()):
            for family in np.flatnonzero(self.kwh[station] > 0).tolist():
                served[place, family].append(station)
        number: dict[tuple[int, ...], int] = {}
        of = np.full(self.standing_kwh.shape, -1)
        for key, stations in served.items():
            of[key] = number.setdefault(tuple(stations), len(number))
        return [np.array(one) for one in number], of
