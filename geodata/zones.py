"""Where people live: H3 cells of the city with their population."""

from geodata.tables import Column, Schema

ZONES = Schema(
    "zones",
    {
        "zone_id": Column("text", "H3 index of the cell"),
        "population": Column("number", "people who live there", "people"),
        "district": Column("text", "name of the district it lies in, where districts are given", optional=True),
        "x_m": Column(
            "number", "east of the point where its demand is met: the population's centre in the cell", "m", signed=True
        ),
        "y_m": Column("number", "north of that point", "m", signed=True),
    },
    key="zone_id",
    geometry=("Polygon", "MultiPolygon"),
)

DISTRICTS = Schema(
    "districts",
    {
        "district": Column("text", "name"),
        "population": Column("number", "official total, where one is given", "people", optional=True),
    },
    key="district",
    geometry=("Polygon", "MultiPolygon"),
)
