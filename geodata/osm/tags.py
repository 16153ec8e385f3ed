"""Road tags: what a car may use, in which direction, how fast.

Definitions follow the wiki pages Key:highway, Key:access, Key:oneway and Key:maxspeed.
"""

import re
from collections.abc import Mapping
from enum import IntEnum

Tags = Mapping[str, str]

CLASS_SPEED_KMH: dict[str, float] = {
    "motorway": 85.0,
    "motorway_link": 45.0,
    "trunk": 55.0,
    "trunk_link": 40.0,
    "primary": 45.0,
    "primary_link": 35.0,
    "secondary": 40.0,
    "secondary_link": 30.0,
    "tertiary": 35.0,
    "tertiary_link": 25.0,
    "unclassified": 30.0,
    "road": 30.0,
    "residential": 25.0,
    "living_street": 12.0,
    "service": 15.0,
}
"""Drivable highway values and the average speed of a city drive on them, signals and turns included, without congestion.

Assumed: about three quarters of the usual limit of the class in a Central Asian town (60 km/h on main streets), less on
small streets, where parked cars and crossings set the pace. `track` is no street: it serves fields and is often closed.
"""

ROAD_CLASSES = tuple(CLASS_SPEED_KMH)
"""Drivable highway values, by the number that arcs know them by."""

LIMIT_FACTOR = 0.75
"""Average speed over posted limit, so that a tagged 60 km/h street drives like an untagged main street (assumed; OSRM's
car profile takes 0.8 without counting signals)."""

SLOWEST_KMH, FASTEST_KMH = 5.0, 110.0
KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852

ZONE_LIMIT_KMH = {
    "urban": 60.0,
    "rural": 90.0,
    "trunk": 90.0,
    "motorway": 110.0,
    "living_street": 20.0,
    "bicycle_road": 30.0,
}
"""Limits behind values such as ``KZ:urban``; the traffic codes of the five countries and Russia differ little."""

_WORD_LIMIT_KMH = {"none": 130.0, "walk": 7.0}
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(km/?h|kph|kmph|mph|knots?)?")
_ZONE = re.compile(r"[a-z]{2}:(?:zone:?)?(\w+)")

# The most specific key that is there decides; see the wiki, Key:access, "Transport mode restrictions".
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_CLOSED = {
    "no",
    "private",
    "agricultural",
    "forestry",
    "emergency",
    "military",
    "delivery",
    "psv",
    "bus",
    "residents",
    "restricted",
}
# Ways of one house, one car park or the fire brigade: they multiply the graph and lead nowhere else.
_CLOSED_SERVICE = {"driveway", "parking_aisle", "emergency_access", "drive-through", "bus", "slipway"}
_ONEWAY_CLASSES = {"motorway", "motorway_link"}
_ROUNDABOUTS = {"roundabout", "circular"}


class Direction(IntEnum):
    """Direction of travel along a way, as its nodes are listed."""

    BACKWARD = -1
    BOTH = 0
    FORWARD = 1


def is_drivable(tags: Tags) -> bool:
    """Whether any car may use this way; customers-only and destination-only ways count."""
    highway = tags.get("highway")
    if highway not in CLASS_SPEED_KMH or tags.get("area") == "yes":
        return False
    if highway == "service" and tags.get("service") in _CLOSED_SERVICE:
        return False
    said = next((tags[key] for key in _ACCESS_KEYS if key in tags), "yes")
    return any(part.strip() not in _CLOSED for part in said.lower().split(";"))


def direction(tags: Tags) -> Direction:
    """Direction in which the way may be driven: as tagged, else implied by its class or by being a roundabout."""
    oneway = tags.get("oneway", "").strip().lower()
    if oneway in ("yes", "true", "1"):
        return Direction.FORWARD
    if oneway in ("-1", "reverse"):
        return Direction.BACKWARD
    implied = tags.get("highway") in _ONEWAY_CLASSES or tags.get("junction") in _ROUNDABOUTS
    return Direction.FORWARD if implied and oneway not in ("no", "false", "0") else Direction.BOTH


def speed_kmh(tags: Tags) -> float:
    """Average speed of a drive: `LIMIT_FACTOR` of the posted limit where it can be read, else by class."""
    limit = posted_limit_kmh(tags.get("maxspeed", ""))
    if limit is None:
        return CLASS_SPEED_KMH.get(tags.get("highway", ""), CLASS_SPEED_KMH["road"])
    return min(max(LIMIT_FACTOR * limit, SLOWEST_KMH), FASTEST_KMH)


def posted_limit_kmh(maxspeed: str) -> float | None:
    """Limit in a `maxspeed` value; the lowest of several (``"60;40"``), None where it says nothing usable.

    Examples
    --------
    >>> posted_limit_kmh("60"), posted_limit_kmh("60; 40 km/h"), posted_limit_kmh("KZ:urban"), posted_limit_kmh("signals")
    (60.0, 40.0, 60.0, None)
    """
    limits = [limit for part in maxspeed.lower().split(";") if (limit := _one_limit(part.strip())) is not None]
    return min(limits, default=None)


def _one_limit(text: str) -> float | None:
    if text in _WORD_LIMIT_KMH:
        return _WORD_LIMIT_KMH[text]
    if zone := _ZONE.fullmatch(text):
        return ZONE_LIMIT_KMH.get(zone[1]) or _positive(zone[1], "")
    number = _NUMBER.fullmatch(text)
    return _positive(number[1], number[2] or "") if number else None


def _positive(number: str, unit: str) -> float | None:
    try:
        value = float(number.replace(",", "."))
    except ValueError:
        return None
    if unit == "mph":
        value *= KMH_PER_MPH
    elif unit.startswith("knot"):
        value *= KMH_PER_KNOT
    return value if value > 0 else None


def road_class(tags: Tags) -> str:
    """Highway value without ``_link``: a ramp is drawn like the road it leads to."""
    return tags.get("highway", "road").removesuffix("_link")
