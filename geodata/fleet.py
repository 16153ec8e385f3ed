"""Electric vehicles by class, port, district and year."""

from geodata.tables import Column, Schema

FLEET = Schema(
    "fleet",
    {
        "vehicle_class": Column("text", "one of VEHICLE_CLASSES"),
        "count": Column("number", "vehicles", "vehicles"),
        "district": Column("text", "where they are kept; empty = whole city", optional=True),
        "year": Column("count", "year of the count; empty = the planning year", optional=True),
        "port": Column("text", "port family; empty = split by the mix", optional=True),
    },
)

VEHICLE_CLASSES = (
    "private",
    "private_home",
    "private_apartment",
    "phev",
    "taxi",
    "taxi_part_time",
    "bus",
    "delivery",
    "car_share",
)
