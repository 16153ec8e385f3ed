"""The table `[inventory]` of a configuration file; the text under each field is the manual."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from geodata.city_request import InventoryRequest
from geodata.input_file import file_beside
from planner.config.section import Positive, Section

Uncounted = Literal["private", "disconnected", "planned", "out_of_order", "unknown_access", "reserved"]


class InventoryConfig(Section):
    """`[inventory]`: what is made of the stations that were read."""

    overrides: str | None = None
    """Table `action,station,other,field,value,note`: your last word on which records are one station (`same`), two (`separate`), not to be taken (`leave_out`), and what is true of one (`set`). `evplan check --out` writes one to start from."""
    overrides_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    also_supply: tuple[Uncounted, ...] = ()
    """Plugs that count as today's supply although they would not: private, disconnected, planned, out_of_order, unknown_access, reserved (for trucks, disabled drivers, employees, …)."""
    out_of_order_now: Literal["counts", "left_out"] = "counts"
    """Plugs that a live status (OCPI, or a file in `stations.status_path`) calls out of order: they count as supply, for they will be repaired and `plan.availability` allows for faults; or they are left out, and `upgrades.repair` prices their repair."""
    stale_after_days: int = Field(default=730, ge=1)
    """Stations whose last update is older than this are named as stale; they count all the same."""
    stale_status_after_days: int = Field(default=90, ge=1)
    """A live status that is older than this is named: what has been out of order for so long may never work again."""
    target_kw_per_bev: Positive | None = None
    """Your target of public kW for each battery-electric vehicle, shown beside the norms. Default: none."""
    target_vehicles_per_point: Positive | None = None
    """Your target of vehicles for each public charging point. Default: none."""

    def request(self, folder: Path) -> InventoryRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        overrides = file_beside(folder, self.overrides, self.overrides_columns)
        return InventoryRequest(overrides, self.stale_after_days, self.stale_status_after_days)
