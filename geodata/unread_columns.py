"""Columns of a user's table that nobody reads, named: a column left out in silence may change a plan."""

import difflib
from collections.abc import Sequence

from geodata.loose import short
from geodata.report import HEADINGS, Kind, Problem
from geodata.speech import _

MOST_NAMED = 12
"""Columns that were not read are named up to this many."""


def unread_named(unread: Sequence[str], lacking: Sequence[str]) -> tuple[Problem, ...]:
    """Say which columns were not read, and which of ours that are `lacking` they may have been meant as."""
    if not unread:
        return ()
    meant = [
        _("{known} for {name}", known=close[0], name=short(name))
        for name in unread
        if (close := difflib.get_close_matches(name.casefold(), lacking, n=1, cutoff=0.75))
    ]
    said = ", ".join(short(name) for name in unread[:MOST_NAMED])
    more = _(" and {count} more", count=len(unread) - MOST_NAMED) if len(unread) > MOST_NAMED else ""
    guess = _("; did you mean {meant}?", meant=_.joined(", ", meant)) if meant else ""
    reason = _("columns not read: {said}{more}{guess}", said=said, more=more, guess=guess)
    return (Problem(HEADINGS, reason, _("left unread"), Kind.OTHER),)
