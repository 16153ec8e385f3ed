"""A cell of a table as text, whatever kind of value its file holds."""

import json
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from geodata.numerals import number_text, parse_degrees


def text_of_cell(cell: Any) -> str | None:
    """Text of a cell; None where it is empty."""
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, int | float | np.number):
        return number_text(float(cell)) if not isinstance(cell, int) else str(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, list | dict):  # of GeoJSON, which keeps JSON in a cell as it is
        return json.dumps(cell, ensure_ascii=False, default=plain_value)
    return str(cell).strip() or None


def plain_value(value: Any) -> Any:
    """What JSON knows instead of an array in a nested cell of Parquet."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)


def degrees_text(text: str | None) -> str | None:
    """Coordinate with a decimal point; text that is none stays for the reader to name."""
    value = parse_degrees(text)
    return text if value is None else number_text(value)


def text_column(values: "list[str | None]") -> "pd.Series[Any]":
    """Texts as a column of objects."""
    return pd.Series(values, dtype=object)
