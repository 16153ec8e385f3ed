"""What it takes to open places to plug families beside what is built, and the stations that do."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.chains import cheapest
from planner.corridors.search.driving import OPEN_KWH, reached
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.stations import Stations

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_USD = 1e-9
"""A place that is not open costs something, so that it is not taken for one that is."""


@dataclass(frozen=True, eq=False)
class Openings:
    """Beside some stations.

    Parameters
    ----------
    usd : (places, families)
        0 where a place is open and infinite where it cannot be.
    by : (places, families) int
        The station by which, -1 for none; in the place of what is built there it serves all that this does.
    """

    usd: Floats
    by: Ints

    @classmethod
    def beside(cls, stations: Stations, built: Ints, least_kwh: float = 0.0) -> "Openings":
        """By the cheapest stations that hand out more than so much to the family."""
        usd = np.where(stations.capacity_of(built) > OPEN_KWH, 0.0, np.inf)
        here = np.full(len(usd), -1)
        here[stations.place[built]] = built
        now = here[stations.place]
        before_kwh = np.where(now[:, None] >= 0, stations.kwh[now], 0.0)
        before_usd = np.where(now >= 0, stations.usd[now], 0.0)
        more = np.maximum(stations.usd - before_usd, LEAST_USD)
        may = (stations.kwh >= before_kwh).all(axis=1)[:, None] & (stations.kwh > least_kwh)
        by = np.full(usd.shape, -1)
        for family in range(usd.shape[1]):
            one = np.flatnonzero(may[:, family])
            one = one[np.lexsort((more[one], stations.place[one]))]
            at, first = np.unique(stations.place[one], return_index=True)
            at, one = at[usd[at, family] > 0], one[first][usd[at, family] > 0]
            usd[at, family], by[at, family] = more[one], one
        return cls(usd, by)

    def at_stops(self, asked: Prepared) -> Floats:
        """What it takes to open each stop of `Lines`; (stops,)."""
        return np.asarray(self.usd[asked.lines.place, asked.stop_family])

    def of_chain(self, asked: Prepared, leg: int, cost: Floats) -> frozenset[int]:
        """Stations that open the cheapest chain of a leg, where its stops have these costs."""
        place, family = asked.lines.place, asked.stop_family
        return frozenset(
            int(self.by[place[stop], family[stop]])
            for stop in cheapest(asked.lines, leg, cost)
            if self.by[place[stop], family[stop]] >= 0
        )


def with_opened(stations: Stations, built: Ints, opened: Collection[int]) -> Ints:
    """Stations with others, which take the place of those at the same places; of several at one place the dearest."""
    here = dict(zip(stations.place[built].tolist(), built.tolist(), strict=True))
    for number in sorted(opened, key=lambda one: float(stations.usd[one])):
        here[int(stations.place[number])] = number
    return np.array(sorted(here.values()), dtype=np.int64)


def reached_with(asked: Prepared, built: Ints) -> NDArray[np.bool_]:
    """Legs that could be driven if stations were never full; (legs,)."""
    return reached(asked, asked.stations.capacity_of(built)[asked.lines.place, asked.stop_family] > OPEN_KWH)


def opened_for_its_money(asked: Prepared, built: Ints, more: Ints, lacking: Floats) -> float:
    """What counts, for each dollar, in the trips that could be driven with more stations if these were never full; `lacking` says what each leg would make of its trip, (legs,)."""
    worth = np.zeros(len(asked.instance.trips))
    np.maximum.at(worth, asked.trip, np.where(reached_with(asked, more), lacking, 0.0))
    usd = asked.stations.usd
    return float(worth.sum()) / max(1.0, float(usd[more].sum() - usd[built].sum()))
