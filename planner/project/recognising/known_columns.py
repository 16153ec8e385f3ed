"""Columns of tables of each kind: which are read, which are needed, and by which a kind is told."""

from collections.abc import Mapping
from dataclasses import dataclass

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
from planner.edits.edit_layer import ASKED
from planner.project.recognising.kinds import FileKind


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
