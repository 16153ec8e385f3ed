"""What a trip needs on a route: which places may sell its energy, and which sets of them must hold an open station.

The energy that a driver uses is laid out along the route, from 0 at the origin to ``kwh_total + arrive_kwh``. The content at the start pays for the
first ``start_kwh`` of it, the rest is bought. Energy bought at a stop at `p` is used between `p` and ``p + usable_kwh``: not before, and not
later than a full battery carries it. An arc is a piece of this line between two points where the stops that may sell it change.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.trips import Route, Trip

LEAST_KWH = 1e-6
"""Shorter pieces of the line are rounding."""


@dataclass(frozen=True, eq=False)
class Leg:
    """A trip on one of its routes that needs charging and can have it.

    Parameters
    ----------
    trip, route : int
        Numbers of the trip, and of the route within the trip.
    places : (stops,) int
        Places where it may charge, in driving order.
    at : (stops,)
        KWh from the origin to each.
    least : (stops,)
        Least that must have been bought, all stops before taken together, on arrival at each stop.
    most : (stops,)
        Most that may have been bought on leaving it.
    bought : float
        What is bought in all.
    covers : (covers, 2) int
        Windows of stops, from and to (exclusive), each of which must hold an open station; those that are implied by others are left out.
    arcs : (arcs, 2) int
        Pieces of the line that is bought: the window of stops that may sell each.
    arc_kwh : (arcs,)
        Their lengths.
    """

    trip: int
    route: int
    places: NDArray[np.int64]
    at: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    bought: float
    covers: NDArray[np.int64]
    arcs: NDArray[np.int64]
    arc_kwh: NDArray[np.float64]


@dataclass(frozen=True)
class Stranding:
    """A piece of a route that no place covers.

    Parameters
    ----------
    route : int
    from_kwh, to_kwh : float
        On the line of energy from the origin.
    after, before : int
        Places between which the battery runs out; -1 for the origin or the destination.
    """

    route: int
    from_kwh: float
    to_kwh: float
    after: int
    before: int


@dataclass(frozen=True, eq=False)
class Legs:
    """All trips sorted by what they need.

    Parameters
    ----------
    legs : tuple of Leg
        By trip, then by route.
    free : tuple of int
        Trips that need no charging.
    stranded : mapping from trip to Stranding
        Trips longer than any chain of stations allows, with the piece of their first route that no place covers; None where it has no route.
    """

    legs: tuple[Leg, ...]
    free: tuple[int, ...]
    stranded: dict[int, Stranding | None]

    @property
    def trips(self) -> list[int]:
        """Trips that charging makes possible."""
        return sorted({leg.trip for leg in self.legs})


def legs_of(instance: CorridorInstance) -> Legs:
    """Sort all trips: those that need no charging, those that it makes possible, and those that no station helps."""
    usable = _usable(instance)
    legs: list[Leg] = []
    free, stranded = [], {}
    for number, trip in enumerate(instance.trips):
        if trip.needs_none():
            free.append(number)
            continue
        routes = range(len(trip.routes)) if trip.ranged else ()
        found = [leg_of(trip, number, at, usable[:, trip.family]) for at in routes]
        good = [one for one in found if isinstance(one, Leg)]
        legs += good
        if not good:
            stranded[number] = next((one for one in found if isinstance(one, Stranding)), None)
    return Legs(tuple(legs), tuple(free), stranded)


def _usable(instance: CorridorInstance) -> NDArray[np.bool_]:
    """Whether a place has, or may get, a gun of a family; (places, families)."""
    found = np.zeros((len(instance.places), len(instance.families)), dtype=bool)
    for at, place in enumerate(instance.places):
        if place.id in instance.rules.closed:
            continue
        stations = [place.options[number] for number in instance.may_build(at)]
        for station in (*stations, *filter(None, (place.standing,))):
            found[at] |= np.array(station.kwh_per_day) > 0
    return found


def leg_of(trip: Trip, number: int, which: int, usable: NDArray[np.bool_]) -> Leg | Stranding:
    """What the trip needs on one of its routes, or where it strands."""
    route = trip.routes[which]
    end = route.kwh_total + trip.arrive_kwh
    sold = np.minimum(route.kwh_at + trip.usable_kwh, end) - np.maximum(route.kwh_at, trip.start_kwh)
    kept = usable[route.stops] & (sold > LEAST_KWH) if len(route.stops) else np.zeros(0, dtype=bool)
    at = route.kwh_at[kept]
    cuts = np.unique(np.clip(np.concatenate([at, at + trip.usable_kwh, [trip.start_kwh, end]]), trip.start_kwh, end))
    cuts = cuts[np.r_[True, np.diff(cuts) > LEAST_KWH]]
    cuts[-1] = end
    first = np.searchsorted(at, cuts[1:] - trip.usable_kwh - LEAST_KWH)
    last = np.searchsorted(at, cuts[:-1] + LEAST_KWH, side="right")
    lacking = np.flatnonzero(first >= last)
    if len(lacking):
        return _stranding(route, which, cuts[lacking[0]], cuts[lacking[0] + 1], route.stops[kept], at)
    return Leg(
        number,
        which,
        route.stops[kept],
        at,
        np.maximum(0.0, at - trip.start_kwh),
        np.minimum(at + trip.usable_kwh, end) - trip.start_kwh,
        end - trip.start_kwh,
        _least_windows(first, last),
        np.column_stack([first, last]),
        np.diff(cuts),
    )


def _least_windows(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Windows of stops that hold no other window; both ends go up along the route."""
    kept = np.ones(len(first), dtype=bool)
    kept[:-1] &= last[1:] > last[:-1]  # of those that end alike the one that begins last
    kept[1:] &= (first[1:] > first[:-1]) | ~kept[:-1]
    windows = np.column_stack([first, last])[kept]
    begins = np.r_[True, np.diff(windows[:, 0]) > 0]  # of those that begin alike the one that ends first
    return windows[begins]


def _stranding(
    route: Route, which: int, low: float, high: float, places: NDArray[np.int64], at: NDArray[np.float64]
) -> Stranding:
    before, after = at <= low + LEAST_KWH, at > low + LEAST_KWH
    return Stranding(
        which,
        float(low),
        float(high),
        int(places[before][-1]) if before.any() else -1,
        int(places[after][0]) if after.any() and low < route.kwh_total else -1,
    )
