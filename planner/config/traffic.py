"""The table `[traffic]` of a configuration file; the text under each field is the manual."""

from pathlib import Path

from pydantic import Field, model_validator

from geodata.city_request import SpeedsRequest
from geodata.input_file import InputFile, file_beside
from planner.config.section import LayerName, Section
from planner.support.speech import _


class TrafficConfig(Section):
    """`[traffic]`: vehicles that the city's detectors counted, and how fast they drive in the peak hour."""

    path: str | None = None
    """Table or layer `vehicles_per_day[, counter, period_h, lon, lat]` (.csv, .xlsx, .xls, .xlsb, .ods, or any format of layers); `period_h` is the hours that a count covers, 24 where it is empty. Lines are taken at their middle, rows of one counter are averaged. Default: none."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { counter = "...", vehicles_per_day = "...", lon = "...", lat = "..." }."""
    layer: LayerName | None = None
    """Which layer of `path`, where the file has several. Default: the only one."""
    peak_hour: bool = True
    """Drive times are those of the peak hour, in which guns are busiest too; `false` for drives without congestion. Speeds fall by road class as configs/facts/peak_hour_speeds.csv has it (assumed: 65 % on primary roads, 95 % on residential ones) unless `speeds` says otherwise."""
    speeds: str | None = None
    """Your speeds of the peak hour: a table `road_class[,kmh][,factor]` (.csv, .xlsx, .xls, .xlsb, .ods) with `highway` values of OpenStreetMap and, in each row, either the mean speed in the peak hour or its share of the speed without congestion. A ramp (`primary_link`) without a row drives as its road says; a class without a row as assumed. Default: none."""
    speeds_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { road_class = "...", kmh = "...", factor = "..." }."""

    @model_validator(mode="after")
    def _speeds_are_used(self) -> "TrafficConfig":
        if self.speeds is not None and not self.peak_hour:
            raise ValueError(
                _("'speeds' are those of the peak hour, and 'peak_hour' is false; take one of the two out")
            )
        return self

    def request(self, folder: Path) -> InputFile | None:
        """State what geodata is asked for; the table lies beside `folder`."""
        return file_beside(folder, self.path, self.columns, self.layer)

    def speeds_request(self, folder: Path, factors: tuple[tuple[str, float], ...], source: str) -> SpeedsRequest:
        """State what geodata is asked for: the table beside `folder`, with assumed factors by road class for what it leaves out."""
        if not self.peak_hour:
            return SpeedsRequest()
        return SpeedsRequest(factors, source, file_beside(folder, self.speeds, self.speeds_columns))
