"""A workbook made by openpyxl, and the text that readers of tables get of its rows."""

import io

import openpyxl

from geodata.cell_text import text_of_cell

SHEETS = {"empty": [], "fleet": [["vehicle_class", "count"], ["taxi", 12.0]], "other": [["note"], ["x"]]}


def xlsx(sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if (
                    cell.data_type == "f"
                ):  # text that begins with "=": openpyxl takes it for a formula, which has no value yet
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(rows):
    """Rows as readers of tables get them: text or None, nothing behind the last."""
    out = []
    for number, cells in rows:
        shown = [text_of_cell(cell) for cell in cells]
        while shown and shown[-1] is None:
            shown.pop()
        out.append((number, shown))
    return [row for row in out if row[1]]


def xlsx_merged(sheets, merged=()) -> bytes:
    """Blocks of merged cells by first and last row, first and last column, from 0."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(sheets)))
    for top, bottom, left, right in merged:
        book.active.merge_cells(start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
