"""Cells of a sheet: read by calamine where the sheet can be held whole, by openpyxl row by row where a cell stands far out."""

import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from geodata.speech import _
from geodata.workbooks.facts import OPEN, Book, Sheet
from geodata.workbooks.limits import MOST_PADDED, MOST_ROWS, DamagedError, PasswordError, TooMuchError, check_text, many

Rows = list[tuple[int, list[Any]]]
"""Number of a row as Excel shows it, and its cells; a row without any value is left out."""

_LAST_WHOLE = 2**53
_SPAN = re.compile(r"P(?:(\d{1,7})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,9}))?S)?")


def rows_of(book: Book, name: str) -> Rows:
    """Rows of a sheet as last computed by the program that saved them.

    Raises
    ------
    TooMuchError, PasswordError, DamagedError
    """
    sheet = book.sheets[name]
    if not sheet.rows:
        return []
    with _silenced():
        return list(_rows(_held(book, name, sheet) if sheet.plain else _by_row(book.data, name), sheet))


def _held(book: Book, name: str, sheet: Sheet) -> Iterator[list[Any]]:
    spans = book.kind == OPEN
    found = _guarded(lambda: _loaded(book.data, name))
    if found.total_height * found.total_width > sheet.rows * sheet.columns:
        raise DamagedError(_("its sheet is larger than it says"))
    left = [None] * (found.start[1] if found.start else 0)
    rows = found.iter_rows()
    while (cells := _guarded(lambda: next(rows, None))) is not None:
        yield left + [_cell(cell, spans=spans) for cell in cells]


def _loaded(data: bytes, name: str) -> Any:
    import python_calamine  # noqa: PLC0415  (few runs need it)

    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        return book.get_sheet_by_name(name)


def _guarded(step: Callable[[], Any]) -> Any:
    """What a step of the Rust code gives; a panic of it, which is no Exception, means a damaged file too."""
    try:
        return step()
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001
        if type(error).__name__ == "PasswordError":
            raise PasswordError from None
        said = "" if type(error).__name__ == "PanicException" else str(error)[:120]
        raise DamagedError(said or _("its cells make no sense")) from None


def _cell(cell: Any, *, spans: bool) -> Any:
    """A cell as openpyxl gives it: whole numbers as such, days as their midnight."""
    if cell.__class__ is str:
        return None if cell == "" else (_span(cell) if spans and cell.startswith("P") else cell)
    if cell.__class__ is float:
        return int(cell) if cell.is_integer() and abs(cell) <= _LAST_WHOLE else cell
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time())
    return cell


def _span(text: str) -> str | timedelta:
    """A span of time as OpenDocument writes it; any other text as it is."""
    found = _SPAN.fullmatch(text)
    if found is None or not any(found.groups()):
        return text
    days, hours, minutes, seconds = (int(one or 0) for one in found.groups()[:4])
    return timedelta(
        days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=int((found[5] or "0").ljust(6, "0")[:6])
    )


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep off the screen what the Rust code prints before it gives up; what is said of the file comes after."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _by_row(data: bytes, name: str) -> Iterator[list[Any]]:
    import openpyxl  # noqa: PLC0415  (a fifth of a second that few runs need)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that carry no data
        book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book[name]
            sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
            with closing(sheet.iter_rows(values_only=True)) as found:
                yield from map(list, found)
        finally:
            book.close()


def _rows(found: Iterable[list[Any]], sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """Rows with a value; but of the first, whose empty cells are headings, cells behind the last value are cut off."""
    padded = text = 0
    is_first = True
    errors = _by_number(sheet)
    for number, cells in enumerate(found, 1):
        padded += 0 if sheet.plain else len(cells)
        if number > MOST_ROWS or padded > MOST_PADDED:
            what = _("row beyond {many}, the last that a sheet can have", many=many(MOST_ROWS))
            raise TooMuchError(
                f"a {what}" if number > MOST_ROWS else _("a sheet of more than {many} cells", many=many(MOST_PADDED))
            )
        for column, shown in errors.get(number, ()):
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = shown
        end = next((k for k in range(len(cells), 0, -1) if cells[k - 1] is not None), 0)
        if not sheet.plain:  # of others it was counted before
            text += sum(len(cell) for cell in cells[:end] if isinstance(cell, str))
            check_text(text)
        if end:
            wide = max(end, sheet.width(number) if is_first and sheet.width else 0)
            yield number, (cells + [None] * (wide - len(cells)))[:wide]
            is_first = False


def _by_number(sheet: Sheet) -> dict[int, list[tuple[int, str]]]:
    """Columns of the cells that show an error, and what they show, by row."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), shown in sheet.errors.items():
        found.setdefault(row, []).append((column, shown))
    return found
