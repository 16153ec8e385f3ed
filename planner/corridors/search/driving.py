"""Who drives where with given stations: the most that they make possible, and what a further kWh at each place would be worth."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.errors import SolverError
from planner.model.program.draft import Draft
from planner.model.program.growing import Growing
from planner.support.stopping import Stop, never
from planner.support.work import count, worked_by, worked_s

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OPEN_KWH = 1e-7
"""Less than so much a day is no station."""
TINY = 1e-6
"""A smaller share of a trip is rounding."""
STATED_S = 1.6e-3
"""Work of stating the program of a block, in seconds (`planner.support.work`)."""
MANY = 10_000
"""Stops of one program from which drives are found by the primal simplex method, from nobody driving on: where most stations sell what they can the dual method may take seven times as long."""
AS_GOOD = 1e-9
"""Relative difference below which drives are as good."""
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
        Gain of a further kWh.
    opened : (stops,) bool
        Where there is a station.
    """

    share: Floats
    kwh: Floats
    value: float
    lacking: float
    price: Floats
    opened: NDArray[np.bool_]


def drive(asked: Prepared, capacity: Floats, *, quickest: bool = False) -> Driven:
    """Find the best drives with given energy at each place and family; (places, families). For `quickest` see `Drives.hurry`."""
    found = drive_within(asked, capacity, quickest=quickest)
    assert found is not None
    return found


def drive_within(  # noqa: PLR0913  limits, and which of the best drives
    asked: Prepared,
    capacity: Floats,
    time_limit_s: float = math.inf,
    stop: Stop = never,
    *,
    work_s: float = math.inf,
    among: "NDArray[np.bool_] | None" = None,
    quickest: bool = False,
) -> Driven | None:
    """As `drive`, of some legs alone where there are no floors; None where the drives are not found in time or with so much work, or before it is stopped."""
    until, enough = time.monotonic() + time_limit_s, worked_by(work_s)
    legs = asked.legs.legs
    share, kwh = np.zeros(len(legs)), np.zeros(len(asked.lines.place))
    price = np.zeros((*capacity.shape, len(asked.seasons)))
    opened = capacity[asked.lines.place, asked.stop_family] > OPEN_KWH
    may = reached(asked, opened)
    if among is not None and not len(asked.floor_trips):
        may &= among
    lacking, large = 0.0, int(opened.sum()) > MANY and not len(asked.floor_trips)
    for block in blocks(asked, may):
        many = large and int(opened[np.isin(asked.stop_leg, block)].sum()) > MANY
        program = Drives(asked, capacity, opened, block, (Growing if quickest else Draft)("drives", primal=many))
        count(STATED_S)
        short = program.solve(share, kwh, price, until - time.monotonic(), stop, enough - worked_s())
        if short is None:
            return None
        if quickest:
            program.hurry(share, kwh)
        lacking += short
    return Driven(share, kwh, float(asked.gain @ share), lacking, price, opened)


def reached(asked: Prepared, opened: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Legs whose covers all hold a place that is open; (legs,)."""
    found = np.ones(len(asked.gain), dtype=bool)
    found[asked.lines.cover_leg[asked.lines.covered(opened.astype(float)) < 0.5]] = False
    return found


def work(asked: Prepared, capacity: Floats) -> int:
    """How many stops the drives have with given energy."""
    return int((capacity[asked.lines.place, asked.stop_family] > OPEN_KWH).sum())


def blocks(asked: Prepared, reached: NDArray[np.bool_]) -> Iterator[Ints]:
    """Legs that share stations or floors: by family and season, all together where there are floors."""
    if len(asked.floor_trips):
        yield np.flatnonzero(reached)
        return
    for family in range(len(asked.instance.families)):
        for season in range(len(asked.seasons)):
            block = np.flatnonzero(reached & (asked.family == family) & (asked.season == season))
            if len(block):
                yield block


class Drives:
    """The linear program of a block: shares, and what has been bought by the time each stop is left."""

    def __init__(self, asked: Prepared, capacity: Floats, opened: NDArray[np.bool_], block: Ints, draft: Draft) -> None:
        self.asked, self.block, self.capacity = asked, block, capacity
        own = np.zeros(len(asked.gain), dtype=bool)
        own[block] = True
        self.stops = np.flatnonzero(opened & own[asked.stop_leg])
        self.leg = asked.stop_leg[self.stops]
        self.first = np.r_[True, np.diff(self.leg) > 0][: len(self.stops)]
        self.draft = draft
        self.share = self.draft.add(len(block), upper=1.0)
        self.bought = self.draft.add(len(self.stops))
        self.unit = max(1e-12, float(asked.gain[block].sum())) if len(block) else 1.0
        self._battery()
        self._one_demand()
        self.places = self._energy()
        costs = -asked.gain[block] / self.unit
        self.short = self._floors()
        self.draft.minimise(np.r_[self.share, self.short], np.r_[costs, np.full(len(self.short), SHORT)])

    def _battery(self) -> None:
        """What must and what can have been bought, in the order of the stops."""
        draft = self.draft
        least, most = self.asked.stop_least[self.stops], self.asked.stop_most[self.stops]
        total = self.asked.bought[self.leg]
        share = self.share[np.searchsorted(self.block, self.leg)]
        last = np.r_[self.first[1:], True][: len(self.first)]
        later = np.flatnonzero(~self.first)
        held = np.flatnonzero(~last & (most < total))
        asked = later[least[later] > 0]

        def rows(columns: Ints, weights: Floats, others: Ints, theirs: Floats) -> None:
            at = np.arange(len(columns))
            draft.at_most_rows(np.r_[at, at], np.r_[columns, others], np.r_[weights, theirs], np.zeros(len(at)))

        rows(self.bought[held], np.ones(len(held)), share[held], -most[held])
        rows(self.bought[asked - 1], -np.ones(len(asked)), share[asked], least[asked])
        rows(self.bought[later - 1], np.ones(len(later)), self.bought[later], -np.ones(len(later)))
        ends = np.flatnonzero(last)
        at = np.arange(len(ends))
        draft.equal_rows(
            np.r_[at, at],
            np.r_[self.bought[ends], share[ends]],
            np.r_[np.ones(len(ends)), -total[ends]],
            np.zeros(len(ends)),
        )

    def _one_demand(self) -> None:
        """Routes of one trip share its demand."""
        trips, which = np.unique(self.asked.trip[self.block], return_inverse=True)
        several = np.flatnonzero(np.bincount(which, minlength=len(trips)) > 1)
        for trip in several.tolist():
            legs = self.share[which == trip]
            self.draft.at_most(legs, np.ones(len(legs)), 1.0)

    def _energy(self) -> tuple[int, NDArray[np.int64]]:
        """Rows of stations, each over its own energy; the first of them, and place, family and season of each."""
        first = self.draft.rows
        if not len(self.stops):
            return first, np.zeros((0, 3), dtype=np.int64)
        places, row = self._sellers()
        columns, weight, at = self._sales(row, self.capacity[places[row, 0], places[row, 1]])
        self.draft.at_most_rows(at, columns, weight, np.ones(len(places)))
        return first, places

    def _sellers(self) -> tuple[NDArray[np.int64], Ints]:
        """Place, family and season of whatever sells, and the number of that of each stop."""
        asked = self.asked
        keys = np.column_stack([asked.lines.place[self.stops], asked.family[self.leg], asked.season[self.leg]])
        places, row = np.unique(keys, axis=0, return_inverse=True)
        return places, row.ravel()

    def _sales(self, row: Ints, unit: Floats) -> tuple[Ints, Floats, Ints]:
        """What all cars buy at each stop, in so many kWh, as columns, weights and rows."""
        weight, later = self.asked.flow[self.leg] / unit, np.flatnonzero(~self.first)
        return (
            np.r_[self.bought, self.bought[later - 1]],
            np.r_[weight, -weight[later]],
            np.r_[row, row[later]],
        )

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

    def solve(
        self, share: Floats, kwh: Floats, price: Floats, time_limit_s: float, stop: Stop, work_s: float
    ) -> float | None:
        """Fill in shares, energy and prices; returns what floors lack, None where it was cut short."""
        if not self.draft.columns:
            return 0.0
        reply = self.draft.reoptimise(time_limit_s=max(0.0, time_limit_s), work_s=work_s, stop=stop)
        limited = math.isfinite(time_limit_s) or math.isfinite(work_s) or stop()
        if reply.possible and not math.isfinite(reply.bound) and limited:
            return None
        if reply.values is None or not math.isfinite(reply.bound):
            raise SolverError("HiGHS found no drives for stations that allow some")
        self._fill(reply.values, share, kwh)
        dual = -self.draft.dual_values() * self.unit if self.draft.rows else np.zeros(0)
        first, places = self.places
        held = np.maximum(0.0, dual[first : first + len(places)])
        at = tuple(places.T)
        price[at] = held / self.capacity[at[0], at[1]]
        return float(reply.values[self.short].sum())

    def hurry(self, share: Floats, kwh: Floats) -> None:
        """Of all drives that are as good fill in those that take least time: where ways of a trip count alike it goes by the quickest that has energy."""
        minutes = self._later_minutes()
        if not isinstance(self.draft, Growing) or not minutes.any():
            return
        every = np.r_[self.share, self.bought, self.short]
        value = float(self.draft.costs @ self.draft.solution())
        self.draft.at_most(every, self.draft.costs[every], value + AS_GOOD * abs(value))
        late = self.asked.flow[self.block] * minutes
        self.draft.minimise(self.share, late / late.max())
        reply = self.draft.reoptimise()
        if reply.values is not None and math.isfinite(reply.bound):
            self._fill(reply.values, share, kwh)

    def _later_minutes(self) -> Floats:
        """By how much longer each leg takes than the quickest way of its trip; (legs of the block,)."""
        legs, trips = (self.asked.legs.legs[leg] for leg in self.block.tolist()), self.asked.instance.trips
        ways = [(trips[leg.trip].routes, leg.route) for leg in legs]
        return np.array([routes[at].minutes - min(one.minutes for one in routes) for routes, at in ways], dtype=float)

    def _fill(self, values: Floats, share: Floats, kwh: Floats) -> None:
        """Shares of legs and what is bought at stops, of a solution."""
        found = np.clip(values[self.share], 0.0, 1.0)
        share[self.block] = np.where(found < TINY, 0.0, found)
        total = values[self.bought]
        before = np.where(self.first, 0.0, np.r_[0.0, total[:-1]][: len(total)])
        kwh[self.stops] = np.maximum(0.0, total - before)
