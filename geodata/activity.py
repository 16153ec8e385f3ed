"""Schema of the activities of each zone: dwellings, floor space and land that attract trips."""

from geodata.tables import Column, Schema

ACTIVITY = Schema(
    "activity",
    {
        "zone_id": Column("text", "H3 index of the cell"),
        "flat_people": Column("number", "people of the zone who live in blocks of flats", "people"),
        "house_people": Column("number", "people of the zone who live in houses of their own", "people"),
        "office_m2": Column("number", "floor area of offices", "m2"),
        "industry_m2": Column("number", "ground of works, warehouses and yards", "m2"),
        "education_m2": Column("number", "floor area of schools, kindergartens, colleges and universities", "m2"),
        "health_m2": Column("number", "floor area of hospitals and clinics", "m2"),
        "retail_m2": Column("number", "floor area of shops and shopping centres", "m2"),
        "bazaar_m2": Column("number", "ground of bazaars", "m2"),
        "leisure_m2": Column("number", "floor area of sports grounds, cinemas, theatres, museums and halls", "m2"),
        "hotel_m2": Column("number", "floor area of hotels", "m2"),
        "civic_m2": Column("number", "floor area of public offices, courts and libraries", "m2"),
        "transport_m2": Column("number", "floor area of stations, terminals and taxi ranks", "m2"),
    },
    key="zone_id",
)

ACTIVITIES: tuple[str, ...] = tuple(name for name in ACTIVITY.columns if name != "zone_id")
"""The columns that hold a quantity; the first two sum to the people of the zone."""
