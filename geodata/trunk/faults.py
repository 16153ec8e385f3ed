"""What is wrong with main roads, towns and trips as told: counted by kind, each kind in one line that says where, what is expected and what to do, and each case in a row of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from geodata.trunk.fault_rows import row_of
from geodata.trunk.fault_words import WORDS, FaultKind

MOST_NAMED = 1000
"""So many cases of a kind are named; all are counted."""
REMARKS = (FaultKind.CLOSED, FaultKind.THROUGH, FaultKind.TOWN_BESIDE, FaultKind.TRIP_TWICE, FaultKind.STATION_OUT)
"""Kinds that are told and are no faults."""


FAULT, DOUBT, NOTE = "fault", "doubt", "note"
"""A row that is not used as it stands; data that are used, and may be wrong; what is told, and nothing is wrong."""
DOUBTS = (
    FaultKind.SAME_PLACE,
    FaultKind.NO_COUNTRY,
    FaultKind.PARALLEL,
    FaultKind.PIECES,
    FaultKind.UNKNOWN_BORDER,
    FaultKind.KNOWN_TOWN_OFF,
    FaultKind.STRETCH_PASSED,
    FaultKind.STRAIGHT,
    FaultKind.DETOUR,
    FaultKind.KNOWN_SHORT,
    FaultKind.KNOWN_LONG,
    FaultKind.STATION_FAR,
    FaultKind.PAIR_CUT,
)
"""Kinds that are doubts: no row of a file is wrong by itself."""


@dataclass(frozen=True)
class Fault:
    """All faults of a kind.

    Parameters
    ----------
    kind : FaultKind
    count : int
    line : str
        For people: the first of them, what was done, and what to do.
    records : tuple of str
        Where they stand, of very many the first.
    rows : tuple of str
        For people: where each of the same stands and what was found there.
    """

    kind: FaultKind
    count: int
    line: str
    records: tuple[str, ...]
    rows: tuple[str, ...] = ()

    @property
    def is_remark(self) -> bool:
        """Whether nothing is wrong, and the reader is only told."""
        return self.kind in REMARKS

    @property
    def level(self) -> str:
        """`FAULT`, `DOUBT` or `NOTE`."""
        return NOTE if self.is_remark else DOUBT if self.kind in DOUBTS else FAULT

    def shown(self, most: int | None) -> tuple[tuple[str, ...], int]:
        """Up to so many rows, and how many more cases there are; none of a single case whose row says no more than the line."""
        if self.count == 1 and self.rows == self.records:
            return (), 0
        rows = self.rows[:most]
        return rows, self.count - len(rows)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "kind": self.kind.value,
            "level": self.level,
            "count": self.count,
            "line": str(self.line),
            "records": list(self.records),
            "rows": [str(one) for one in self.rows],
        }


@dataclass
class Faults:
    """Collects what is found."""

    _found: dict[FaultKind, list[Mapping[str, Any]]] = field(default_factory=dict)
    _at: dict[FaultKind, list[tuple[str, ...]]] = field(default_factory=dict)

    def add(self, kind: FaultKind, record: str, *, at: tuple[str, ...] = (), **found: Any) -> None:
        """Count one; `at` are ids of the nodes where it is, `found` the values that the line and the rows of its kind name."""
        self._found.setdefault(kind, []).append({"record": record, **found})
        self._at.setdefault(kind, []).append(at)

    def forget_beyond(self, near: set[str]) -> None:
        """Forget what is at none of these nodes; what is at no node that is known stays."""
        for kind, places in self._at.items():
            kept = [not at or not near.isdisjoint(at) for at in places]
            self._found[kind] = list(compress(self._found[kind], kept))
            self._at[kind] = list(compress(places, kept))

    def told(self) -> tuple[Fault, ...]:
        """All that was found, in the order of `FaultKind`."""
        return tuple(self._told(kind, self._found[kind]) for kind in FaultKind if self._found.get(kind))

    def _told(self, kind: FaultKind, found: list[Mapping[str, Any]]) -> Fault:
        named = found[:MOST_NAMED]
        records = tuple(one["record"] for one in named)
        rows = tuple(row_of(kind, one) for one in named)
        return Fault(kind, len(found), WORDS[kind](len(found), found[0]), records, rows)
