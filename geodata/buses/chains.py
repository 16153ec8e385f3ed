"""Trips chained to the work of vehicles: at each terminal the bus that came first leaves first.

Without empty drives between terminals the fewest buses follow from a largest matching of arrivals with departures at each terminal by
itself (the chains that cover a partial order: R. P. Dilworth 1950; of timetables: F. B. Linis and M. S. Maksim, On the problem of
constructing routes, 1967, and I. Gertsbakh and Y. Gurevich, Constructing an optimal fleet for a transportation schedule, Transportation
Science 11, 1977). Every arrival may wait as long as every other, so that first in, first out gives such a matching.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def first_out(arrive_s: Floats, depart_s: Floats, least_s: float, most_s: float) -> Ints:
    """Departure that each arrival at one place leaves with, -1 where it leaves with none; (arrivals,).

    A bus waits at least `least_s` and at most `most_s`. The number of those that leave again is the largest there can be.
    """
    out = np.full(len(arrive_s), -1, dtype=np.int64)
    arrivals, departures = np.argsort(arrive_s, kind="stable"), np.argsort(depart_s, kind="stable")
    waiting = 0
    for one in departures:
        while waiting < len(arrivals) and arrive_s[arrivals[waiting]] + most_s < depart_s[one]:
            waiting += 1
        if waiting < len(arrivals) and arrive_s[arrivals[waiting]] + least_s <= depart_s[one]:
            out[arrivals[waiting]] = one
            waiting += 1
    return out


def next_trips(start_s: Floats, end_s: Floats, begins_at: Ints, ends_at: Ints, least_s: float, most_s: float) -> Ints:
    """Trip that the vehicle of each trip does next, -1 where it does none; (trips,).

    Parameters
    ----------
    start_s, end_s : (trips,)
    begins_at, ends_at : (trips,) int
        Terminals.
    least_s, most_s : float
        Shortest and longest stay at a terminal.
    """
    out = np.full(len(start_s), -1, dtype=np.int64)
    arriving, leaving = _by_place(ends_at), _by_place(begins_at)
    for place in sorted(set(arriving) & set(leaving)):
        ins, outs = arriving[place], leaving[place]
        link = first_out(end_s[ins], start_s[outs], least_s, most_s)
        out[ins[link >= 0]] = outs[link[link >= 0]]
    return out


def _by_place(places: Ints) -> dict[int, Ints]:
    if not len(places):
        return {}
    order = np.argsort(places, kind="stable")
    kinds, first = np.unique(places[order], return_index=True)
    return dict(zip(kinds.tolist(), np.split(order, first[1:]), strict=True))


def chain_of(following: Ints) -> Ints:
    """Number of the chain of each link, from 0, in the order of first links; (links,)."""
    has_one_before = np.zeros(len(following), dtype=bool)
    has_one_before[following[following >= 0]] = True
    out = np.full(len(following), -1, dtype=np.int64)
    for number, link in enumerate(np.flatnonzero(~has_one_before)):
        at = int(link)
        while at >= 0:
            out[at] = number
            at = int(following[at])
    return out


def gathered(xy_m: Floats, weight: Floats, reach_m: float) -> Ints:
    """Leader (points,) of each point: the heaviest point leads all that are free within reach, then the heaviest that is still free."""
    leader = np.full(len(xy_m), -1, dtype=np.int64)
    if not len(xy_m):
        return leader
    near = KDTree(xy_m)
    for one in np.lexsort((np.arange(len(xy_m)), -weight)):
        if leader[one] < 0:
            mine = np.array(near.query_ball_point(xy_m[one], reach_m), dtype=np.int64)
            leader[mine[leader[mine] < 0]] = one
    return leader
