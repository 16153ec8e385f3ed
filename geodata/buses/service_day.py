"""The day that is planned for: the weekday on which most trips run, by calendar and its exceptions."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.buses.feed import WANTED, Feed
from geodata.errors import InputError
from geodata.report import Problem
from geodata.speech import _

WEEKDAYS = WANTED["calendar"][1:8]
MOST_DAYS = 3_660
"""Days of a feed that are looked at, the latest ones."""
WORKING = 5
Days = NDArray[np.int64]
Chosen = Literal["asked", "working", "any"]
_Row = tuple[str, NDArray[np.bool_], date, date]


@dataclass(frozen=True)
class ServiceDay:
    """A day of the timetable.

    Parameters
    ----------
    day : date
    services : frozenset of str
        That run on it.
    trips : int
        Trips of the table on it.
    chosen : str
        Why this day: the user asks for it, no working day has more trips, or no day at all has and none run on working days.
    problems : tuple of Problem
    """

    day: date
    services: frozenset[str]
    trips: int
    chosen: Chosen
    problems: tuple[Problem, ...] = ()

    @property
    def why(self) -> str:
        """Why this day, in words."""
        return {
            "asked": _("the day asked for (buses.date)"),
            "working": _("the most of any working day"),
            "any": _("the most of any day; none runs on working days"),
        }[self.chosen]


def service_day(feed: Feed, trips: "pd.Series[str]", asked: date | None = None) -> ServiceDay:
    """Find the busiest working day, of equals the first; where nothing runs on working days the busiest of all.

    Parameters
    ----------
    feed : Feed
    trips : Series of str
        The service of each trip that counts.
    asked : date, optional
        The user's own day.

    Raises
    ------
    InputError
        No trip runs on any day, or none on the day asked for.
    """
    rows, bad = _calendar(feed)
    added, removed, bad_dates = _exceptions(feed)
    days = _days_to_look_at([(first, last) for *_, first, last in rows], [*added.values(), *removed.values()])
    if not len(days):
        raise InputError(
            feed.path, _("no date in calendar.txt or calendar_dates.txt can be read"), _("expected YYYYMMDD")
        )
    if asked is not None:
        days = np.unique(np.append(days, asked.toordinal()))
    count = np.zeros(len(days), dtype=np.int64)
    running: dict[str, NDArray[np.uint8]] = {}
    rows_of: dict[str, list[_Row]] = {}
    for row in rows:
        rows_of.setdefault(row[0], []).append(row)
    for service, trips_of in trips.value_counts().items():
        name = str(service)
        mine = _runs(days, rows_of.get(name, []), added.get(name, []), removed.get(name, []))
        count += int(trips_of) * mine
        running[name] = np.packbits(mine)
    at, chosen = _chosen(feed, count, days, asked)
    services = frozenset(name for name, mine in running.items() if np.unpackbits(mine, count=len(days))[at])
    said = [(bad, "calendar.txt"), (bad_dates, "calendar_dates.txt")]
    problems = tuple(
        Problem(
            _("{number} rows of {name}", number=number, name=name),
            _("a date or a service that cannot be read"),
            _("dropped"),
        )
        for number, name in said
        if number
    )
    return ServiceDay(date.fromordinal(int(days[at])), services, int(count[at]), chosen, problems)


def _days_to_look_at(spans: list[tuple[date, date]], single: list[list[date]]) -> Days:
    """Days, as ordinals, among which the busiest is: between changes of the calendar every week is like the one before."""
    changes = {end for first, last in spans for end in (first.toordinal(), last.toordinal() + 1)}
    changes |= {near for days in single for day in days for near in (day.toordinal(), day.toordinal() + 1)}
    if not changes:
        return np.empty(0, dtype=np.int64)
    ordered = np.array(sorted(changes), dtype=np.int64)
    days = np.unique(ordered[:, None] + np.arange(7))
    return days[days <= date.max.toordinal()][-MOST_DAYS:]


def _runs(days: Days, rows: list[_Row], added: list[date], removed: list[date]) -> NDArray[np.bool_]:
    """On which of the days a service runs."""
    mine = np.zeros(len(days), dtype=bool)
    for _other, on, first, last in rows:
        mine |= (days >= first.toordinal()) & (days <= last.toordinal()) & on[(days - 1) % 7]
    for dates, value in ((added, True), (removed, False)):
        if dates:
            mine[np.isin(days, [one.toordinal() for one in dates])] = value
    return mine


def _chosen(feed: Feed, count: NDArray[np.int64], days: Days, asked: date | None) -> tuple[int, Chosen]:
    if asked is not None:
        at = int(np.searchsorted(days, asked.toordinal()))
        if count[at] == 0:
            raise InputError(
                feed.path,
                _("no bus runs on {asked}", asked=asked),
                _("take buses.date out for the busiest working day of the feed"),
            )
        return at, "asked"
    working = (days - 1) % 7 < WORKING
    on_working = np.where(working, count, 0)
    runs = on_working.max() > 0
    best = on_working if runs else count
    if best.max() == 0:
        raise InputError(
            feed.path, _("no trip of a bus runs on any day"), _("check calendar.txt, trips.txt and routes.txt")
        )
    return int(best.argmax()), "working" if runs else "any"


def _calendar(feed: Feed) -> tuple[list[_Row], int]:
    found: list[_Row] = []
    bad = 0
    for row in feed["calendar"].itertuples(index=False):
        first, last = _day(row.start_date), _day(row.end_date)
        if not row.service_id or first is None or last is None or last < first:
            bad += 1
            continue
        on = np.array([getattr(row, name) == "1" for name in WEEKDAYS])
        found.append((str(row.service_id), on, first, last))
    return found, bad


def _exceptions(feed: Feed) -> tuple[dict[str, list[date]], dict[str, list[date]], int]:
    added: dict[str, list[date]] = {}
    removed: dict[str, list[date]] = {}
    bad = 0
    for row in feed["calendar_dates"].itertuples(index=False):
        day, kind = _day(row.date), {"1": added, "2": removed}.get(str(row.exception_type))
        if day is None or kind is None or not row.service_id:
            bad += 1
            continue
        kind.setdefault(str(row.service_id), []).append(day)
    return added, removed, bad


def _day(text: object) -> date | None:
    digits = str(text)
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
