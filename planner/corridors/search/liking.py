"""What the relaxation likes: the stations of which it builds a part, the shares of the legs that it drives, and the legs that it would drive for a little more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared

Floats = NDArray[np.float64]
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

    def learn(self, built: Floats, share: Floats, loss: Floats, gain: Floats) -> None:
        """Take in a round.

        Parameters
        ----------
        built : (stations,)
        share, loss, gain : (legs,)
            What is driven of each, what the relaxation loses by driving all of a leg that it does not, and what a whole leg counts.
        """
        self.stations = KEPT * self.stations + built
        self.share = share
        self.keen = (share > 0) | (loss <= KEEN * gain)
