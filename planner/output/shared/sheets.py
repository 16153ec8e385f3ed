"""Workbooks for people: sheets with headings in words, widths, filters, number formats and frozen headings; no text of them can run."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.output.shared.coded import known_heading
from planner.output.shared.described import DEGREES, PLUGS, SHARE, YEAR, Described
from planner.output.shared.sheet_styles import Look, Styles
from planner.support.frames import plain
from planner.support.speech import _, plural
from planner.support.workbooks import save_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FORMATS = {SHARE: "0.0%", DEGREES: "0.000000", YEAR: "0", PLUGS: "#,##0;-#,##0;–", "min": "0.0"}
"""Number formats by unit; Excel shows commas and blanks as its own language has them."""
MOST_DIGITS = 6
DIGITS = {FORMATS[DEGREES]: 6}
"""Digits after the point that a cell keeps at least, by its number format; one where nothing is said."""
USUAL = "#,##0"
PLAIN = "General"

LONGEST_TAB = 31
_NOT_IN_TABS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""Letters and signs that Excel takes in the name of a tab."""

MOST_ROWS = 10_000
"""In a sheet for people; beyond them it takes minutes and gigabytes to write, and nobody reads it."""

NARROWEST, WIDEST, PROSE = 8, 38, 70
"""Characters: columns of figures, of names, and of sentences, which are wrapped."""
LINE_PT = 15.0


@dataclass(frozen=True)
class Heading:
    """A column of a sheet: its title with unit, the number format of its cells, and whether it holds sentences."""

    title: str
    format: str = USUAL
    prose: bool = False

    @classmethod
    def of(cls, column: Described, *, name: str = "", prose: bool = False) -> "Heading":
        """As the column is described; one with a `name` so that the readers of our tables know it again."""
        title = known_heading(name, column.titled)
        return cls(title[0].upper() + title[1:], FORMATS.get(column.unit, USUAL), prose)


@dataclass(frozen=True)
class Sheet:
    """A table for people.

    Parameters
    ----------
    title : str
        Of its tab.
    headings : tuple of Heading
    rows : sequence of sequence
        Cells as data has them; None is an empty one.
    total : sequence, optional
        A last row, in bold, that no filter hides.
    frozen : int
        Columns that stay in view, and are printed on every page.
    pages_wide : int
        Pages side by side that the sheet is printed on.
    """

    title: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] | None = None
    frozen: int = 1
    pages_wide: int = 1


def sums_of(rows: Sequence[Sequence[Any]], added: Collection[int]) -> list[Any] | None:
    """A last row with the sums of these columns, empty where a cell holds no figure; None of a single row, which is its own sum."""
    if len(rows) <= 1:
        return None
    cells = zip(*rows, strict=True)
    figures = [
        at in added and all(isinstance(one, int | float) and math.isfinite(one) for one in own)
        for at, own in enumerate(cells)
    ]
    return [_("All"), *(sum(row[at] for row in rows) if figures[at] else None for at in range(1, len(figures)))]


def write_book(sheets: Sequence[Sheet], path: Path) -> None:
    """Write a workbook; the same sheets give the same bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  half a second that other formats need not pay

    book = Workbook()
    for number, (sheet, tab) in enumerate(zip(sheets, tabs([one.title for one in sheets]), strict=True)):
        page = book.worksheets[0] if number == 0 else book.create_sheet()
        page.title = tab
        _write(sheet, page)
    save_workbook(book, path)


def rounded(value: Any, form: str) -> Any:
    """A figure without the digits that say nothing in its unit, and never fewer than four that count; anything else as it is.

    Examples
    --------
    >>> rounded(88.80000000000001, USUAL), rounded(81733.11275393263, USUAL), rounded(0.3166666666666667, FORMATS[SHARE])
    (88.8, 81733.1, 0.3167)
    >>> rounded(76.9123456789, FORMATS[DEGREES]), rounded("2", USUAL), rounded(3, USUAL)
    (76.912346, '2', 3)
    """
    shown = plain(value)
    if not isinstance(shown, float) or not math.isfinite(shown) or shown == 0:
        return value
    counts = 3 - math.floor(math.log10(abs(shown)))
    return round(shown, min(MOST_DIGITS, max(DIGITS.get(form, 1), counts)))


def tabs(titles: Sequence[str]) -> list[str]:
    """Names of tabs as Excel takes them, whatever a language makes of the titles: short, no two alike, without its signs."""
    taken: set[str] = set()
    out = []
    for title in titles:
        whole = " ".join(_NOT_IN_TABS.sub(" ", title).split()).strip(" '") or "-"
        name, number = whole[:LONGEST_TAB].strip(" '"), 1
        while name.casefold() in taken:
            number += 1
            name = f"{whole[: LONGEST_TAB - len(str(number)) - 1].strip()} {number}"
        taken.add(name.casefold())
        out.append(name)
    return out


def _write(sheet: Sheet, page: "Worksheet") -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    styles = Styles()
    rows = [*sheet.rows[:MOST_ROWS], *([_left_out(sheet)] if len(sheet.rows) > MOST_ROWS else [])]
    widths = [_width(sheet, rows, column) for column in range(len(sheet.headings))]
    for number, (heading, width) in enumerate(zip(sheet.headings, widths, strict=True), start=1):
        page.column_dimensions[get_column_letter(number)].width = width
        figures = any(isinstance(cells[number - 1], int | float) for cells in rows)
        side = "left" if not figures else "center" if number == 1 else "right"
        styles.put(page.cell(row=1, column=number), heading.title, Look("head", side=side))
        for row, cells in enumerate(rows, start=2):
            styles.put(
                page.cell(row=row, column=number),
                rounded(cells[number - 1], heading.format),
                Look("body", heading.format, side),
            )
        if sheet.total is not None:
            styles.put(
                page.cell(row=len(rows) + 2, column=number),
                rounded(sheet.total[number - 1], heading.format),
                Look("total", heading.format, side),
            )
    page.row_dimensions[1].height = LINE_PT * _most_lines([one.title for one in sheet.headings], widths)
    for row, cells in enumerate(rows, start=2):
        page.row_dimensions[row].height = LINE_PT * _most_lines(cells, widths)
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
    if rows:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(rows) + 1}"
    _printable(sheet, page)


def _left_out(sheet: Sheet) -> list[Any]:
    """A last row that says how many rows the workbook leaves to the tables of text."""
    told = plural(
        "{n:number} further row is left to the .csv table",
        "{n:number} further rows are left to the .csv table",
        len(sheet.rows) - MOST_ROWS,
    )
    return [None if at else told for at in range(len(sheet.headings))]


def _printable(sheet: Sheet, page: "Worksheet") -> None:
    """A4 across, headings and frozen columns on every page, pages numbered."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = sheet.pages_wide, 0
    assert page.sheet_properties.pageSetUpPr is not None
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    if sheet.pages_wide > 1:
        page.print_title_cols = f"A:{get_column_letter(sheet.frozen)}"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.5, 0.8, 0.4
    foot = page.oddFooter
    assert foot is not None
    assert foot.left is not None
    assert foot.right is not None
    foot.left.text, foot.right.text = "&A", "&P / &N"


def _width(sheet: Sheet, rows: Sequence[Sequence[Any]], column: int) -> float:
    """As wide as its longest word of the title and most of its cells, within limits."""
    heading = sheet.headings[column]
    if heading.prose:
        return PROSE
    word = max((len(one) for one in heading.title.split()), default=0)
    longest = max((_length(cells[column], heading.format) for cells in rows), default=0)
    if sheet.total is not None:
        longest = max(longest, _length(sheet.total[column], heading.format) + 1)
    return min(WIDEST, max(NARROWEST, word + 5, longest + 4))


def _length(value: Any, form: str) -> int:
    shown = plain(value)
    if isinstance(shown, str):
        return max((len(line) for line in shown.split("\n")), default=0)
    if isinstance(shown, float) and form == USUAL:
        return len(f"{shown:,.0f}")
    return 0 if shown is None else min(len(str(shown)), 10)


def _most_lines(cells: Sequence[Any], widths: Sequence[float]) -> int:
    """Lines of the tallest cell of a row, broken at its words."""
    return max(
        (_lines(str(cell), width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)),
        default=1,
    )


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many characters, broken at its words."""
    room, lines = max(1.0, width - 3.0), 0
    for part in text.split("\n"):
        used, lines = 0.0, lines + 1
        for word in part.split(" "):
            size = float(len(word))
            if used and used + size > room:  # with the blank before it
                used, lines = 0.0, lines + 1
            lines += math.ceil(size / room) - 1 if size > room else 0
            used += size + 1
    return lines
