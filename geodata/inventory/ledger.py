"""The books of one source: every record is kept, merged or dropped, and every doubt is written down once."""

import hashlib
import re
from collections import Counter
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geodata.coordinates import Place
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Plug, StationRecord
from geodata.loose import short
from geodata.report import DROPPED, MERGED_INTO, Kind, Problem, SourceReport
from geodata.stations import CONNECTORS, STATIONS, Stations

MOST_ID = 96
_FIELDS = (
    "station_id",
    "name",
    "operator",
    "address",
    "city",
    "country",
    "access",
    "connection",
    "source_id",
    "updated",
    "merged_ids",
)


def station_id(source: str, *parts: str) -> str:
    """Stable id from the source's short name and its own ids: without blanks, at most `MOST_ID` characters."""
    whole = re.sub(r"\s+", "_", "-".join((source, *parts)))
    if len(whole) <= MOST_ID and whole.isprintable():
        return whole
    safe = "".join(c if c.isprintable() else "_" for c in whole)
    return f"{safe[: MOST_ID - 17]}-{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()[:16]}"


class StationLedger:
    """Collects the stations of one source and accounts for its records.

    Parameters
    ----------
    path, format : str
        As in `SourceReport`.
    source : str
        Short name of the source, for the table.
    """

    def __init__(self, path: str, format: str, source: str) -> None:  # noqa: A002 - the report calls it so
        self.path, self.format, self.source = path, format, source
        self._stations: dict[str, StationRecord] = {}
        self._records: dict[str, list[str]] = {}
        self._dropped = self._merged = 0
        self._problems: Counter[Problem] = Counter()

    def note(self, record: str, kind: Kind, reason: str, action: str) -> None:
        """Write down a doubt about a record that stays."""
        self._problems[Problem(short(record, 80), reason, action, kind)] += 1

    def drop(self, record: str, kind: Kind, reason: str) -> None:
        """Account for a record that is left out."""
        self._dropped += 1
        self.note(record, kind, reason, DROPPED)

    def placed(self, record: str, place: Place | str) -> Place | None:
        """Where a record lies; a repair is noted, and a record without a place, for the reason given, is dropped."""
        if isinstance(place, str):
            self.drop(record, Kind.COORDINATES, place)
            return None
        if place.repair:
            self.note(record, Kind.COORDINATES, place.repair, f"moved to lon {place.lon:g}, lat {place.lat:g}")
        return place

    def merge(self, record: str, into: str, reason: str) -> None:
        """Account for a record that is part of another."""
        self._merged += 1
        self.note(record, Kind.DUPLICATE, reason, f"{MERGED_INTO} {short(into, 80)}")

    def keep(self, station: StationRecord, record: str, records: tuple[str, ...] | None = None) -> None:
        """Account for the records of a station; of two with one id the fresher stays."""
        made_from = records or (record,)
        twin = self._stations.get(station.station_id)
        if twin is not None:
            for one in made_from:
                self.merge(one, self._records[station.station_id][0], "same id as another record")
            if (station.updated or "") <= (twin.updated or ""):
                return
        else:
            self._records[station.station_id] = list(made_from)
        self._stations[station.station_id] = station

    def read(self) -> StationsRead:
        """Close the books."""
        for identity, station in self._stations.items():
            if not sum(plug.count for plug in station.plugs):
                self.note(self._records[identity][0], Kind.PLUG, "no plugs known", "kept without plugs")
        stations = Stations(self._table(), self._connectors())
        kept = sum(len(made_from) for made_from in self._records.values())
        report = SourceReport(
            path=self.path,
            format=self.format,
            records=kept + self._merged + self._dropped,
            kept=kept,
            merged=self._merged,
            dropped=self._dropped,
            connectors=stations.plugs(),
            problems=tuple(_counted(problem, times) for problem, times in self._problems.items()),
        )
        return StationsRead(
            stations, report, {identity: tuple(made_from) for identity, made_from in self._records.items()}
        )

    def _table(self) -> gpd.GeoDataFrame:
        rows = list(self._stations.values())
        if not rows:
            return STATIONS.empty("EPSG:4326")
        data = {name: [getattr(row, name) for row in rows] for name in _FIELDS}
        plain = pd.DataFrame(data | {"source": [row.source or self.source for row in rows]})
        points = gpd.points_from_xy([row.lon for row in rows], [row.lat for row in rows], crs="EPSG:4326")
        return STATIONS.checked(gpd.GeoDataFrame(plain, geometry=points), source=self.path)

    def _connectors(self) -> pd.DataFrame:
        rows = [
            (row.station_id, *_plug_row(plug)) for row in self._stations.values() for plug in row.plugs if plug.count
        ]
        return CONNECTORS.checked(pd.DataFrame(rows, columns=list(CONNECTORS.columns)), source=self.path)


def _plug_row(plug: Plug) -> tuple[object, ...]:
    return (plug.evse_id, plug.connector, plug.format, plug.count, plug.power_kw, plug.power_guessed, plug.status)


def _counted(problem: Problem, times: int) -> Problem:
    return problem if times == 1 else replace(problem, reason=f"{problem.reason} ({times} times)")
