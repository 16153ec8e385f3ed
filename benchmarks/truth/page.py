"""The table as Markdown, put between two marks of a page."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.truth.row import Row
from planner.errors import ConfigError

BEGIN, END = "<!-- table of `python -m benchmarks truth` -->", "<!-- end of the table of truth -->"
HEAD = ("| of what | unit | predicted | measured | ratio | goal |", "|---|---|---|---|---|---|")


def put_table(file: Path, rows: Sequence[Row]) -> None:
    """Put the rows between the two marks of a page.

    Raises
    ------
    ConfigError
        The page is missing, or has not both marks.
    """
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if BEGIN not in text or END not in text:
        raise ConfigError(f"{file}: no place for the table; expected the lines {BEGIN} and {END}")
    before, rest = text.split(BEGIN, 1)
    table = "\n".join([BEGIN, "", *HEAD, *(_line(row) for row in rows), "", END])
    file.write_text(before + table + rest.split(END, 1)[1], encoding="utf-8")


def _line(row: Row) -> str:
    goal = "" if row.goal is None else f"{row.goal.words}: {'met' if row.met else 'missed'}"
    figures = (row.shown(one) for one in (row.predicted, row.measured, row.ratio))
    cells = [row.row, row.unit, *figures, row.skipped or goal]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
