"""Problems of a source grouped by kind for a page, similar ones on one line with their records."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.loose import short
from geodata.report import Kind, Problem, SourceReport
from planner.support.speech import _, told

MOST_RECORDS = 50
"""Records named for one kind of problem of one source; the rest are counted."""

MOST_REASONS, MOST_SIGNS = 3, 60
"""Reasons named of problems that are of no kind, and how much of each is shown."""

_FIGURE = re.compile(r"\d+(?:[.,\u202f]\d+)*")


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


def doubts_of(source: SourceReport) -> list[Doubts]:
    """Group the problems of a source, the most frequent kind first."""
    return [_doubts(kind, [one for one in source.problems if one.kind.value == kind]) for kind in source.by_kind()]


def kinds_named(source: SourceReport) -> list[tuple[str, int]]:
    """What the doubts about a source are, in words, each with its count; those of no kind by the reasons that come most often.

    Reasons that differ in their figures alone are one.
    """
    found: list[tuple[str, int]] = []
    for kind, count in source.by_kind().items():
        if kind == Kind.RECOGNISED.value:
            continue
        if kind != Kind.OTHER.value:
            found.append((kind, count))
            continue
        alike: dict[str, list[str]] = {}
        for one in source.problems:
            if one.kind is Kind.OTHER:
                alike.setdefault(_FIGURE.sub("…", told(one.reason)), []).append(told(one.reason))
        ranked = sorted(alike.items(), key=lambda item: -len(item[1]))
        for pattern, reasons in ranked[:MOST_REASONS]:
            found.append((short(reasons[0] if len(set(reasons)) == 1 else pattern, MOST_SIGNS), len(reasons)))
        rest = sum(len(reasons) for _pattern, reasons in ranked[MOST_REASONS:])
        if rest:
            found.append((_("further reasons"), rest))
    return found


def _doubts(kind: str, problems: Sequence[Problem]) -> Doubts:
    lines: dict[tuple[str, str], list[str]] = {}
    for one in problems[:MOST_RECORDS]:
        lines.setdefault((one.reason, one.action), []).append(one.record)
    alike = tuple(Alike(*said, tuple(records)) for said, records in lines.items())
    return Doubts(kind, len(problems), alike, max(0, len(problems) - MOST_RECORDS))


def kinds_of(sources: Iterable[SourceReport]) -> list[tuple[str, int, list[tuple[str, str, int]]]]:
    """Every kind of problem with its count and, by source, ``(path, format, count)``; in the order of `Kind`."""
    counted = [(source, source.by_kind()) for source in sources]
    found = []
    for kind in Kind:
        where = [(one.path, one.format, counts[kind.value]) for one, counts in counted if counts.get(kind.value)]
        if where:
            found.append((kind.value, sum(count for *_, count in where), where))
    return found
