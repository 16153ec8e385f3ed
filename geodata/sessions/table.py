"""Metered charging sessions of a city, one row each, without anything that tells who charged."""

from geodata.tables import Column, Schema

SESSIONS = Schema(
    "sessions",
    {
        "source": Column("text", "file it came from"),
        "place": Column("text", "station as the record names it"),
        "station_id": Column("text", "station of the inventory that it is tied to", optional=True),
        "tied_by": Column("text", "id, name, place (the nearest station), zone (its coordinates alone) or unknown"),
        "evse": Column("text", "EVSE or connector as the record names it", optional=True),
        "zone_id": Column("text", "zone that the station stands in, or nearest to", optional=True),
        "x_m": Column("number", "east of the metered place", "m", optional=True, signed=True),
        "y_m": Column("number", "north of the metered place", "m", optional=True, signed=True),
        "start": Column("text", "ISO 8601 local time at which the vehicle was plugged in"),
        "plugged_h": Column("number", "hours plugged in", "h"),
        "charging_h": Column("number", "hours of charging, where the record tells them apart", "h", optional=True),
        "kwh": Column("number", "energy at the plug", "kWh"),
        "power_kw": Column("number", "power of the outlet, where known", "kW", optional=True),
        "current": Column("text", "AC or DC, where known", optional=True),
    },
)
"""Sessions at stations outside of the city are counted in the report of their source and are not here."""
