"""How much of a workbook is read at once, and what is said of one that has more."""

from geodata.speech import _

MOST_ROWS = 1_048_576
"""Of a sheet, as Excel has it."""

MOST_BYTES = 200_000_000
"""Of a file, and of all its parts unpacked."""

MOST_TAGS = 8_000_000
"""Of all parts unpacked: some 2,000,000 cells, which take half a gigabyte while they are read. Records of a binary sheet count as four."""

MOST_TEXT = 100_000_000
"""Characters of all cells: one long text may stand in many of them, and takes no room in the file."""

MOST_PADDED = 100_000_000
"""Cells of a sheet read row by row, those left of a lone cell far out among them."""

MOST_BOX = 16_000_000
"""Cells of the smallest rectangle around a sheet, which calamine holds whole, 32 bytes each."""

MOST_BOX_AT_ONCE = 4_000_000
"""The same where it holds all sheets at once, with their formulas beside the values (.xls and .ods)."""

MOST_SHEETS = 1_000

MOST_ERRORS = 1_000_000
"""Cells that show an error, each of which is remembered by its place."""

ADVICE = _.term("save the table alone as .csv")


class TooMuchError(Exception):
    """What a workbook has too much of."""


class DamagedError(Exception):
    """What is wrong with a workbook, in words that follow its name."""


class PasswordError(Exception):
    """It opens with a password alone."""


def many(number: int) -> str:
    """A count with its digits in groups."""
    return f"{number:,}".replace(",", " ")


def check_box(rows: int, columns: int, most: int) -> None:
    """Refuse a sheet whose cells lie so far apart that the rectangle around them is too large.

    Raises
    ------
    TooMuchError
    """
    if rows > MOST_ROWS:
        raise TooMuchError(_("a row beyond {many}, the last that a sheet can have", many=many(MOST_ROWS)))
    if rows * columns > most:
        raise TooMuchError(
            _(
                "a sheet of {many} rows and {many_2} columns, more than {many_3} cells with those that stand empty between",
                many=many(rows),
                many_2=many(columns),
                many_3=many(most),
            )
        )


def check_text(size: int) -> None:
    """Refuse cells that hold more text together than is read.

    Raises
    ------
    TooMuchError
    """
    if size > MOST_TEXT:
        raise TooMuchError(_("a sheet of more than {many} characters", many=many(MOST_TEXT)))
