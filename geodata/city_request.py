"""What a city is assembled from: its files, and how they are to be read, in one record for each section of a configuration.

A record is made by the section of the configuration that has its keys (`planner.config`) and taken by the stage that reads
its files. So a new input file is named twice and nowhere else: as a key, beside which its section puts an
`geodata.input_file.InputFile` into its record here, and where its reader is called. Results name it, and the hash of its
bytes, by the report of its reader. Only what changes the facts of a city stands here: two requests that are equal ask for
the same city, whatever else is planned in it.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from geodata.input_file import InputFile

StationFormat = Literal["ocpi", "ocm", "osm", "csv", "geojson", "datex", "irve"]
SessionFormat = Literal["csv", "ocpi_cdr", "ocpi_session"]


@dataclass(frozen=True)
class PlaceRequest:
    """The place itself.

    Parameters
    ----------
    name, country : str
        Country as ISO 3166-1 alpha-2, or empty.
    roads : InputFile, optional
        Road file; or, instead, `place_name`.
    place_name : str, optional
        Name that was fetched from OpenStreetMap into the cache.
    overture : tuple of InputFile
        Of Overture Maps; they may hold the roads instead.
    boundary, population, districts, district_table : InputFile, optional
        As the manual's keys.
    population_total : float, optional
        People in the city.
    districts_subtype : str, optional
        Which of Overture's divisions are the districts.
    h3_resolution : int
    elevation : InputFile, optional
        Raster of heights.
    """

    name: str
    country: str = ""
    roads: InputFile | None = None
    place_name: str | None = None
    overture: tuple[InputFile, ...] = ()
    boundary: InputFile | None = None
    population: InputFile | None = None
    population_total: float | None = None
    districts: InputFile | None = None
    district_table: InputFile | None = None
    districts_subtype: str | None = None
    h3_resolution: int = 8
    elevation: InputFile | None = None


@dataclass(frozen=True)
class StationSource:
    """One source of existing stations.

    Parameters
    ----------
    format : str
    file : InputFile, optional
        ``osm`` without one reads the road file itself.
    online : bool
        Read what `evplan fetch` downloaded from a service into the cache.
    url : str, optional
        Its address; None for the public service of the format.
    country : str, optional
        ISO 3166-1 alpha-2: ask for a whole country instead of the city's surroundings (Open Charge Map).
    token_env : str, optional
        Environment variable that holds the token or key; the secret itself is in no file.
    status : InputFile, optional
        Live status of the points in `file` (DATEX II, IRVE).
    """

    format: StationFormat
    file: InputFile | None = None
    online: bool = False
    url: str | None = None
    country: str | None = None
    token_env: str | None = None
    status: InputFile | None = None


@dataclass(frozen=True)
class InventoryRequest:
    """What is made of the stations that were read.

    Parameters
    ----------
    overrides : InputFile, optional
        The user's word on which records are one station and what is true of it.
    stale_after_days : int
        Stations whose last update is older are named.
    stale_status_after_days : int
        So are plugs whose live status is older.
    """

    overrides: InputFile | None = None
    stale_after_days: int = 730
    stale_status_after_days: int = 90


@dataclass(frozen=True)
class KnownVehicles:
    """Vehicles of a class that facts know of a city; `year` None for the planning year."""

    vehicle_class: str
    count: float
    year: int | None = None


@dataclass(frozen=True)
class FleetRequest:
    """The vehicles.

    Parameters
    ----------
    year : int
        Planning year.
    table : InputFile, optional
    stock : tuple of KnownVehicles
        Vehicles where there is no table; `stock_source` says whose figures they are.
    """

    year: int = 2028
    table: InputFile | None = None
    stock: tuple[KnownVehicles, ...] = ()
    stock_source: str = "given without a table"


@dataclass(frozen=True)
class SitesRequest:
    """Where chargers may stand.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of places taken from OpenStreetMap as candidates.
    table : InputFile, optional
        The user's own sites.
    default_bays, max_bays : int
        Bays of a site of unknown size, None for what is usual for its kind; most at one site.
    bay_share : float
        Share of a car park's bays that chargers may take.
    preference : tuple of str
        Kinds, best first, of which the better stays where several places are one; empty for the assumed order.
    """

    kinds: tuple[str, ...] = ("parking", "street", "fuel", "retail")
    table: InputFile | None = None
    default_bays: int | None = None
    max_bays: int = 12
    bay_share: float = 0.2
    preference: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridRequest:
    """Tables of `feeders` and of `substations`, with their spare power."""

    feeders: InputFile | None = None
    substations: InputFile | None = None


@dataclass(frozen=True)
class SpeedsRequest:
    """Speeds of the peak hour; with neither factors nor a table drives are without congestion.

    Parameters
    ----------
    factors : tuple of (str, float)
        Assumed speed over that without congestion, by road class; `source` says whose they are.
    table : InputFile, optional
        The user's speeds, which count before the assumed ones.
    """

    factors: tuple[tuple[str, float], ...] = ()
    source: str = "given without a table"
    table: InputFile | None = None


@dataclass(frozen=True)
class SessionSource:
    """One source of metered sessions.

    Parameters
    ----------
    format : str
    file : InputFile
    time_zone : str, optional
        IANA name of the city's time; None for that of its country.
    date_order : str, optional
        Whether day or month is first in a table, where its dates do not tell.
    max_distance_m : float
        From coordinates of a session to the station they are taken for.
    """

    format: SessionFormat
    file: InputFile
    time_zone: str | None = None
    date_order: Literal["day_first", "month_first"] | None = None
    max_distance_m: float = 100.0


@dataclass(frozen=True)
class BusRequest:
    """The timetable of the city's buses, and where they are kept.

    Parameters
    ----------
    gtfs : InputFile, optional
        Feed, a .zip or a folder; None for a city without.
    depots : InputFile, optional
        Table of depots.
    date : date, optional
        Day to plan for; None for the busiest working day.
    least_stay_s, most_stay_s : float
        Of a bus at a terminal between two trips that the feed does not put in one block.
    detour : float
        Street over straight distance, where a way is not known.
    """

    gtfs: InputFile | None = None
    depots: InputFile | None = None
    date: "date | None" = None
    least_stay_s: float = 300.0
    most_stay_s: float = 3600.0
    detour: float = 1.3


@dataclass(frozen=True)
class CityRequest:
    """All that a city is assembled from.

    Parameters
    ----------
    place : PlaceRequest
    stations : tuple of StationSource
        In order of trust.
    inventory : InventoryRequest
    fleet : FleetRequest
    sites : SitesRequest
    grid : GridRequest
    traffic : InputFile, optional
        Counts of vehicles.
    speeds : SpeedsRequest
    sessions : tuple of SessionSource
        Metered sessions.
    buses : BusRequest
    cache : Path, optional
        Folder of fetched places and downloaded stations.
    """

    place: PlaceRequest
    stations: tuple[StationSource, ...] = ()
    inventory: InventoryRequest = field(default_factory=InventoryRequest)
    fleet: FleetRequest = field(default_factory=FleetRequest)
    sites: SitesRequest = field(default_factory=SitesRequest)
    grid: GridRequest = field(default_factory=GridRequest)
    traffic: InputFile | None = None
    speeds: SpeedsRequest = field(default_factory=SpeedsRequest)
    sessions: tuple[SessionSource, ...] = ()
    buses: BusRequest = field(default_factory=BusRequest)
    cache: Path | None = None
