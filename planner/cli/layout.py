"""Tables and lines of results for any terminal."""

import sys

from rich import box
from rich.console import Console
from rich.table import Table

from planner.cli.text import printable


def results() -> Console:
    """Console for results: stdout, without markup, so that brackets in names stay brackets."""
    width = None if sys.stdout.isatty() else 120  # a log or a file has no edge to wrap at
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True, width=width)


def table_of(*columns: str) -> Table:
    """Start a table; columns after the first hold numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", overflow="fold")
    return table


def typed(text: str) -> str:
    """Write figures with the blanks and dashes that every console has."""
    return printable(text.replace("\u202f", " ").replace("–", "-"))


def counted(number: int, noun: str) -> str:
    """Write ``1 site`` and ``2 sites``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
