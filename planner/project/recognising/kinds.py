"""Kinds of files that a planner brings: what each is called, and where a scenario names it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.support.speech import _


class FileKind(StrEnum):
    """What a file is in a project."""

    ROADS = "roads"
    STATIONS = "stations"
    STATION_STATUS = "station status"
    POPULATION = "population"
    DISTRICTS = "districts"
    DISTRICT_TABLE = "district table"
    BOUNDARY = "boundary"
    FLEET = "fleet"
    MIX = "mix"
    SITES = "own sites"
    FEEDERS = "feeders"
    SUBSTATIONS = "substations"
    SESSIONS = "sessions"
    GTFS = "timetable"
    DEPOTS = "depots"
    ELEVATION = "elevation"
    TRAFFIC = "traffic counts"
    SPEEDS = "speeds"
    OVERTURE = "overture"
    OVERRIDES = "overrides"
    EDITS = "edits"
    CONFIGURATION = "configuration"
    UNKNOWN = "unknown"


CALLED: Mapping[FileKind, Callable[[], str]] = {
    FileKind.ROADS: lambda: _("Map extract (roads, places, stations)"),
    FileKind.STATIONS: lambda: _("Charging stations"),
    FileKind.STATION_STATUS: lambda: _("Live status of charging stations"),
    FileKind.POPULATION: lambda: _("Population"),
    FileKind.DISTRICTS: lambda: _("Districts (areas)"),
    FileKind.DISTRICT_TABLE: lambda: _("Population of districts (table)"),
    FileKind.BOUNDARY: lambda: _("City limits"),
    FileKind.FLEET: lambda: _("Electric vehicles"),
    FileKind.MIX: lambda: _("Mix of charging ports"),
    FileKind.SITES: lambda: _("Your own sites"),
    FileKind.FEEDERS: lambda: _("Feeders with spare power"),
    FileKind.SUBSTATIONS: lambda: _("Substations with spare power"),
    FileKind.SESSIONS: lambda: _("Metered charging sessions"),
    FileKind.GTFS: lambda: _("Bus timetable (GTFS)"),
    FileKind.DEPOTS: lambda: _("Bus depots"),
    FileKind.ELEVATION: lambda: _("Heights"),
    FileKind.TRAFFIC: lambda: _("Traffic counts"),
    FileKind.SPEEDS: lambda: _("Speeds of the peak hour"),
    FileKind.OVERTURE: lambda: _("Overture Maps"),
    FileKind.OVERRIDES: lambda: _("Corrections of the list of stations"),
    FileKind.EDITS: lambda: _("Edits of a plan"),
    FileKind.CONFIGURATION: lambda: _("Scenario (configuration file)"),
    FileKind.UNKNOWN: lambda: _("Not recognised"),
}


def called(kind: FileKind) -> str:
    """Name of a kind for people."""
    return CALLED[kind]()


@dataclass(frozen=True)
class Place:
    """Where a scenario names a file.

    Parameters
    ----------
    table : str
        Table of the configuration: ``city``.
    key : str
        Its key that names the file.
    columns, layer : str or None
        Keys beside it for the user's column names and the layer.
    several : str
        ``""`` where one file stands there; ``"tables"`` where each has a table of its own, ``"list"`` where the key is a list.
    """

    table: str
    key: str
    columns: str | None = None
    layer: str | None = None
    several: str = ""


PLACES: Mapping[FileKind, Place] = {
    FileKind.ROADS: Place("city", "roads"),
    FileKind.OVERTURE: Place("city", "overture", several="list"),
    FileKind.BOUNDARY: Place("city", "boundary", layer="boundary_layer"),
    FileKind.POPULATION: Place("city", "population", "population_columns", "population_layer"),
    FileKind.DISTRICTS: Place("city", "districts", "districts_columns", "districts_layer"),
    FileKind.DISTRICT_TABLE: Place("city", "district_table", "district_table_columns"),
    FileKind.ELEVATION: Place("city", "elevation"),
    FileKind.STATIONS: Place("stations", "path", "columns", "layer", several="tables"),
    FileKind.STATION_STATUS: Place("stations", "status_path", "status_columns", several="tables"),
    FileKind.SESSIONS: Place("sessions", "path", "columns", several="tables"),
    FileKind.OVERRIDES: Place("inventory", "overrides", "overrides_columns"),
    FileKind.FLEET: Place("fleet", "path", "columns"),
    FileKind.MIX: Place("fleet", "mix"),
    FileKind.SITES: Place("sites", "path", "columns", "layer"),
    FileKind.FEEDERS: Place("grid", "path", "columns", "layer"),
    FileKind.SUBSTATIONS: Place("grid", "substations", "substation_columns", "substations_layer"),
    FileKind.TRAFFIC: Place("traffic", "path", "columns", "layer"),
    FileKind.SPEEDS: Place("traffic", "speeds", "speeds_columns"),
    FileKind.GTFS: Place("buses", "gtfs"),
    FileKind.DEPOTS: Place("buses", "depots", "depots_columns", "depots_layer"),
}
"""Of every kind that a scenario can name."""

OF_LISTS = frozenset(
    (FileKind.SITES, FileKind.STATIONS, FileKind.DEPOTS, FileKind.EDITS, FileKind.OVERRIDES, FileKind.UNKNOWN)
)
"""Kinds for which a list of places with chargers may be taken, that of a valuation."""

WITH_FORMAT = frozenset((FileKind.STATIONS, FileKind.SESSIONS))
"""Kinds whose tables of a scenario say as what the file is read."""
