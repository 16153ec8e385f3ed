"""Excel workbooks: the rows of the first sheet that has any, and the cells that are merged downwards."""

import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from geodata.errors import InputError


class Merged(NamedTuple):
    """Cells of a column that Excel shows as one, and of which only the first holds a value."""

    column: int
    first_row: int
    last_row: int


Rows = list[tuple[int, list[Any]]]
"""Number of a row as Excel shows it, and its cells."""

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")


def read_workbook(path: Path) -> tuple[Rows, list[Merged]]:
    """Rows as last computed by the program that saved them, those without any value left out; and what is merged.

    Raises
    ------
    InputError
        It is no workbook.
    """
    import openpyxl  # noqa: PLC0415  (a fifth of a second that few runs need)

    try:
        # Read as a stream, a sheet does not know what is merged; read whole, a large one takes long.
        streamed = not _has_merged(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that carry no data
            book: Any = openpyxl.load_workbook(path, read_only=streamed, data_only=True)
            sheets = [_sheet(sheet, streamed=streamed) for sheet in book.worksheets]
            book.close()
    except Exception as error:  # noqa: BLE001  (openpyxl raises whatever its XML parts raise)
        reason = f"cannot be read as an Excel workbook ({type(error).__name__})"
        raise InputError(path, reason, "open it in Excel and save it again as .xlsx, or as .csv") from None
    return next((sheet for sheet in sheets if sheet[0]), ([], []))


def _has_merged(path: Path) -> bool:
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_MERGED.search(parts.read(name)) for name in sheets)


def _sheet(sheet: Any, *, streamed: bool) -> tuple[Rows, list[Merged]]:
    if streamed:
        sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    rows = [(number, list(cells)) for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)]
    blocks = [] if streamed else [(one.min_col - 1, one.min_row, one.max_row) for one in sheet.merged_cells.ranges]
    return [row for row in rows if any(map(_says, row[1]))], [Merged(*block) for block in sorted(blocks)]


def _says(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""
