"""What drivers pay and what stations earn at prices of energy: the two sides of weak duality of the drives, by plug family and season, or by smaller sets of arcs that no station serves two of."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Account:
    """Of some arcs of one plug family and season.

    Parameters
    ----------
    legs : (some legs,) int
        Those that pay anything for them.
    cost : (some legs,)
        What all cars of each pay for them, where its trips are driven whole.
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


def accounts(asked: Prepared, revenue: Revenue, paid: Floats, *, apart: bool = False) -> Iterator[Account]:
    """The accounts of each family and season in which anybody pays.

    Parameters
    ----------
    asked, revenue
    paid : (arcs,)
        What arcs pay a kWh.
    apart : bool
        One account for each set of arcs that shares no seller with the others of its family and season: each holds for itself, and they add up to that of all.
    """
    lines = asked.lines
    part = (asked.family * len(asked.seasons) + asked.season)[lines.arc_leg]
    if apart:
        part = _apart(revenue, part, paid > 0)
    for one in np.unique(part[paid > 0]).tolist():
        own = np.where(part == one, paid, 0.0)
        cost = np.bincount(lines.arc_leg, own * lines.arc_kwh, minlength=len(asked.gain)) * asked.flow
        legs = np.flatnonzero(cost > 0)
        if len(legs):
            earned, standing = revenue.earned(own, asked.stations, int(asked.family[legs[0]]))
            yield Account(legs, cost[legs], earned, standing)


def _apart(revenue: Revenue, market: Ints, pays: NDArray[np.bool_]) -> Ints:
    """Number of the set of each arc that pays: arcs of one market (a family and a season) are in one where a place may sell both, or a chain of such joins them; (arcs,)."""
    arcs, pair = len(market), pays[revenue.arc]
    arc = revenue.arc[pair]
    seller = arcs + revenue.place[pair] * (int(market.max(initial=0)) + 1) + market[arc]
    size = int(seller.max(initial=arcs - 1)) + 1
    joined = sp.coo_array((np.ones(len(arc)), (arc, seller)), shape=(size, size))
    return np.asarray(connected_components(joined, directed=False)[1][:arcs])
