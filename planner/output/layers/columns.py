"""What each layer and each column holds, in words and units."""

import contextlib
import re

from geodata.layers import OURS
from planner.output.shared.columns import DEPOT, SITE, flat_column

LAYERS = {
    "sites": "every site: standing, upgraded, proposed; fill in the column action, drag or draw points, and give the file to 'evplan plan CONFIG --edits'",
    "field": "sites to check on the spot; what is filled in is read by 'evplan plan CONFIG --edits'",
    "zones": "hexagons with the demand of the planning year and what is served of it",
    "districts": "districts with demand and service",
    "boundary": "limits of the city",
    "roads": "roads that drive times use",
    "ground": "water and green, drawn under the roads",
    "stations": "stations as they were read and merged, also outside of the city",
    "bus_depots": "depots of the timetable's buses with their nights, apart from the public's demand",
    "zones_further": "hexagons with the demand of further years",
    "demand": "public demand of the planning year and of further years by zone, inlet and need",
    "provenance": "whose word each field of a station is",
}
"""By layer; a further year's zones are named after it."""

COLUMNS: dict[str, tuple[str, str]] = {
    "action": ("What to do", "keep, force, forbid, move, change bays, change kW, lock chargers; several apart by semicolon"),
    "new_bays": ("New bays", "bays for chargers as they are to be; a number here is an edit whatever action says"),
    "new_kw": ("New power, kW", "spare power of the site as it is to be, kW; a number here is an edit whatever action says"),
    "new_chargers": ("Chargers to lock", "what is locked, as '2 x dc_ccs2_60; 1 x ac_t2_22'; empty for those of the plan"),
    "note": ("Note", "in your own words; comes back in the next plan"),
    "edit_result": ("Result of the edit", "what became of the edit that this plan was asked to honour"),
    "site_id": ("Site", "stable id; leave it empty for a point that you draw"),
    "status": ("Status", "existing, upgrade, proposed, or left out (an edited site where nothing is built)"),
    "connectors_json": ("Plugs, JSON", "plugs by OCPI connector name"),
    "existing_connectors_json": ("Standing plugs, JSON", "plugs that stand, by OCPI connector name"),
    "chargers_json": ("Chargers, JSON", "what to buy, as in plan.json"),
    "served_kwh_per_day_json": ("Served, JSON", "kWh a day by port family"),
    "label": ("Place", "name for people, made from where it is; no two of a layer have the same"),
    "zone_id": ("Zone", "H3 index of the hexagon"),
    "population": ("People", "people who live there, number"),
    "demand_kwh": ("Demand, kWh a day", "public demand, kWh a day"),
    "served_kwh": ("Served, kWh a day", "served by the plan, kWh a day"),
    "coverage": ("Share served", "share of the demand that is served, 0 to 1"),
    "p10_kwh": ("Demand p10, kWh a day", "nine of ten draws of the demand are above, kWh a day"),
    "p50_kwh": ("Demand p50, kWh a day", "half of the draws of the demand are above, kWh a day"),
    "p90_kwh": ("Demand p90, kWh a day", "one of ten draws of the demand is above, kWh a day"),
    "road_class": ("Class", "class of the road in OpenStreetMap"),
    **{name: (one.titled, f"{one.meaning}, {one.unit}" if one.unit else one.meaning) for name, one in DEPOT.items() if name not in SITE},
    "station_id": ("Station", "id of the station"),
    "supply": ("Supply", "yes where it counts as supply today"),
    "why_not": ("Why not", "why it is no supply"),
    "accessible": ("Disabled drivers", "yes or no: whether disabled drivers can use the station, where a source says so"),
    "out_of_order_now": ("Out of order now", "plugs that a live status called out of order, number"),
    "owner": ("Owner of the ground", "as found on the spot"),
    "land": ("Kind of ground", "municipal, leased, private or not known, as found on the spot"),
    "cable_way": ("Way of the cable", "how the cable could come from the grid"),
    "light": ("Light", "whether the place is lit at night"),
    "photo": ("Photo", "path of a photo"),
    "visited_on": ("Visited on", "day of the visit"),
    "visitor": ("Visitor", "who was there"),
}  # fmt: skip
"""Title and meaning of what the tables do not have, or say otherwise, by name, the same in every layer."""

_MADE = (
    (r"demand_(.+)", "Demand {0}, kWh a day", "demand of {0}, kWh a day"),
    (r"served_(.+)", "Served {0}, kWh a day", "served of {0}, kWh a day"),
    (r"occasion_(.+)", "Demand {0}, kWh a day", "demand on the occasion {0}, kWh a day, assumed"),
)
"""Names that are made from those of classes and occasions."""


def described(name: str) -> tuple[str, str] | None:
    """Title and meaning of a column, None where nothing is known of it."""
    if name in COLUMNS:
        return COLUMNS[name]
    with contextlib.suppress(KeyError, ValueError):  # of a family that has no name yet
        known = flat_column(name)
        return known.titled, f"{known.meaning}, {known.unit}" if known.unit else known.meaning
    for pattern, title, meaning in _MADE:
        found = re.fullmatch(pattern, name)
        if found:
            words = found[1].replace("_", " ")
            return title.format(words), meaning.format(words)
    return None


def said_of(layer: str) -> str:
    """What a layer holds, with the mark by which it is known as ours."""
    return f"{OURS}{layer}: {LAYERS.get(layer) or LAYERS.get(layer.partition('_')[0], '')}"
