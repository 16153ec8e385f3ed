"""Where chargers may stand, how many, and what the ground costs."""

from geodata.tables import Column, Schema

SITES = Schema(
    "sites",
    {
        "site_id": Column("text", "stable id: source and number, as 'osm-w123' or the user's own"),
        "name": Column("text", "name on the ground, where it has one", optional=True),
        "kind": Column("text", "parking, fuel, retail, ..., or user"),
        "bays": Column("count", "parking bays that chargers could take", "bays"),
        "bays_assumed": Column("flag", "bays were estimated, not given"),
        "grid_kw": Column("number", "spare power at the site; empty where unknown", "kW", optional=True),
        "site_cost_usd": Column("number", "ground works once, before any charger; empty where unknown", "USD", optional=True),
        "land_status": Column("text", "municipal, leased, agreed, disputed or unknown"),
        "feeder": Column("text", "feeder or substation it hangs on, where known", optional=True),
        "district": Column("text", "name of its district, where districts are given", optional=True),
    },
    key="site_id",
    geometry=("Point",),
)

LAND_STATUSES = ("municipal", "leased", "agreed", "disputed", "unknown")
