"""The tables `[[stations]]` of a configuration file; the text under each field is the manual."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from geodata.city_request import StationSource
from geodata.input_file import file_beside
from planner.config.section import LayerName, Section
from planner.support.speech import _

_SECRET = re.compile(r"[?&;][^=]*(?:key|token|secret|pass|auth)[^=]*=", re.IGNORECASE)


class StationsConfig(Section):
    """`[[stations]]`: one source of existing stations; any number, merged with duplicates recognised."""

    path: str | None = None
    """File; format "osm" without one reads the road file itself."""
    format: Literal["ocpi", "ocm", "osm", "csv", "geojson", "datex", "irve"]
    """ocpi (Locations 2.1.1 to 3.0), ocm (Open Charge Map), osm (.osm.pbf, .osm), csv (also .xlsx, .xls, .xlsb, .ods), geojson (also .gpkg, .shp and every other layer), datex (DATEX II energy infrastructure, XML), irve (the French national table)."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names for csv, geojson and irve: { lon = "...", lat = "...", connector = "...", count = "...", power_kw = "..." }."""
    layer: LayerName | None = None
    """For geojson and irve: which layer of `path`, where the file has several. Default: the only one, else `stations`."""
    status_path: str | None = None
    """For datex and irve: a file with the live status of the points in `path` (a status publication, or the dynamic table of IRVE). OCPI tells it in the same file."""
    status_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names for a `status_path` of irve."""
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
        layers = dict.fromkeys(("gpkg", "geopackage", "shp", "shapefile", "fgb", "parquet", "kml"), "geojson")
        return ({"xlsx": "csv", "excel": "csv"} | layers).get(str(name).lower(), name)

    @field_validator("url")
    @classmethod
    def _no_secret(cls, url: str | None) -> str | None:
        """A configuration is copied into every result, so no secret may stand in it."""
        if url is not None and ("@" in url.split("/")[2] or _SECRET.search(url)):
            raise ValueError(
                _("an address with a user, key or token in it; name the variable that holds it in 'token_env'")
            )
        return url

    @property
    def is_online(self) -> bool:
        """Whether it is read from what was downloaded."""
        return self.online or self.url is not None

    @model_validator(mode="after")
    def _one_origin(self) -> "StationsConfig":
        if self.is_online and self.path is not None:
            raise ValueError(_("give 'path' or 'online'/'url', not both"))
        if self.is_online and self.format in ("csv", "geojson", "datex", "irve"):
            raise ValueError(_("format {format!r} is read from a file; give its 'path'", format=self.format))
        if self.format == "ocpi" and self.online and self.url is None:
            raise ValueError(_("format 'ocpi' online needs the operator's 'url'"))
        if self.country is not None and not (self.format == "ocm" and self.is_online):
            raise ValueError(_("'country' is for format 'ocm' online"))
        if self.status_path is not None and self.format not in ("datex", "irve"):
            raise ValueError(
                _("'status_path' is for formats 'datex' and 'irve'; others tell the status in the same file")
            )
        if self.path is None and not self.is_online and self.format != "osm":
            raise ValueError(_("format {format!r} needs a 'path'", format=self.format))
        return self

    def request(self, folder: Path) -> StationSource:
        """State what geodata is asked for; a file lies beside `folder`."""
        file = file_beside(folder, self.path, self.columns, self.layer)
        status = file_beside(folder, self.status_path, self.status_columns)
        return StationSource(self.format, file, self.is_online, self.url, self.country, self.token_env, status)
