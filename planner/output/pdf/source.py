"""A document as the template of the PDF reads it: plain data and drawings, no markup."""

import json
from typing import Any

from planner.output.shared.document.letters import breakable
from planner.output.shared.document.nodes import (
    Block,
    Box,
    Cell,
    Contents,
    Document,
    Drawing,
    Figure,
    Grid,
    Heading,
    Inline,
    Listing,
    NewPage,
    Paragraph,
    Run,
    Table,
    every,
    listed,
)

KEPT_WHOLE = 900
"""Letters up to which a row of a table never breaks over pages; beyond, it could be taller than one."""
DEEPEST = 6


class Source:
    """Files that the template reads.

    Parameters
    ----------
    document : Document
    contents : str
        Heading of the contents, where the page gives none.
    """

    def __init__(self, document: Document, contents: str) -> None:
        self._drawings: dict[bytes, str] = {}
        self._contents = contents
        self._anchors = {one.anchor for one in every(document.blocks) if isinstance(one, Heading) and one.anchor}
        self._labelled: set[str] = set()
        self._listed = listed(document)
        blocks = [self._block(one) for one in document.blocks]
        told = {"title": document.title, "language": document.language, "base": document.base_pt, "blocks": blocks}
        self.files = {
            "document.json": json.dumps(told, ensure_ascii=False).encode("utf-8", errors="replace"),
            **{name: data for data, name in self._drawings.items()},
        }

    def _blocks(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [self._block(one) for one in blocks]

    def _block(self, block: Block) -> dict[str, Any]:
        out: dict[str, Any]
        match block:
            case Heading(level, runs, anchor):
                out = {
                    "is": "heading",
                    "level": min(level, DEEPEST),
                    "runs": self._runs(runs),
                    "anchor": self._label(anchor),
                    "listed": block in self._listed,
                }
            case Paragraph(runs, align, leads):
                out = {"is": "paragraph", "runs": self._runs(runs), "align": align, "leads": leads}
            case Listing(ordered, items):
                out = {"is": "list", "ordered": ordered, "items": [self._blocks(one) for one in items]}
            case Table():
                out = self._table(block)
            case Figure(drawing, caption):
                out = {"is": "figure", "drawing": self._drawing(drawing), "caption": self._runs(caption)}
            case Grid(columns, cells, framed):
                out = {
                    "is": "grid",
                    "columns": columns,
                    "framed": framed,
                    "cells": [self._blocks(one) for one in cells],
                }
            case Box(blocks, fill):
                out = {"is": "box", "blocks": self._blocks(blocks), "fill": fill}
            case Contents(title=title):
                out = {"is": "contents", "title": title or self._contents}
            case NewPage():
                out = {"is": "page"}
        return out

    def _table(self, table: Table) -> dict[str, Any]:
        kept = [sum(len(one.text()) for one in row) <= KEPT_WHOLE for row in table.body]
        return {
            "is": "table",
            "head": [[self._cell(one) for one in row] for row in table.head],
            "body": [[self._cell(one) for one in row] for row in table.body],
            "kept": kept,
            "widths": list(table.widths_pt),
            "size": table.size,
            "whole": table.kept and all(kept),
            "caption": self._runs(table.caption),
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        return {
            "blocks": self._blocks(cell.blocks),
            "heads": cell.heads,
            "align": cell.align,
            "columns": cell.columns,
            "rows": cell.rows,
            "fill": cell.fill,
        }

    def _runs(self, runs: tuple[Inline, ...]) -> list[dict[str, Any]]:
        return [self._run(one) if isinstance(one, Run) else {"drawing": self._drawing(one)} for one in runs]

    def _run(self, run: Run) -> dict[str, Any]:
        marks = {
            name: value for name in ("bold", "italic", "mono", "raised", "colour") if (value := getattr(run, name))
        }
        linked = run.link[1:] in self._anchors if run.link.startswith("#") else bool(run.link)
        return {"text": breakable(run.text), "size": run.size, **marks, **({"link": run.link} if linked else {})}

    def _drawing(self, drawing: Drawing) -> dict[str, Any]:
        name = self._drawings.setdefault(drawing.data, f"drawing{len(self._drawings)}.{drawing.kind}")
        return {
            "file": name,
            "format": drawing.kind,
            "alt": drawing.alt,
            "width": drawing.width_pt,
            "most": drawing.most_pt,
            "ratio": drawing.ratio,
        }

    def _label(self, anchor: str) -> str:
        """Name of a heading for links to it; the first of a name has it."""
        if not anchor or anchor in self._labelled:
            return ""
        self._labelled.add(anchor)
        return anchor
