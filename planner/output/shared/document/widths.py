"""How wide the columns of a table are, by their words, as a page would have it; each format then keeps to it."""

from collections.abc import Sequence

from planner.output.shared.document.letters import letters, longest_word
from planner.output.shared.document.nodes import WIDTH_PT, Cell, Drawing, Paragraph, every

LETTER = 0.56
"""Width of a letter by its size, on average with some to spare."""
BOLD = 1.08
RAISED = 0.7
SHORT_PT, FOR_SHORT = 80.0, 0.5
"""Width of a column of short cells, and the share of what is to spare that such columns may take."""
DRAWN_PT = 60.0
"""Of a drawing in a cell that takes what room there is."""
PADDING_PT = 9.0
WIDEST = 110
"""Letters beyond which a longer cell asks for no wider column."""
SMALLEST = 0.72
"""Of the letters of a table, where even its words are wider than the page."""


def widths_of(
    rows: Sequence[Sequence[Cell]], base_pt: float, size: float, *, room_pt: float = WIDTH_PT, whole: bool = True
) -> tuple[tuple[float, ...], float]:
    """Widths of columns in points, and the size of the letters.

    Parameters
    ----------
    rows : sequence of rows of cells
    base_pt, size : float
        Letters of the document, and those of the table by them.
    room_pt : float
        Width that there is.
    whole : bool
        Whether the table takes all of it.
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
    shares = _shares(rows, count)
    if 0 < sum(shares) < 1 and sum(least) <= room_pt:
        return _with_shares(least, wanted, shares, room_pt), size
    if sum(least) > room_pt:
        smaller = max(SMALLEST, room_pt / sum(least))
        return tuple(room_pt * one / sum(least) for one in least), size * smaller
    if sum(wanted) > room_pt:
        least = _whole_lines(least, wanted, room_pt)
        spare, asked = room_pt - sum(least), sum(wanted) - sum(least)
        return tuple(few + spare * (many - few) / asked for few, many in zip(least, wanted, strict=True)), size
    grown = room_pt / sum(wanted) if whole else 1.0
    return tuple(one * grown for one in wanted), size


def _shares(rows: Sequence[Sequence[Cell]], count: int) -> list[float]:
    """Shares of the width that the page gives to columns."""
    out = [0.0] * count
    for row in rows:
        at = 0
        for cell in row:
            if cell.columns == 1 and at < count:
                out[at] = max(out[at], cell.share)
            at += cell.columns
    return out


def _with_shares(least: list[float], wanted: list[float], shares: list[float], room_pt: float) -> tuple[float, ...]:
    """Widths where some columns have theirs given, and the others what is left by their words."""
    free = [at for at, share in enumerate(shares) if not share]
    needed = sum(least[at] for at in free)
    left = max(room_pt * (1 - sum(shares)), needed) if free else 0.0
    given = {at: (room_pt - left) * share / sum(shares) for at, share in enumerate(shares) if share}
    asked = sum(wanted[at] - least[at] for at in free)
    more = {at: (left - needed) * ((wanted[at] - least[at]) / asked if asked else 1 / len(free)) for at in free}
    return tuple(given[at] if at in given else few + more[at] for at, few in enumerate(least))


def _whole_lines(least: list[float], wanted: list[float], room_pt: float) -> list[float]:
    """Columns of short cells, figures and the like, get their whole lines first, where that leaves enough for those of text."""
    short = [many if many <= SHORT_PT else few for few, many in zip(least, wanted, strict=True)]
    return short if sum(short) - sum(least) <= FOR_SHORT * (room_pt - sum(least)) else least


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
