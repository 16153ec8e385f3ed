"""Kinds of files that a planner brings: what each is called, where a scenario names it, and which columns it has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geodata.edit_layer import ASKED
from geodata.sources import (
    depot_table,
    feeder_table,
    irve,
    irve_status,
    session_table,
    site_table,
    speed_table,
    station_overrides,
    station_table,
    traffic_counts,
)
from planner.catalogue import mix_rows
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


@dataclass(frozen=True)
class Columns:
    """Columns of a table of one kind.

    Parameters
    ----------
    known : tuple of str
        All that are read, by our names.
    needed : tuple of tuple of str
        Of each of these one must be there.
    telling : tuple of str
        Those by which the kind is known from others.
    """

    known: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    telling: tuple[str, ...]


_POINT = (("lon",), ("lat",))

COLUMNS: Mapping[FileKind, Columns] = {
    FileKind.STATION_STATUS: Columns(
        irve_status.COLUMNS, (("id_pdc_itinerance",), ("etat_pdc",)), ("id_pdc_itinerance", "etat_pdc")
    ),
    FileKind.STATIONS: Columns(station_table.COLUMNS, (*_POINT, ("connector",)), ("connector",)),
    FileKind.SESSIONS: Columns(
        session_table.COLUMNS, (("kwh",), ("start", "start_date")), ("kwh", "start", "start_date")
    ),
    FileKind.FLEET: Columns(
        ("vehicle_class", "count", "district", "year", "port"), (("vehicle_class",), ("count",)), ("vehicle_class",)
    ),
    FileKind.MIX: Columns(mix_rows.COLUMNS, (("gbt", "ccs2"),), ("gbt", "ccs2")),
    FileKind.OVERRIDES: Columns(station_overrides.COLUMNS, (("action",), ("station",)), ("action", "station")),
    FileKind.SUBSTATIONS: Columns(
        ("substation", "spare_kw", "lon", "lat"), (("substation",), ("spare_kw",)), ("substation", "spare_kw")
    ),
    FileKind.FEEDERS: Columns(feeder_table.COLUMNS, (("feeder",), ("spare_kw",)), ("feeder", "spare_kw")),
    FileKind.TRAFFIC: Columns(traffic_counts.COLUMNS, (("vehicles_per_day",),), ("vehicles_per_day",)),
    FileKind.SPEEDS: Columns(speed_table.COLUMNS, (("road_class",), ("kmh", "factor")), ("road_class",)),
    FileKind.SITES: Columns(
        site_table.COLUMNS, _POINT, ("bays", "site_cost_usd", "land_status", "connection_status", "site_id", "feeder")
    ),
    FileKind.DEPOTS: Columns(depot_table.COLUMNS, (("name",), *_POINT), ()),
    FileKind.POPULATION: Columns(
        ("lon", "lat", "population", "h3"), (("population",), ("lon", "h3")), ("population", "h3")
    ),
    FileKind.DISTRICT_TABLE: Columns(
        ("district", "population"), (("district",), ("population",)), ("district", "population")
    ),
    FileKind.DISTRICTS: Columns(("district", "name", "population"), (("district", "name"),), ("district",)),
    FileKind.EDITS: Columns(("site_id", *ASKED), (("site_id",), ("action",)), ("site_id", "action")),
}
"""Of every kind that comes as a table or layer."""

IRVE = Columns(
    irve.COLUMNS, (("id_pdc_itinerance", "id_station_itinerance"), ("puissance_nominale",)), ("puissance_nominale",)
)
"""Of stations in the French national table, a format of its own."""


def columns_of(kind: FileKind, format_: str = "") -> Columns | None:
    """Columns of a kind in a format; None where it is no table."""
    if kind == FileKind.STATIONS:
        return {"irve": IRVE, "csv": COLUMNS[kind], "geojson": COLUMNS[kind], "": COLUMNS[kind]}.get(format_)
    if kind == FileKind.SESSIONS and format_ not in ("", "csv"):
        return None
    if kind == FileKind.STATION_STATUS and format_ == "datex":
        return None
    return COLUMNS.get(kind)
