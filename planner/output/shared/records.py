"""Names of doubtful records for people: a row of a table is named in words, ids of other sources stay as they are."""

import re

from planner.support.speech import _, told

_ROW = re.compile(r"row (\d+)")


def record_words(record: str) -> str:
    """``row 7`` and ``headings``, which tables of ours and users' call their records, in the language of the moment."""
    if found := _ROW.fullmatch(record):
        return _("row {row}", row=found[1])
    return _("headings of the columns") if record == "headings" else told(record)
