"""How cells of workbooks look, and how text gets into them as text, whatever it begins with."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from planner.support.frames import plain

# XML, and so a workbook, cannot hold these at all.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_CHARACTERS = 32_767
"""In a cell of Excel, which calls a file with more of them damaged."""

FONT, SIZE = "Calibri", 11
HEAD, HEAD_TEXT, TOTAL, LINE = "1F4E78", "FFFFFF", "E7ECF2", "BFBFBF"
TINTS = {"proposed": "E2F0D9", "upgrade": "FFF2CC", "green": "C6E0B4", "yellow": "FFE699", "red": "F4B183"}
"""Fill of a cell that says no more than one of these words, in whatever language."""


@dataclass(frozen=True)
class Look:
    """Of a cell: the part of the table it belongs to, its number format, the side it keeps to, its fill."""

    part: Literal["head", "body", "total"]
    format: str = "General"
    side: str = "left"
    tint: str = ""


class Styles:
    """Looks made once and used for all cells alike: to make them for each cell takes ten times as long."""

    def __init__(self) -> None:
        self._made: dict[Look, Any] = {}

    def put(self, cell: Any, value: Any, look: Look) -> None:
        """Store text as text and figures as figures, each on its side."""
        shown = plain(value)
        if isinstance(shown, str):
            cell.value = _NOT_IN_XML.sub("\ufffd", shown)[:MOST_CHARACTERS]
            cell.data_type = "s"
            tint = TINTS.get(getattr(value, "message", (shown,))[0], "") if look.part == "body" else ""
            look = Look(look.part, look.format, look.side if look.part == "head" else "left", tint)
        else:
            cell.value = shown
        if look not in self._made:
            _dress(cell, look)
            self._made[look] = cell._style  # noqa: SLF001  as openpyxl's own guide copies a style
        cell._style = self._made[look]  # noqa: SLF001


def _dress(cell: Any, look: Look) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    head, body = look.part == "head", look.part == "body"
    cell.number_format = look.format
    cell.font = Font(name=FONT, size=SIZE, bold=not body, color=HEAD_TEXT if head else None)
    cell.alignment = Alignment(
        wrap_text=look.part != "total",
        vertical="center" if head else "top",
        horizontal=look.side,
        indent=0 if look.side == "center" else 1,
    )
    if body:
        cell.border = Border(bottom=Side(style="thin", color=LINE))
    colour = HEAD if head else look.tint if body else TOTAL
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour)
