"""The tables `[[sessions]]` of a configuration file; the text under each field is the manual."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from geodata.city_request import SessionSource
from geodata.input_file import file_beside
from planner.config.section import Positive, Section
from planner.support.speech import _


class SessionsConfig(Section):
    """`[[sessions]]`: metered charging sessions, which calibrate the demand; any number of files. Columns and keys that tell who charged are never read."""

    path: str
    """File of sessions."""
    format: Literal["csv", "ocpi_cdr", "ocpi_session"]
    """csv (also .xlsx, .xls, .xlsb, .ods: an operator's export, one row a session), ocpi_cdr or ocpi_session (OCPI 2.1.1 to 2.3.0, JSON)."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names for csv: { start_date = "...", start_time = "...", end_date = "...", end_time = "...", kwh = "...", station = "..." }. Others: start, end (date and time in one), plugged_h, charging_h, station_id, evse, lon, lat, power_kw, current (the last two also from words, such as a model's name)."""
    time_zone: str | None = None
    """Time zone of the city, as "Asia/Almaty", to which times with a zone of their own are converted; times without one are taken as local, in OCPI as UTC. Default: that of the country, else whole hours by longitude."""
    date_order: Literal["day_first", "month_first"] | None = None
    """Which comes first in dates such as 06/09/2018. Default: found from all dates of the file; asked for where they do not tell."""
    max_distance_m: Positive = 100.0
    """Sessions whose station is known by coordinates alone are tied to the nearest station on file up to so far away."""

    @field_validator("format", mode="before")
    @classmethod
    def _by_ending(cls, name: object) -> object:
        """What people call a table by its ending."""
        return {"xlsx": "csv", "excel": "csv"}.get(str(name).lower(), name)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            return name if name is None else str(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(_("no such time zone; expected a name such as 'Asia/Almaty'")) from None

    @model_validator(mode="after")
    def _columns_of_tables(self) -> "SessionsConfig":
        if self.format != "csv" and (self.columns or self.date_order):
            raise ValueError(_("'columns' and 'date_order' are for format 'csv'; OCPI names its own"))
        return self

    def request(self, folder: Path) -> SessionSource:
        """State what geodata is asked for; the file lies beside `folder`."""
        file = file_beside(folder, self.path, self.columns)
        return SessionSource(self.format, file, self.time_zone, self.date_order, self.max_distance_m)
