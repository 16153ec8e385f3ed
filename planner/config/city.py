"""The tables of a configuration file that say where the facts of a place are read: the city and its stations."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from geodata.city_request import InventoryRequest, PlaceRequest, StationSource
from geodata.input_file import file_beside
from planner.config.plan import Positive, Section

_SECRET = re.compile(r"[?&;][^=]*(?:key|token|secret|pass|auth)[^=]*=", re.IGNORECASE)


class CityConfig(Section):
    """`[city]`: the place and where its facts lie."""

    name: str
    """Name of the city, as the maps and reports print it."""
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    """ISO 3166-1 alpha-2 code (KZ, UZ, KG, TJ, TM); chooses the facts that fill gaps."""
    roads: str | None = None
    """Road file: .osm.pbf, .osm, .osm.gz, .osm.bz2 or .graphml. Give this or `place`."""
    place: str | None = None
    """Place name for OpenStreetMap ("Almaty, Kazakhstan"); `evplan fetch` downloads it once into a cache."""
    boundary: str | None = None
    """Polygon file of the city limits (.geojson, .gpkg). Default: the union of the populated cells, reported as assumed."""
    population: str | None = None
    """Points or polygons with a count (.csv with lon, lat, population; .geojson; .gpkg) or a raster (.tif). Default: buildings and land use of the road file, scaled to `population_total`."""
    population_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { lon = "...", lat = "...", population = "..." }."""
    population_total: Positive | None = None
    """People in the city; scales the population surface. Default: the sum of the surface."""
    districts: str | None = None
    """Polygon file with a `name` (or `district`) column. Default: none."""
    districts_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { district = "..." }."""
    district_table: str | None = None
    """Table `district,population`: totals for districts; those without polygons are reported, never invented."""
    district_table_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { district = "...", population = "..." }."""
    h3_resolution: int = Field(default=8, ge=6, le=10)
    """H3 resolution of the zones; 8 is about 0.7 km2 a cell."""

    def request(self, folder: Path) -> PlaceRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        return PlaceRequest(
            name=self.name,
            country=self.country,
            roads=file_beside(folder, self.roads),
            place_name=self.place,
            boundary=file_beside(folder, self.boundary),
            population=file_beside(folder, self.population, self.population_columns),
            population_total=self.population_total,
            districts=file_beside(folder, self.districts, self.districts_columns),
            district_table=file_beside(folder, self.district_table, self.district_table_columns),
            h3_resolution=self.h3_resolution,
        )

    @model_validator(mode="after")
    def _one_source_of_roads(self) -> "CityConfig":
        if (self.roads is None) == (self.place is None):
            raise ValueError("give exactly one of 'roads' (a file) and 'place' (a name to download)")
        return self


class StationsConfig(Section):
    """`[[stations]]`: one source of existing stations; any number, merged with duplicates recognised."""

    path: str | None = None
    """File; format "osm" without one reads the road file itself."""
    format: Literal["ocpi", "ocm", "osm", "csv", "geojson"]
    """ocpi (Locations 2.1.1 to 3.0), ocm (Open Charge Map), osm (.osm.pbf, .osm), csv (also .xlsx), geojson (also .gpkg)."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names for csv and geojson: { lon = "...", lat = "...", connector = "...", count = "...", power_kw = "..." }."""
    online: bool = False
    """Instead of a file: `evplan fetch` asks the service of ocpi, ocm or osm once and keeps the answer in the cache."""
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Address of the service: an operator's OCPI Locations or versions endpoint, or another server than the public one for ocm and osm. Implies `online`."""
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    """For ocm online: ask for this whole country (ISO 3166-1 alpha-2). Default: the surroundings of the city."""
    token_env: str | None = Field(default=None, pattern="^[A-Za-z_][A-Za-z0-9_]*$")
    """Name of the environment variable that holds the OCPI token or the Open Charge Map key, which must be in no file. Default for ocm: EVPLAN_OCM_KEY."""

    @field_validator("format", mode="before")
    @classmethod
    def _by_ending(cls, name: object) -> object:
        """What people call a table or a layer by its ending."""
        return {"xlsx": "csv", "excel": "csv", "gpkg": "geojson", "geopackage": "geojson"}.get(str(name).lower(), name)

    @field_validator("url")
    @classmethod
    def _no_secret(cls, url: str | None) -> str | None:
        """A configuration is copied into every result, so no secret may stand in it."""
        if url is not None and ("@" in url.split("/")[2] or _SECRET.search(url)):
            raise ValueError(
                "an address with a user, key or token in it; name the variable that holds it in 'token_env'"
            )
        return url

    @property
    def is_online(self) -> bool:
        """Whether it is read from what was downloaded."""
        return self.online or self.url is not None

    def request(self, folder: Path) -> StationSource:
        """State what geodata is asked for; a file lies beside `folder`."""
        file = file_beside(folder, self.path, self.columns)
        return StationSource(self.format, file, self.is_online, self.url, self.country, self.token_env)

    @model_validator(mode="after")
    def _one_origin(self) -> "StationsConfig":
        if self.is_online and self.path is not None:
            raise ValueError("give 'path' or 'online'/'url', not both")
        if self.is_online and self.format in ("csv", "geojson"):
            raise ValueError(f"format {self.format!r} is read from a file; give its 'path'")
        if self.format == "ocpi" and self.online and self.url is None:
            raise ValueError("format 'ocpi' online needs the operator's 'url'")
        if self.country is not None and not (self.format == "ocm" and self.is_online):
            raise ValueError("'country' is for format 'ocm' online")
        if self.path is None and not self.is_online and self.format != "osm":
            raise ValueError(f"format {self.format!r} needs a 'path'")
        return self


Uncounted = Literal["private", "disconnected", "planned", "out_of_order", "unknown_access"]


class InventoryConfig(Section):
    """`[inventory]`: what is made of the stations that were read."""

    overrides: str | None = None
    """Table `action,station,other,field,value,note`: your last word on which records are one station (`same`), two (`separate`), not to be taken (`leave_out`), and what is true of one (`set`). `evplan check --out` writes one to start from."""
    overrides_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    also_supply: tuple[Uncounted, ...] = ()
    """Plugs that count as today's supply although they would not: private, disconnected, planned, out_of_order, unknown_access."""
    stale_after_days: int = Field(default=730, ge=1)
    """Stations whose last update is older than this are named as stale; they count all the same."""
    target_kw_per_bev: Positive | None = None
    """Your target of public kW for each battery-electric vehicle, shown beside the norms. Default: none."""
    target_vehicles_per_point: Positive | None = None
    """Your target of vehicles for each public charging point. Default: none."""

    def request(self, folder: Path) -> InventoryRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        return InventoryRequest(file_beside(folder, self.overrides, self.overrides_columns), self.stale_after_days)
