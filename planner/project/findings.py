"""What is told of a row or cell of a file: what is wrong, what was done with it, and what to do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geodata.errors import GeodataError, InputError
from geodata.report import Kind, Problem, SourceReport
from geodata.sessions.ledger import SESSION_FORMATS
from planner.output.shared.records import record_words
from planner.support.speech import Text, _, message_of, told

_ROW = re.compile(r"row (\d+)\b")
MOST_RECORD = 80
_COLUMN = re.compile(r"column (\w+)")

ADVICE: Mapping[Kind, Callable[[], str]] = {
    Kind.COORDINATES: lambda: _("write longitude and latitude in degrees (WGS 84), such as 76.945 and 43.238"),
    Kind.UNKNOWN_PLUG: lambda: _("write the plug as one of the list: GB/T DC, CCS2, CHAdeMO, Type 2, GB/T AC, …"),
    Kind.PLUG: lambda: _("write the plug as one of the list: GB/T DC, CCS2, CHAdeMO, Type 2, GB/T AC, …"),
    Kind.GUESSED_POWER: lambda: _("write the power of one plug in kW"),
    Kind.POWER: lambda: _("write the power of one plug in kW"),
    Kind.COUNT: lambda: _("write the number of such plugs as a whole number"),
    Kind.STATUS: lambda: _("write operational, planned, out_of_order or removed"),
    Kind.ACCESS: lambda: _("write public, customers or private"),
    Kind.CONNECTION: lambda: _("write connected or disconnected"),
    Kind.DUPLICATE: lambda: _("leave one of them, or tell them apart by an id"),
    Kind.DISAGREEMENT: lambda: _("find out which is right and correct the other"),
    Kind.STALE: lambda: _("make sure that it is still so and write the day"),
    Kind.IDENTITY: lambda: _("give it an id or a place"),
    Kind.TRIAL: lambda: _("take the word test out of the name if it is a real one"),
    Kind.OVERRIDE: lambda: _("look at the columns action, station, field and value of this row"),
    Kind.TIME: lambda: _("write start and end with day and time, such as 2026-05-20 18:30"),
    Kind.ENERGY: lambda: _("write the energy of the session in kWh"),
    Kind.SPEED: lambda: _("write the mean speed of such roads in the peak hour in km/h"),
    Kind.NOT_GIVEN: lambda: _("add a row where you know the speed"),
    Kind.READING: lambda: _("look at the columns and say which is which"),
    Kind.RECOGNISED: lambda: _("look at the columns and say which is which"),
}


@dataclass(frozen=True)
class Finding:
    """Something that is to be told of a file.

    Parameters
    ----------
    rows : tuple of int
        As Excel numbers them, or numbers of features; empty where it is about a record of another name or all of the file.
    record : str
        Row or record as the reader calls it, of many the first.
    column : str or None
        Our name of the column that it is about, where the reader names one.
    reason, action, advice : str
        What is wrong, what was done, what to do.
    dropped : bool
        Whether the record is left out; else it is kept, mended or doubted.
    """

    rows: tuple[int, ...]
    record: str
    column: str | None
    reason: str
    action: str
    advice: str
    dropped: bool

    @property
    def row(self) -> int | None:
        """The row, of several the first."""
        return self.rows[0] if self.rows else None


def findings_of(report: SourceReport, columns: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Findings of a report, in its order, in the language of the moment; `columns` are our names of those that it may name."""
    of_sessions = report.format in SESSION_FORMATS
    return tuple(_finding(problem, columns, of_sessions=of_sessions) for problem in report.problems)


def finding_of_error(error: GeodataError) -> Finding:
    """An error of one row as a finding; what the reader says of the whole file where it names no row."""
    if not isinstance(error, InputError):
        return Finding((), "", None, str(told(message_of(error))), "", "", dropped=True)
    row, column = _ROW.search(error.where), _COLUMN.search(error.where)
    return Finding(
        (int(row[1]),) if row else (),
        record_words(row[0]) if row else "",
        column[1] if column else None,
        _told(error.found),
        _("the file cannot be used"),
        _told(error.expected),
        dropped=True,
    )


def _finding(problem: Problem, columns: tuple[str, ...], *, of_sessions: bool) -> Finding:
    first = re.match(r"\w+", str(problem.reason))
    named = first[0] if first and first[0] in columns else None
    kept = problem.keeps
    said = None if of_sessions and problem.kind == Kind.STATUS else ADVICE.get(problem.kind)
    plain = _("look whether it is right") if kept else _("correct the row and replace the file")
    return Finding(
        tuple(int(one) for one in _ROW.findall(str(problem.record))),
        _shortened(record_words(problem.record)),
        named,
        _told(problem.reason),
        _told(problem.action),
        plain if said is None else said(),
        dropped=not kept,
    )


def _shortened(record: str) -> str:
    return record if len(record) <= MOST_RECORD else f"{record[:MOST_RECORD].rsplit(',', 1)[0]}, …"


def _told(text: str) -> str:
    return text.told() if isinstance(text, Text) else text
