"""The table as Markdown, put between two marks of a page."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.marked import put_between
from benchmarks.truth.row import NOT_MEASURED, Row

BEGIN, END = "<!-- table of `python -m benchmarks truth` -->", "<!-- end of the table of truth -->"
HEAD = ("| of what | unit | predicted | measured | ratio | goal |", "|---|---|---|---|---|---|")


def put_table(file: Path, rows: Sequence[Row]) -> None:
    """Put the rows between the two marks of a page.

    Raises
    ------
    ConfigError
        The page is missing, or has not both marks.
    """
    put_between(file, (BEGIN, END), [*HEAD, *(_line(row) for row in rows)])


def _line(row: Row) -> str:
    goal = "" if row.goal is None else f"{row.goal.words}: {'met' if row.met else 'missed'}"
    goal = NOT_MEASURED if row.goal is None and row.source == NOT_MEASURED else goal
    figures = (row.shown(one) for one in (row.predicted, row.measured, row.ratio))
    cells = [row.row, row.unit, *figures, row.skipped or goal]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
