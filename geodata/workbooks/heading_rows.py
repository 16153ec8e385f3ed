"""Headings of a sheet that stand in several rows: a title or groups in merged cells, and below them what each column holds."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from geodata.cell_text import text_of_cell
from geodata.coordinate_pair import pair_of
from geodata.numerals import parse_number
from geodata.words.vocabulary import meant
from geodata.workbooks.cells import Rows
from geodata.workbooks.facts import Block

MOST_ROWS = 4
"""Rows of headings that are looked for."""


def joined_headings(rows: Rows, blocks: Sequence[Block]) -> tuple[Rows, tuple[int, ...]]:
    """Rows of a sheet with its headings in one row, and the numbers of the rows that they stood in; none where they stood in one.

    A row with cells merged sideways is one of groups where the next row is text without a figure and either some heading is merged
    down into it or one of its cells is a known heading. The heading of a column is its lowest text; where two columns
    would be called the same, the groups above come before it: *Fast Power*, *Slow Power*.
    """
    groups = 0
    wide = {one.first_row for one in blocks if one.last_column > one.first_column}
    while groups < min(MOST_ROWS, len(rows)) - 1 and rows[groups][0] in wide:
        groups += 1
    for last in range(groups, 0, -1):
        if _are_headings(rows[last][1]) and _belong_together(rows, last, blocks):
            numbers = tuple(number for number, _cells in rows[: last + 1])
            return [(numbers[-1], _names(rows[: last + 1], blocks)), *rows[last + 1 :]], numbers
    return rows, ()


def _are_headings(cells: Sequence[Any]) -> bool:
    """Whether a row holds texts alone, several of them and no figure or place."""
    said = [cell for cell in cells if text_of_cell(cell) is not None]
    return len(said) > 1 and all(
        isinstance(cell, str) and parse_number(cell) is None and pair_of(cell) is None for cell in said
    )


def _belong_together(rows: Rows, last: int, blocks: Sequence[Block]) -> bool:
    """Whether a heading is merged down into the last row of them, or one of its cells is a known heading."""
    above, here = rows[last - 1][0], rows[last][0]
    down = any(one.first_row <= above and here <= one.last_row for one in blocks)
    return down or any(meant("heading", text_of_cell(cell)) for cell in rows[last][1])


def _names(heads: Rows, blocks: Sequence[Block]) -> list[Any]:
    """Heading of each column."""
    width = max(len(cells) for _number, cells in heads)
    levels = [[text_of_cell(cell) for cell in cells] + [None] * (width - len(cells)) for _number, cells in heads]
    own = [next((level[k] for level in reversed(levels) if level[k]), None) for k in range(width)]
    spread = [list(level) for level in levels]
    rows = {number: level for level, (number, _cells) in enumerate(heads)}
    for one in blocks:
        if one.first_row in rows:
            level = spread[rows[one.first_row]]
            end = min(one.last_column + 1, width)
            level[one.first_column : end] = [level[one.first_column]] * max(end - one.first_column, 0)
    twice = {name for name, count in Counter(own).items() if name and count > 1}
    return [
        " ".join(dict.fromkeys(text for level in spread if (text := level[k]))) if own[k] in twice else own[k]
        for k in range(width)
    ]
