"""`overrides.csv`: what was merged and what was not, as a table of overrides to start from.

Read back unchanged it changes nothing: a `same` of what is one station already, and rows without an action.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from geodata.report import MERGED_INTO, Kind, SourceReport
from geodata.stations import Stations
from planner.output.shared.claims import merged_stations, near_pairs

COLUMNS = ("action", "station", "other", "field", "value", "note")


def overrides_table(stations: Stations, sources: Sequence[SourceReport]) -> pd.DataFrame:
    """One row `same` for each record that was merged into another; rows without an action where a word may be missing."""
    rows = [
        *_merged(stations, sources),
        *_parts(sources),
        *(
            ("", one, other, "", "", f"kept as two, {metres:.0f} m apart; write same where they are one")
            for one, other, metres in near_pairs(stations)
        ),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


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
