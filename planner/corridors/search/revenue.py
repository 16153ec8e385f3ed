"""What a station can earn at most: each arc of each leg pays so much a kWh to whoever sells it, and a station sells where most is paid.

Whatever arcs pay, all that drivers pay is earned by stations, so ``sum of share * what a leg pays <= sum of what built stations can earn``.
A station earns no more than its energy allows, and of no leg more than the arcs within its reach are long: a large station on a quiet road
is worth no more than the road.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.lines import Lines
from planner.corridors.search.stations import Stations

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Revenue:
    """Which places may sell which arcs.

    Parameters
    ----------
    arc, place : (pairs,) int
        By arc.
    kwh : (arcs,)
        Of all cars of a leg a day.
    places : int
    """

    arc: Ints
    place: Ints
    kwh: Floats
    places: int

    @classmethod
    def of(cls, lines: Lines, flow: Floats, places: int) -> "Revenue":
        """Of all legs."""
        low, high = lines.arcs.T if len(lines.arcs) else (np.zeros(0, dtype=np.int64),) * 2
        count = high - low
        begins = np.cumsum(count) - count
        stops = np.repeat(low - begins, count) + np.arange(int(count.sum()))
        arc = np.repeat(np.arange(len(count)), count)
        return cls(arc, lines.place[stops], lines.arc_kwh * flow[lines.arc_leg], places)

    def earned(self, paid: Floats, stations: Stations, family: int) -> tuple[Floats, float]:
        """What each station earns at most, and what those that stand do, where arcs pay so much a kWh; (stations,).

        Parameters
        ----------
        paid : (arcs,)
            0 for arcs of which nobody is asked.
        """
        kept = paid[self.arc] > 0
        arc, place = self.arc[kept], self.place[kept]
        order = np.lexsort((-paid[arc], place))
        arc, place = arc[order], place[order]
        amount = np.concatenate([[0.0], np.cumsum(self.kwh[arc])])
        money = np.concatenate([[0.0], np.cumsum(self.kwh[arc] * paid[arc])])
        begins = np.searchsorted(place, np.arange(self.places + 1))
        low, high = begins[:-1], begins[1:]

        def of(at: Ints, kwh: Floats) -> Floats:
            sold = np.minimum(amount[low[at]] + kwh, amount[high[at]])
            return np.asarray(np.interp(sold, amount, money) - money[low[at]])

        standing = stations.standing_kwh[:, family]
        held = of(np.arange(self.places), standing)
        more = of(stations.place, standing[stations.place] + stations.kwh[:, family]) - held[stations.place]
        return np.maximum(0.0, more), float(held.sum())
