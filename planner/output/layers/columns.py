"""What each layer and each column holds, in words and units."""

import contextlib
from collections.abc import Callable

from geodata.layers import OURS
from planner.demand.occasions import Occasion
from planner.output.shared.columns import DEPOT, SITE, flat_column
from planner.output.shared.words import class_label
from planner.support.speech import _, told


def layer_words() -> dict[str, str]:
    """What each layer holds; a further year's zones are named after it."""
    return {
        "sites": _("every site: standing, upgraded, proposed; fill in the column action, drag or draw points, and give the file to 'evplan plan CONFIG --edits'"),
        "field": _("sites to check on the spot; what is filled in is read by 'evplan plan CONFIG --edits'"),
        "zones": _("hexagons with the demand of the planning year and what is served of it"),
        "districts": _("districts with demand and service"),
        "boundary": _("limits of the city"),
        "roads": _("roads that drive times use"),
        "ground": _("water and green, drawn under the roads"),
        "stations": _("stations as they were read and merged, also outside of the city"),
        "bus_depots": _("depots of the timetable's buses with their nights, apart from the public's demand"),
        "zones_further": _("hexagons with the demand of further years"),
        "demand": _("public demand of the planning year and of further years by zone, inlet and need"),
        "provenance": _("whose word each field of a station is"),
    }  # fmt: skip


COLUMNS: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "action": (lambda: _("What to do"), lambda: _("keep, force, forbid, move, change bays, change kW, lock chargers; several apart by semicolon")),
    "new_bays": (lambda: _("New bays"), lambda: _("bays for chargers as they are to be; a number here is an edit whatever action says")),
    "new_kw": (lambda: _("New power, kW"), lambda: _("spare power of the site as it is to be, kW; a number here is an edit whatever action says")),
    "new_chargers": (lambda: _("Chargers to lock"), lambda: _("what is locked, as '2 x dc_ccs2_60; 1 x ac_t2_22'; empty for those of the plan")),
    "note": (lambda: _("Note"), lambda: _("in your own words; comes back in the next plan")),
    "edit_result": (lambda: _("Result of the edit"), lambda: _("what became of the edit that this plan was asked to honour")),
    "site_id": (lambda: _("Site"), lambda: _("stable id; leave it empty for a point that you draw")),
    "status": (lambda: _("Status"), lambda: _("existing, upgrade, proposed, or left out (an edited site where nothing is built)")),
    "connectors_json": (lambda: _("Plugs, JSON"), lambda: _("plugs by OCPI connector name")),
    "existing_connectors_json": (lambda: _("Standing plugs, JSON"), lambda: _("plugs that stand, by OCPI connector name")),
    "chargers_json": (lambda: _("Chargers, JSON"), lambda: _("what to buy, as in plan.json")),
    "served_kwh_per_day_json": (lambda: _("Served, JSON"), lambda: _("kWh a day by port family")),
    "label": (lambda: _("Place"), lambda: _("name for people, made from where it is; no two of a layer have the same")),
    "zone_id": (lambda: _("Zone"), lambda: _("H3 index of the hexagon")),
    "population": (lambda: _("People"), lambda: _("people who live there, number")),
    "demand_kwh": (lambda: _("Demand, kWh a day"), lambda: _("public demand, kWh a day")),
    "served_kwh": (lambda: _("Served, kWh a day"), lambda: _("served by the plan, kWh a day")),
    "coverage": (lambda: _("Share served"), lambda: _("share of the demand that is served, 0 to 1")),
    "p10_kwh": (lambda: _("Demand p10, kWh a day"), lambda: _("nine of ten draws of the demand are above, kWh a day")),
    "p50_kwh": (lambda: _("Demand p50, kWh a day"), lambda: _("half of the draws of the demand are above, kWh a day")),
    "p90_kwh": (lambda: _("Demand p90, kWh a day"), lambda: _("one of ten draws of the demand is above, kWh a day")),
    "road_class": (lambda: _("Class"), lambda: _("class of the road in OpenStreetMap")),
    "station_id": (lambda: _("Station"), lambda: _("id of the station")),
    "supply": (lambda: _("Supply"), lambda: _("yes where it counts as supply today")),
    "why_not": (lambda: _("Why not"), lambda: _("why it is no supply")),
    "accessible": (lambda: _("Disabled drivers"), lambda: _("yes or no: whether disabled drivers can use the station, where a source says so")),
    "out_of_order_now": (lambda: _("Out of order now"), lambda: _("plugs that a live status called out of order, number")),
    "owner": (lambda: _("Owner of the ground"), lambda: _("as found on the spot")),
    "land": (lambda: _("Kind of ground"), lambda: _("municipal, leased, private or not known, as found on the spot")),
    "cable_way": (lambda: _("Way of the cable"), lambda: _("how the cable could come from the grid")),
    "light": (lambda: _("Light"), lambda: _("whether the place is lit at night")),
    "photo": (lambda: _("Photo"), lambda: _("path of a photo")),
    "visited_on": (lambda: _("Visited on"), lambda: _("day of the visit")),
    "visitor": (lambda: _("Visitor"), lambda: _("who was there")),
}  # fmt: skip
"""Title and meaning of what the tables do not have, or say otherwise, by name, the same in every layer."""


def _of_class(name: str) -> tuple[str, str] | None:
    """Title and meaning of a name that is made from that of a class or occasion."""
    start, _sep, rest = name.partition("_")
    what = class_label(rest)
    if not rest or (what == rest and start != "occasion"):
        what = rest.replace("_", " ")
    if start == "demand":
        return _("Demand {what}, kWh a day", what=what), _("demand of {what}, kWh a day", what=what)
    if start == "served":
        return _("Served {what}, kWh a day", what=what), _("served of {what}, kWh a day", what=what)
    if start == "occasion" and rest:
        called = told(Occasion(rest).label) if rest in list(Occasion) else rest.replace("_", " ")
        return (
            _("Demand {what}, kWh a day", what=called),
            _("demand on the occasion {what}, kWh a day, assumed", what=called),
        )
    return None


def described(name: str) -> tuple[str, str] | None:
    """Title and meaning of a column in the language of the moment, None where nothing is known of it."""
    if name in COLUMNS:
        title, meaning = COLUMNS[name]
        return title(), meaning()
    if name in DEPOT and name not in SITE:
        return DEPOT[name].titled, DEPOT[name].explained
    with contextlib.suppress(KeyError, ValueError):  # of a family that has no name yet
        known = flat_column(name)
        return known.titled, known.explained
    return _of_class(name)


def said_of(layer: str) -> str:
    """What a layer holds, with the mark by which it is known as ours."""
    known = layer_words()
    return f"{OURS}{layer}: {known.get(layer) or known.get(layer.partition('_')[0], '')}"
