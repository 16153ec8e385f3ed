"""Tables in Word's terms: heads that come again on each page, rows that stay whole, cells that span."""

from collections.abc import Sequence
from typing import Any, Protocol

from docx.oxml.ns import qn

from planner.output.docx import house
from planner.output.docx.xml import made, paragraph, text_run, twips
from planner.output.shared.document.nodes import WIDTH_PT, Block, Cell, Grid, Inline, Paragraph, Table

PADDING_PT = 7.0
KEPT_WHOLE = 900
"""Letters up to which a row does not break over pages."""


class Writing(Protocol):
    """What writes the blocks of a cell."""

    def elements(self, blocks: tuple[Block, ...], room_pt: float = ..., fill: str = ...) -> list[Any]:
        """Elements of some blocks."""
        ...

    def runs(self, runs: tuple[Inline, ...], room_pt: float, size: float = ...) -> list[Any]:
        """Runs of a paragraph."""
        ...


def table_of(table: Table, body: Writing) -> list[Any]:
    """A table with what is said over it, and a little room below."""
    out = []
    if table.caption:
        out.append(paragraph("Caption", body.runs(table.caption, WIDTH_PT), made("w:keepNext")))
    heads = len(table.head)
    columns = [made("w:gridCol", w=twips(width)) for width in table.widths_pt]
    made_one = made(
        "w:tbl",
        made(
            "w:tblPr",
            made("w:tblStyle", val="PlanTable"),
            made("w:tblW", w=twips(sum(table.widths_pt)), type="dxa"),
            made("w:tblLayout", type="fixed"),
            made("w:tblLook", val="0420" if heads else "0400", firstRow=int(bool(heads)), noVBand=1),
        ),
        made("w:tblGrid", *columns),
    )
    open_spans: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate((*table.head, *table.body)):
        joined = number < heads or (table.kept and number < heads + len(table.body) - 1)
        made_one.append(_row(row, table, body, open_spans, heading=number < heads, joined=joined))
    return [*out, made_one, _gap()]


def grid_of(grid: Grid, body: Writing) -> list[Any]:
    """Blocks side by side: cells with a fine line around each."""
    width = WIDTH_PT / grid.columns
    line = {"val": "single", "sz": 4, "space": 0, "color": house.RULE}
    borders = made(
        "w:tblBorders",
        *(made(f"w:{side}", **line) for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
    )
    margins = made(
        "w:tblCellMar", *(made(f"w:{side}", w=110, type="dxa") for side in ("top", "left", "bottom", "right"))
    )
    out = made(
        "w:tbl",
        made(
            "w:tblPr",
            made("w:tblW", w=twips(WIDTH_PT), type="dxa"),
            borders,
            made("w:tblLayout", type="fixed"),
            margins,
        ),
        made("w:tblGrid", *(made("w:gridCol", w=twips(width)) for _ in range(grid.columns))),
    )
    cells = [*grid.cells, *[()] * (-len(grid.cells) % grid.columns)]
    for start in range(0, len(cells), grid.columns):
        row = made("w:tr", made("w:trPr", made("w:cantSplit")))
        for cell in cells[start : start + grid.columns]:
            properties = made("w:tcPr", made("w:tcW", w=twips(width), type="dxa"))
            row.append(made("w:tc", properties, *_ended(body.elements(cell, width - 2 * PADDING_PT))))
        out.append(row)
    return [out, _gap()]


def _row(
    row: Sequence[Cell],
    table: Table,
    body: Writing,
    open_spans: dict[int, tuple[int, Cell]],
    *,
    heading: bool,
    joined: bool,
) -> Any:
    letters = sum(len(cell.text()) for cell in row)
    properties = made(
        "w:trPr", made("w:cantSplit") if letters <= KEPT_WHOLE else None, made("w:tblHeader") if heading else None
    )
    out = made("w:tr", properties if len(properties) else None)
    at = 0
    for cell in row:
        at = _passed(out, at, table, open_spans)
        out.append(_cell(cell, at, table, body, joined=joined))
        if cell.rows > 1:
            open_spans[at] = (cell.rows - 1, cell)
        at += cell.columns
    at = _passed(out, at, table, open_spans)
    for column in range(at, len(table.widths_pt)):
        out.append(
            made(
                "w:tc",
                made("w:tcPr", made("w:tcW", w=twips(table.widths_pt[column]), type="dxa")),
                paragraph(house.CELL_STYLE, []),
            )
        )
    return out


def _passed(out: Any, at: int, table: Table, open_spans: dict[int, tuple[int, Cell]]) -> int:
    """Continue the cells that reach down from rows above."""
    while at in open_spans:
        left, cell = open_spans.pop(at)
        if left > 1:
            open_spans[at] = (left - 1, cell)
        out.append(made("w:tc", _shape(cell, at, table, merge="continue"), paragraph(house.CELL_STYLE, [])))
        at += cell.columns
    return at


def _cell(cell: Cell, at: int, table: Table, body: Writing, *, joined: bool) -> Any:
    room = sum(table.widths_pt[at : at + cell.columns]) - PADDING_PT
    inside: list[Any] = []
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            aligned = made("w:jc", val=cell.align) if cell.align != "left" else None
            kept = made("w:keepNext") if joined else None
            inside.append(paragraph(house.CELL_STYLE, body.runs(block.runs, room, table.size), kept, aligned))
        else:
            inside += body.elements((block,), room)
    return made(
        "w:tc", _shape(cell, at, table, merge="restart" if cell.rows > 1 else ""), *_ended(inside, house.CELL_STYLE)
    )


def _shape(cell: Cell, at: int, table: Table, *, merge: str) -> Any:
    return made(
        "w:tcPr",
        made("w:tcW", w=twips(sum(table.widths_pt[at : at + cell.columns])), type="dxa"),
        made("w:gridSpan", val=cell.columns) if cell.columns > 1 else None,
        made("w:vMerge", val=merge) if merge else None,
        made("w:shd", val="clear", color="auto", fill=cell.fill[1:]) if cell.fill else None,
    )


def _ended(inside: list[Any], style: str | None = None) -> list[Any]:
    """Blocks of a cell, which Word wants to end with a paragraph."""
    return inside if inside and inside[-1].tag == qn("w:p") else [*inside, paragraph(style, [])]


def _gap() -> Any:
    """A little room, without which Word joins two tables."""
    return paragraph(
        None, [text_run("", made("w:sz", val=8))], made("w:spacing", before=0, after=60, line=120, lineRule="exact")
    )
