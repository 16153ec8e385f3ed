"""Tables to fill in: stations as a workbook and as text, the fleet as text."""

import csv
import io
from typing import TYPE_CHECKING, Literal

from geodata.fleet import VEHICLE_CLASSES
from geodata.sources.station_table import NEEDED
from planner.authoring.station_columns import MEANINGS, WORDS
from planner.support.workbooks import save_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

STATIONS_XLSX, STATIONS_CSV, FLEET_CSV = "stations_template.xlsx", "stations_template.csv", "fleet_template.csv"

_WIDTHS = {"connector": 22, "name": 28, "operator": 22, "address": 32, "access": 13, "status": 15, "connection": 15}
_USUAL_WIDTH = 12
_LAST_ROW = 5_000
"""Rows with lists to choose from; more may be filled in."""

_NUMBERS = {"lon": (-180, 180), "lat": (-90, 90), "power_kw": (0, 4_000), "count": (0, 500)}
_Kind = Literal["list", "whole", "decimal"]
_CELL_FORMATS = {"station_id": "@", "name": "@", "address": "@", "updated": "yyyy-mm-dd"}
_MEANING_HEADINGS = (
    "column",
    "needed",
    "meaning",
    "an empty cell means",
    "что писать",
    "пустая ячейка означает",
)
_LEGEND = (
    "Fill in the sheet 'stations': the dark headings are needed. Only that sheet is read, so keep it the first.",
    "Заполните лист 'stations': тёмные столбцы обязательны. Читается только он, пусть он остаётся первым.",
)


def stations_workbook() -> bytes:
    """Workbook of an empty sheet `stations`, which alone is read, then `columns` (what they mean) and `lists` (words)."""
    from openpyxl import Workbook  # noqa: PLC0415  half a second that the other templates need not pay

    book = Workbook()
    stations, columns, lists = book.worksheets[0], book.create_sheet("columns"), book.create_sheet("lists")
    stations.title = "stations"
    _write_headings(stations)
    _write_meanings(columns)
    _write_lists(stations, lists)
    file = io.BytesIO()
    save_workbook(book, file)
    return file.getvalue()


def stations_csv() -> bytes:
    """The same headings as text."""
    return _csv([tuple(MEANINGS)])


def fleet_csv() -> bytes:
    """Every vehicle class with a count of 0."""
    head = ("vehicle_class", "count", "district", "year", "port")
    return _csv([head, *((name, "0", "", "", "") for name in VEHICLE_CLASSES)])


def _write_headings(sheet: "Worksheet") -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for number, name in enumerate(MEANINGS, start=1):
        cell = sheet.cell(row=1, column=number, value=name)
        needed = name in NEEDED
        cell.font = Font(bold=True, color="FFFFFF" if needed else "000000")
        cell.fill = PatternFill("solid", fgColor="1F4E78" if needed else "D9E1F2")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = _WIDTHS.get(name, _USUAL_WIDTH)
        if name in _CELL_FORMATS:
            column.number_format = _CELL_FORMATS[name]
    sheet.freeze_panes = "A2"


def _write_meanings(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    sheet.append(list(_MEANING_HEADINGS))
    for name, one in MEANINGS.items():
        needed = "yes / да" if name in NEEDED else ""
        sheet.append([name, needed, one.meaning, one.empty, one.meaning_ru, one.empty_ru])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1 or cell.column == 1)
    for line in ("", *_LEGEND):
        sheet.append([line])
    for letter, width in zip("ABCDEF", (14, 10, 48, 30, 48, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"


def _write_lists(stations: "Worksheet", sheet: "Worksheet") -> None:
    """Write the words of each column and offer them as a list in its cells; for other values Excel asks, and refuses none."""
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    letters = {name: get_column_letter(number) for number, name in enumerate(MEANINGS, start=1)}
    for number, (name, words) in enumerate(WORDS.items(), start=1):
        letter = get_column_letter(number)
        for row, word in enumerate((name, *words), start=1):
            sheet.cell(row=row, column=number, value=word)
        sheet.cell(row=1, column=number).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 24
        words_at = f"lists!${letter}$2:${letter}${1 + len(words)}"
        _ask(stations, letters[name], kind="list", formula1=words_at)
    for name, (least, most) in _NUMBERS.items():
        kind: _Kind = "whole" if name == "count" else "decimal"
        _ask(stations, letters[name], kind=kind, formula1=str(least), formula2=str(most))


def _ask(sheet: "Worksheet", letter: str, *, kind: _Kind, formula1: str, formula2: str | None = None) -> None:
    """Ask about other values in a column: Excel offers to keep them, for the reader knows more words than the list."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    rule = DataValidation(type=kind, formula1=formula1, formula2=formula2, allow_blank=True, errorStyle="warning")
    rule.errorTitle = "stations"
    rule.error = "Not one of the usual values; see the sheet 'columns'. Не из обычных значений; см. лист 'columns'."
    rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    # Excel takes a table for UTF-8 only when it begins with the mark.
    return text.getvalue().encode("utf-8-sig")
