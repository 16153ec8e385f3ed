"""Tables of a page: heads that come again, cells that span, and how wide each column is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from planner.output.shared.document.flowing import trimmed
from planner.output.shared.document.look import Look
from planner.output.shared.document.nodes import Block, Cell, Figure, Inline, Paragraph, Table
from planner.output.shared.document.styles import colour, length_pt
from planner.output.shared.document.widths import widths_of

MOST_SPANNED = 50
SHORT, MOST_KEPT = 8, 20
"""Rows of a table that is not broken over pages, and of one for which the page asks that."""
_SMALL = 0.82
"""Letters of a table, where the page gives no size."""


class Flowing(Protocol):
    """What reads the blocks of a cell."""

    styles: Any
    base_pt: float
    document_pt: float
    room_pt: float

    def flow(self, element: Any, look: Look) -> Iterator[Block]:
        """Blocks within an element."""
        ...

    def inline(self, element: Any, look: Look) -> list[Inline]:
        """Words of an element."""
        ...

    def look_of(self, element: Any, look: Look, style: dict[str, str] | None = None) -> Look:
        """Style of an element by what it inherits."""
        ...


class TableReader:
    """Reads tables for a reader of pages.

    Parameters
    ----------
    reader : Flowing
    """

    def __init__(self, reader: Flowing) -> None:
        self._reader = reader

    def read(self, element: Any, style: dict[str, str], look: Look, anchor: str) -> Iterator[Table]:
        """A table; nothing where it has no cell."""
        reader = self._reader
        given = "font-size" in style or "font" in style
        inner = replace(look, size_pt=look.size_pt if given else _SMALL * reader.document_pt)
        size = inner.size_pt / reader.document_pt
        around_pt, reader.base_pt = reader.base_pt, inner.size_pt
        caption: tuple[Inline, ...] = ()
        head: list[tuple[Cell, ...]] = []
        body: list[tuple[Cell, ...]] = []
        for part in element.iter_children():
            if reader.styles.of(part).get("display") == "none":
                continue
            if part.local_name == "caption":
                caption = trimmed(reader.inline(part, reader.look_of(part, look)))
            elif part.local_name in ("thead", "tbody", "tfoot"):
                rows = [
                    self._row(row, reader.look_of(part, inner), part.local_name == "thead")
                    for row in part.iter_children()
                    if row.local_name == "tr"
                ]
                (head if part.local_name == "thead" else body).extend(row for row in rows if row)
        reader.base_pt = around_pt
        if not body and not head:
            return
        if not body:
            head, body = [], head
        whole = not (length_pt(style.get("min-width", "")) or style.get("width") == "auto")
        widths, smaller = widths_of([*head, *body], reader.document_pt, size, room_pt=reader.room_pt, whole=whole)
        yield Table(
            tuple(head),
            tuple(body),
            tuple(round(one, 1) for one in widths),
            round(smaller, 3),
            caption,
            anchor,
            _kept(style, len(head) + len(body)),
        )

    def _row(self, row: Any, look: Look, heading: bool) -> tuple[Cell, ...]:
        inner = self._reader.look_of(row, look)
        fill = _fill(self._reader.styles.of(row))
        return tuple(
            self._cell(one, inner, heading, fill) for one in row.iter_children() if one.local_name in ("td", "th")
        )

    def _cell(self, element: Any, look: Look, heading: bool, fill: str) -> Cell:
        """A cell; its letters count by those of the table."""
        style = self._reader.styles.of(element)
        if style.get("display") == "none":
            return Cell(())
        inner = self._reader.look_of(element, look, style)
        head = element.local_name == "th"
        within = replace(inner, whole=inner.whole and not head)
        blocks = tuple(
            Paragraph((one.drawing,), inner.align) if isinstance(one, Figure) and not one.caption else one
            for one in self._reader.flow(element, within)
        )
        heads = "" if not head else "column" if heading or element.etree_element.get("scope") == "col" else "row"
        spans = [_span(element.etree_element.get(name)) for name in ("colspan", "rowspan")]
        return Cell(blocks, heads, inner.align, spans[0], spans[1], _fill(style) or fill, _share(style))


def _fill(style: dict[str, str]) -> str:
    found = colour(style.get("background-color", "") or style.get("background", ""))
    return "" if found == "#ffffff" else found


def _kept(style: dict[str, str], rows: int) -> bool:
    """Whether a table stays on one page: where the page says so and it is not long, or it is short."""
    return rows <= (MOST_KEPT if style.get("break-inside", "").startswith("avoid") else SHORT)


def _share(style: dict[str, str]) -> float:
    """Share of the table's width that a cell asks for."""
    found = re.fullmatch(r"(\d{1,2})(\.\d+)?%", style.get("width", "").strip())
    return float(found[0][:-1]) / 100 if found else 0.0


def _span(value: str | None) -> int:
    return min(MOST_SPANNED, max(1, int(value))) if value and value.isascii() and value.isdigit() else 1
