"""The local time of a city, to which times with a time zone are converted."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geodata.errors import InputError
from geodata.speech import _

ZONE_OF = {
    "KZ": "Asia/Almaty",
    "UZ": "Asia/Tashkent",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
}
"""IANA time zone by country; Kazakhstan has had one since March 2024, and the western regions had another before."""
DEGREES_PER_H = 15.0


@dataclass(frozen=True)
class Clock:
    """Local time; `name` says in words whose it is."""

    zone: tzinfo
    name: str

    def local(self, moment: datetime) -> datetime:
        """Local time without a time zone; one that has none is local already."""
        return moment if moment.tzinfo is None else moment.astimezone(self.zone).replace(tzinfo=None)


def clock_of(country: str, lon: float, named: str | None = None) -> Clock:
    """Clock of a city: the named time zone, else its country's, else whole hours by its longitude.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    lon : float
        Degrees.
    named : str, optional
        IANA name.

    Raises
    ------
    InputError
        There is no time zone of that name.
    """
    name = named or ZONE_OF.get(country.upper())
    if name is None:
        hours = round(lon / DEGREES_PER_H)
        return Clock(timezone(timedelta(hours=hours)), _("UTC{hours:+d}, assumed by longitude", hours=hours))
    try:
        return Clock(ZoneInfo(name), name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            "sessions.time_zone", _("no time zone {name!r}", name=name), _("expected a name such as Asia/Almaty")
        ) from None
