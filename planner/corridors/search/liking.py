"""What the relaxation likes: the stations of which it builds a part, the shares of the legs that it drives, and the legs that it would drive for a little more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.aims import Aim
from planner.corridors.search.driving import Driven
from planner.corridors.search.master import Master
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.together import Part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LIKED = 1e-3
"""Parts of a station that were built, later ones counted more, from which it is one of those asked for with their drives."""
KEPT = 0.9
"""Share of what was liked so far that is kept from one round to the next: later rounds count more."""
KEEN = 0.2
"""A leg that the relaxation drives where its trips are worth so much more is one that a plan may drive."""


@dataclass(eq=False)
class Liking:
    """Learns round by round.

    Attributes
    ----------
    stations : (stations,)
        How much was built of each, later rounds counted more.
    share : (legs,)
        That the last round drives.
    keen : (legs,) bool
        Which a plan may drive; all, as long as nothing is known.
    """

    stations: Floats
    share: Floats
    keen: NDArray[np.bool_]

    @classmethod
    def of(cls, asked: Prepared) -> "Liking":
        """Nothing is known."""
        legs = len(asked.gain)
        return cls(np.zeros(len(asked.stations.usd)), np.zeros(legs), np.ones(legs, dtype=bool))

    def learn(self, master: Master, values: Floats) -> None:
        """Take in what the program has just built and driven."""
        self.stations = KEPT * self.stations + values[master.built]
        self.share = values[master.share]
        if master.asked.wish.aim is not Aim.COST:
            loss = master.draft.reduced_costs()[master.share] * master.unit
            self.keen = (self.share > 0) | (loss <= KEEN * master.asked.gain)

    def part(self, asked: Prepared, now: tuple[Ints, Driven] | None) -> Part:
        """Stations that are liked and those of a plan, with the legs that a plan may drive and those that it drives."""
        free, legs = self.stations > LIKED, self.keen.copy()
        if now is not None:
            free[now[0]] = True
            legs |= now[1].share > 0
        return Part.whole(asked, np.flatnonzero(free), legs)
