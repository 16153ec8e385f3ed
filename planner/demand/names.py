"""Names of vehicle classes and of what draws drivers, as planners write them."""

from planner.support.speech import _, told


def vehicle_words(name: str) -> str:
    """Name of a class of vehicles; empty where it is none."""
    known = {
        "private": lambda: _("private cars"),
        "private_home": lambda: _("private cars at houses"),
        "private_apartment": lambda: _("private cars at apartments"),
        "phev": lambda: _("plug-in hybrids"),
        "taxi": lambda: _("taxis"),
        "taxi_part_time": lambda: _("taxis, part time"),
        "bus": lambda: _("buses"),
        "delivery": lambda: _("delivery vehicles"),
        "car_share": lambda: _("shared cars"),
    }
    return known[name]() if name in known else ""


def activity_words(name: str) -> str:
    """What draws drivers to a zone, a column of `geodata.activity`, with its unit; an unknown one as it is."""
    known = {
        "bazaar_m2": lambda: _("bazaars, m²"),
        "civic_m2": lambda: _("public offices, m²"),
        "education_m2": lambda: _("education, m²"),
        "flat_people": lambda: _("people in flats"),
        "health_m2": lambda: _("health care, m²"),
        "hotel_m2": lambda: _("hotels, m²"),
        "house_people": lambda: _("people in houses"),
        "industry_m2": lambda: _("industry, m²"),
        "leisure_m2": lambda: _("leisure, m²"),
        "office_m2": lambda: _("offices, m²"),
        "retail_m2": lambda: _("shops, m²"),
        "transport_m2": lambda: _("stations and terminals, m²"),
    }
    return known[name]() if name in known else told(name).replace("_", " ")
