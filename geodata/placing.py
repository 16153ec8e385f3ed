"""Validation of coordinates: on Earth, not at (0, 0), not swapped, near the city."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.coordinates import NULL_ISLAND_DEG
from geodata.speech import _

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def bad_place(lon: float | None, lat: float | None) -> str | None:
    """Say why a coordinate is of no use, or None where it may stand."""
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return _("no coordinates")
    if abs(lon) > 180 or abs(lat) > 90:
        return _("coordinates out of range ({lon:g}, {lat:g})", lon=lon, lat=lat)
    if abs(lon) < NULL_ISLAND_DEG and abs(lat) < NULL_ISLAND_DEG:
        return _("coordinates at (0, 0)")
    return None


def are_swapped(lon: NDArray[np.float64], lat: NDArray[np.float64], bounds: Bounds | None) -> bool:
    """Tell whether all rows hold latitude as longitude.

    With the bounds of the roads: no row lies within them, and swapped most would. Without: every row's latitude is beyond
    90 degrees and its longitude is not.

    Parameters
    ----------
    lon, lat : (rows,)
        NaN where a row has none.
    bounds : tuple, optional
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    lon, lat = lon[known], lat[known]
    if not len(lon):
        return False
    if bounds is None:
        return bool((np.abs(lat) > 90).all() and (np.abs(lon) <= 90).all())
    return not within(lon, lat, bounds).any() and bool(within(lat, lon, bounds).mean() > 0.5)


def within(lon: NDArray[np.float64], lat: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    """Tell which rows lie within bounds."""
    west, south, east, north = bounds
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def degrees(bounds: Bounds) -> str:
    """Bounds in words."""
    west, south, east, north = bounds
    return f"{west:.2f}..{east:.2f} E, {south:.2f}..{north:.2f} N"


def in_words(bounds: Sequence[float]) -> str:
    """Bounds as messages name them."""
    west, south, east, north = bounds
    return f"{west:.2f}..{east:.2f} E, {south:.2f}..{north:.2f} N"


def grown(bounds: Bounds, margin_deg: float) -> Bounds:
    """Bounds with a margin on each side."""
    west, south, east, north = bounds
    return (west - margin_deg, south - margin_deg, east + margin_deg, north + margin_deg)
