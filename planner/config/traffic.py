"""The table `[traffic]` of a configuration file; the text under each field is the manual."""

from pathlib import Path

from pydantic import Field

from geodata.input_file import InputFile, file_beside
from planner.config.section import Section


class TrafficConfig(Section):
    """`[traffic]`: vehicles that the city's detectors counted."""

    path: str | None = None
    """Table or layer `vehicles_per_day[, counter, period_h, lon, lat]` (.csv, .xlsx, .geojson, .gpkg); `period_h` is the hours that a count covers, 24 where it is empty. Lines are taken at their middle, rows of one counter are averaged. Default: none."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { counter = "...", vehicles_per_day = "...", lon = "...", lat = "..." }."""

    def request(self, folder: Path) -> InputFile | None:
        """State what geodata is asked for; the table lies beside `folder`."""
        return file_beside(folder, self.path, self.columns)
