"""What is known of a workbook before it is read: its sheets, where they end, what is merged, and which cells hold an error."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

EXCEL, OPEN = "an Excel workbook", "an OpenDocument spreadsheet"
"""Kinds of workbooks, as messages call them."""

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


class Block(NamedTuple):
    """Merged cells; columns from 0, rows from 1, all inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass
class Sheet:
    """A sheet as its file claims it.

    Parameters
    ----------
    rows, columns : int
        Of the smallest rectangle from the first cell of all that holds every cell with a value.
    blocks : list of Block
        Merged cells.
    errors : dict
        ``(row, column)``, from 1 and from 0, to what the cell shows: ``#N/A``.
    plain : bool
        Whether the rectangle was counted for sure and may be held whole.
    width : callable, optional
        Row, from 1, to how many cells it has, empty ones behind the last value among them.
    """

    rows: int = 0
    columns: int = 0
    blocks: list[Block] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    plain: bool = True
    width: Callable[[int], int] | None = None

    def reaches(self, row: int, column: int) -> None:
        """Take a cell into the rectangle; row and column from 0."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


@dataclass(frozen=True)
class Book:
    """A workbook that was looked through.

    Parameters
    ----------
    kind : str
        As messages call it.
    data : bytes
        The workbook written anew from the parts that were looked at and nothing else.
    sheets : mapping
        Tables by name, in their order; charts are none.
    """

    kind: str
    data: bytes
    sheets: Mapping[str, Sheet]


ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Errors of the binary formats by their code."""
