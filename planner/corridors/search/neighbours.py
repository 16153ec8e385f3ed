"""A plan made better part by part: a few stations next to one another are given up, and the program says what may stand there instead."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.together import Part, Together
from planner.corridors.search.trying import Trying

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FREED = (3, 6)
"""Stations that are given up at once: the least, and the most."""
FREED_SHARE = 0.2
"""Of all stations of the plan, between those."""
AROUND = 40
"""Places, the nearest, where others may stand instead."""
AGAIN = 3
"""Times that one part is asked for, while drives say that the program hoped for too much."""
UNLUCKY = 0.8
"""Of the two ways to ask for a part the one is taken that made a plan better last, until it has failed more often in turn than the other."""
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
    liked : (stations,)
        How much the relaxation builds of each.
    stop : callable
        Whether to end what runs.
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Callable[[], bool]) -> None:
        self.asked, self.master, self.trying, self.stop = asked, master, trying, stop
        kinds, self.kind = np.unique(asked.stations.kwh, axis=0, return_inverse=True)
        self.kind, self.kinds = self.kind.ravel(), len(kinds)
        self.liked = np.ones(len(asked.stations.usd))
        self.luck = np.ones(2)

    def improve(self, left: Callable[[], float], each_s: float, tell: Callable[[], None]) -> None:
        """Make the best plan better until nothing helps or no time is left.

        Parameters
        ----------
        left : callable
            Seconds of work that are left.
        each_s : float
            Most seconds of work of a part.
        """
        draw, idle = np.random.default_rng(0), 0
        while left() > 0 and self.trying.best is not None:
            value, built, _ = self.trying.best
            if not len(built) or idle > IDLE + len(built):
                return
            self._part(built, draw, left, each_s)
            idle = idle + 1 if self.trying.best[0] == value else 0
            tell()

    def _part(self, built: Ints, draw: np.random.Generator, left: Callable[[], float], each_s: float) -> None:
        """Give up the stations nearest to one of the plan, or to each of two, and ask for others."""
        places = self.asked.stations.place
        count = int(np.clip(round(FREED_SHARE * len(built)), *FREED))
        seeds = draw.choice(built, min(len(built), int(draw.integers(1, 3))), replace=False)
        away = np.array([np.linalg.norm(self.asked.at - self.asked.at[places[seed]], axis=1) for seed in seeds]).min(
            axis=0
        )
        order = built[np.argsort(away[places[built]] * draw.uniform(0.5, 1.5, len(built)), kind="stable")]
        freed, kept = order[:count], order[count:]
        near = np.argsort(away, kind="stable")[:AROUND]
        open_places = np.union1d(near, places[freed])
        free = np.isin(places, open_places) & ~np.isin(places, places[kept])
        together = not self.trying.least and self.luck[1] >= self.luck[0]
        before = self.trying.best[0] if self.trying.best is not None else 0.0
        if not together:
            self._by_master(free, kept, left, each_s)
        else:
            free &= self._usual() | np.isin(np.arange(len(places)), freed)
            self._together(
                np.flatnonzero(free), kept, np.isin(np.arange(len(self.asked.at)), open_places), left, each_s
            )
        better = self.trying.best is not None and self.trying.best[0] != before
        self.luck[int(together)] = 1.0 if better else UNLUCKY * self.luck[int(together)]

    def _usual(self) -> Bools:
        """Stations of those kinds that the relaxation builds most of."""
        much = np.bincount(self.kind, self.liked, minlength=self.kinds)
        order = np.argsort(-much, kind="stable")
        above = np.cumsum(much[order]) - much[order]  # before each
        usual = np.zeros(self.kinds, dtype=bool)
        usual[order[above < USUAL * much.sum()]] = True
        return np.asarray(usual[self.kind] | (self.liked > 0))

    def _together(self, free: Ints, kept: Ints, near: Bools, left: Callable[[], float], each_s: float) -> None:
        """Stations and drives of the legs that pass there in one program; the other legs drive as they do."""
        asked, best = self.asked, self.trying.best
        assert best is not None
        part = Part.around(asked, free, kept, near, best[2])
        program = Together(asked, part, self.master.usd, self.master.needed)
        found = program.best(GAP, self.trying.left(), self.stop, (best[1], best[2]), min(left(), each_s))
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
            )
            if reply.values is None:
                return
            new = self.master.add_covers(reply.values)
            if not new + self.trying.attempt(np.flatnonzero(reply.values[self.master.built] > 0.5)):
                return
