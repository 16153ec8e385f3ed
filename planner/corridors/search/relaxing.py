"""The relaxation with all rows that it breaks: covers, prices of what it builds in part, and whole stations, until it moves no more."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven, drive_within, work
from planner.corridors.search.liking import Liking
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.trying import LEAST_GAP, Trying
from planner.model.program.draft import Reply
from planner.proofs import gap_of
from planner.support.stopping import Stop

ROUNDS = 300
"""Rounds of prices at most, before whole stations are asked for."""
SMOOTHED = 0.5
"""So much of the stations of all rounds before is in those that prices are asked of: points of the program alone jump to and fro, and prices with them."""
SMALL = 0.02
"""A smaller part of a station is left out where prices are asked for: what was built rounds ago makes drives slow and prices no better."""
STALLED, STALLED_GAP = 10, 0.03
"""Rounds after which they end where the bound has moved by less than so much of the gap that is asked for."""
OPEN, FAR = 0.33, 0.1
"""Part of the gap of the best plan, where it has stations, that counts as the gap asked for where it is more, and most that it counts: while plans are far off they have more to gain than the bound."""
MOST_WORK = 40_000
"""Stops at places that are built in part: more take longer to drive with than their prices are worth."""


class Relaxing:
    """Relaxes the program of a question.

    Parameters
    ----------
    asked, master, trying
    liking : Liking
        Learns what the relaxation builds and drives.
    note : callable
        Takes in each reply, and with it the bound.
    stop : callable

    Attributes
    ----------
    driven : bool
        Whether drives are known of the stations that the last round builds.
    """

    def __init__(
        self,
        asked: Prepared,
        master: Master,
        trying: Trying,
        liking: Liking,
        note: Callable[[Reply], None],
        stop: Stop,
    ) -> None:
        self.asked, self.master, self.trying, self.liking = asked, master, trying, liking
        self.note, self.stop = note, stop
        self.driven = False

    def relax(
        self, gap: float, left: Callable[[], float], done: Callable[[], bool], rounds: int = ROUNDS
    ) -> NDArray[np.float64] | None:
        """Add rows while the relaxation breaks any, and prices of what it builds in part; returns the last point of it.

        However it ends before the gap is proven, drives with what it builds in part are known then (`Trying.relaxed`), of which plans are thinned.

        Parameters
        ----------
        gap : float
            Relative, that is asked for.
        left : callable
            Work that is left, counted s.
        done : callable
            Whether the gap is proven.
        rounds : int
        """
        self.driven = False
        values = self._rounds(gap, left, done, rounds)
        if values is not None and not (self.driven or self.trying.least or done() or self.stop()):
            self._drive(values[self.master.built])
        return values

    def _rounds(
        self, gap: float, left: Callable[[], float], done: Callable[[], bool], rounds: int
    ) -> NDArray[np.float64] | None:
        values: NDArray[np.float64] | None = None
        smooth: NDArray[np.float64] | None = None
        bounds: list[float] = []
        for _round in range(rounds):
            reply = self._relaxed(left)
            while reply.values is not None and left() > 0 and not self.stop() and self.master.add_covers(reply.values):
                values = reply.values
                reply = self._relaxed(left)
            values = values if reply.values is None else reply.values
            if reply.values is not None:
                self.liking.learn(self.master, reply.values)
            self.master.rest()
            if reply.values is None or left() <= 0 or self.stop() or done():
                return values
            built = reply.values[self.master.built]
            smooth = built if smooth is None else SMOOTHED * smooth + (1 - SMOOTHED) * built
            bounds.append(reply.bound)
            if self._stalled(bounds, gap):
                return values
            if self.master.add_rounded(reply.values):
                self.driven = False
                continue
            driven = self._drive(smooth)
            if driven is None:
                return values
            hoped = float(self.asked.gain @ reply.values[self.master.share]) * (1 - gap / 10)
            short = driven.lacking > LEAST_GAP or driven.value < hoped
            if not short or not self.master.add_prices(driven.price, driven.opened):
                return values
        return values

    def _drive(self, built: NDArray[np.float64]) -> Driven | None:
        """Drives with stations that are built in part, of the legs that a plan may drive; None where they take too long."""
        capacity = self.asked.stations.capacity(np.where(built > SMALL, built, 0.0))
        if work(self.asked, capacity) > MOST_WORK:
            return None
        driven = drive_within(self.asked, capacity, self.trying.left(), self.stop, among=self.liking.keen)
        if driven is not None:
            self.trying.relaxed, self.driven = driven, True
        return driven

    def _relaxed(self, left: Callable[[], float]) -> Reply:
        reply = self.master.relax(max(0.0, self.trying.left()), self.stop, left())
        self.note(reply)
        return reply

    def _stalled(self, bounds: list[float], gap: float) -> bool:
        """Whether the last rounds moved the bound too little to go on."""
        if len(bounds) <= STALLED:
            return False
        best = self.trying.best
        if best is not None and len(best[1]) and not self.trying.least:
            bound = self.master.sign * bounds[-1] * self.master.unit
            gap = max(gap, min(FAR, OPEN * gap_of(best[0], bound)))
        return bounds[-1] - bounds[-1 - STALLED] < STALLED_GAP * gap * abs(bounds[-1])
