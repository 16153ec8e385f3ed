"""The account of a source of sessions: every record kept, merged or dropped; doubts by reason, with counts and the first records."""

from dataclasses import dataclass, field

from geodata.input_file import Fingerprint
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _

FIRST = 5
"""Records that are named of each reason; the others are counted."""

SESSION_FORMATS = ("sessions", "ocpi_cdr", "ocpi_session")
"""What sources of sessions are read as."""

Key = tuple[Kind, str, str]


@dataclass
class SessionLedger:
    """Books of one source while it is read; closed by `report`.

    Parameters
    ----------
    path, format : str
    file : Fingerprint
    """

    path: str
    format: str
    file: Fingerprint
    _kept: int = 0
    _dropped: int = 0
    _merged: int = 0
    _outside: int = 0
    _doubts: dict[Key, list[str]] = field(default_factory=dict)
    _said: list[Problem] = field(default_factory=list)

    def drop(self, record: str, kind: Kind, reason: str) -> None:
        """Book a record that is not used."""
        self._dropped += 1
        self._doubt(record, kind, reason, DROPPED)

    def merge(self, record: str, reason: str) -> None:
        """Book a record that another one repeats."""
        self._merged += 1
        self._doubt(record, Kind.DUPLICATE, reason, _("merged into the first"))

    def keep(self, *, outside: bool = False) -> None:
        """Book a record that is kept; one `outside` of the city is counted again as such."""
        self._kept += 1
        self._outside += outside

    def note(self, record: str, kind: Kind, reason: str, action: str) -> None:
        """Book a doubt about a record that is kept."""
        self._doubt(record, kind, reason, action)

    def say(self, *problems: Problem) -> None:
        """Book what is true of the whole file."""
        self._said += problems

    def _doubt(self, record: str, kind: Kind, reason: str, action: str) -> None:
        self._doubts.setdefault((kind, reason, action), []).append(record)

    def report(self, *, named: int = FIRST) -> SourceReport:
        """Close the books; of each reason so many records are `named`."""
        found = [
            Problem(_named(records, named), reason, action, kind)
            for (kind, reason, action), records in self._doubts.items()
        ]
        return SourceReport(
            self.path,
            self.format,
            self._kept + self._merged + self._dropped,
            self._kept,
            merged=self._merged,
            dropped=self._dropped,
            outside_city=self._outside,
            problems=(*self._said, *found),
            file=self.file,
        )


def _named(records: list[str], first: int) -> str:
    """First records of a reason and how many there are: ``"72 records: row 5, row 9, …"``."""
    if len(records) == 1:
        return records[0]
    named = ", ".join(records[:first]) + (", …" if len(records) > first else "")
    return _.plural("{n} record: {named}", "{n} records: {named}", len(records), named=named)
