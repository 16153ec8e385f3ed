"""The user's table of overrides: one row for each decision about a station."""

from collections.abc import Mapping
from pathlib import Path

from geodata.inventory.overrides import SETTABLE, Action, Override, Overrides
from geodata.loose import short, text_of
from geodata.report import DROPPED, Kind, Problem
from geodata.spreadsheet import read_table

COLUMNS = ("action", "station", "other", "field", "value", "note")


def read_overrides(path: Path, columns: Mapping[str, str]) -> Overrides:
    """Read the rows; one that cannot be carried out is dropped and named.

    Parameters
    ----------
    path : Path
        .csv or .xlsx with `action, station[, other, field, value, note]`; rows without an action say nothing.
    columns : mapping
        Our column names to the user's.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    table = read_table(path, columns, COLUMNS, role="overrides of stations", required=("action", "station"))
    entries: list[Override] = []
    bad: list[Problem] = []
    for cells in table.to_dict("records"):
        said = {name: text_of(cells.get(name)) for name in COLUMNS}
        row = f"row {cells['row']}"
        if said["action"] is None:
            continue
        found = _override(row, said)
        if isinstance(found, str):
            bad.append(Problem(row, found, DROPPED, Kind.OVERRIDE))
        else:
            entries.append(found)
    return Overrides(tuple(entries), tuple(bad), str(path))


def _override(row: str, said: Mapping[str, str | None]) -> Override | str:
    """Decision of a row, or why there is none."""
    word = "_".join((said["action"] or "").casefold().replace("-", " ").split())
    if word not in list(Action):
        return f"action {short(said['action'])!r} is none of {', '.join(Action)}"
    action, station = Action(word), said["station"]
    if station is None:
        return "no station named"
    if action.needs_other:
        if said["other"] is None or said["other"] == station:
            return f"{action} needs another station in column 'other'"
        return Override(row, action, station, said["other"])
    if action is Action.LEAVE_OUT:
        return Override(row, action, station)
    name, value = (said["field"] or "").casefold(), said["value"]
    if name not in SETTABLE:
        return f"field {short(said['field'])!r} is none of {', '.join(SETTABLE)}"
    words = SETTABLE[name]
    if value is None or (words and value not in words):
        return f"value {short(value)!r} of {name} is none of {', '.join(words) or 'any text'}"
    return Override(row, action, station, None, name, value)
