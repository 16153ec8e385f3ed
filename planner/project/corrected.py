"""A table to be corrected: all rows as they came, what is wrong with each beside it, as CSV or workbook."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import partial

from planner.errors import ProjectError
from planner.project.files import ProjectFile
from planner.project.findings import Finding
from planner.project.preview import Cells, preview
from planner.project.recognising.glance import is_table
from planner.support.apart import READING, apart
from planner.support.speech import _, told
from planner.support.workbooks import save_workbook

BETWEEN = "; "
_BEGINS = tuple("=+-@\t\r")
"""By which spreadsheets take a cell of text for a formula."""
_NUMBER = re.compile(r"[+-][\d\s.,()\u2007/-]*(?:[eE][+-]?\d+)?%?")
MOST_ROWS = 200_000
"""Of a workbook; a larger table is given as text."""


def corrected_csv(file: ProjectFile, findings: Sequence[Finding]) -> bytes:
    """The table as CSV (UTF-8 with its mark, for Excel), its faults in two further columns; row by row as in the file.

    Raises
    ------
    InputError
        It is no table, or cannot be read.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for _number, cells in _rows(file, findings):
        writer.writerow(["" if one is None else _still(one) for one in cells])
    return text.getvalue().encode("utf-8-sig")


def _still(text: str) -> str:
    """Text of a cell that no spreadsheet works out: what begins as a formula gets an apostrophe, numbers and telephones stay."""
    return f"'{text}" if text[:1] in _BEGINS and not _NUMBER.fullmatch(text) else text


def corrected_xlsx(file: ProjectFile, findings: Sequence[Finding]) -> bytes:
    """The same as a workbook, rows that are left out in red and doubted ones in yellow; errors as `corrected_csv`."""
    from openpyxl import Workbook  # noqa: PLC0415  half a second that other formats need not pay
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "stations" if file.kind.value == "stations" else "table"
    dropped = {row for one in findings if one.dropped for row in one.rows}
    doubted = {row for one in findings if not one.dropped for row in one.rows}
    red, yellow = PatternFill("solid", fgColor="F8CBAD"), PatternFill("solid", fgColor="FFF2CC")
    for line, (number, cells) in enumerate(_rows(file, findings), 1):
        if line > MOST_ROWS:
            raise ProjectError(
                file.name, _("a table of more than {most:number} rows", most=MOST_ROWS), _("take it as CSV")
            )
        fill = red if number in dropped else yellow if number in doubted else None
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row=line, column=column)
            if text is not None:
                cell.value = "".join(sign for sign in text if sign.isprintable() or sign in "\t\n")
                cell.data_type = "s"  # a text that begins with = is no formula
            if line == 1:
                cell.font = Font(bold=True)
            elif fill is not None:
                cell.fill = fill
    sheet.freeze_panes = "A2"
    file_out = io.BytesIO()
    save_workbook(book, file_out)
    return file_out.getvalue()


def _rows(file: ProjectFile, findings: Sequence[Finding]) -> Iterator[tuple[int | None, Cells]]:
    """Headings, then every row, each with what is wrong and what to do; the number of the row in the file."""
    if not is_table(file.path):
        raise ProjectError(file.name, _("no table"), _("correct it in the program that it comes from"))
    seen = apart(partial(preview, file.path, file.layer, most=None), what=file.name, limits=READING)
    by_row: dict[int, list[Finding]] = {}
    for one in findings:
        for row in one.rows:
            by_row.setdefault(row, []).append(one)
    yield None, (*seen.headings, str(told(_("what is wrong"))), str(told(_("what to do"))))
    for number, cells in seen.rows:
        mine = by_row.get(number, [])
        wrong = BETWEEN.join(dict.fromkeys(one.reason for one in mine)) or None
        to_do = BETWEEN.join(dict.fromkeys(one.advice for one in mine if one.advice)) or None
        yield number, (*cells, wrong, to_do)
