"""The first rows of a table or layer as they stand in the file, before anything is made of them."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.cell_text import text_of_cell
from geodata.delimited import read_delimited
from geodata.layers import read_layer
from geodata.vector.formats import LAYER_ENDINGS, PARQUET
from geodata.vector.geoparquet import described, read_plain
from geodata.workbook import read_workbook
from geodata.workbooks.facts import WORKBOOK_ENDINGS
from planner.project.recognising.glance import Glance, beginning, glance, named

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Preview:
    """Rows of a file: `headings`, `rows` as (number of the row as Excel shows it, cells), and `look`, the whole at a glance."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]
    look: Glance


def preview(path: Path, layer: str | None = None, *, most: int | None = 20) -> Preview:
    """Read the first rows, or all of them where `most` is None; text without spaces around it, None where a cell is empty.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    look = glance(path, layer)
    ending = path.suffix.lower()
    if ending in PARQUET or ending in LAYER_ENDINGS:
        headings, rows = _of_layer(path, look)
    else:
        headings, rows = _of_table(path, look, whole=most is None)
    kept = rows if most is None else rows[:most]
    return Preview(headings, tuple(kept), look)


def _of_table(path: Path, look: Glance, *, whole: bool) -> tuple[tuple[str, ...], list[tuple[int, Cells]]]:
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        lines = read_workbook(named(path, look.layer)).rows
    elif whole:
        lines = read_delimited(path)
    else:
        with beginning(path) as begin:
            lines = read_delimited(begin)
    headings = [text_of_cell(one) or "" for one in lines[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    rows = [
        (number, tuple(text_of_cell(cells[k]) if k < len(cells) else None for k in range(width)))
        for number, cells in lines[1:]
    ]
    return tuple(headings), rows


def _of_layer(path: Path, look: Glance) -> tuple[tuple[str, ...], list[tuple[int, Cells]]]:
    if path.suffix.lower() in PARQUET and described(path).geometry is None:
        frame = read_plain(path, lambda _name: True)
        frame.index = pd.RangeIndex(1, len(frame) + 1)
    else:
        layer = read_layer(named(path, look.layer if look.layers else None))
        frame = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    headings = tuple(str(name) for name in frame.columns)
    cells = [[text_of_cell(one) for one in frame[name].astype(object)] for name in frame.columns]
    rows = [(int(number), tuple(column[k] for column in cells)) for k, number in enumerate(frame.index)]
    return headings, rows
