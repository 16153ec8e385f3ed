"""Workbooks (.xlsx, .xls, .xlsb, .ods): the rows of one sheet, and the cells that are merged downwards."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from geodata.address import LAYER_NAMED, split_layer
from geodata.errors import InputError
from geodata.speech import _
from geodata.workbooks.cells import Rows, rows_of
from geodata.workbooks.facts import EXCEL, OPEN, Block, Sheet
from geodata.workbooks.heading_rows import joined_headings
from geodata.workbooks.limits import ADVICE, MOST_TAGS, DamagedError, PasswordError, TooMuchError
from geodata.workbooks.opening import looked_through

MOST_LISTED = 12
"""So many sheets are named in a message of one line."""


class Merged(NamedTuple):
    """Cells of a column that are shown as one, and of which only the first holds a value."""

    column: int
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Workbook:
    """What was read of a workbook.

    Parameters
    ----------
    rows : list of (number, cells)
        As the program numbers them; those without any value are left out, and headings in several rows stand in the last of them.
    merged : list of Merged
    sheet : str
        Whose rows they are.
    others : tuple of str
        Sheets with cells that were not read, because the path names none and this one comes first.
    headed : tuple of int
        Numbers of the rows of headings, where there are several.
    """

    rows: Rows = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    sheet: str = ""
    others: tuple[str, ...] = ()
    headed: tuple[int, ...] = ()


def read_workbook(path: Path) -> Workbook:
    """Rows of the sheet that the path names after ``|layername=``, else of the first that has any, as last computed.

    Raises
    ------
    InputError
        It is no workbook, opens with a password alone, has no such sheet, or unpacks to more than is read at once.
    """
    file, named = split_layer(path)
    kind = OPEN if file.suffix.lower() == ".ods" else EXCEL
    try:
        book = looked_through(file)
        kind = book.kind
        asked = list(book.sheets) if named is None else [_chosen(file, named, book.sheets)]
        for name in asked:
            rows, blocks = _settled(rows_of(book, name), book.sheets[name])
            if rows:
                filled = [one for one, sheet in book.sheets.items() if sheet.rows and one != name]
                rows, headed = joined_headings(rows, blocks)
                merged = sorted(
                    Merged(one.first_column, one.first_row, one.last_row)
                    for one in blocks
                    if one.first_row not in headed
                )
                return Workbook(rows, merged, name, () if named else tuple(filled), headed)
    except InputError:
        raise
    except TooMuchError as error:
        raise InputError(file, str(error), ADVICE) from None
    except PasswordError:
        raise InputError(
            file, _("{kind} that opens with a password", kind=kind), _("save it again without one")
        ) from None
    except DamagedError as error:
        raise InputError(file, _("cannot be read as {kind} ({error})", kind=kind, error=error), _advice(kind)) from None
    except Exception as error:  # noqa: BLE001  (archives, XML and openpyxl each raise their own)
        raise InputError(
            file, _("cannot be read as {kind} ({name})", kind=kind, name=type(error).__name__), _advice(kind)
        ) from None
    return Workbook()


def _advice(kind: str) -> str:
    return _(
        "open it in {part} and save it again as .xlsx, or as .csv", part="LibreOffice" if kind == OPEN else "Excel"
    )


def _chosen(file: Path, named: str, sheets: Mapping[str, Sheet]) -> str:
    found = [one for one in sheets if one == named] or [
        one for one in sheets if one.strip().casefold() == named.casefold()
    ]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(list(sheets)[:MOST_LISTED]) + (", …" if len(sheets) > MOST_LISTED else "")
    one = f"{file.name}{LAYER_NAMED}{next(iter(sheets), '')}"
    example = _("; name one: '{example}'", example=one) if sheets else ""
    raise InputError(
        file,
        _("no sheet {named!r}", named=named),
        _("its sheets are {listed}{example}", listed=listed or _("none"), example=example),
    )


def _settled(rows: Rows, sheet: Sheet) -> tuple[Rows, list[Block]]:
    """Rows with something in them, as Excel shows their merged cells, and these in order."""
    blocks = sorted(sheet.blocks) if rows else []
    _blank(rows, blocks)
    return [row for row in rows if any(map(_says, row[1]))], blocks


def _blank(rows: Rows, blocks: list[Block]) -> None:
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
            raise TooMuchError(_("merged cells that lie over each other"))


def _says(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""
