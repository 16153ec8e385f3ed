"""Trips between towns: how many a day, with which car, and by which routes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.figures import refuse_trip, sound, told

ROUNDING_KWH = 1e-6
"""Nobody stops for less."""


@dataclass(frozen=True, eq=False)
class Route:
    """One way to drive a trip, and the places that lie on it.

    Parameters
    ----------
    stops : (stops,) int
        Indices of places in driving order, each at most once; none where it passes no place.
    kwh_at : (stops,)
        Energy used from the origin to each stop, kWh; it never falls. Elevation, cold and speed are in it.
    kwh_total : float
        Energy used from origin to destination.
    km_total, minutes : float
    km_at : (stops,)
        Road from the origin to each stop, for words and maps; empty where it is not known.
    """

    stops: NDArray[np.int64]
    kwh_at: NDArray[np.float64]
    kwh_total: float
    km_total: float
    minutes: float
    km_at: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class Trip:
    """Drivers who go one way between two towns with the same car in the same season.

    Parameters
    ----------
    name : str
        Once among all trips.
    origin, destination : str
    trips_per_day : float
        On a day of this season.
    weight : float
        Worth of one trip, by which `trips_per_day` is multiplied in what is maximised: days of the season over the days of the year, say.
    family : int
        Plug family, in the order of `CorridorInstance.families`.
    vehicle : str
        Class of the car.
    season : str
        Trips of two seasons do not meet at a station: its capacity holds on a day of each.
    usable_kwh : float
        Most that the battery holds when it leaves a stop at which it charged.
    start_kwh, arrive_kwh : float
        Held at the origin, which may be more, as who charges at home has time; to be left at the destination.
    routes : tuple of Route
        Within the detour that a driver accepts, the quickest first; the trips may be shared among them.
    regions : tuple of str
        Of origin and destination, for floors.
    ranged : bool
        Whether the car has range in the season; without, only what needs no charging is driven.
    """

    name: str
    origin: str
    destination: str
    trips_per_day: float
    weight: float
    family: int
    vehicle: str
    season: str
    usable_kwh: float
    start_kwh: float
    arrive_kwh: float
    routes: tuple[Route, ...]
    regions: tuple[str, ...] = ()
    ranged: bool = True

    def __post_init__(self) -> None:
        for figure in ("trips_per_day", "usable_kwh"):
            if not (sound(value := getattr(self, figure)) and value > 0):
                refuse_trip(self.name, figure, value, "> 0")
        for figure in ("weight", "start_kwh", "arrive_kwh"):
            if not sound(value := getattr(self, figure)):
                refuse_trip(self.name, figure, value, ">= 0")
        if self.arrive_kwh > self.usable_kwh:
            refuse_trip(self.name, "arrive_kwh", self.arrive_kwh, f"<= usable_kwh = {self.usable_kwh:g}")
        for number, route in enumerate(self.routes):
            self._refuse_route(f"routes[{number}]", route)

    def _refuse_route(self, which: str, route: Route) -> None:
        if route.stops.ndim != 1 or route.kwh_at.shape != route.stops.shape:
            refuse_trip(self.name, f"{which}.kwh_at", route.kwh_at.shape, f"{route.stops.shape}")
        if route.km_at is not None and route.km_at.shape != route.stops.shape:
            refuse_trip(self.name, f"{which}.km_at", route.km_at.shape, f"{route.stops.shape}")
        for figure in ("kwh_total", "km_total", "minutes"):
            if not sound(value := getattr(route, figure)):
                refuse_trip(self.name, f"{which}.{figure}", value, ">= 0")
        if not sound(*route.kwh_at) or (np.diff(route.kwh_at, append=route.kwh_total) < 0).any():
            expected = f"0 <= … <= kwh_total = {route.kwh_total:g}"
            refuse_trip(self.name, f"{which}.kwh_at", told(route.kwh_at), expected)
        if len(np.unique(route.stops)) < len(route.stops):
            refuse_trip(self.name, f"{which}.stops", told(route.stops), "stop != stop")

    @property
    def needed_kwh(self) -> float:
        """Energy that a driver must buy on the quickest way, kWh: what a trip counts for that is made possible on any way; 0 where it needs none."""
        return 0.0 if not self.routes or self.needs_none() else self.bought_kwh(self.routes[0])

    def bought_kwh(self, route: Route) -> float:
        """Energy that a driver must buy on this route, kWh; at most 0 where the battery does without."""
        return route.kwh_total + self.arrive_kwh - self.start_kwh

    def strands(self, route: Route) -> bool:
        """Whether a stretch of this route takes more than the battery holds, even with a station at each of its places, or it needs charging and the car has no range."""
        return self.stranded_stretch(route) is not None or not (self.ranged or self.bought_kwh(route) <= ROUNDING_KWH)

    def stranded_stretch(self, route: Route) -> tuple[int, int] | None:
        """Stops, by their number on the route, between which it takes more than the battery holds: -1 for the origin, and as many as there are for the destination."""
        ends = np.append(route.kwh_at, route.kwh_total + self.arrive_kwh)
        before = np.concatenate([[-np.inf], route.kwh_at])
        lacks = (ends > self.start_kwh + ROUNDING_KWH) & (ends - before > self.usable_kwh + ROUNDING_KWH)
        return (int(lacks.argmax()) - 1, int(lacks.argmax())) if lacks.any() else None

    def is_hopeless(self) -> bool:
        """Whether it cannot be driven, whatever stations stand at the places of its routes."""
        return not self.needs_none() and all(self.strands(route) for route in self.routes)

    def needs_none(self) -> bool:
        """Whether it can be driven without charging."""
        return any(self.bought_kwh(route) <= ROUNDING_KWH for route in self.routes)
