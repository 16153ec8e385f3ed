"""The chargers that exist, station by station and plug by plug, in OCPI terms."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.tables import Column, Schema

STATIONS = Schema(
    "stations",
    {
        "station_id": Column("text", "stable id: source and the source's own id"),
        "name": Column("text", "name, raw as the source gives it", optional=True),
        "operator": Column("text", "operator", optional=True),
        "address": Column("text", "street address", optional=True),
        "city": Column("text", "town in the address", optional=True),
        "country": Column("text", "ISO 3166-1 alpha-3 as OCPI has it, where known", optional=True),
        "access": Column("text", "public, customers, private or unknown"),
        "connection": Column("text", "connected, disconnected, unclear or unknown: whether the grid feeds it"),
        "source": Column("text", "file or service it came from"),
        "source_id": Column("text", "id there"),
        "updated": Column("text", "ISO 8601 time of last update", optional=True),
        "merged_ids": Column("text", "other station_ids recognised as this one, separated by spaces", optional=True),
        "accessible": Column("text", "yes or no: disabled drivers can use it, where known", optional=True, later=True),
    },
    key="station_id",
    geometry=("Point",),
)

CONNECTORS = Schema(
    "connectors",
    {
        "station_id": Column("text", "station it belongs to"),
        "evse_id": Column("text", "EVSE it belongs to: one vehicle at a time"),
        "connector": Column("text", "OCPI ConnectorType, kept even when unknown"),
        "format": Column("text", "SOCKET or CABLE", optional=True),
        "count": Column("count", "alike plugs in this row", "plugs"),
        "power_kw": Column("number", "power of one plug", "kW"),
        "power_guessed": Column("flag", "power is the class default, not given"),
        "status": Column("text", "operational, out_of_order_now, planned, out_of_order, removed, unclear or unknown"),
        "status_at": Column("text", "ISO 8601 time at which it was out of order now", optional=True, later=True),
        "reserved_for": Column("text", "who alone may charge here: trucks, buses, …", optional=True, later=True),
        "parking": Column("text", "bays of the EVSE, JSON as OCPI 2.3.0 has them", optional=True, later=True),
    },
)

PROVENANCE = Schema(
    "provenance",
    {
        "station_id": Column("text", "merged station"),
        "field": Column("text", "place, a column of the stations, plugs, or power and a plug"),
        "value": Column("text", "what this record says"),
        "taken": Column("flag", "this is the value of the merged station"),
        "source": Column("text", "file or service of the record, or the user's overrides"),
        "source_id": Column("text", "id there"),
        "record_id": Column("text", "station_id of the record before merging"),
    },
)

ACCESSES = ("public", "customers", "private", "unknown")
CONNECTIONS = ("connected", "disconnected", "unknown", "unclear")
STATUSES = ("operational", "planned", "out_of_order", "out_of_order_now", "removed", "unknown", "unclear")
"""``unknown``: nobody says; ``unclear``: somebody says what is not understood, so that it is no supply.

``out_of_order_now``: a live status says so, as systems of operators do; ``out_of_order``: a list that somebody keeps says so.
"""
ACCESSIBLE = ("yes", "no")
RESERVED = (
    *("trucks", "buses", "vans", "motorcycles", "bicycles", "boats", "taxis", "disabled", "employees", "tenants"),
    *("residents", "other vehicles"),
)
"""Words of `reserved_for`, several separated by a comma and a blank."""


@dataclass(frozen=True)
class Stations:
    """Existing charging stations.

    Parameters
    ----------
    table : GeoDataFrame
        One row a station (schema STATIONS).
    connectors : DataFrame
        One row for alike plugs of one EVSE group (schema CONNECTORS).
    provenance : DataFrame
        One row for each thing that a record says of a station made from several (schema PROVENANCE); of a station of one
        record all is said by its own source.
    """

    table: gpd.GeoDataFrame
    connectors: pd.DataFrame
    provenance: pd.DataFrame = field(default_factory=PROVENANCE.empty)

    @classmethod
    def none(cls, crs: object) -> "Stations":
        """No stations at all."""
        return cls(STATIONS.empty(crs), CONNECTORS.empty())

    @classmethod
    def joined(cls, parts: "Sequence[Stations]", crs: object) -> "Stations":
        """Put the stations of several sources side by side, unmerged, in one CRS."""
        kept = [part for part in parts if len(part.table)]
        if not kept:
            return cls.none(crs)
        table = pd.concat([part.table.to_crs(crs) for part in kept], ignore_index=True)
        connectors = pd.concat([part.connectors for part in kept], ignore_index=True)
        return cls(gpd.GeoDataFrame(table, geometry="geometry", crs=crs), connectors)

    def plugs(self) -> dict[str, int]:
        """Plugs by OCPI connector name."""
        counts = self.connectors.groupby("connector")["count"].sum()
        return {str(name): int(count) for name, count in sorted(counts.items())}

    def only(self, station_ids: "pd.Index | set[str]") -> "Stations":
        """Keep these stations and their plugs."""
        rows = self.table[self.table["station_id"].isin(station_ids)].reset_index(drop=True)
        plugs = self.connectors[self.connectors["station_id"].isin(rows["station_id"])].reset_index(drop=True)
        said = self.provenance[self.provenance["station_id"].isin(rows["station_id"])].reset_index(drop=True)
        return Stations(rows, plugs, said)

    def inside(self, boundary: Polygon | MultiPolygon) -> "Stations":
        """Keep the stations inside a boundary that is in the same CRS; its edge counts as inside."""
        return self.only(set(self.table.loc[self.table.intersects(boundary), "station_id"]))
