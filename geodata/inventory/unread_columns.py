"""What a table of stations holds beside its columns: merged cells filled, columns nobody reads named."""

import difflib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from geodata.inventory.ledger import StationLedger
from geodata.loose import short
from geodata.report import Kind
from geodata.speech import _

MOST_NAMED = 12
"""Columns that were not read are named up to this many."""


def fill_merged(frame: pd.DataFrame, ledger: StationLedger) -> None:
    """Give every row what Excel shows beside it in a merged cell; a merged count is that of its first row, and said."""
    numbers = frame["row"].to_numpy()  # ascending
    filled: dict[str, list[Any]] = {}
    done: dict[str, int] = {}
    for name, first, last in frame.attrs.get("merged", ()):
        start, end = np.searchsorted(numbers, (max(first, done.get(name, 0)), last + 1)).tolist()
        done[name] = max(last + 1, done.get(name, 0))  # no two blocks share a cell; what claims so is read once
        if name == "count" and end - start > 1:
            below = _("count merged with those down to row {last}", last=last)
            ledger.note(_("row {first}", first=first), Kind.COUNT, below, _("taken as 1 in the rows below"))
        elif name != "count" and start < end:
            cells = filled.setdefault(name, frame[name].tolist())
            cells[start:end] = [cells[start] if numbers[start] == first else None] * (end - start)
    for name, cells in filled.items():
        frame[name] = pd.Series(cells, index=frame.index, dtype=object)


def name_unread(frame: pd.DataFrame, columns: Sequence[str], ledger: StationLedger) -> None:
    """Say which columns were not read, and which of ours they may have been meant as."""
    unread = list(frame.attrs.get("unread", ()))
    if not unread:
        return
    ours = [name for name in columns if name not in frame]
    meant = [
        _("{known} for {name}", known=close[0], name=short(name))
        for name in unread
        if (close := difflib.get_close_matches(name.casefold(), ours, n=1, cutoff=0.75))
    ]
    said = ", ".join(short(name) for name in unread[:MOST_NAMED])
    more = _(" and {count} more", count=len(unread) - MOST_NAMED) if len(unread) > MOST_NAMED else ""
    guess = _("; did you mean {meant}?", meant=_.joined(", ", meant)) if meant else ""
    ledger.note(
        "headings",
        Kind.OTHER,
        _("columns not read: {said}{more}{guess}", said=said, more=more, guess=guess),
        _("left unread"),
    )
