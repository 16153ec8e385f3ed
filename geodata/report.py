"""What was read, kept, repaired, dropped and assumed, for `evplan check` and every report."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self


@dataclass(frozen=True)
class Problem:
    """One doubtful record: which, why, and what was done with it."""

    record: str
    reason: str
    action: str


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

    def __post_init__(self) -> None:
        if self.records != self.kept + self.merged + self.dropped:
            raise AssertionError(
                f"{self.path}: {self.records} records but {self.kept}+{self.merged}+{self.dropped} accounted for"
            )

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, as `evplan check --json` prints it."""
        return {
            "path": self.path,
            "format": self.format,
            "records": self.records,
            "kept": self.kept,
            "merged": self.merged,
            "dropped": self.dropped,
            "outside_city": self.outside_city,
            "connectors": dict(sorted(self.connectors.items())),
            "problems": [{"record": p.record, "reason": p.reason, "action": p.action} for p in self.problems],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Undo `as_dict`."""
        return cls(**{**data, "problems": tuple(Problem(**one) for one in data["problems"])})


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
