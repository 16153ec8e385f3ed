"""A corridor question prepared for solving: legs, stations, gains and floors as flat arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import Floor
from planner.corridors.question.trips import Trip
from planner.corridors.search.aims import Wish
from planner.corridors.search.chains import Chains
from planner.corridors.search.dominance import needed
from planner.corridors.search.legs import Legs, legs_of
from planner.corridors.search.lines import Lines
from planner.corridors.search.stations import Stations


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that model and evaluation share.

    Parameters
    ----------
    instance : CorridorInstance
    wish : Wish
    legs : Legs
    lines : Lines
    stations : Stations
    gain, flow : (legs,)
        What a whole leg counts, and its trips a day.
    family, season, trip : (legs,) int
    seasons : tuple of str
    floor_of : (floors, legs) bool
        Which legs a floor counts.
    floor_trips : (floors,)
        Trips a day that charging must make possible at least.
    """

    instance: CorridorInstance
    wish: Wish
    legs: Legs
    lines: Lines
    stations: Stations
    gain: NDArray[np.float64]
    flow: NDArray[np.float64]
    family: NDArray[np.int64]
    season: NDArray[np.int64]
    trip: NDArray[np.int64]
    seasons: tuple[str, ...]
    floor_of: NDArray[np.bool_]
    floor_trips: NDArray[np.float64]

    @classmethod
    def of(cls, instance: CorridorInstance, wish: Wish) -> "Prepared":
        """Prepare a question."""
        legs = legs_of(instance)
        trips = [instance.trips[leg.trip] for leg in legs.legs]
        seasons = tuple(sorted({trip.season for trip in instance.trips}))
        floors = instance.rules.floors
        return cls(
            instance,
            wish,
            legs,
            Lines.of(legs.legs),
            needed(instance, legs.legs, Stations.of(instance)),
            wish.gains(instance, legs),
            np.array([trip.trips_per_day for trip in trips], dtype=float),
            np.array([trip.family for trip in trips], dtype=np.int64),
            np.array([seasons.index(trip.season) for trip in trips], dtype=np.int64),
            np.array([leg.trip for leg in legs.legs], dtype=np.int64),
            seasons,
            np.array([[counts(floor, trip) for trip in trips] for floor in floors], dtype=bool).reshape(
                len(floors), len(trips)
            ),
            np.array([_floor_trips(floor, instance, legs) for floor in floors], dtype=float),
        )

    @cached_property
    def energy(self) -> NDArray[np.float64]:
        """KWh a day that a whole leg serves, by the weight of its trip and its quickest way; (legs,)."""
        trips = [self.instance.trips[leg.trip] for leg in self.legs.legs]
        return np.array([trip.trips_per_day * trip.weight * trip.needed_kwh for trip in trips], dtype=float)

    @cached_property
    def kwh_a_unit(self) -> float:
        """KWh that are needed on the mean for 1 of what counts."""
        whole = self.gain[self.trip_begins].sum()
        return float(self.energy[self.trip_begins].sum() / whole) if whole > 0 else 1.0

    @cached_property
    def chains(self) -> Chains:
        """What each leg needs of its stops."""
        return Chains.of(self.lines)

    @cached_property
    def stop_leg(self) -> NDArray[np.int64]:
        """Leg of each stop of `Lines`; (stops,)."""
        return np.repeat(np.arange(len(self.gain)), np.diff(self.lines.begins))

    @cached_property
    def trip_begins(self) -> NDArray[np.int64]:
        """First leg of each trip; (trips,)."""
        return np.flatnonzero(np.r_[True, np.diff(self.trip) > 0][: len(self.trip)])

    @cached_property
    def stop_family(self) -> NDArray[np.int64]:
        """Plug family of each stop; (stops,)."""
        return self.family[self.stop_leg]

    @cached_property
    def at(self) -> NDArray[np.float64]:
        """Where the places lie: degrees, longitude as long as latitude; (places, 2)."""
        at = np.array([(place.lon, place.lat) for place in self.instance.places]).reshape(-1, 2)
        return np.asarray(at * np.array([np.cos(np.radians(at[:, 1].mean())) if len(at) else 1.0, 1.0]))

    @cached_property
    def stop_least(self) -> NDArray[np.float64]:
        """`Leg.least` of each stop; (stops,)."""
        return np.concatenate([np.zeros(0), *(leg.least for leg in self.legs.legs)])

    @cached_property
    def stop_most(self) -> NDArray[np.float64]:
        """`Leg.most` of each stop; (stops,)."""
        return np.concatenate([np.zeros(0), *(leg.most for leg in self.legs.legs)])

    @cached_property
    def bought(self) -> NDArray[np.float64]:
        """`Leg.bought`; (legs,)."""
        return np.array([leg.bought for leg in self.legs.legs], dtype=float)

    @cached_property
    def stop_stands(self) -> NDArray[np.bool_]:
        """Whether what stands at a stop serves its leg; (stops,)."""
        return np.asarray(self.stations.standing_kwh[self.lines.place, self.stop_family] > 0)

    @cached_property
    def stop_group(self) -> NDArray[np.int64]:
        """Number of the group of stations that open a stop to its leg, -1 where none can; (stops,)."""
        _, number = self.stations.groups
        return np.asarray(number[self.lines.place, self.stop_family])

    @property
    def target(self) -> float:
        """See `Wish.target`."""
        return self.wish.target(self.instance, self.legs)


def counts(floor: Floor, trip: Trip) -> bool:
    """Whether a floor counts a trip."""
    return (
        (not floor.region or floor.region in trip.regions)
        and (floor.family is None or floor.family == trip.family)
        and (not floor.season or floor.season == trip.season)
    )


def _floor_trips(floor: Floor, instance: CorridorInstance, legs: Legs) -> float:
    counted = [trip.trips_per_day * counts(floor, trip) for trip in instance.trips]
    return floor.share * sum(counted) - sum(counted[trip] for trip in legs.free)
