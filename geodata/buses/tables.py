"""Tables of a city's buses: the work of vehicles on a day, its slopes, and depots."""

from geodata.tables import Column, Schema

DEPOTS = Schema(
    "depots",
    {
        "depot": Column("text", "name, made unique"),
        "x_m": Column("number", "east", "m", signed=True),
        "y_m": Column("number", "north", "m", signed=True),
        "bays": Column("number", "buses that have room there", optional=True),
        "grid_kw": Column("number", "power that the grid gives there", "kW", optional=True),
        "source": Column("text", "whose word it is"),
    },
    key="depot",
)

BLOCKS = Schema(
    "blocks",
    {
        "block_id": Column("text", "the feed's own, or made by chaining trips"),
        "made": Column("flag", "whether it was made by chaining"),
        "depot": Column("text", "where it starts and ends"),
        "vehicle": Column("count", "number of the vehicle in its depot, from 1"),
        "trips": Column("count", "trips of the timetable in it"),
        "out_s": Column("number", "leaves the depot, seconds after midnight", "s", signed=True),
        "start_s": Column("number", "leaves its first stop", "s"),
        "end_s": Column("number", "reaches its last stop", "s"),
        "in_s": Column("number", "is back in the depot", "s"),
        "km": Column("number", "on its trips", "km"),
        "empty_km": Column("number", "from and to the depot, and between trips", "km"),
        "first_stop": Column("text", "name of its first stop"),
        "last_stop": Column("text", "name of its last stop"),
        "first_x_m": Column("number", "east of its first stop", "m", signed=True),
        "first_y_m": Column("number", "north of its first stop", "m", signed=True),
        "last_x_m": Column("number", "east of its last stop", "m", signed=True),
        "last_y_m": Column("number", "north of its last stop", "m", signed=True),
    },
    key="block_id",
)

BLOCK_SLOPES = Schema(
    "block_slopes",
    {
        "block_id": Column("text", "of BLOCKS"),
        "slope": Column("number", "rise over run, middle of its class", signed=True),
        "km": Column("number", "on such slopes", "km"),
        "empty": Column("text", "yes on its empty drives, none on its trips", optional=True, later=True),
    },
)
"""Without rows where no heights are known; of empty drives, those that the roads of the map reach."""
