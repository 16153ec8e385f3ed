"""Spare power at feeders and substations."""

from geodata.tables import Column, Schema

FEEDERS = Schema(
    "feeders",
    {
        "feeder": Column("text", "name or number"),
        "spare_kw": Column("number", "power still free, beyond what stands", "kW"),
        "x_m": Column("number", "east, where the place is known", "m", optional=True, signed=True),
        "y_m": Column("number", "north, where the place is known", "m", optional=True, signed=True),
    },
    key="feeder",
)
