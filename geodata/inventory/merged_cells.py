"""Cells that Excel shows as one in a table of stations: every row gets what stands beside it."""

from typing import Any

import numpy as np
import pandas as pd

from geodata.inventory.ledger import StationLedger
from geodata.report import Kind
from geodata.speech import _


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
