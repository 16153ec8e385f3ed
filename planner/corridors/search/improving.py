"""The best plan made better: part by part with programs, by changes that drives alone judge, by whole chains, and merged with others."""

import math
from collections.abc import Callable

from planner.corridors.search.frontier import Frontier
from planner.corridors.search.liking import Liking
from planner.corridors.search.master import Master
from planner.corridors.search.merging import Merging
from planner.corridors.search.moving import Moving
from planner.corridors.search.neighbours import Neighbours
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.rebuilding import Rebuilding
from planner.corridors.search.trying import Trying
from planner.support.stopping import Stop
from planner.support.work import worked_by, worked_s

PART_TIME, LEAST_PART_S = 0.005, 2.0
"""Share of the work that one part may take, and the least that it may, counted s."""
FIRST = 0.3
"""Share of the work until which changes at random look for plans first."""
TURN = 0.08
"""Share of the work after which programs of parts that found nothing are left for others."""


class Improving:
    """The ways of a question.

    Parameters
    ----------
    asked, master, trying
    stop : callable
        Whether to end what runs.
    frontier : Frontier
    """

    def __init__(self, asked: Prepared, master: Master, trying: Trying, stop: Stop, frontier: Frontier) -> None:
        self.trying = trying
        self.neighbours = Neighbours(asked, master, trying, stop)
        self.moving = Moving(asked, master, trying, stop, frontier)
        self.merging = Merging(asked, master, trying, stop)
        self.rebuilding = Rebuilding(asked, master, trying, stop)

    def begin(self, left: Callable[..., float], whole_s: float, tell: Callable[[], None]) -> None:
        """Make the first plan better as long as drives alone tell how: a round of changes at random, or whole chains for a turn where these take too long.

        Parameters
        ----------
        left : callable
            Work that is left, counted s; until a share of the whole, where one is said.
        whole_s, tell
            As of `improve`.
        """
        self.moving.improve(lambda: left(FIRST), tell, rounds=1)
        enough = worked_by(TURN * whole_s)
        self.rebuild(lambda: min(left(), enough - worked_s()), tell)

    def improve(self, left: Callable[[], float], liking: Liking, whole_s: float, tell: Callable[[], None]) -> None:
        """Go on part by part until that helps no more, or no time is left.

        Parameters
        ----------
        left : callable
            Work that is left, counted s.
        liking : Liking
        whole_s : float
            Work of the whole search, counted s.
        tell : callable
            Says what is found.
        """
        self.neighbours.liking = liking
        while True:
            before, enough = self.trying.best, worked_by(TURN * whole_s)

            def in_turn(enough: float = enough) -> float:
                return min(left(), enough - worked_s())

            self.neighbours.improve(in_turn, max(LEAST_PART_S, PART_TIME * whole_s), tell)
            if self.trying.best is before:
                return

    def move(self, left: Callable[[], float], tell: Callable[[], None]) -> bool:
        """Go on with changes at random until no work is left; returns whether that can do nothing here."""
        self.moving.improve(left, tell, rounds=math.inf)
        return left() > 0

    def merge(self, left: Callable[[], float], liking: Liking, whole_s: float, tell: Callable[[], None]) -> bool:
        """Merge plans made anew with the best one until no work is left; returns whether that can do nothing here."""
        return self.merging.improve(left, max(LEAST_PART_S, PART_TIME * whole_s), liking, whole_s, tell)

    def rebuild(self, left: Callable[[], float], tell: Callable[[], None]) -> bool:
        """Go on with whole chains until no work is left, where changes at random take too long; returns whether that can do nothing here."""
        return self.moving.quick() or self.rebuilding.improve(left, tell)
