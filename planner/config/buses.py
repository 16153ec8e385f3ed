"""The table `[buses]` of a configuration file; the text under each field is the manual."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from geodata.city_request import BusRequest
from geodata.input_file import file_beside
from planner.config.section import LayerName, NotNegative, Positive, Section
from planner.support.speech import _


class BusesConfig(Section):
    """`[buses]`: depots of the city's buses, planned from their timetable and kept apart from public charging (docs/depots.md)."""

    gtfs: str | None = None
    """Timetable as GTFS, a .zip or a folder. With it the class `bus` of the fleet charges in depots and asks for nothing in public, unless [demand.classes.bus] states its public shares. Default: none, and no depots are planned."""
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Day of the timetable, as 2026-05-20. Default: the working day with the most trips."""
    depots: str | None = None
    """Table `name,lon,lat[,bays][,grid_kw]` of depots. Default: those of the map (landuse=depot, industrial=depot, else amenity=bus_station), else the terminals where most buses start and end, reported as assumed."""
    depots_layer: LayerName | None = None
    """Which layer of `depots`. Default: the only one."""
    depots_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { name = "...", lon = "...", lat = "..." }."""
    layover_min: NotNegative = 5.0
    """Shortest stay of a bus at a terminal or in its depot between two trips that the timetable does not put in one block (assumed)."""
    longest_layover_min: Positive = 60.0
    """Longest such stay at a terminal; a bus that would wait longer goes to its depot (assumed)."""
    detour: Annotated[float, Field(ge=1, le=5)] = 1.3
    """Length of a way over the straight line, for trips without a shape and where the roads do not reach (assumed; 1.2 to 1.5)."""
    battery_kwh: Positive | None = None
    """Battery of a bus. Default: that of a 12 m bus in configs/facts/vehicle_classes.csv, 350."""
    usable_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Part of the battery that a day may use (assumed; 0.7 to 0.9)."""
    charger_kw: Positive = 80.0
    """Power of a gun in a depot (assumed)."""

    @model_validator(mode="after")
    def _sound(self) -> "BusesConfig":
        if self.longest_layover_min < self.layover_min:
            raise ValueError(_("'longest_layover_min' is shorter than 'layover_min'; make it as long at least"))
        if self.gtfs is None and (self.depots is not None or self.date is not None):
            raise ValueError(_("'depots' and 'date' are of a timetable; give 'gtfs' too, or take them out"))
        if self.date is not None:
            try:
                date.fromisoformat(self.date)
            except ValueError:
                raise ValueError(
                    _("'date' {date} is no day of the calendar; write it as 2026-05-20", date=self.date)
                ) from None
        return self

    def request(self, folder: Path) -> BusRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        return BusRequest(
            gtfs=file_beside(folder, self.gtfs),
            depots=file_beside(folder, self.depots, self.depots_columns, self.depots_layer),
            date=None if self.date is None else date.fromisoformat(self.date),
            least_stay_s=self.layover_min * 60.0,
            most_stay_s=self.longest_layover_min * 60.0,
            detour=self.detour,
        )
