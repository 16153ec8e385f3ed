"""The table `[inventory]` of a configuration file; the text under each field is the manual."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from geodata.city_request import InventoryRequest
from geodata.input_file import file_beside
from planner.config.section import Positive, Section

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
