"""`overrides.csv`: what was merged and what was not, as a table of overrides to start from.

The rows that the user has already come first, as they are. Read back unchanged it changes nothing: a `same` of what is one
station already, and rows without an action.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pandas as pd

from geodata.inventory.overrides import Overrides
from geodata.report import MERGED_INTO, Kind, SourceReport
from geodata.stations import Stations
from planner.output.shared.claims import merged_stations, near_pairs

COLUMNS = ("action", "station", "other", "field", "value", "note")
NOTHING = (
    "no records were made one and none stand near each other; write same, separate, set or leave_out and a station"
)
"""Note of the row without an action that stands where there is no other: a table without rows is refused as an input."""


def overrides_table(stations: Stations, sources: Sequence[SourceReport], own: Overrides) -> pd.DataFrame:
    """One row `same` for each record that was merged into another; rows without an action where a word may be missing."""
    settled = own.same | own.apart
    proposed = [
        *_merged(stations, sources),
        *_parts(sources),
        *(
            ("", one, other, "", "", f"kept as two, {metres:.0f} m apart; write same where they are one")
            for one, other, metres in near_pairs(stations)
        ),
    ]
    rows = [*_own(own), *(row for row in proposed if frozenset(row[1:3]) not in settled)]
    rows = rows or [("", "", "", "", "", NOTHING)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _own(own: Overrides) -> Iterator[tuple[str, ...]]:
    for one in own.entries:
        said = (one.action.value, one.station, one.other or "", one.field or "", one.value or "")
        yield *said, one.note or f"yours, {one.row} of {PurePath(own.where).name}"


def has_decisions(path: Path) -> bool:
    """Whether somebody has written decisions of his own into a file that an earlier check left there."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, ValueError, csv.Error):
        return path.exists()
    return any((row.get("action") or "").strip() not in ("", "same") for row in rows)


def _merged(stations: Stations, sources: Sequence[SourceReport]) -> Iterator[tuple[str, ...]]:
    for one in merged_stations(stations, sources):
        best = one.records[0][0]
        for record, source, why in one.records[1:]:
            yield "same", best, record, "", "", f"{source}: {why}; write separate where they are two"


def _parts(sources: Sequence[SourceReport]) -> Iterator[tuple[str, ...]]:
    """Objects of OpenStreetMap that its reader made one: no records of their own, so only `separate` says anything."""
    for source in sources:
        for one in source.problems if source.format == "osm" else ():
            into = one.action.removeprefix(f"{MERGED_INTO} ")
            if one.kind is Kind.DUPLICATE and into != one.action and not one.reason.startswith("the same station as"):
                said = f"{one.reason}, made one when the map was read; write separate where they are two"
                yield "", f"osm-{into}", f"osm-{one.record}", "", "", said
