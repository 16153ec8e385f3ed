"""Room on a console: so many lines and words of all that is to be said, what matters most before the rest, and how many more there are."""

import re
from collections.abc import Callable, Iterable

from planner.cli.layout import typed
from planner.support.speech import plural

MOST_LINES, MOST_WORDS = 25, 200
"""Of all that is printed; what does not fit is counted, and stands in the report."""
LONG_NOTE = 25
"""Words from which a note is cut behind its first clause, so that others have room beside it."""
_CLAUSE = re.compile(r"[:;.](?= )| \(")


def with_room(notes: Iterable[str], first: list[str], others: list[str], further: Callable[[int], str]) -> list[str]:
    """The notes for which lines and words are left beside the others, those that come first before the rest, and how many more there are.

    Parameters
    ----------
    notes : iterable of str
        In the order in which they are printed; empty ones are left out.
    first : list of str
        Those that are given room before the rest.
    others : list of str
        Lines that are printed in any case.
    further : callable
        Says how many notes found no room.
    """
    told_of = [one for one in notes if one]
    rank = {note: at for at, note in reversed(list(enumerate(first)))}
    words = MOST_WORDS - words_of([*others, further(len(told_of))])
    lines = MOST_LINES - len(others) - 3
    shown: dict[int, str] = {}
    for at in sorted(range(len(told_of)), key=lambda at: rank.get(told_of[at], len(first))):
        if len(shown) < lines and words >= (own := words_of([told_of[at]])):
            shown[at] = told_of[at]
            words -= own
    left = len(told_of) - len(shown)
    return [*(shown[at] for at in sorted(shown)), *([further(left)] if left else [])]


def further_notes(count: int) -> str:
    """How many notes found no room beside those of a plan or a list."""
    return plural("{n:number} more note: see the report, or --verbose.", "{n:number} more notes: see the report, or --verbose.", count)  # fmt: skip


def shortened(note: str) -> str:
    """A long note up to the end of its first clause of some length; one that is short, or has no such end, as it is."""
    if words_of([note]) <= LONG_NOTE:
        return note
    ends = (found.start() for found in _CLAUSE.finditer(note))
    end = next((end for end in ends if words_of([note[:end]]) >= LONG_NOTE // 4), None)
    return note if end is None else f"{note[:end]} …"


def words_of(lines: Iterable[str]) -> int:
    """Words of lines as a console shows them."""
    return sum(len(typed(line).split()) for line in lines)
