"""A table of ten columns, half of them text, as a workbook of each kind, and how it was read before: cases of `benchmarks.formats`."""

import io
import random
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.hostile import workbooks

NAMES = ("station_id", "name", "operator", "lon", "lat", "connector", "count", "power_kw", "access", "status")
SHEET = "stations"
XLS_ROWS = 65_535
"""A sheet of an old .xls holds so many below its headings."""
MAKERS = {".xlsb": workbooks.xlsb, ".ods": workbooks.ods, ".xls": workbooks.xls}


def make_workbook(ending: str, folder: Path, count: int, seed: int) -> Path:
    """Write so many rows, of an old .xls as many as it holds."""
    rows: list[list[Any]] = [list(NAMES), *_rows(rows_made(ending, count, seed), seed)]
    path = folder / f"table{ending}"
    path.write_bytes(MAKERS[ending]({SHEET: rows}) if ending in MAKERS else _xlsx(rows))
    return path


MAKE = {ending: partial(make_workbook, ending) for ending in (".xlsx", *MAKERS)}
"""Makers by ending."""


def rows_made(ending: str, count: int, _seed: int) -> int:
    """How many rows `make_workbook` writes."""
    return min(count, XLS_ROWS) if ending == ".xls" else count


def rows_read(path: Path) -> int:
    """Rows as the planner reads them now."""
    from geodata.workbook import read_workbook  # noqa: PLC0415

    return len(read_workbook(path).rows) - 1


def rows_by_openpyxl(path: Path) -> int:
    """Rows as they were read before: by openpyxl, one after another."""
    from geodata.workbooks.cells import rows_of  # noqa: PLC0415
    from geodata.workbooks.opening import looked_through  # noqa: PLC0415

    book = looked_through(path)
    book.sheets[SHEET].plain = False
    return len(rows_of(book, SHEET)) - 1


def _rows(count: int, seed: int) -> list[list[str | float | None]]:
    rng = random.Random(seed)  # noqa: S311 - the same table each time
    return [
        [
            *(f"s{k}", f"Станция {k}", f"Оператор {k % 40}", rng.uniform(76, 78), rng.uniform(43, 44)),
            *(
                rng.choice(("GB/T DC", "CCS2", "Type 2")),
                float(k % 4 + 1),
                60.0,
                "public",
                None if k % 3 else "planned",
            ),
        ]
        for k in range(count)
    ]


def _xlsx(rows: list[list[Any]]) -> bytes:
    import openpyxl  # noqa: PLC0415 - heavy

    book: Any = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
