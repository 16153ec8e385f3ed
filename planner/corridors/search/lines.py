"""The lines of energy of all legs in flat arrays: which covers an opening breaks, and what the cheapest drive costs at given prices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.legs import Leg

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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

    begins: Ints
    place: Ints
    cover_leg: Ints
    covers: Ints
    arc_leg: Ints
    arcs: Ints
    arc_kwh: Floats

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

    def paid(self, price: Floats, worth: Floats, *, capped: bool) -> Floats:
        """What each arc pays a kWh, where stops ask a price, infinite where none is open; (arcs,).

        An arc is bought where it is cheapest. A leg with arcs that nobody sells would pay for those what it is worth to a driver, and nothing for
        the others; no leg pays more than it is worth where that is asked.

        Parameters
        ----------
        price : (stops,)
        worth : (legs,)
            Gain of one driver.
        capped : bool
        """
        if not len(self.arcs):
            return np.zeros(0)
        held = np.append(price, np.inf)  # so that a window may end at the last stop
        paid = np.minimum.reduceat(held, self.arcs.ravel())[::2]
        lacking, legs = np.isinf(paid), len(worth)
        dark = np.bincount(self.arc_leg, lacking * self.arc_kwh, minlength=legs)
        unsold = np.divide(worth, dark, out=np.zeros(legs), where=dark > 0)
        paid = np.where(
            dark[self.arc_leg] > 0, np.where(lacking, unsold[self.arc_leg], 0.0), np.where(lacking, 0.0, paid)
        )
        if not capped:
            return paid
        whole = np.bincount(self.arc_leg, paid * self.arc_kwh, minlength=legs)
        scale = np.minimum(1.0, np.divide(worth, whole, out=np.ones(legs), where=whole > 0))
        return np.asarray(paid * scale[self.arc_leg])

    def covered(self, opened: Floats) -> Floats:
        """How much is open in each cover, where stops are open by so much; (covers,)."""
        total = np.concatenate([[0.0], np.cumsum(opened)])
        return np.asarray(total[self.covers[:, 1]] - total[self.covers[:, 0]])

    def covered_arcs(self, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which arcs can be sold at some places alone; (arcs,)."""
        total = np.concatenate([[0], np.cumsum(~inside[self.place])])
        return np.asarray(total[self.arcs[:, 1]] == total[self.arcs[:, 0]])
