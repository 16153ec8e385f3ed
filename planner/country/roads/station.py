"""A station on a road of a planned country, one that is built or one that stands, and its cabinets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PROPOSED, EXISTING = "proposed", "existing"
LEAST_KWH = 0.05
"""Less is sold as nothing, kWh a day."""


@dataclass(frozen=True)
class RoadCabinets:
    """Cabinets of one kind; the guns of each share its power.

    Parameters
    ----------
    kind : str
        Of the catalogue of chargers.
    count : int
    kw : float
        Of one cabinet, kW.
    guns : mapping of str to int
        Of one cabinet, by plug family.
    """

    kind: str
    count: int
    kw: float
    guns: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class RoadStation:
    """A station on a road.

    Parameters
    ----------
    id, name, road, region, country : str
    lon, lat : float
    status : str
        `PROPOSED` or `EXISTING`.
    guns, standing : mapping
        New guns by plug family, and those that stand.
    stands : tuple of str
        Names of the stations that stand there.
    kw : float
        Of one new gun alone.
    grid_kw, cost_usd : float
    kwh_per_day, capacity_kwh : mapping
        By season: energy that it sells on a day; by plug family: what it can.
    rank : int
        Place in the order of building; 0 of those that stand.
    year : int
        Of the phase that builds it; 0 where there are no phases, and of those that stand.
    sold_kwh : float
        On the mean of the seasons.
    abroad : bool
        Whether the data count its land to a country that is not planned.
    approximate : bool
        Whether the place is told as on a straight line, the course of its road being unknown.
    cabinets : tuple of RoadCabinets
        New ones; their guns share their power.
    ground_usd, grid_usd : float
        Parts of the cost: ground works, and connection and cable to the grid.
    stage : int
        Of building; stations of one belong together. 0 of those that stand.
    so_far_usd : float
        Cost of all new stations up to this one in the order of building.
    so_far_kwh, so_far_trips : float or None
        With these and what stands: the energy that trips which can be driven by then need on their quickest ways, kWh a day, and the share of all trips between towns that can be driven, on the mean of the year; None where that was not worked out.
    """

    id: str
    name: str
    lon: float
    lat: float
    road: str = ""
    region: str = ""
    country: str = ""
    status: str = PROPOSED
    guns: Mapping[str, int] = field(default_factory=dict)
    standing: Mapping[str, int] = field(default_factory=dict)
    stands: tuple[str, ...] = ()
    kw: float = 0.0
    grid_kw: float = 0.0
    cost_usd: float = 0.0
    kwh_per_day: Mapping[str, float] = field(default_factory=dict)
    capacity_kwh: Mapping[str, float] = field(default_factory=dict)
    rank: int = 0
    sold_kwh: float = 0.0
    year: int = 0
    abroad: bool = False
    approximate: bool = False
    cabinets: tuple[RoadCabinets, ...] = ()
    ground_usd: float = 0.0
    grid_usd: float = 0.0
    stage: int = 0
    so_far_usd: float = 0.0
    so_far_kwh: float | None = None
    so_far_trips: float | None = None

    @property
    def cabinets_usd(self) -> float:
        """The rest of the cost: cabinets with their installation."""
        return self.cost_usd - self.ground_usd - self.grid_usd
