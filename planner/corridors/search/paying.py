"""What drivers pay and what stations earn at prices of energy: the two sides of weak duality of the drives, by plug family and season."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Account:
    """Of one plug family and season.

    Parameters
    ----------
    legs : (some legs,) int
        Those that pay anything.
    cost : (some legs,)
        What all cars of each pay, where its trips are driven whole.
    earned : (stations,)
        What each station earns at most.
    standing : float
        What those that stand earn at most.
    """

    legs: Ints
    cost: Floats
    earned: Floats
    standing: float


def paid_by_arcs(asked: Prepared, price: Floats, opened: NDArray[np.bool_], *, capped: bool) -> Floats:
    """What arcs pay a kWh at these prices; (arcs,).

    Parameters
    ----------
    asked : Prepared
    price : (places, families, seasons)
    opened : (stops,) bool
        Where a leg can charge.
    capped : bool
        See `Lines.paid`.
    """
    at = np.where(opened, price[asked.lines.place, asked.stop_family, asked.season[asked.stop_leg]], np.inf)
    return asked.lines.paid(at, asked.gain / asked.flow, capped=capped)


def accounts(asked: Prepared, revenue: Revenue, paid: Floats) -> Iterator[Account]:
    """The accounts of each family and season in which anybody pays, where arcs pay so much a kWh; (arcs,)."""
    lines = asked.lines
    cost = np.bincount(lines.arc_leg, paid * lines.arc_kwh, minlength=len(asked.gain)) * asked.flow
    for family, season in np.ndindex(len(asked.instance.families), len(asked.seasons)):
        legs = np.flatnonzero((asked.family == family) & (asked.season == season) & (cost > 0))
        if len(legs):
            own = np.isin(lines.arc_leg, legs)
            earned, standing = revenue.earned(np.where(own, paid, 0.0), asked.stations, family)
            yield Account(legs, cost[legs], earned, standing)
