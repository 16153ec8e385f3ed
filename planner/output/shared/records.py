"""Names of doubtful records for people: a row of a table is named in words, ids of other sources stay as they are."""

from geodata import report
from geodata.report import HEADINGS
from planner.support.speech import _, told


def record_words(record: str) -> str:
    """``row 7`` and ``headings``, which tables of ours and users' call their records, in the language of the moment."""
    return _("headings of the columns") if record == HEADINGS else told(report.record_words(record))
