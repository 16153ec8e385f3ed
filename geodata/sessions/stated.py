"""One charging session as its record states it, before anything is doubted."""

from dataclasses import dataclass
from datetime import datetime

from geodata.connectors import Current


@dataclass(frozen=True)
class Stated:
    """What a record says. There is no field for the driver, the card or the contract: readers do not look at them.

    Parameters
    ----------
    record : str
        ``"row 12"`` or ``"#12"``, by its position alone: an operator's own number may be a person's.
    start, end : datetime or str
        With or without a time zone; text says why there is none.
    kwh : float or str
        Energy, or why there is none.
    place, name : str, optional
        Id and name of the station.
    evse : str, optional
    plugged_h, charging_h : float, optional
        Hours, where told as such.
    power_kw : float, optional
    current : Current, optional
    lon, lat : object
        Raw.
    unusable : str, optional
        Why the record is no finished session, where its source says so.
    """

    record: str
    start: datetime | str
    end: datetime | str
    kwh: float | str
    place: str | None = None
    name: str | None = None
    evse: str | None = None
    plugged_h: float | None = None
    charging_h: float | None = None
    power_kw: float | None = None
    current: Current | None = None
    lon: object = None
    lat: object = None
    unusable: str | None = None

    @property
    def station(self) -> str | None:
        """Station as people would name it; its coordinates where it has neither id nor name."""
        if self.place or self.name:
            return self.name or self.place
        return f"{self.lat}, {self.lon}" if self.lon not in (None, "") and self.lat not in (None, "") else None
