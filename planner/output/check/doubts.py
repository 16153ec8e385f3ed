"""Problems of a source grouped by kind for a page, similar ones on one line with their records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.report import Kind, Problem, SourceReport

MOST_RECORDS = 50
"""Records named for one kind of problem of one source; the rest are counted."""


@dataclass(frozen=True)
class Alike:
    """Problems with one reason and one action, and the records they are about."""

    reason: str
    action: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Doubts:
    """Problems of one kind: `count` in all, the first of them in `lines`, `more` that are only counted."""

    kind: str
    count: int
    lines: tuple[Alike, ...]
    more: int


def doubts_of(source: SourceReport, most: int = MOST_RECORDS) -> list[Doubts]:
    """Group the problems of a source, the most frequent kind first."""
    return [
        _doubts(kind, [one for one in source.problems if one.kind.value == kind], most) for kind in source.by_kind()
    ]


def _doubts(kind: str, problems: Sequence[Problem], most: int) -> Doubts:
    lines: dict[tuple[str, str], list[str]] = {}
    for one in problems[:most]:
        lines.setdefault((one.reason, one.action), []).append(one.record)
    alike = tuple(Alike(*said, tuple(records)) for said, records in lines.items())
    return Doubts(kind, len(problems), alike, max(0, len(problems) - most))


def kinds_of(sources: Iterable[SourceReport]) -> list[tuple[str, int, list[tuple[str, str, int]]]]:
    """Every kind of problem with its count and, by source, ``(path, format, count)``; in the order of `Kind`."""
    counted = [(source, source.by_kind()) for source in sources]
    found = []
    for kind in Kind:
        where = [(one.path, one.format, counts[kind.value]) for one, counts in counted if counts.get(kind.value)]
        if where:
            found.append((kind.value, sum(count for *_, count in where), where))
    return found
