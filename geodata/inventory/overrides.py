"""The user's overrides of stations: records that are one or two stations, corrected fields, records to leave out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from geodata.input_file import Fingerprint
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES


class Action(StrEnum):
    """What a row of the overrides does."""

    SAME = "same"
    SEPARATE = "separate"
    SET = "set"
    LEAVE_OUT = "leave_out"

    @property
    def needs_other(self) -> bool:
        """Whether it is about two records."""
        return self in (Action.SAME, Action.SEPARATE)


SETTABLE: dict[str, tuple[str, ...]] = {
    "name": (),
    "operator": (),
    "address": (),
    "city": (),
    "access": ACCESSES,
    "connection": CONNECTIONS,
    "status": STATUSES,
}
"""Fields that may be set, with the words they take (any text where none are listed); `status` is that of all plugs."""


@dataclass(frozen=True)
class Override:
    """One row: `station` and `other` are ids as the records of the sources have them."""

    row: str
    action: Action
    station: str
    other: str | None = None
    field: str | None = None
    value: str | None = None
    note: str | None = None

    def ids(self) -> tuple[str, ...]:
        """Ids it names."""
        return (self.station,) if self.other is None else (self.station, self.other)


@dataclass(frozen=True)
class Overrides:
    """All rows of the user's table.

    Parameters
    ----------
    entries : tuple of Override
    bad : tuple of Problem
        Rows that say nothing that can be done; they are dropped and named.
    where : str
        File, for reports and provenance.
    file : Fingerprint, optional
        The same file's; None for decisions that stand in none.
    """

    entries: tuple[Override, ...] = ()
    bad: tuple[Problem, ...] = ()
    where: str = ""
    file: Fingerprint | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is a table, or any row."""
        return bool(self.file or self.entries or self.bad)

    def _pairs(self, action: Action) -> frozenset[frozenset[str]]:
        return frozenset(frozenset(one.ids()) for one in self.entries if one.action is action)

    @cached_property
    def same(self) -> frozenset[frozenset[str]]:
        """Pairs that are one station, wherever they lie."""
        return self._pairs(Action.SAME)

    @cached_property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs that are two stations, however alike."""
        return self._pairs(Action.SEPARATE)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Stations that are not to be taken."""
        return frozenset(one.station for one in self.entries if one.action is Action.LEAVE_OUT)

    def values(self, station_ids: Collection[str]) -> dict[str, str]:
        """Field and value set for a station that any of these ids names; the last row wins."""
        return {
            one.field: one.value
            for one in self.entries
            if one.action is Action.SET and one.station in station_ids and one.field and one.value is not None
        }

    def report(self, known: Collection[str], group_of: Mapping[str, int] | None = None) -> SourceReport:
        """Account of the rows; those that name a station nobody knows, or that others forbid, are dropped and named.

        `group_of` says by id which records have become one station.
        """
        lost = [
            Problem(one.row, why, DROPPED, Kind.OVERRIDE)
            for one in self.entries
            if (why := self._why_lost(one, known, group_of)) is not None
        ]
        rows, dropped = len(self.entries) + len(self.bad), len(lost) + len(self.bad)
        return SourceReport(
            self.where,
            "overrides",
            rows,
            rows - dropped,
            dropped=dropped,
            problems=(*self.bad, *lost),
            file=self.file,
        )

    @staticmethod
    def _why_lost(one: Override, known: Collection[str], group_of: Mapping[str, int] | None) -> str | None:
        stranger = next((name for name in one.ids() if name not in known), None)
        if stranger is not None:
            return _("no station {stranger!r} in the sources", stranger=stranger)
        if one.action is Action.SAME and group_of is not None and len({group_of.get(name) for name in one.ids()}) > 1:
            return _("other rows keep these two apart or leave one of them out")
        return None
