"""A plan made better part by part: a few stations next to one another are given up, and the program says what may stand there instead."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import STATED_S, Driven
from planner.corridors.search.liking import Liking
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.together import Part, Together
from planner.corridors.search.trying import Trying
from planner.support.work import count, worked_s

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FREED = (3, 6)
"""Stations that are given up at once: the least, and the most at first."""
FREED_SHARE = 0.2
"""Of all stations of the plan, between those, at first."""
QUICK, SLOW = 0.1, 0.9
MORE, LESS = 1.1, 0.85
"""By how much more stations are given up after a part that took less than a share `QUICK` of its work, and fewer after one that took more than `SLOW`."""
UNLIKED, BLURRED = 1.0, 0.3
"""Degrees by which a place counts for farther away where the relaxation builds nothing, and any place, so that chance may put others first."""
ROADS, POOR, POOREST = 0.35, 0.3, 0.3
"""Chances that a part is a road that plan and relaxation use differently, or lies near a station that brings little for its money, and share of the stations that are such; else it lies near any station."""
AROUND = 40
"""Places, the nearest, where others may stand instead, as long as no more and no fewer stations are given up than at first."""
LARGEST = 4000
"""Columns of a program of stations and drives that is too large for a part: fewer stations are given up next time."""
AGAIN = 3
"""Times that one part is asked for, while drives say that the program hoped for too much."""
USUAL = 0.95
"""Kinds of stations, by what they hand out, that make up so much of what the relaxation builds are asked for together with their drives."""
GAP = 1e-3
IDLE = 24
"""Parts without a better plan after which it ends, beside one for each station."""


class Neighbours:
    """Improves the best plan.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.

    Attributes
    ----------
    fruitless_s : (2,)
        Work since the program of rows, and that of stations and drives, last made a plan better: the one with less of it is asked for the next part.
    size : float
        Stations that are given up at once.
    parts : int
        Asked for so far: every other one lies near any stations, with the places nearest to them alone.
    solved : bool
        Whether the last part came to its end: where not, searches inside of the next may find what is not proven.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Callable[[], bool]) -> None:
        self.asked, self.master, self.trying, self.stop = asked, master, trying, stop
        kinds, self.kind = np.unique(asked.stations.kwh, axis=0, return_inverse=True)
        self.kind, self.kinds = self.kind.ravel(), len(kinds)
        self.liking = Liking.of(asked)
        self.fruitless_s = np.zeros(2)
        self.size, self.solved, self.parts = 0.0, False, 0
        self.draw = np.random.default_rng(0)

    def improve(self, left: Callable[[], float], each_s: float, tell: Callable[[], None]) -> None:
        """Make the best plan better until nothing helps or no time is left.

        Parameters
        ----------
        left : callable
            Seconds of work that are left.
        each_s : float
            Most seconds of work of a part.
        """
        idle = 0
        while left() > 0 and self.trying.best is not None:
            value, built, _ = self.trying.best
            if not len(built) or idle > IDLE + len(built):
                return
            self._part(built, self.draw, left, each_s)
            idle = idle + 1 if self.trying.best[0] == value else 0
            tell()

    def _part(self, built: Ints, draw: np.random.Generator, left: Callable[[], float], each_s: float) -> None:
        """Give up the stations nearest to one thing or to each of two, and ask for others."""
        assert self.trying.best is not None
        places, before = self.asked.stations.place, self.trying.best
        seeds = np.concatenate(self._seeds(built, before[2], draw))
        away = np.linalg.norm(self.asked.at[:, None] - self.asked.at[seeds], axis=2).min(axis=1)
        if self.parts % 2 == 0:
            away += UNLIKED * (np.bincount(places, self.liking.stations, minlength=len(away)) <= 0) + BLURRED
        first = float(np.clip(round(FREED_SHARE * len(built)), *FREED))
        self.size = float(np.clip(self.size or first, FREED[0], max(FREED[0], len(built) / 2)))
        most = int(self.size)
        order = built[np.argsort(away[places[built]] * draw.uniform(0.5, 1.5, len(built)), kind="stable")]
        freed, kept = order[:most], order[most:]
        blurred = away if self.parts % 2 else away * draw.uniform(0.5, 1.5, len(away))
        near = np.argsort(blurred, kind="stable")[: int(AROUND * self.size / first)]
        open_places = np.union1d(near, places[freed])
        free = np.isin(places, open_places) & ~np.isin(places, places[kept])
        together = not self.trying.least and self.fruitless_s[1] <= self.fruitless_s[0]
        began_s = worked_s()
        if not together:
            self._by_master(free, kept, left, each_s)
        else:
            free &= self._usual() | np.isin(np.arange(len(places)), freed)
            self._together(
                np.flatnonzero(free), kept, np.isin(np.arange(len(self.asked.at)), open_places), left, each_s
            )
        spent_s = worked_s() - began_s
        self.solved = spent_s <= SLOW * each_s
        self.size *= MORE if spent_s < QUICK * each_s else LESS if spent_s > SLOW * each_s else 1.0
        better = self.trying.best is not None and self.trying.best[0] != before[0]
        self.fruitless_s[int(together)] = 0.0 if better else self.fruitless_s[int(together)] + spent_s

    def _seeds(self, built: Ints, driven: Driven, draw: np.random.Generator) -> list[Ints]:
        """Places, one set or two, around which a part lies."""
        asked, found = self.asked, []
        stations = asked.stations
        differ = np.abs(self.liking.share - driven.share) * asked.gain
        earned = (driven.price.sum(axis=2)[stations.place[built]] * stations.kwh[built]).sum(axis=1)
        poor = built[np.argsort(earned / stations.usd[built], kind="stable")[: max(1, int(POOREST * len(built)))]]
        self.parts += 1
        if self.parts % 2:
            return [stations.place[draw.choice(built, min(len(built), int(draw.integers(1, 3))), replace=False)]]
        for _seed in range(int(draw.integers(1, 3))):
            chance = draw.random()
            if chance < ROADS and differ.sum() > 0:
                leg = int(draw.choice(len(differ), p=differ / differ.sum()))
                found.append(asked.lines.place[asked.lines.begins[leg] : asked.lines.begins[leg + 1]])
            else:
                found.append(stations.place[[draw.choice(poor if chance < ROADS + POOR else built)]])
        return found

    def _usual(self) -> Bools:
        """Stations of those kinds that the relaxation builds most of."""
        liked = self.liking.stations
        much = np.bincount(self.kind, liked, minlength=self.kinds)
        order = np.argsort(-much, kind="stable")
        above = np.cumsum(much[order]) - much[order]  # before each
        usual = np.zeros(self.kinds, dtype=bool)
        usual[order[above < USUAL * much.sum()]] = True
        return np.asarray(usual[self.kind] | (liked > 0))

    def _together(self, free: Ints, kept: Ints, near: Bools, left: Callable[[], float], each_s: float) -> None:
        """Stations and drives of the legs that pass there in one program; the other legs drive as they do."""
        asked, best = self.asked, self.trying.best
        assert best is not None
        part = Part.around(asked, free, kept, near, best[2], self.liking.keen)
        program = Together(asked, part, self.master.usd, self.master.needed)
        count(STATED_S)
        if program.program.columns > LARGEST:
            self.size *= LESS
            return
        found = program.best(
            GAP, self.trying.left(), self.stop, (best[1], best[2]), min(left(), each_s), plain=self.solved
        )
        if found is not None:
            self.trying.attempt(found)

    def _by_master(self, free: Bools, kept: Ints, left: Callable[[], float], each_s: float) -> None:
        """What the program of rows says, while it hopes for too much."""
        free = free.copy()
        free[kept] = True
        without = self.master.built[~free]
        for _round in range(AGAIN):
            best = self.trying.best
            assert best is not None
            start = self.master.start_of(best[1], best[2].share)
            if start[without].any() or not start[self.master.built[kept]].all():
                return  # the plan is another one by now
            reply = self.master.draft.solve_whole(
                without=without,
                held=self.master.built[kept],
                gap=GAP,
                time_limit_s=self.trying.left(),
                work_s=min(left(), each_s),
                start=start,
                stop=self.stop,
                plain=self.solved,
            )
            if reply.values is None:
                return
            new = self.master.add_covers(reply.values)
            if not new + self.trying.attempt(np.flatnonzero(reply.values[self.master.built] > 0.5)):
                return
