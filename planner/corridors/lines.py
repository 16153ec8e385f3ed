"""The lines of energy of all legs in flat arrays: which covers an opening breaks, and what the cheapest drive costs at given prices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.legs import Leg


@dataclass(frozen=True, eq=False)
class Lines:
    """Stops, covers and arcs of all legs, one behind the other.

    Parameters
    ----------
    begins : (legs + 1,) int
        Where the stops of each leg begin.
    place : (stops,) int
    cover_leg : (covers,) int
    covers : (covers, 2) int
        First and last stop (exclusive) of each cover, counted through.
    arc_leg : (arcs,) int
    arcs : (arcs, 2) int
        Stops that may sell an arc, as of covers.
    arc_kwh : (arcs,)
    """

    begins: NDArray[np.int64]
    place: NDArray[np.int64]
    cover_leg: NDArray[np.int64]
    covers: NDArray[np.int64]
    arc_leg: NDArray[np.int64]
    arcs: NDArray[np.int64]
    arc_kwh: NDArray[np.float64]

    @classmethod
    def of(cls, legs: tuple[Leg, ...]) -> "Lines":
        """Of legs."""
        begins = np.cumsum([0, *(len(leg.places) for leg in legs)])
        firsts = begins[:-1].tolist()
        empty = np.zeros((0, 2), dtype=np.int64)
        return cls(
            begins,
            np.concatenate([np.zeros(0, dtype=np.int64), *(leg.places for leg in legs)]),
            np.repeat(np.arange(len(legs)), [len(leg.covers) for leg in legs]),
            np.concatenate([empty, *(leg.covers + first for first, leg in zip(firsts, legs, strict=True))]),
            np.repeat(np.arange(len(legs)), [len(leg.arcs) for leg in legs]),
            np.concatenate([empty, *(leg.arcs + first for first, leg in zip(firsts, legs, strict=True))]),
            np.concatenate([np.zeros(0), *(leg.arc_kwh for leg in legs)]),
        )

    def least_cost(self, price: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cheapest drive of each leg, where stops ask a price for a kWh: each piece of the line is bought where it is cheapest; (legs,)."""
        if not len(self.arcs):
            return np.zeros(len(self.begins) - 1)
        held = np.append(price, np.inf)  # so that a window may end at the last stop
        cheapest = np.minimum.reduceat(held, self.arcs.ravel())[::2]
        return np.bincount(self.arc_leg, cheapest * self.arc_kwh, minlength=len(self.begins) - 1)

    def covered(self, opened: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much is open in each cover, where stops are open by so much; (covers,)."""
        total = np.concatenate([[0.0], np.cumsum(opened)])
        return np.asarray(total[self.covers[:, 1]] - total[self.covers[:, 0]])
