"""What is wrong with main roads, towns and trips as told: counted by kind, each kind in one line that says where, what is expected and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.trunk.fault_words import WORDS, FaultKind

MOST_NAMED = 50
"""So many records of a kind are named; all are counted."""


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
    """

    kind: FaultKind
    count: int
    line: str
    records: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {"kind": self.kind.value, "count": self.count, "line": str(self.line), "records": list(self.records)}


@dataclass
class Faults:
    """Collects what is found."""

    _records: dict[FaultKind, list[str]] = field(default_factory=dict)
    _first: dict[FaultKind, Mapping[str, Any]] = field(default_factory=dict)
    _count: dict[FaultKind, int] = field(default_factory=dict)

    def add(self, kind: FaultKind, record: str, **found: Any) -> None:
        """Count one; `found` are the values that the line of its kind names, told of the first."""
        self._first.setdefault(kind, {"record": record, **found})
        named = self._records.setdefault(kind, [])
        if len(named) < MOST_NAMED:
            named.append(record)
        self._count[kind] = self._count.get(kind, 0) + 1

    def more(self, kind: FaultKind, records: Iterable[str]) -> None:
        """Count further ones of a kind that has been found."""
        for record in records:
            self.add(kind, record)

    def told(self) -> tuple[Fault, ...]:
        """All that was found, in the order of `FaultKind`."""
        return tuple(
            Fault(
                kind, self._count[kind], WORDS[kind](self._count[kind], self._first[kind]), tuple(self._records[kind])
            )
            for kind in FaultKind
            if kind in self._count
        )
