"""Times of a table of sessions: one reading of day and month for the whole file, found from all of its dates, never row by row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

from geodata.address import Address
from geodata.errors import InputError
from geodata.loose import short
from geodata.report import Kind, Problem
from geodata.speech import _
from geodata.words.dates import in_figures

DateOrder = Literal["day_first", "month_first"]
WORDS = {"day_first": "day first", "month_first": "month first"}

MOST_SWAPPED = 0.05
"""Share of the telling dates that may contradict the others; beyond it the file has no one form."""
LEAST_TEXTS = 5
"""So many texts, all of days after the 12th, beside dates that all lie before: a spreadsheet has swapped the latter."""
MOST_MONTH = 12
LONG_H = 72.0
"""A reading of the dates that makes sessions longer than this, or end before they start, has something against it."""

_TIME = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})"
    r"(?:(?:,? +|T)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: *([ap])\.?m\.?)?)? *(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Parts:
    """Numbers of a date and time; `first` and `second` are day and month in an order to be found, unless `settled` (year first)."""

    year: int
    first: int
    second: int
    clock: timedelta | None
    offset: timezone | None
    settled: bool
    mark: str

    @property
    def exists(self) -> bool:
        """Whether it is a day of the calendar in one order at least; one that is not tells nothing of the others."""
        return _is_day(self.year, self.first, self.second) or _is_day(self.year, self.second, self.first)

    def at(self, order: DateOrder) -> datetime | None:
        """Time in one order of day and month."""
        day, month = (self.second, self.first) if self.settled or order == "month_first" else (self.first, self.second)
        try:
            return None if self.clock is None else datetime(self.year, month, day, tzinfo=self.offset) + self.clock
        except ValueError:
            return None


def iso_moment(text: str | None, *, naive: timezone | None = None) -> datetime | None:
    """Time of an ISO text, None where it is none; one without a time zone is of `naive`."""
    parts = _parts(text)
    found = parts.at("day_first") if parts is not None and parts.settled else None
    return found.replace(tzinfo=naive) if found is not None and found.tzinfo is None else found


def read_moments(
    starts: Sequence[str | None], ends: Sequence[str | None], *, where: Address, asked: DateOrder | None = None
) -> tuple[list[datetime | str], list[datetime | str], tuple[Problem, ...]]:
    """Read the times of all rows with one order of day and month.

    The order is the asked one; else that of the dates which only one order fits (a number above 12); else, where no date tells,
    dots are day first; else the order in which fewer sessions end before they start or last for days. Dates that do not fit are not
    turned round: they come back as text that says so.

    Parameters
    ----------
    starts, ends : sequence of str or None
        (rows,)
    where : Path or DatabaseTable
        Named in errors.
    asked : str, optional
        The user's word.

    Returns
    -------
    starts, ends : list of datetime or str
        (rows,); text where there is no time. Naive times are local.
    notes : tuple of Problem
        How the dates were read, where that had to be found out.

    Raises
    ------
    InputError
        The dates allow both orders, or contradict each other.
    """
    parts = [[_parts(text) for text in column] for column in (starts, ends)]
    loose = [one for column in parts for one in column if one is not None and not one.settled and one.exists]
    _refuse_half_converted(loose, [one for column in parts for one in column if one is not None and one.settled], where)
    order, why = _order(loose, parts[0], parts[1], where, asked) if loose else ("day_first", "")
    read = [
        [_read(text, one, order) for text, one in zip(texts, column, strict=True)]
        for texts, column in zip((starts, ends), parts, strict=True)
    ]
    notes = (Problem("dates", why, _("all read {words}", words=WORDS[order]), Kind.TIME),) if why else ()
    return read[0], read[1], notes


def _parts(text: str | None) -> _Parts | None:
    found = _TIME.fullmatch(in_figures(text).strip()) if text is not None and len(text) <= 60 else None
    if found is None:
        return None
    a, mark, b, c, hour, minute, second, half, zone = found.groups()
    settled = len(a) == 4
    if settled == (len(c) > 2) or len(a) == 3 or len(c) == 3:
        return None
    year, first, second_ = (int(a), int(b), int(c)) if settled else (int(c), int(a), int(b))
    clock = None if hour is None else _clock(int(hour), int(minute), int(second or 0), half)
    return _Parts(year + 2000 if year < 100 else year, first, second_, clock, _offset(zone), settled, mark)


def _clock(hour: int, minute: int, second: int, half: str | None) -> timedelta | None:
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    good = hour < 24 and minute < 60 and second < 60
    return timedelta(hours=hour, minutes=minute, seconds=second) if good else None


def _offset(zone: str | None) -> timezone | None:
    if zone is None or zone.upper() in ("Z", "UTC"):
        return None if zone is None else UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    most = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(-most if zone[0] == "-" else most)


def _read(text: str | None, parts: _Parts | None, order: DateOrder) -> datetime | str:
    if text is None:
        return _("no time")
    if parts is None:
        return _("{short!r} is no date and time", short=short(text))
    if parts.clock is None:
        return _("no time of day")
    found = parts.at(order)
    if found is not None:
        return found if found.year >= 1990 else _("{short!r} is no date and time", short=short(text))
    other: DateOrder = "month_first" if order == "day_first" else "day_first"
    swapped = _is_day(parts.year, parts.second, parts.first) if parts.settled else parts.at(other) is not None
    return _("day and month are swapped") if swapped else _("{short!r} is no date and time", short=short(text))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _refuse_half_converted(loose: list[_Parts], settled: list[_Parts], where: Address) -> None:
    """Spreadsheets turn texts of days up to the 12th into dates with day and month swapped, and leave the others as text."""
    if len(loose) < LEAST_TEXTS or len(settled) < LEAST_TEXTS:
        return
    if all(max(one.first, one.second) > MOST_MONTH for one in loose) and all(
        one.second <= MOST_MONTH for one in settled
    ):
        found = _(
            "dates of two forms: {count} texts, all of days after the 12th, and {count_2} dates of days up to the 12th, as a spreadsheet makes them by swapping day and month",
            count=len(loose),
            count_2=len(settled),
        )
        raise InputError(where, found, _("export the sessions again with dates as 2018-09-06 23:55, or as text"))


def _order(
    loose: list[_Parts],
    starts: Sequence[_Parts | None],
    ends: Sequence[_Parts | None],
    where: Address,
    asked: DateOrder | None,
) -> tuple[DateOrder, str]:
    """Order of day and month, and what speaks for it."""
    tell: dict[DateOrder, int] = {
        "day_first": sum(one.first > MOST_MONTH >= one.second for one in loose),
        "month_first": sum(one.second > MOST_MONTH >= one.first for one in loose),
    }
    if asked is not None:
        return asked, _("date_order of the configuration")
    day, month = tell["day_first"], tell["month_first"]
    if day or month:
        order: DateOrder = "day_first" if day >= month else "month_first"
        against = min(day, month)
        if against > MOST_SWAPPED * (day + month):
            found = _("dates of two forms: {day} can only be day first, {month} only month first", day=day, month=month)
            advice = _("export the sessions again with dates as 2018-09-06, or say date_order and lose the others")
            raise InputError(where, found, advice)
        said = _("{day} dates can only be {words}", day=max(day, month), words=WORDS[order])
        either = sum(max(one.first, one.second) <= MOST_MONTH and one.first != one.second for one in loose)
        doubt = _(
            ", {against} only the other way; of the {either} that fit both ways some may be swapped too",
            against=against,
            either=either,
        )
        return order, said + (doubt if against else "")
    if all(one.mark == "." for one in loose):
        return "day_first", _("dates with dots")
    bad = {order: _contradictions(starts, ends, order) for order in tell}
    if bad["day_first"] == bad["month_first"]:
        found = _("dates that may be day first or month first: none has a number above 12")
        raise InputError(where, found, _('say date_order = "day_first" or "month_first" in [[sessions]]'))
    order = min(bad, key=lambda one: bad[one])
    other = max(bad.values())
    return order, _(
        "the other way {other} sessions would end before they start or last over {long_h:g} h",
        other=other,
        long_h=LONG_H,
    )


def _contradictions(starts: Sequence[_Parts | None], ends: Sequence[_Parts | None], order: DateOrder) -> int:
    bad = 0
    for first, last in zip(starts, ends, strict=True):
        start, end = (None if one is None else one.at(order) for one in (first, last))
        if start is not None and end is not None and (start.tzinfo is None) == (end.tzinfo is None):
            bad += not 0 <= (end - start).total_seconds() <= LONG_H * 3600
    return bad
