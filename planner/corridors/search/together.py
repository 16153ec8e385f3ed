"""Stations and drives in one program: exact, where few stations may change and few legs with them."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import OPEN_KWH, Driven, Drives
from planner.corridors.search.prepared import Prepared
from planner.model.program.growing import Growing
from planner.support.stopping import Stop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LARGE = 6_000
"""Columns of a program whose first linear program takes HiGHS so long, which is not to be stopped in it, that it is not worth asking for."""


@dataclass(frozen=True, eq=False)
class Part:
    """What may change.

    Parameters
    ----------
    free : (free,) int
        Stations that may be built, none of them where one is held.
    held : (held,) int
        Stations that are built.
    legs : (legs,) bool
        That may be driven otherwise; all, where there are floors.
    sold : (places, families, seasons)
        What the other legs buy, kWh a day.
    """

    free: Ints
    held: Ints
    legs: Bools
    sold: Floats

    @classmethod
    def whole(cls, asked: Prepared, free: Ints, keen: Bools | None = None) -> "Part":
        """No station but these, and all legs, or those alone that a plan may drive."""
        sold = np.zeros((*asked.stations.standing_kwh.shape, len(asked.seasons)))
        legs = np.ones(len(asked.gain), dtype=bool)
        if keen is not None and not len(asked.floor_trips):
            legs = keen.copy()
        return cls(free, np.zeros(0, dtype=np.int64), legs, sold)

    @classmethod
    def around(cls, asked: Prepared, free: Ints, held: Ints, near: Bools, driven: Driven, keen: Bools) -> "Part":
        """The legs that pass places that are near, of those that a plan may drive or that are driven, and what the others buy; (places,), (legs,)."""
        legs = np.bincount(asked.stop_leg, near[asked.lines.place], minlength=len(asked.gain)) > 0
        legs &= keen | (driven.share > 0)
        if len(asked.floor_trips):
            legs[:] = True
        sold = np.zeros((*asked.stations.standing_kwh.shape, len(asked.seasons)))
        others = ~legs[asked.stop_leg]
        leg = asked.stop_leg[others]
        at = (asked.lines.place[others], asked.family[leg], asked.season[leg])
        np.add.at(sold, at, driven.kwh[others] * asked.flow[leg])
        return cls(free, held, legs, sold)


class Together(Drives):
    """The program of a part.

    Parameters
    ----------
    asked : Prepared
    part : Part
    usd : float
        Money, that of the stations held included.
    needed : list of stations, of which one must be built
    """

    def __init__(self, asked: Prepared, part: Part, usd: float, needed: list[Ints]) -> None:
        self.free, self.held, self.sold = part.free, part.held, part.sold
        built = np.zeros(len(asked.stations.usd))
        built[part.held] = 1.0
        self.standing = asked.stations.capacity(built)
        built[part.free] = 1.0
        most = asked.stations.capacity(built)
        opened = most[asked.lines.place, asked.stop_family] > OPEN_KWH
        reached = part.legs.copy()
        reached[asked.lines.cover_leg[asked.lines.covered(opened.astype(float)) < 0.5]] = False
        self.program = Growing("stations and drives")
        super().__init__(asked, most, opened, np.flatnonzero(reached), self.program)
        self._covers()
        self._rules(usd, needed)

    def _energy(self) -> tuple[int, NDArray[np.int64]]:
        """As of drives, where a station sells what it has as far as it is built."""
        stations = self.asked.stations
        self.built = self.draft.add(len(self.free), upper=1.0, whole=True)
        first = self.draft.rows
        if not len(self.stops):
            return first, np.zeros((0, 3), dtype=np.int64)
        places, row = self._sellers()
        unit = self.capacity[places[:, 0], places[:, 1]]
        columns, weight, at = self._sales(row, unit[row])
        offered, which = np.nonzero(places[:, :1] == stations.place[self.free])
        kwh = stations.kwh[self.free[which], places[offered, 1]] / unit[offered]
        left = self.standing[places[:, 0], places[:, 1]] - self.sold[tuple(places.T)]
        self.draft.at_most_rows(
            np.r_[at, offered[kwh > 0]],
            np.r_[columns, self.built[which[kwh > 0]]],
            np.r_[weight, -kwh[kwh > 0]],
            np.maximum(0.0, left) / unit,
        )
        return first, places

    def _covers(self) -> None:
        """A leg is driven no more than stations are open in each of its covers."""
        asked, lines = self.asked, self.asked.lines
        groups, _ = asked.stations.groups
        known = np.full(len(asked.stations.usd), -1)
        known[self.free] = self.built
        held = self.standing[lines.place, asked.stop_family] > OPEN_KWH
        own = np.zeros(len(asked.gain), dtype=bool)
        own[self.block] = True
        covers = np.flatnonzero(own[lines.cover_leg] & (lines.covered(held.astype(float)) < 0.5))
        inside = np.full(len(groups), -1)  # column of each group that something may open
        seen: set[tuple[int, tuple[int, ...]]] = set()
        for cover in covers.tolist():
            low, high = lines.covers[cover]
            stops = asked.stop_group[low:high]
            key = int(lines.cover_leg[cover]), tuple(stops[(stops >= 0)].tolist())
            opening = []
            for group in key[1]:
                columns = known[groups[group]]
                columns = columns[columns >= 0]
                if not len(columns):
                    continue
                if inside[group] < 0:
                    (inside[group],) = self.draft.add(1, upper=1.0)
                    self.draft.at_most([*columns, inside[group]], [*-np.ones(len(columns)), 1.0], 0.0)
                opening.append(int(inside[group]))
            least = key[0], tuple(opening)
            if least not in seen:
                seen.add(least)
                share = self.share[np.searchsorted(self.block, key[0])]
                self.draft.at_most([share, *opening], [1.0, *-np.ones(len(opening))], 0.0)
        self.groups, self.inside = groups, inside

    def _rules(self, usd: float, needed: list[Ints]) -> None:
        stations, draft = self.asked.stations, self.draft
        if not len(self.free):
            return
        unit = max(1.0, float(stations.usd[self.free].max()))
        left = usd - float(stations.usd[self.held].sum())
        if math.isfinite(left):
            draft.at_most(self.built, stations.usd[self.free] / unit, left / unit)
        places, row = np.unique(stations.place[self.free], return_inverse=True)
        draft.at_most_rows(row, self.built, np.ones(len(row)), np.ones(len(places)))
        most = self.asked.instance.rules.max_stations
        if most is not None:
            draft.at_most(self.built, np.ones(len(self.built)), float(most - len(self.held)))
        for own in needed:
            if not np.isin(own, self.held).any():
                columns = self.built[np.isin(self.free, own)]
                draft.at_most(columns, -np.ones(len(columns)), -1.0)

    def best(
        self,
        gap: float,
        time_limit_s: float,
        stop: Stop,
        now: "tuple[Ints, Driven] | None" = None,
        work_s: float = math.inf,
        *,
        plain: bool = False,
    ) -> Ints | None:
        """Stations of the best plan that is found, those held among them; None where there is none."""
        start = None if now is None else self._start(*now)
        reply = self.program.solve_whole(
            gap=gap, time_limit_s=time_limit_s, work_s=work_s, start=start, stop=stop, plain=plain
        )
        if reply.values is None:
            return None
        return np.asarray(np.sort(np.r_[self.held, self.free[reply.values[self.built] > 0.5]]))

    def _start(self, built: Ints, driven: Driven) -> Floats:
        """The point of a plan."""
        values = np.zeros(self.draft.columns)
        values[self.share] = driven.share[self.block]
        total = np.cumsum(driven.kwh[self.stops])
        before = np.where(self.first, np.r_[0.0, total[:-1]][: len(total)], 0.0)
        values[self.bought] = total - np.maximum.accumulate(before)
        values[self.built] = np.isin(self.free, built)
        for group in np.flatnonzero(self.inside >= 0).tolist():
            values[self.inside[group]] = float(np.isin(self.groups[group], built).any())
        return values
