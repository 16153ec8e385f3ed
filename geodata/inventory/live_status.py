"""Live status of EVSEs: the words of systems that know it, and how a file of statuses is laid over a table of stations."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Note, Plug
from geodata.inventory.words import status_word
from geodata.loose import short, text_of
from geodata.report import DROPPED, Kind, Problem, SourceReport, with_problems
from geodata.speech import _

NOW = "out_of_order_now"
WORDS: Mapping[str, str] = {
    "AVAILABLE": "operational",
    "BLOCKED": "operational",
    "CHARGING": "operational",
    "OCCUPIED": "operational",
    "RESERVED": "operational",
    "FAULTED": NOW,
    "INOPERATIVE": NOW,
    "OUTOFORDER": NOW,
    "OUTOFSTOCK": NOW,
    "UNAVAILABLE": NOW,
    "PLANNED": "planned",
    "REMOVED": "removed",
    "UNKNOWN": "unknown",
}
"""Status of an EVSE in OCPI and DATEX II (capitals, underscores left out) as the stations table has it."""

MOST_NAMED = 3
"""Of points that have no counterpart so many are named."""


def live_word(value: object, note: Note) -> str:
    """Status that a system tells: unknown where it is not given, unclear where it is not understood."""
    if value is None or value == "":
        return "unknown"
    text = text_of(value) or ""
    if (word := text.upper().replace("_", "")) in WORDS:
        return WORDS[word]
    said, _other = status_word(text)
    found = NOW if said == "out_of_order" else said
    action = f"taken as {found}" if found else _("kept as unclear, no supply")
    note(Kind.STATUS, _("unknown EVSE status {short!r}", short=short(value)), action)
    return found or "unclear"


@dataclass(frozen=True)
class LiveStatus:
    """What is told of one point: its status, when that was so, and the status of single plugs by their standard."""

    status: str
    at: str | None = None
    plugs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StatusRead:
    """Statuses of one file.

    Parameters
    ----------
    by_point : mapping
        By the id of the point, as `point_key` gives it.
    names : mapping
        The ids as the file has them, by the same.
    report : SourceReport
        Every status kept, merged into a fresher one of the same point, or dropped.
    """

    by_point: Mapping[str, LiveStatus]
    names: Mapping[str, str]
    report: SourceReport


def point_key(identity: str) -> str:
    """Id of a point, whatever separators and letters it is written with: ``FR*ABC*E1`` and ``frabce1`` are one."""
    return re.sub(r"[\s*_.\-]", "", identity).casefold() or identity


def with_status(read: StationsRead, said: StatusRead, *, days: int, oldest: str) -> tuple[StationsRead, SourceReport]:
    """Lay statuses over the points of a table.

    Parameters
    ----------
    read : StationsRead
    said : StatusRead
    days, oldest : int, str
        A status from before this day, so many days ago, is named.

    Returns
    -------
    read : StationsRead
        With the statuses; a point of which the file says nothing keeps its own.
    report : SourceReport
        Of the statuses; of two that tell of one point by several of its ids the later counts, and those of points that
        the table does not have are dropped and counted.
    """
    own = {point_key(alias): point_key(evse) for alias, evse in read.aliases.items()}
    points = {point_key(plug.evse_id) for station in read.listed for plug in station.plugs}
    by_point: dict[str, LiveStatus] = {}
    merged = 0
    for key, one in said.by_point.items():
        mine = own.get(key, key)
        if mine in by_point:
            merged += mine in points
            if (one.at or "") <= (by_point[mine].at or ""):
                continue
        by_point[mine] = one
    listed = tuple(
        replace(one, plugs=tuple(_told(plug, by_point.get(point_key(plug.evse_id))) for plug in one.plugs))
        for one in read.listed
    )
    silent = len(points - set(by_point))
    strangers = [said.names[key] for key in said.by_point if own.get(key, key) not in points]
    problems = []
    if silent:
        reason = _("no live status in {path}", path=said.report.path)
        problems.append(
            Problem(
                _("{silent} of {count} points", silent=silent, count=len(points)),
                reason,
                _("kept with the status of the table"),
                Kind.STATUS,
            )
        )
    report = _without(said.report, strangers, read.report.path)
    report = with_problems(_merged(report, merged), tuple(_old(list(by_point.values()), days, oldest)))
    return replace(read, listed=listed, report=with_problems(read.report, tuple(problems))), report


def _told(plug: Plug, live: LiveStatus | None) -> Plug:
    if live is None:
        return plug
    status = live.plugs.get(plug.connector, live.status)
    if status == "unknown" and plug.status in ("planned", "removed"):
        return plug
    return replace(plug, status=status, status_at=live.at if status == NOW else None)


def _without(report: SourceReport, strangers: list[str], table: str) -> SourceReport:
    """Account for statuses of points that the table does not have."""
    if not strangers:
        return report
    count = len(strangers)
    named = ", ".join(short(one) for one in strangers[:MOST_NAMED])
    more = f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""
    problem = Problem(
        _("{count} statuses", count=count),
        _("of points that {table} does not have: {named}{more}", table=table, named=named, more=more),
        DROPPED,
        Kind.IDENTITY,
    )
    return with_problems(replace(report, kept=report.kept - count, dropped=report.dropped + count), (problem,))


def _merged(report: SourceReport, count: int) -> SourceReport:
    """Account for statuses of points that the file tells under an id of the point and under another."""
    if not count:
        return report
    reason = _("of points that another status tells under another of their ids")
    problem = Problem(
        _("{count} statuses", count=count),
        reason,
        _("merged into the later"),
        Kind.DUPLICATE,
    )
    return with_problems(replace(report, kept=report.kept - count, merged=report.merged + count), (problem,))


def _old(told: Sequence[LiveStatus], days: int, oldest: str) -> list[Problem]:
    """Statuses that are too old to be called live."""
    old = Counter(one.at[:10] < oldest if one.at else None for one in told)
    out = []
    if old[True]:
        last = max(one.at for one in told if one.at)[:10]
        reason = _("told over {days} days ago, the latest of all on {last}", days=days, last=last)
        out.append(
            Problem(
                _("{old} of {count} statuses", old=old[True], count=len(told)),
                reason,
                _("kept; ask the service again"),
                Kind.STALE,
            )
        )
    if old[None]:
        out.append(
            Problem(_("{old} statuses", old=old[None]), _("no time"), _("kept; their age is unknown"), Kind.STALE)
        )
    return out
