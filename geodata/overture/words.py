"""Classes and categories of Overture Maps, and the OpenStreetMap tags that say the same.

After the reference of the schema (docs.overturemaps.org, releases of 2024 to 2026) and its table of categories of places. What stands in
neither table has no bearing on demand or sites and is counted as such.
"""

from collections.abc import Mapping

Tag = tuple[str, str]


def _table(key: str, lines: str) -> dict[str, Tag]:
    """Tags by class, from lines ``value: class class …``."""
    pairs = (line.split(":") for line in lines.strip().splitlines())
    return {name: (key, value.strip()) for value, names in pairs for name in names.split()}


BUILDING_SUBTYPES: Mapping[str, str] = {
    "agricultural": "farm_auxiliary",
    "civic": "civic",
    "commercial": "commercial",
    "education": "school",
    "entertainment": "yes",
    "industrial": "industrial",
    "medical": "hospital",
    "military": "military",
    "outbuilding": "shed",
    "religious": "religious",
    "residential": "residential",
    "service": "service",
    "transportation": "transportation",
}
"""Value of `building` where only the subtype is known; a class is such a value itself."""

BASE_CLASSES: Mapping[str, Tag] = {
    **_table(
        "amenity",
        """
        parking: parking
        charging_station: charging_station
        bus_station: bus_station
        ferry_terminal: ferry_terminal
        school: school schoolyard
        kindergarten: kindergarten
        university: university
        college: college
        hospital: hospital
        clinic: clinic doctors
        """,
    ),
    **_table(
        "landuse",
        """
        residential: residential
        commercial: commercial
        retail: retail
        industrial: industrial
        education: education
        military: military
        cemetery: cemetery grave_yard
        farmland: farmland
        forest: forest
        """,
    ),
    **_table("leisure", "park: park\nstadium: stadium\ngolf_course: golf_course\nsports_centre: recreation_ground"),
    **_table("power", "substation: substation"),
    **_table("aeroway", "aerodrome: airport international_airport regional_airport\nterminal: terminal"),
    **_table("railway", "station: railway_station"),
    **_table("tourism", "theme_park: theme_park"),
}
"""Of land use and infrastructure whose row has lost its `source_tags`."""

PLACES: Mapping[str, Tag] = {
    **_table(
        "amenity",
        """
        parking: parking parking_garage parking_lot
        fuel: gas_station truck_gas_station fueling_station
        charging_station: ev_charging_station
        marketplace: public_market farmers_market flea_market bazaars market
        hospital: hospital childrens_hospital emergency_room
        clinic: medical_center walk_in_clinic urgent_care_clinic clinic outpatient_care_facility
        doctors: doctor family_practice general_practice
        university: college_university university
        college: community_college vocational_and_technical_school
        school: school elementary_school middle_school high_school private_school public_school primary_school secondary_school
        kindergarten: preschool kindergarten day_care_preschool
        cinema: cinema movie_theater drive_in_theater
        theatre: theatre theatre_venue performing_arts_venue theaters_and_performance_venues opera_and_ballet
        exhibition_centre: exhibition_and_trade_center exhibition_and_trade_fair_venue
        bus_station: bus_station
        taxi: taxi_rank taxi_stand
        ferry_terminal: ferry_terminal
        townhall: town_hall city_hall
        courthouse: courthouse
        library: library
        community_centre: community_center
        """,
    ),
    **_table(
        "shop",
        """
        mall: shopping_center shopping_mall outlet_mall
        supermarket: supermarket grocery_store
        hypermarket: superstore hypermarket warehouse_club
        department_store: department_store
        wholesale: wholesale_store wholesaler
        doityourself: hardware_store home_improvement_store building_supply_store
        furniture: furniture_store
        convenience: convenience_store
        car: car_dealer used_car_dealer
        """,
    ),
    **_table("tourism", "hotel: hotel\nmotel: motel\nresort: resort\nhostel: hostel\nmuseum: museum\ntheme_park: amusement_park"),
    **_table(
        "leisure",
        """
        stadium: stadium_arena stadium arena soccer_stadium football_stadium
        sports_centre: sports_complex sports_centre sports_and_recreation_venue
        fitness_centre: gym fitness_center
        water_park: water_park
        ice_rink: ice_skating_rink
        golf_course: golf_course
        """,
    ),
    **_table("railway", "station: train_station"),
    **_table("office", "company: corporate_office coworking_space\ngovernment: central_government_office local_and_state_government_offices"),
}  # fmt: skip
"""Of places, by their primary category."""

SHOP_ENDINGS = ("_store", "_shop")
"""A place of a category that ends so is some shop."""

ROAD_CLASSES: Mapping[str, str] = {"unknown": "road"}
"""Value of `highway` where it is not the class itself."""
