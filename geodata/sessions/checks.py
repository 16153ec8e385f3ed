"""What is asked of every session, whichever source it is from: times, energy, a station, and that nobody told of it before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from geodata.inventory.trial_names import is_test_name
from geodata.report import Kind
from geodata.sessions.clock import Clock
from geodata.sessions.ledger import SessionLedger
from geodata.sessions.stated import Stated
from geodata.speech import _

MOST_PLUGGED_H = 14 * 24.0
"""A car left for longer is a record that was never closed."""
MOST_KWH = 1_000.0
"""More than the largest battery of a truck; a table in Wh exceeds it at once."""
POWER_TOLERANCE = 1.1
"""Outlets and meters stray from their plates by less (assumed)."""
SLACK_H = 2 / 60
"""Times are often cut to the minute at both ends."""


@dataclass(frozen=True)
class Checked:
    """A session that can be used: `start` is local time, hours and energy are above 0."""

    stated: Stated
    start: datetime
    plugged_h: float
    kwh: float


@dataclass
class Seen:
    """Sessions that were booked already, over all sources of a city."""

    _evses: dict[tuple[object, ...], list[str]] = field(default_factory=dict)
    _tied: dict[tuple[object, ...], list[tuple[int, str]]] = field(default_factory=dict)

    def again(self, one: Checked, station_id: str | None, source: int) -> bool:
        """Whether the same station, start and energy were booked before; books it otherwise.

        By its own word for the station a session is known again at the same EVSE or one unnamed. Another source may call the station,
        and its EVSEs, by words of its own: there the station that both are tied to tells. Within a source unlike words are unlike posts.

        Parameters
        ----------
        one : Checked
        station_id : str or None
            Station of the inventory that it is tied to.
        source : int
            Number of its source.
        """
        what, word = (one.start, round(one.kwh, 2)), (one.stated.place or one.stated.station or "").casefold()
        evse = (one.stated.evse or "").casefold()
        known = self._evses.setdefault((word, *what), [])
        tied = [] if station_id is None else self._tied.setdefault((station_id, *what), [])
        if any(evse == other or not evse or not other for other in known):
            return True
        if any(number != source and other != word for number, other in tied):
            return True
        known.append(evse)
        tied.append((source, word))
        return False


def checked(
    records: Iterable[Stated], ledger: SessionLedger, clock: Clock, again: Callable[[Checked], bool]
) -> list[Checked]:
    """Keep the sessions that can be used; each other record is dropped or merged, with its first fault as the reason.

    `again` says of a session that can be used whether it was booked before, and books it otherwise.
    """
    out: list[Checked] = []
    offsets: dict[str, list[str]] = {}
    for one in records:
        fault = _fault(one)
        if fault is not None:
            ledger.drop(one.record, *fault)
            continue
        found = _timed(one, ledger, clock)
        if found is None:
            continue
        if again(found):
            ledger.merge(one.record, _("same station, start and energy as another record"))
            continue
        out.append(found)
        if isinstance(one.start, datetime):
            offsets.setdefault(_zone(one.start), []).append(one.record)
    _tell_of_zones(offsets, ledger, clock)
    return out


def _fault(one: Stated) -> tuple[Kind, str] | None:
    """First reason, hours apart, why a record is of no use."""
    faults = (
        (Kind.STATUS, one.unusable),
        (Kind.TIME, _("start: {fault}", fault=one.start) if isinstance(one.start, str) else None),
        (Kind.TIME, _("end: {fault}", fault=one.end) if isinstance(one.end, str) and one.plugged_h is None else None),
        (Kind.ENERGY, _bad_energy(one.kwh)),
        (Kind.IDENTITY, _("no station is named") if one.station is None else None),
        (Kind.TRIAL, _("a test station by its name") if is_test_name(one.name) else None),
    )
    return next(((kind, reason) for kind, reason in faults if reason is not None), None)


def _bad_energy(kwh: float | str) -> str | None:
    if isinstance(kwh, str):
        return kwh
    if kwh <= 0:
        return _("zero energy") if kwh == 0 else _("negative energy")
    return _("more than {most_kwh:g} kWh; is the column in Wh?", most_kwh=MOST_KWH) if kwh > MOST_KWH else None


def _timed(one: Stated, ledger: SessionLedger, clock: Clock) -> Checked | None:
    """Session with its hours, None where they are of no use."""
    start, end, hours = one.start, one.end, one.plugged_h
    if isinstance(start, str) or isinstance(one.kwh, str):
        raise TypeError("times and energy are checked before")
    if isinstance(end, datetime):
        if (start.tzinfo is None) != (end.tzinfo is None):
            ledger.drop(one.record, Kind.TIME, _("only one of start and end has a time zone"))
            return None
        hours = (end - start).total_seconds() / 3600
    if hours is None:
        raise TypeError("an end or hours are checked before")
    local = _local(start, clock)
    fault = _("start is beyond the calendar") if local is None else _bad_hours(start, end, hours)
    if fault is not None or local is None:
        ledger.drop(one.record, Kind.TIME, fault or "")
        return None
    if exceeds(one.kwh, hours, one.power_kw):
        ledger.drop(one.record, Kind.ENERGY, _("more energy than its power gives in the hours plugged in"))
        return None
    return Checked(one, local, hours, one.kwh)


def exceeds(kwh: float, hours: float, power_kw: float | None) -> bool:
    """Whether an outlet of this power cannot give the energy in the hours; never where the power is unknown."""
    return power_kw is not None and kwh > POWER_TOLERANCE * power_kw * (hours + SLACK_H)


def _local(start: datetime, clock: Clock) -> datetime | None:
    try:
        return clock.local(start)
    except (OverflowError, ValueError):
        return None


def _bad_hours(start: datetime, end: datetime | str, hours: float) -> str | None:
    if 0 < hours <= MOST_PLUGGED_H:
        return None
    if isinstance(end, datetime) and hours != 0 and _fits_when_swapped(start, end):
        return _("day and month seem swapped: start and end would fit if one of them were turned round")
    if hours == 0:
        return _("ends when it starts")
    return (
        _("ends before it starts")
        if hours < 0
        else _("plugged in for more than {most_plugged_h:g} days", most_plugged_h=MOST_PLUGGED_H / 24)
    )


def _fits_when_swapped(start: datetime, end: datetime) -> bool:
    """Whether turning round day and month of one of the two makes a session of at most a day; none is turned round."""
    pairs = [(_turned(start), end), (start, _turned(end))]
    return any(
        first is not None and last is not None and timedelta(0) < last - first <= timedelta(days=1)
        for first, last in pairs
    )


def _turned(moment: datetime) -> datetime | None:
    try:
        return moment.replace(day=moment.month, month=moment.day)
    except ValueError:
        return None


def _zone(moment: datetime) -> str:
    offset = moment.utcoffset()
    return "" if offset is None else f"UTC{offset.total_seconds() / 3600:+g}"


def _tell_of_zones(offsets: dict[str, list[str]], ledger: SessionLedger, clock: Clock) -> None:
    """Say how times with a time zone were taken, and those without beside them."""
    aware = {name: records for name, records in offsets.items() if name}
    for name, records in sorted(aware.items()):
        action = _("converted to local time ({name})", name=clock.name)
        for record in records:
            ledger.note(record, Kind.TIME, _("times of {name}, as the record says", name=name), action)
    if aware:
        for record in offsets.get("", ()):
            ledger.note(
                record,
                Kind.TIME,
                _("times without a time zone beside others with one"),
                _("taken as {name}", name=clock.name),
            )
