"""The one metric projection of a city."""

import re

from geodata.errors import InputError
from geodata.speech import _

LONLAT = "EPSG:4326"

_CODE = re.compile(r"(?:\+init=)?(epsg|ogc):{1,2}(crs84|[0-9]{4,6})", re.IGNORECASE)
_URN = re.compile(r"urn:ogc:def:crs:(epsg|ogc):[0-9.]{0,8}:(crs84|[0-9]{4,6})", re.IGNORECASE)
_DEGREES = frozenset(("CRS84", "4326", "4258", "4269", "4979"))
"""Longitude and latitude of WGS 84, and of ETRS89 and NAD83, which are within two metres of it."""


def code_of(text: str) -> str | None:
    """Code of a coordinate system that a file names, as ``"4326"``, or None where it is written in any other way.

    What a file says is never handed to the projection library, which follows it to other files and takes what is almost
    a name for one.
    """
    found = _CODE.fullmatch(text.strip()) or _URN.fullmatch(text.strip())
    return None if found is None else found[2].upper()


def is_degrees(code: str) -> bool:
    """Whether a code is one of longitude and latitude."""
    return code in _DEGREES


def metric_crs(lon: float, lat: float) -> str:
    """UTM zone of a place, as ``"EPSG:32643"``: metres true to 0.1 % within some hundred kilometres.

    Parameters
    ----------
    lon, lat : float
        Degrees, the middle of the city.

    Raises
    ------
    InputError
        The place is not on Earth, or nearer to a pole than UTM reaches.
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise InputError(
            "city",
            _("middle at longitude {lon:g}, latitude {lat:g}", lon=lon, lat=lat),
            _("expected degrees within 80 S and 84 N"),
        )
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{'326' if lat >= 0 else '327'}{zone:02d}"
