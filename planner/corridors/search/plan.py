"""A corridor plan: what is built, who drives where and charges what, and what is proven of it."""

from dataclasses import dataclass

from planner.corridors.search.aims import Wish
from planner.corridors.search.gaps import Gap
from planner.corridors.search.legs import Stranding
from planner.proofs import Proof


@dataclass(frozen=True)
class Drive:
    """A share of a trip that is possible on a route, and what each of its drivers charges on the way.

    Parameters
    ----------
    trip : int
        Number of the trip.
    route : int
        Number of its route.
    share : float
        Of the trips of the trip.
    charges : tuple of (place, kWh)
        In driving order, what one driver charges; none for a trip that needs none.
    """

    trip: int
    route: int
    share: float
    charges: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Sold:
    """Energy that a station sells to a plug family on a day of a season.

    Parameters
    ----------
    place, family : int
    season : str
    kwh, capacity_kwh : float
        Sold, and at most.
    """

    place: int
    family: int
    season: str
    kwh: float
    capacity_kwh: float


@dataclass(frozen=True, eq=False)
class CorridorPlan:
    """A plan and its proof.

    Parameters
    ----------
    wish : Wish
        What was optimised.
    built : mapping from place to key of the option
        By id of the place.
    usd : float
    drives : tuple of Drive
        All that is possible, trips that need no charging among them.
    possible : (trips,) tuple of float
        Share of each trip that is possible.
    sold : tuple of Sold
        Stations of which anybody charges.
    stranded : mapping from trip to Stranding
        Trips longer than any chain of stations allows, and the piece of road that no place covers; None for a trip without a route.
    gaps : tuple of Gap
        The greatest gap by norm and road.
    proof : Proof
        Value, bound, gap, status.
    """

    wish: Wish
    built: dict[str, str]
    usd: float
    drives: tuple[Drive, ...]
    possible: tuple[float, ...]
    sold: tuple[Sold, ...]
    stranded: dict[int, Stranding | None]
    gaps: tuple[Gap, ...]
    proof: Proof

    @property
    def value(self) -> float:
        """Of the objective."""
        return self.proof.value

    @property
    def bound(self) -> float:
        """That no plan passes."""
        return self.proof.bound

    @property
    def gap(self) -> float:
        """Between the two, as a share of the bound."""
        return self.proof.gap
