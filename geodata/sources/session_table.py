"""An operator's export of charging sessions: CSV or Excel, one row a session."""

import pandas as pd

from geodata.input_file import InputFile
from geodata.loose import text_of
from geodata.numerals import parse_degrees
from geodata.report import Kind, Problem
from geodata.sessions.ledger import SessionLedger
from geodata.sessions.moments import DateOrder, read_moments
from geodata.sessions.stated import Stated
from geodata.sessions.words import current_of, energy_of, power_of
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of

COLUMNS = (
    "start",
    "start_date",
    "start_time",
    "end",
    "end_date",
    "end_time",
    "plugged_h",
    "charging_h",
    "kwh",
    "station_id",
    "station",
    "evse",
    "lon",
    "lat",
    "power_kw",
    "current",
)
"""What a table may hold. No other column is read, so who charged stays in the file."""


def read_session_table(file: InputFile, *, date_order: DateOrder | None = None) -> tuple[list[Stated], SessionLedger]:
    """Read a table of sessions.

    Parameters
    ----------
    file : InputFile
        Its columns are named by `COLUMNS`; `kwh` and a start are needed, and an end or hours plugged in. Date and time may stand in
        one column or in two. `power_kw` and `current` may be words (a model, a connector).
    date_order : str, optional
        Whether the day or the month is first, where the dates do not tell.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, lacks a needed column, or its dates allow no one reading.
    """
    path = file.path
    frame = read_table(path, file.columns, COLUMNS, role=_("charging sessions"), required=_required(file))
    ledger = SessionLedger(str(path), "sessions", file.fingerprint(frame))
    ledger.say(*said_of(frame, published=True))
    texts = pd.DataFrame(frame).reindex(columns=["row", *COLUMNS]).astype(object)
    cells = {name: [text_of(one) for one in texts[name]] for name in COLUMNS}
    starts, ends = (_joined(cells, which) for which in ("start", "end"))
    begun, ended, notes = read_moments(starts, ends, where=path, asked=date_order)
    ledger.say(*notes)
    unread = len(frame.attrs.get("unread", ()))
    if unread:
        reason = _(
            "{unread} columns that sessions have no need of, among them whatever tells who charged", unread=unread
        )
        ledger.say(Problem("headings", reason, _("left unread"), Kind.OTHER))
    records = [
        Stated(
            record=f"row {row}",
            start=begun[k],
            end=ended[k],
            kwh=energy_of(cells["kwh"][k]),
            place=cells["station_id"][k],
            name=cells["station"][k],
            evse=cells["evse"][k],
            plugged_h=_hours(cells["plugged_h"][k]),
            charging_h=_hours(cells["charging_h"][k]),
            power_kw=power_of(cells["power_kw"][k]),
            current=current_of(cells["current"][k]),
            lon=cells["lon"][k],
            lat=cells["lat"][k],
        )
        for k, row in enumerate(frame["row"])
    ]
    return records, ledger


def _required(file: InputFile) -> tuple[str, ...]:
    """Columns without which a table is of no use, by how it has its starts."""
    apart = "start_date" in file.columns or "start_time" in file.columns
    return ("kwh", "start_date", "start_time") if apart else ("kwh",)


def _joined(cells: dict[str, list[str | None]], which: str) -> list[str | None]:
    """Texts of date and time together; those of one column where it is filled."""
    return [
        whole or _whole(date, time)
        for whole, date, time in zip(cells[which], cells[f"{which}_date"], cells[f"{which}_time"], strict=True)
    ]


def _whole(date: str | None, time: str | None) -> str | None:
    """One text of a date and a time; a cell of Excel's that holds a day alone says midnight."""
    if date is None or time is None:
        return None
    return f"{date.removesuffix('T00:00:00')} {time.removeprefix('1899-12-30T').removeprefix('1900-01-00T')}"


def _hours(text: str | None) -> float | None:
    """Hours of a figure or of ``7:35`` (hours and minutes)."""
    if text is None:
        return None
    parts = text.split(":")
    if len(parts) in (2, 3) and all(one.isdigit() and len(one) < 5 for one in parts):
        return float(sum(int(one) / 60.0**k for k, one in enumerate(parts)))
    return parse_degrees(text)
