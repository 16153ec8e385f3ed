"""What a corridor plan is good for: trips made possible, energy sold, or least money for a share of all trips."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.legs import Legs


class Aim(StrEnum):
    """What is optimised."""

    TRIPS = "trips"
    """Trips a day that charging makes possible, each by its weight; those that need none are not counted."""
    ENERGY = "energy"
    """KWh a day that those trips buy on their quickest way, by weight, whichever way they take: a longer one that sells more serves nobody better."""
    COST = "cost"
    """Least dollars for a share of all weighted trips, those that need no charging among them."""


@dataclass(frozen=True)
class Wish:
    """An aim and what belongs to it.

    Parameters
    ----------
    aim : Aim
    share : float
        For `Aim.COST`: the share of all weighted trips that must be possible.
    each : float
        For `Aim.TRIPS`: what a trip counts, such as the kWh by which it is weighed beside a city; more than 0.
    """

    aim: Aim = Aim.TRIPS
    share: float = 0.0
    each: float = 1.0

    def gains(self, instance: CorridorInstance, legs: Legs) -> NDArray[np.float64]:
        """What a whole leg counts; (legs,)."""
        trips = [instance.trips[leg.trip] for leg in legs.legs]
        counted = np.array([trip.trips_per_day * trip.weight for trip in trips], dtype=float)
        if self.aim is Aim.TRIPS:
            return counted * self.each
        if self.aim is Aim.ENERGY:
            counted *= np.array([trip.needed_kwh for trip in trips], dtype=float)
        return counted

    def target(self, instance: CorridorInstance, legs: Legs) -> float:
        """What must be reached in weighted trips where money is minimised, beyond those that need no charging."""
        worth = [trip.trips_per_day * trip.weight for trip in instance.trips]
        return max(0.0, self.share * sum(worth) - sum(worth[trip] for trip in legs.free))
