"""How wide the columns of a table are, by their words, as a page would have it; each format then keeps to it."""

from collections.abc import Sequence

from planner.output.shared.document.letters import letters, longest_word
from planner.output.shared.document.nodes import WIDTH_PT, Cell, Drawing, Paragraph, every

LETTER = 0.56
"""Width of a letter by its size, on average with some to spare."""
BOLD = 1.08
RAISED = 0.7
DRAWN_PT = 60.0
"""Of a drawing in a cell that takes what room there is."""
PADDING_PT = 9.0
WIDEST = 110
"""Letters beyond which a longer cell asks for no wider column."""
SMALLEST = 0.72
"""Of the letters of a table, where even its words are wider than the page."""


def widths_of(
    rows: Sequence[Sequence[Cell]], base_pt: float, size: float, *, whole: bool = True
) -> tuple[tuple[float, ...], float]:
    """Widths of columns in points, and the size of the letters.

    Parameters
    ----------
    rows : sequence of rows of cells
    base_pt, size : float
        Letters of the document, and those of the table by them.
    whole : bool
        Whether the table takes the whole width of the page.
    """
    count = max((sum(cell.columns for cell in row) for row in rows), default=1)
    if count == 0:
        return (), size
    least, wanted = [PADDING_PT] * count, [PADDING_PT] * count
    for row in rows:
        at = 0
        for cell in row:
            if cell.columns == 1 and at < count:
                few, many = _asked(cell, base_pt * size)
                least[at], wanted[at] = max(least[at], few), max(wanted[at], many)
            at += cell.columns
    if sum(least) > WIDTH_PT:
        smaller = max(SMALLEST, WIDTH_PT / sum(least))
        return tuple(WIDTH_PT * one / sum(least) for one in least), size * smaller
    if sum(wanted) > WIDTH_PT:
        spare, asked = WIDTH_PT - sum(least), sum(wanted) - sum(least)
        return tuple(few + spare * (many - few) / asked for few, many in zip(least, wanted, strict=True)), size
    grown = WIDTH_PT / sum(wanted) if whole else 1.0
    return tuple(one * grown for one in wanted), size


def _asked(cell: Cell, letter_pt: float) -> tuple[float, float]:
    """The least width of a cell, and the one at which each of its lines stays whole."""
    few = many = 0.0
    for block in every(cell.blocks):
        if isinstance(block, Paragraph):
            lines = [0.0]
            for one in block.runs:
                if isinstance(one, Drawing):
                    drawn_pt = one.size_pt(DRAWN_PT)[0] if one.width_pt is None else one.size_pt()[0]
                    few, lines[-1] = max(few, drawn_pt), lines[-1] + drawn_pt
                else:
                    wide = letter_pt * LETTER * (BOLD if one.bold else 1.0) * (RAISED if one.raised else one.size)
                    few = max(few, longest_word(one.text) * wide)
                    first, *further = (letters(part) * wide for part in one.text.split("\n"))
                    lines = [*lines[:-1], lines[-1] + first, *further]
            many = max(many, few, min(max(lines), WIDEST * letter_pt * LETTER))
    return few + PADDING_PT, many + PADDING_PT
