"""Metres between places given by longitude and latitude, near enough to each other for the ground to be flat."""

import math

DEGREE_M = 111_195.0
"""Metres a degree of latitude, on the mean sphere."""


def metres_apart(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """How far two places are from each other; to a third of a per cent, for the Earth is no sphere."""
    return DEGREE_M * math.hypot((lon - other_lon) * math.cos(math.radians(lat)), lat - other_lat)
