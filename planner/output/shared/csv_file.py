"""Tables that Excel opens right and in which no text can run as a formula."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.support.csv_dialects import CsvDialect
from planner.support.frames import plain

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(table: pd.DataFrame, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write a table, one line a row."""
    # The byte order mark is what tells Excel that the file is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        out = csv.writer(file, delimiter=dialect.delimiter)
        out.writerow([cell_text(str(name)) for name in table.columns])
        out.writerows(zip(*(_shown(column, dialect) for _, column in table.items()), strict=True))


def _shown(column: "pd.Series[Any]", dialect: CsvDialect) -> list[Any]:
    """Cells of a column as they are written."""
    if column.dtype == np.float64:
        texts = ["" if math.isnan(cell) else repr(round(cell, 6)) for cell in column.tolist()]
        return texts if dialect.decimal == "." else [text.replace(".", dialect.decimal) for text in texts]
    cells = column.to_numpy(dtype=object) if isinstance(column.dtype, pd.StringDtype) else column
    return [_number(cell_text(cell), dialect) for cell in cells]


def _number(shown: Any, dialect: CsvDialect) -> Any:
    """Numbers with the decimal sign of the dialect; all else as it is."""
    return repr(shown).replace(".", dialect.decimal) if isinstance(shown, float) else shown


def cell_text(value: Any) -> Any:
    """Quote text that a spreadsheet would run; numbers, negative ones too, stay numbers."""
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, str):
        flat = shown.replace("\x00", "")
        return f"'{flat}" if flat.startswith(FORMULA_STARTS) else flat
    return round(shown, 6) if isinstance(shown, float) else shown
