"""Speeds outside of towns by road class, all assumed, and the minutes of roads for which nobody gives any."""

from collections.abc import Mapping
from types import MappingProxyType

CLASS_KMH: Mapping[str, float] = MappingProxyType(
    {"motorway": 100.0, "trunk": 85.0, "primary": 75.0, "secondary": 65.0, "tertiary": 55.0}
)
"""Mean speed of a car between towns by class of road (assumed): some nine tenths of the usual limits of the five countries, villages on the way included."""

ASSUMED_KMH = 80.0
"""Mean speed on a road of which nobody says the class (assumed)."""

SLOWEST_KMH, FASTEST_KMH = 3.0, 160.0
"""Minutes that make a car slower or faster than this are a slip of the pen."""


def kmh_of(road_class: str, by_class: Mapping[str, float], otherwise: float) -> tuple[float, bool]:
    """Speed of a class, and whether the class told it."""
    known = by_class.get(road_class.removesuffix("_link"))
    return (otherwise, False) if known is None else (known, True)
