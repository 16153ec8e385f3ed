"""Coordinates from two raw values: checked, repaired where only one reading is possible, otherwise refused."""

from dataclasses import dataclass

from geodata.loose import number_of, short
from geodata.speech import _

NULL_ISLAND_DEG = 0.5
"""Points this close to (0, 0) are blanks: the nearest land is five degrees away."""


@dataclass(frozen=True)
class Place:
    """A point in EPSG:4326; `repair` says in words what was mended."""

    lon: float
    lat: float
    repair: str | None = None


def place_of(lon: object, lat: object) -> Place | str:
    """Place of two values, or the reason why there is none.

    Examples
    --------
    >>> place_of("76.93", "43.22")
    Place(lon=76.93, lat=43.22, repair=None)
    >>> place_of(0, "0.0")
    'coordinates at (0, 0)'
    """
    if lon in (None, "") or lat in (None, ""):
        return _("no coordinates")
    east, north = number_of(lon), number_of(lat)
    if east is None or north is None:
        return _("coordinates are no numbers: lon {short!r}, lat {short_2!r}", short=short(lon), short_2=short(lat))
    if abs(east) < NULL_ISLAND_DEG and abs(north) < NULL_ISLAND_DEG:
        return _("coordinates at (0, 0)")
    if abs(north) <= 90 and abs(east) <= 180:
        return Place(east, north)
    if abs(east) <= 90 and abs(north) <= 180:
        return Place(
            north, east, _("latitude {north:g} is impossible: latitude and longitude are swapped", north=north)
        )
    return _("coordinates out of range: lon {east:g}, lat {north:g}", east=east, north=north)
