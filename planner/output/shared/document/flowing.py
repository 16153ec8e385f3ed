"""Words gathered into paragraphs, and blocks put in order: one title, contents once, nothing empty."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from planner.output.shared.document.letters import clean, collapsed, unbroken
from planner.output.shared.document.look import Look
from planner.output.shared.document.nodes import (
    Block,
    Contents,
    Drawing,
    Figure,
    Heading,
    Inline,
    NewPage,
    Paragraph,
    Run,
    Table,
    every,
    text_of,
    words,
)

SHORT = 400
"""Letters of a paragraph that is kept with the table below it."""
LEGIBLE_PT = 6.5
"""No letter is smaller."""
GUTTER_PT = 16.0
MOST_COLUMNS = 4
"""Of blocks side by side on a page of paper."""
_INLINE_PARENTS = {
    "p",
    "li",
    "td",
    "th",
    "span",
    "a",
    "b",
    "dd",
    "dt",
    "figcaption",
    "caption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}


def run(text: str, look: Look, base_pt: float) -> Run:
    """Words with their look; size 1 is that of the document."""
    size = 1.0 if look.raised else round(max(look.size_pt, LEGIBLE_PT) / base_pt, 2)
    return Run(text, look.bold, look.italic, look.mono, look.raised, look.colour, look.link, size)


def worded(text: str | None, look: Look, base_pt: float) -> list[Inline]:
    """Words as they stand in the source: white space is one space, unless it is kept."""
    plain = clean(text or "")
    shown = plain if look.kept else collapsed(plain)
    return [run(shown, look, base_pt)] if shown else []


def trimmed(runs: Sequence[Inline], *, whole: bool = False) -> tuple[Inline, ...]:
    """Words of a paragraph without space at its ends and around breaks, those of one look together."""
    joined: list[Inline] = []
    for one in runs:
        before = joined[-1] if joined else None
        if isinstance(one, Drawing):
            joined.append(one)
            continue
        text = one.text
        if before is None or (isinstance(before, Run) and before.text.endswith((" ", "\n"))):
            text = text.lstrip(" ")
        if isinstance(before, Run) and one.looks_like(before):
            joined[-1] = replace(before, text=_joined(before.text, text))
        elif text:
            if isinstance(before, Run) and text.startswith("\n"):
                joined[-1] = replace(before, text=before.text.rstrip(" "))
            joined.append(replace(one, text=text))
    _strip_ends(joined)
    if whole:
        joined = [replace(one, text=unbroken(one.text)) if isinstance(one, Run) else one for one in joined]
    return tuple(one for one in joined if isinstance(one, Drawing) or one.text)


def paragraph(runs: Sequence[Inline], look: Look) -> Iterator[Paragraph]:
    """A paragraph, where there is anything in it."""
    kept = trimmed(runs, whole=look.whole)
    if kept:
        yield Paragraph(kept, look.align)


def settled(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks with one title and one list of contents, which stands before the first heading where the page says no place."""
    out: list[Block] = []
    titled = listed = False
    has_contents = any(isinstance(one, Contents) for one in every(blocks))
    for block in blocks:
        if isinstance(block, Contents):
            if listed:
                continue
            listed = True
        if isinstance(block, Heading):
            if not has_contents and not listed and block.level > 0:
                out.append(Contents(""))
                listed = True
            if block.level == 0 and titled:
                block = replace(block, level=1)  # noqa: PLW2901  a second title is a heading
            titled = titled or block.level == 0
        if isinstance(block, NewPage) and (not out or isinstance(out[-1], NewPage)):
            continue
        out.append(block)
    return tuple(_leading(one, after) for one, after in zip(out, [*out[1:], None], strict=False))


def _leading(block: Block, after: Block | None) -> Block:
    """A short paragraph above a table or a drawing stays with it."""
    if isinstance(block, Paragraph) and isinstance(after, Table | Figure) and len(words(block.runs)) <= SHORT:
        return replace(block, leads=True)
    return block


def columns_of(style: dict[str, str], count: int) -> int:
    """How many blocks stand side by side."""
    value = style.get("grid-template-columns", "")
    repeated = re.match(r"\s*repeat\(\s*(\d+)", value)
    asked = int(repeated[1]) if repeated else len(value.split()) if value and "(" not in value else count
    return max(1, min(asked, count, MOST_COLUMNS))


def column_count(style: dict[str, str]) -> int:
    """Columns of a part that flows in several."""
    values = f"{style.get('column-count', '')} {style.get('columns', '')}".split()
    return min(MOST_COLUMNS, next((int(one) for one in values if one.isascii() and one.isdigit()), 1))


def balanced(blocks: tuple[Block, ...], count: int) -> tuple[tuple[Block, ...], ...]:
    """Blocks in their order as columns of about the same height."""
    heights = [_lines(one) for one in blocks]
    tallest = sum(heights) / count
    columns: list[list[Block]] = [[] for _ in range(count)]
    at, filled = 0, 0.0
    for block, height in zip(blocks, heights, strict=True):
        if at < count - 1 and columns[at] and filled + height / 2 > tallest * (at + 1):
            at += 1
        columns[at].append(block)
        filled += height
    return tuple(tuple(column) for column in columns)


def _lines(block: Block) -> float:
    """About how tall a block is, in lines."""
    if isinstance(block, Table):
        return len(block.head) + len(block.body) + 2.0
    if isinstance(block, Figure):
        return 40.0 * block.drawing.ratio
    return 1.0 + len(text_of((block,))) / 60


def beside_words(element: Any) -> bool:
    """Whether a drawing stands in a line of words."""
    parent = element.parent
    if parent is None or parent.local_name in _INLINE_PARENTS:
        return parent is not None
    around = [parent.etree_element.text, *(one.etree_element.tail for one in parent.iter_children())]
    return any(text and text.strip() for text in around)


def _strip_ends(joined: list[Inline]) -> None:
    while joined and isinstance(joined[-1], Run) and not joined[-1].text.strip(" \n"):
        joined.pop()
    if joined and isinstance(joined[-1], Run):
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip(" \n"))
    if joined and isinstance(joined[0], Run):
        joined[0] = replace(joined[0], text=joined[0].text.lstrip(" \n"))


def _joined(before: str, after: str) -> str:
    return f"{before.rstrip(' ')}{after}" if after.startswith("\n") else before + after
