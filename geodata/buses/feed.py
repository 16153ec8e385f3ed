"""A GTFS feed as it is read: the few tables that the work of buses follows from, cells as text."""

from dataclasses import dataclass

import pandas as pd

from geodata.input_file import Fingerprint

WANTED: dict[str, tuple[str, ...]] = {
    "agency": ("agency_name",),
    "calendar": (
        "service_id",
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        "start_date",
        "end_date",
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id", "block_id", "shape_id"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
}
"""Columns that are read of each table; what a feed lacks of them is there, and empty."""

NEEDED: dict[str, tuple[str, ...]] = {
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id"),
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
}
"""Tables and columns without which there is no timetable; one of `calendar` and `calendar_dates` beside them."""


@dataclass(frozen=True)
class Feed:
    """Tables by name, each with the columns of `WANTED`; empty where the feed has no such table.

    Parameters
    ----------
    path : str
    tables : mapping
    file : Fingerprint
    """

    path: str
    tables: dict[str, pd.DataFrame]
    file: Fingerprint

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def agencies(self) -> tuple[str, ...]:
        """Names of those who run the buses."""
        return tuple(dict.fromkeys(name for name in self["agency"]["agency_name"] if name))
