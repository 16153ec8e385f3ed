"""Excel workbooks: the rows of the first sheet that has any, and the cells that are merged downwards."""

import re
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from geodata.errors import InputError

MOST_ROWS = 1_048_576
"""Of a sheet, as Excel has it."""

MOST_BYTES = 200_000_000
MOST_TAGS = 8_000_000
"""Of all parts unpacked: some 2,000,000 cells, which take half a gigabyte while they are read."""

MOST_TEXT = 100_000_000
"""Characters of all cells: one long text may stand in many of them, and takes no room in the file."""

MOST_PADDED = 100_000_000
"""Cells, those left of a lone cell far out among them."""

ADVICE = "save the table alone as .csv"


class Merged(NamedTuple):
    """Cells of a column that Excel shows as one, and of which only the first holds a value."""

    column: int
    first_row: int
    last_row: int


Rows = list[tuple[int, list[Any]]]
"""Number of a row as Excel shows it, and its cells."""


class _Block(NamedTuple):
    """Merged cells; columns from 0, rows from 1, all inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class _TooMuchError(Exception):
    """What a workbook has too much of."""


_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_PIECE, _OVERLAP = 1 << 20, 400


def read_workbook(path: Path) -> tuple[Rows, list[Merged]]:
    """Rows as last computed by the program that saved them, those without any value left out; and what is merged.

    Raises
    ------
    InputError
        It is no workbook, or unpacks to more than is read at once.
    """
    import openpyxl  # noqa: PLC0415  (a fifth of a second that few runs need)

    try:
        _check_size(path)
        # Opened here, because openpyxl leaves a damaged file open.
        with warnings.catch_warnings(), path.open("rb") as file, zipfile.ZipFile(path) as parts:
            warnings.simplefilter("ignore")  # about styles and extensions that carry no data
            book: Any = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                found = next((one for sheet in book.worksheets if (one := _sheet(sheet, parts))[0]), ([], []))
            finally:
                book.close()
    except _TooMuchError as error:
        raise InputError(path, str(error), ADVICE) from None
    except Exception as error:  # noqa: BLE001  (openpyxl raises whatever its XML parts raise)
        reason = f"cannot be read as an Excel workbook ({type(error).__name__})"
        raise InputError(path, reason, "open it in Excel and save it again as .xlsx, or as .csv") from None
    return found


def _check_size(path: Path) -> None:
    """Refuse what would unpack to too much, by the directory of the archive and then by what is in it.

    No part can give more than the directory says of it: zipfile stops there.
    """
    with zipfile.ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > MOST_BYTES:
            raise _TooMuchError(
                f"a workbook that unpacks to {size:,} bytes where at most {MOST_BYTES:,} are read".replace(",", " ")
            )
        tags = 0
        for part in parts.infolist():
            for piece in _pieces(parts, part.filename):
                tags += piece.count(b"<")
                if tags > MOST_TAGS:
                    raise _TooMuchError(f"a workbook of more than some {MOST_TAGS // 4:,} cells".replace(",", " "))


def _pieces(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while piece := part.read(_PIECE):
            yield piece


def _sheet(sheet: Any, parts: zipfile.ZipFile) -> tuple[Rows, list[Merged]]:
    sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    with closing(sheet.iter_rows(values_only=True)) as found:
        rows = list(_rows(found))
    blocks = sorted(_blocks(parts, sheet._worksheet_path)) if rows else []  # noqa: SLF001  (its part in the archive)
    _blank(rows, blocks)
    merged = sorted(Merged(one.first_column, one.first_row, one.last_row) for one in blocks)
    return [row for row in rows if any(map(_says, row[1]))], merged


def _rows(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows with a value; but of the first, whose empty cells are headings, cells behind the last value are cut off."""
    padded = text = 0
    is_first = True
    for number, cells in enumerate(found, 1):
        if number > MOST_ROWS:
            raise _TooMuchError(f"a row beyond {MOST_ROWS:,}, the last that a sheet can have".replace(",", " "))
        padded += len(cells)
        end = next((k for k in range(len(cells), 0, -1) if cells[k - 1] is not None), 0)
        text += sum(len(cell) for cell in cells[:end] if isinstance(cell, str))
        if padded > MOST_PADDED or text > MOST_TEXT:
            what = f"{MOST_PADDED:,} cells" if padded > MOST_PADDED else f"{MOST_TEXT:,} characters"
            raise _TooMuchError(f"a sheet of more than {what}".replace(",", " "))
        if end:
            yield number, list(cells if is_first else cells[:end])
            is_first = False


def _blocks(parts: zipfile.ZipFile, name: str) -> Iterator[_Block]:
    """Merged cells of a sheet, which openpyxl tells only where it reads the whole sheet at once."""
    seen = b""
    for piece in _pieces(parts, name):
        text = seen + piece
        end = 0
        for found in _MERGED.finditer(text):
            first, first_row, last, last_row = found.groups()
            yield _Block(int(first_row), int(last_row), _column(first), _column(last))
            end = found.end()
        seen = text[max(end, len(text) - _OVERLAP) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _blank(rows: Rows, blocks: list[_Block]) -> None:
    """Empty the merged cells but the first of each block, as Excel does."""
    numbers = [number for number, _ in rows]
    work = 0
    for block in blocks:
        start = bisect_left(numbers, block.first_row)
        for number, cells in rows[start : bisect_right(numbers, block.last_row)]:
            first = block.first_column + (number == block.first_row)
            end = min(block.last_column + 1, len(cells))
            cells[first:end] = [None] * max(end - first, 0)
            work += 1 + max(end - first, 0)
        if work > MOST_TAGS:
            raise _TooMuchError("merged cells that lie over each other")


def _says(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""
