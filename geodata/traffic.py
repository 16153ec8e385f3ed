"""How many vehicles pass the detectors of a city."""

from geodata.tables import Column, Schema

TRAFFIC = Schema(
    "traffic",
    {
        "counter": Column("text", "name or number of the detector"),
        "vehicles_per_day": Column("number", "vehicles that pass in 24 hours", "vehicles/day"),
        "x_m": Column("number", "east of the detector", "m", signed=True),
        "y_m": Column("number", "north of the detector", "m", signed=True),
    },
    key="counter",
)
