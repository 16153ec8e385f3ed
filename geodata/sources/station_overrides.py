"""The user's table of station overrides: one row for each decision."""

from collections.abc import Mapping
from dataclasses import replace

from geodata.input_file import InputFile
from geodata.inventory.overrides import SETTABLE, Action, Override, Overrides
from geodata.inventory.words import access_word, connection_word, status_word
from geodata.loose import short, text_of
from geodata.report import DROPPED, Kind, Problem
from geodata.speech import _, message_of
from geodata.spreadsheet import read_table
from geodata.words.vocabulary import meant, suggested

_UNDERSTOOD = {"access": access_word, "connection": connection_word, "status": status_word}
"""Who understands the words of a field as people write them."""

COLUMNS = ("action", "station", "other", "field", "value", "note")


def read_overrides(file: InputFile) -> Overrides:
    """Read the rows; one that cannot be carried out is dropped and named.

    Parameters
    ----------
    file : InputFile
        .csv or a workbook with `action, station[, other, field, value, note]`; rows without an action say nothing.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    table = read_table(
        file.path, file.columns, COLUMNS, role=_("overrides of stations"), required=("action", "station")
    )
    entries: list[Override] = []
    bad: list[Problem] = []
    for cells in table.to_dict("records"):
        said = {name: _unquoted(text_of(cells.get(name))) for name in COLUMNS}
        row = f"row {cells['row']}"
        if said["action"] is None:
            continue
        try:
            entries.append(replace(_override(row, said), note=said["note"]))
        except ValueError as error:
            bad.append(Problem(row, message_of(error), DROPPED, Kind.OVERRIDE))
    return Overrides(tuple(entries), tuple(bad), str(file.path), file.fingerprint(table))


def _unquoted(text: str | None) -> str | None:
    """Take away the quote that keeps a spreadsheet from running a text, as our own tables are written."""
    return text[1:] if text and text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _override(row: str, said: Mapping[str, str | None]) -> Override:
    """Decision of a row; ValueError says why there is none."""
    word = "_".join((said["action"] or "").casefold().replace("-", " ").split())
    word = word if word in list(Action) else meant("override", said["action"]) or word
    if word not in list(Action):
        near = suggested("override", said["action"])
        hint = _("; did you mean {near}?", near=near) if near else ""
        raise ValueError(
            _(
                "action {action!r} is none of {known}{hint}",
                action=short(said["action"]),
                known=_.joined(", ", list(Action)),
                hint=hint,
            )
        )
    action, station = Action(word), said["station"]
    if station is None:
        raise ValueError(_("no station named"))
    if action.needs_other and said["other"] in (None, station):
        raise ValueError(_("{action} needs another station in column 'other'", action=str(action)))
    if action is Action.SET:
        return Override(row, action, station, None, *_value(said))
    return Override(row, action, station, said["other"] if action.needs_other else None)


def _value(said: Mapping[str, str | None]) -> tuple[str, str]:
    """Field and value that are set."""
    name, value = (said["field"] or "").casefold(), said["value"]
    if name not in SETTABLE:
        raise ValueError(
            _("field {field!r} is none of {known}", field=short(said["field"]), known=_.joined(", ", list(SETTABLE)))
        )
    words = SETTABLE[name]
    if value is not None and name in _UNDERSTOOD and value not in words:
        value = _UNDERSTOOD[name](value)[0] or value
    if value is None or (words and value not in words):
        raise ValueError(
            _(
                "value {value!r} of {name} is none of {known}",
                value=short(value),
                name=name,
                known=_.joined(", ", list(words)),
            )
            if words
            else _("value {value!r} of {name}; any text may stand there", value=short(value), name=name)
        )
    return name, value
