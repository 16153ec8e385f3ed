"""The report of a source: records read, kept, repaired, dropped, and assumptions, for `evplan check` and every report."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from geodata.input_file import Fingerprint
from geodata.speech import _

DROPPED, MERGED_INTO = _.term("dropped"), _.term("merged into")
"""How the action of a problem begins where the record is not kept."""
_ROW = re.compile(r"row (\d+)")
HEADINGS = "headings"
"""Record of what is said of the columns of a table and of no row."""


class Kind(StrEnum):
    """What a problem is about; the name, in words, is what reports print."""

    COORDINATES = "coordinates"
    UNKNOWN_PLUG = "unknown plug"
    PLUG = "plug"
    GUESSED_POWER = "guessed power"
    POWER = "power"
    COUNT = "count of plugs"
    STATUS = "status"
    ACCESS = "access"
    CONNECTION = "connection to the grid"
    DUPLICATE = "duplicate"
    DISAGREEMENT = "sources disagree"
    STALE = "stale"
    IDENTITY = "identity"
    TRIAL = "trial or withdrawn"
    OVERRIDE = "override"
    TIME = "times"
    ENERGY = "energy"
    SPEED = "speed"
    NOT_GIVEN = "not given"
    READING = "how it was read"
    RECOGNISED = "recognised headings"
    OTHER = "other"


@dataclass(frozen=True)
class Problem:
    """One doubtful record: which, why, what was done with it, and what the doubt is about."""

    record: str
    reason: str
    action: str
    kind: Kind = Kind.OTHER

    @property
    def is_doubt(self) -> bool:
        """Whether something may be wrong; a heading that was understood is told, and no doubt."""
        return self.kind is not Kind.RECOGNISED

    @property
    def keeps(self) -> bool:
        """Whether the record stays, mended or doubted."""
        return not self.action.startswith((DROPPED, MERGED_INTO))

    def as_dict(self) -> dict[str, str]:
        """Plain JSON form."""
        return {"record": self.record, "reason": self.reason, "action": self.action, "kind": self.kind.value}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Self:
        """Undo `as_dict`; a problem written before there were kinds is of another kind."""
        return cls(data["record"], data["reason"], data["action"], Kind(data.get("kind", Kind.OTHER)))


@dataclass(frozen=True)
class SourceReport:
    """The account of one source; every record is kept, merged into another, or dropped.

    Parameters
    ----------
    path, format : str
        Where it came from, and as what it was read.
    records, kept, merged, dropped : int
        Counts of records (a Location, a POI, an OSM object or a row); ``records = kept + merged + dropped``.
    outside_city : int
        Kept records that lie outside the city; they are never supply.
    connectors : mapping
        Plugs kept, by OCPI connector name.
    problems : tuple of Problem
        Every repair, merge and drop, by record.
    file : Fingerprint, optional
        The file that was read; None for what no file of the user's holds, and where another report has it already.
    """

    path: str
    format: str
    records: int
    kept: int
    merged: int = 0
    dropped: int = 0
    outside_city: int = 0
    connectors: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    file: Fingerprint | None = None

    def __post_init__(self) -> None:
        if self.records != self.kept + self.merged + self.dropped:
            raise AssertionError(
                f"{self.path}: {self.records} records but {self.kept}+{self.merged}+{self.dropped} accounted for"
            )

    @property
    def repaired(self) -> int:
        """Kept records with a doubt or a repair; never more than are kept, though a doubt may be about something else."""
        doubted = {
            problem.record
            for problem in self.problems
            if problem.keeps
            and problem.record != HEADINGS
            and problem.kind not in (Kind.STALE, Kind.READING, Kind.RECOGNISED, Kind.NOT_GIVEN)
        }
        return min(self.kept, len(doubted))

    def by_kind(self) -> dict[str, int]:
        """Problems by what they are about, the most frequent first."""
        return dict(Counter(problem.kind.value for problem in self.problems).most_common())

    def left_out(self, how: str) -> dict[str, int]:
        """Records that were `DROPPED` or `MERGED_INTO` others, by reason, the most frequent first."""
        reasons = Counter(problem.reason for problem in self.problems if problem.action.startswith(how))
        return dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, as `evplan check --json` prints it; the file's hash stands among the inputs of a result instead."""
        return {
            "path": self.path,
            "format": self.format,
            "records": self.records,
            "kept": self.kept,
            "repaired": self.repaired,
            "merged": self.merged,
            "dropped": self.dropped,
            "outside_city": self.outside_city,
            "connectors": dict(sorted(self.connectors.items())),
            "kinds": self.by_kind(),
            "problems": [problem.as_dict() for problem in self.problems],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Undo `as_dict`; with the plain form of a fingerprint under ``file`` that comes back too."""
        own = {name: cell for name, cell in data.items() if name not in ("repaired", "kinds")}
        own["problems"] = tuple(Problem.from_dict(one) for one in data["problems"])
        own["file"] = Fingerprint(**data["file"]) if data.get("file") else None
        return cls(**own)


def record_words(record: str) -> str:
    """``row 7``, as tables call their records, as a message; ids of other sources as they are."""
    found = _ROW.fullmatch(record)
    return _("row {row}", row=found[1]) if found else record


def with_problems(report: SourceReport, problems: tuple[Problem, ...]) -> SourceReport:
    """Return the report with more to say about its kept records."""
    return replace(report, problems=(*report.problems, *problems))


@dataclass(frozen=True)
class Assumption:
    """A figure nobody measured for this city, said aloud wherever it matters.

    `value` carries its unit in words (``"250 kW per site"``); `confidence` is ``high``, ``medium`` or ``low``.
    """

    what: str
    value: str
    source: str
    confidence: str = "low"

    def as_dict(self) -> dict[str, str]:
        """Plain JSON form."""
        return {"what": self.what, "value": self.value, "source": self.source, "confidence": self.confidence}
