"""Who drives where with given stations: the most that they make possible, and what a further kWh at each place would be worth."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.legs import Leg
from planner.corridors.prepared import Prepared
from planner.errors import SolverError
from planner.model.program.draft import Draft

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OPEN_KWH = 1e-7
"""Less than so much a day is no station."""
TINY = 1e-6
"""A smaller share of a trip is rounding."""
SHORT = 100.0
"""A trip a day that a floor lacks costs so much of all that there is to gain."""


@dataclass(frozen=True, eq=False)
class Driven:
    """The best drives.

    Parameters
    ----------
    share : (legs,)
        Of the trips of each leg that are driven.
    kwh : (stops,)
        That each of the trips of a leg buys at each stop, times that share; as the stops of `Lines`.
    value : float
        Sum of gain times share.
    lacking : float
        Trips a day that floors lack.
    price : (places, families, seasons)
        Gain of a further kWh; at places that are closed as much as makes nobody wish to charge there.
    """

    share: Floats
    kwh: Floats
    value: float
    lacking: float
    price: Floats


def drive(asked: Prepared, capacity: Floats) -> Driven:
    """Find the best drives with given energy at each place and family; (places, families)."""
    legs = asked.legs.legs
    share, kwh = np.zeros(len(legs)), np.zeros(len(asked.lines.place))
    price = np.zeros((*capacity.shape, len(asked.seasons)))
    opened = capacity[asked.lines.place, np.repeat(asked.family, np.diff(asked.lines.begins))] > OPEN_KWH
    reached = np.ones(len(legs), dtype=bool)
    reached[asked.lines.cover_leg[asked.lines.covered(opened.astype(float)) < 0.5]] = False
    lacking = 0.0
    for block in _blocks(asked, reached):
        program = _Drives(asked, capacity, opened, block)
        lacking += program.solve(share, kwh, price)
    return Driven(share, kwh, float(asked.gain @ share), lacking, price)


def _blocks(asked: Prepared, reached: NDArray[np.bool_]) -> Iterator[Ints]:
    """Legs that share stations or floors: by family and season, all together where there are floors."""
    if len(asked.floor_trips):
        yield np.flatnonzero(reached)
        return
    for family in range(len(asked.instance.families)):
        for season in range(len(asked.seasons)):
            block = np.flatnonzero(reached & (asked.family == family) & (asked.season == season))
            if len(block):
                yield block


class _Drives:
    """The linear program of a block: shares and energy by stop."""

    def __init__(self, asked: Prepared, capacity: Floats, opened: NDArray[np.bool_], block: Ints) -> None:
        self.asked, self.block, self.capacity = asked, block, capacity
        self.stops = [asked.lines.begins[leg] + np.flatnonzero(self._own(opened, leg)) for leg in block.tolist()]
        self.draft = Draft("drives")
        self.share = self.draft.add(len(block), upper=1.0)
        self.bought = [self.draft.add(len(stops)) for stops in self.stops]
        self.unit = max(1e-12, float(asked.gain[block].sum())) if len(block) else 1.0
        self.battery = [self._battery(at) for at in range(len(block))]
        self._one_demand()
        self.places = self._capacity()
        costs = -asked.gain[block] / self.unit
        self.short = self._floors()
        self.draft.minimise(np.r_[self.share, self.short], np.r_[costs, np.full(len(self.short), SHORT)])

    def _own(self, opened: NDArray[np.bool_], leg: int) -> NDArray[np.bool_]:
        begins = self.asked.lines.begins
        return opened[begins[leg] : begins[leg + 1]]

    def _leg(self, at: int) -> tuple[Leg, Ints]:
        """A leg and its open stops, counted within it."""
        number = int(self.block[at])
        return self.asked.legs.legs[number], self.stops[at] - self.asked.lines.begins[number]

    def _battery(self, at: int) -> tuple[int, Floats, Floats]:
        """Rows of one leg; the first of them, and where `most` and `least` stand on the line."""
        leg, stops = self._leg(at)
        bought, share, first = self.bought[at], int(self.share[at]), self.draft.rows
        self.draft.equal([*bought, share], [*np.ones(len(bought)), -leg.bought], 0.0)
        most = np.flatnonzero(leg.most[stops] < leg.bought)
        least = np.flatnonzero(leg.least[stops] > 0)
        for one in most.tolist():
            before = bought[: one + 1]
            self.draft.at_most([*before, share], [*np.ones(len(before)), -leg.most[stops[one]]], 0.0)
        for one in least.tolist():
            before = bought[:one]
            self.draft.at_most([*before, share], [*-np.ones(len(before)), leg.least[stops[one]]], 0.0)
        return first, leg.at[stops[most]], leg.at[stops[least]]

    def _one_demand(self) -> None:
        """Routes of one trip share its demand."""
        trips, which = np.unique(self.asked.trip[self.block], return_inverse=True)
        several = np.flatnonzero(np.bincount(which, minlength=len(trips)) > 1)
        for trip in several.tolist():
            legs = self.share[which == trip]
            self.draft.at_most(legs, np.ones(len(legs)), 1.0)

    def _capacity(self) -> tuple[int, NDArray[np.int64]]:
        """Rows of stations, each over its own energy; the first of them, and place, family and season of each."""
        asked, first = self.asked, self.draft.rows
        if not len(self.block):
            return first, np.zeros((0, 3), dtype=np.int64)
        count = [len(one) for one in self.stops]
        leg = np.repeat(self.block, count)
        keys = np.column_stack([asked.lines.place[np.concatenate(self.stops)], asked.family[leg], asked.season[leg]])
        places, row = np.unique(keys, axis=0, return_inverse=True)
        size = self.capacity[places[:, 0], places[:, 1]]
        self.draft.at_most_rows(
            row.ravel(), np.concatenate(self.bought), asked.flow[leg] / size[row.ravel()], np.ones(len(places))
        )
        return first, places

    def _floors(self) -> Ints:
        """Rows of floors, each with what it lacks as a column."""
        asked = self.asked
        floors = np.flatnonzero(asked.floor_trips > 0)
        short = self.draft.add(len(floors))
        for floor, column in zip(floors.tolist(), short.tolist(), strict=True):
            legs = np.flatnonzero(asked.floor_of[floor, self.block])
            weight = asked.flow[self.block[legs]]
            self.draft.at_most([*self.share[legs], column], [*-weight, -1.0], -float(asked.floor_trips[floor]))
        return short

    def solve(self, share: Floats, kwh: Floats, price: Floats) -> float:
        """Fill in shares, energy and prices; returns what floors lack."""
        if not self.draft.columns:
            return 0.0
        reply = self.draft.reoptimise()
        if reply.values is None or not math.isfinite(reply.bound):
            raise SolverError("HiGHS found no drives for stations that allow some")
        found = np.clip(reply.values[self.share], 0.0, 1.0)
        share[self.block] = np.where(found < TINY, 0.0, found)
        for stops, bought in zip(self.stops, self.bought, strict=True):
            kwh[stops] = np.maximum(0.0, reply.values[bought])
        dual = -self.draft.dual_values() * self.unit if self.draft.rows else np.zeros(0)
        first, places = self.places
        held = np.maximum(0.0, dual[first : first + len(places)])
        at = tuple(places.T)
        price[at] = held / self.capacity[at[0], at[1]]
        self._price_closed(dual, price)
        return float(reply.values[self.short].sum())

    def _price_closed(self, dual: Floats, price: Floats) -> None:
        """Prices at stops without a station: what a kWh there would be worth to whoever passes."""
        asked = self.asked
        for at, (first, most, least) in enumerate(self.battery):
            leg, stops = self._leg(at)
            number = int(self.block[at])
            ending = first + 1 + len(most)
            up = np.concatenate([[0.0], np.cumsum(dual[first + 1 : ending][::-1])])[::-1]
            down = np.concatenate([[0.0], np.cumsum(dual[ending : ending + len(least)][::-1])])[::-1]
            worth = (
                -dual[first] - up[np.searchsorted(most, leg.at)] + down[np.searchsorted(least, leg.at, side="right")]
            )
            closed = np.ones(len(leg.at), dtype=bool)
            closed[stops] = False
            where = leg.places[closed], asked.family[number], asked.season[number]
            price[where] = np.maximum(price[where], worth[closed] / asked.flow[number])
