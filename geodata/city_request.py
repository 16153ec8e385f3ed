"""Which files say what about a city: all that is needed to assemble it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Columns = Mapping[str, str]
"""Our column names to the user's."""

StationFormat = Literal["ocpi", "ocm", "osm", "csv", "geojson"]


@dataclass(frozen=True)
class StationSource:
    """One source of existing stations.

    Parameters
    ----------
    format : str
    path : Path, optional
        File. ``osm`` without one reads the road file itself.
    columns : mapping
        For tables.
    online : bool
        Read what `evplan fetch` downloaded from a service into the cache.
    url : str, optional
        Its address; None for the public service of the format.
    country : str, optional
        ISO 3166-1 alpha-2: ask for a whole country instead of the city's surroundings (Open Charge Map).
    token_env : str, optional
        Environment variable that holds the token or key; the secret itself is in no file.
    """

    format: StationFormat
    path: Path | None = None
    columns: Columns = field(default_factory=dict)
    online: bool = False
    url: str | None = None
    country: str | None = None
    token_env: str | None = None


@dataclass(frozen=True)
class KnownVehicles:
    """Vehicles of a class that facts know of a city; `year` None for the planning year."""

    vehicle_class: str
    count: float
    year: int | None = None


@dataclass(frozen=True)
class CityRequest:
    """Where a city's facts lie.

    Parameters
    ----------
    name, country : str
        Country as ISO 3166-1 alpha-2, or empty.
    year : int
        Planning year, for the fleet.
    roads : Path, optional
        Road file; or, instead, `place` in `cache`.
    place : str, optional
        Place name that was fetched from OpenStreetMap.
    cache : Path, optional
        Folder of fetched places.
    boundary, population, districts, district_table, fleet, site_table, feeders, traffic : Path, optional
        As the manual's keys; each table with its map of `_columns`.
    population_total : float, optional
        People in the city.
    stations : tuple of StationSource
    overrides : Path, optional
        The user's word on which records are one station and what is true of it; with `overrides_columns`.
    stale_after_days : int
        Stations whose last update is older are named.
    stock : tuple of KnownVehicles
        Vehicles where there is no fleet table; `stock_source` says whose figures they are.
    site_kinds : tuple of str
        Kinds of places taken from OpenStreetMap as candidates.
    h3_resolution : int
    default_bays, max_bays : int
        Bays of a site of unknown size; most at one site.
    bay_share : float
        Share of a car park's bays that chargers may take.
    """

    name: str
    country: str = ""
    year: int = 2028
    roads: Path | None = None
    place: str | None = None
    cache: Path | None = None
    boundary: Path | None = None
    population: Path | None = None
    population_columns: Columns = field(default_factory=dict)
    population_total: float | None = None
    districts: Path | None = None
    districts_columns: Columns = field(default_factory=dict)
    district_table: Path | None = None
    district_table_columns: Columns = field(default_factory=dict)
    stations: tuple[StationSource, ...] = ()
    overrides: Path | None = None
    overrides_columns: Columns = field(default_factory=dict)
    stale_after_days: int = 730
    fleet: Path | None = None
    fleet_columns: Columns = field(default_factory=dict)
    stock: tuple[KnownVehicles, ...] = ()
    stock_source: str = "given without a table"
    site_kinds: tuple[str, ...] = ("parking", "fuel", "retail")
    site_table: Path | None = None
    site_columns: Columns = field(default_factory=dict)
    feeders: Path | None = None
    feeder_columns: Columns = field(default_factory=dict)
    substations: Path | None = None
    substation_columns: Columns = field(default_factory=dict)
    traffic: Path | None = None
    traffic_columns: Columns = field(default_factory=dict)
    h3_resolution: int = 8
    default_bays: int = 4
    max_bays: int = 12
    bay_share: float = 0.2
