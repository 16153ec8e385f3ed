"""Accounting of one source: every record is counted as kept, merged or dropped, and every problem is recorded once."""

import hashlib
import re
from collections import Counter
from dataclasses import replace

from geodata.coordinates import Place
from geodata.input_file import Fingerprint
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import StationRecord
from geodata.loose import short
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _

MOST_ID = 96


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
    file : Fingerprint, optional
        As in `SourceReport`.
    """

    def __init__(
        self,
        path: str,
        format: str,  # noqa: A002 - the report calls it so
        source: str,
        file: Fingerprint | None = None,
    ) -> None:
        self.path, self.format, self.source, self.file = path, format, source, file
        self._stations: dict[str, StationRecord] = {}
        self._records: dict[str, list[str]] = {}
        self._dropped = self._merged = 0
        self._problems: Counter[Problem] = Counter()

    def note(self, record: str, kind: Kind, reason: str, action: str) -> None:
        """Record a problem of a record that is kept."""
        self._problems[Problem(short(record, 80), reason, action, kind)] += 1

    def drop(self, record: str, kind: Kind, reason: str) -> None:
        """Account for a record that is left out."""
        self._dropped += 1
        self.note(record, kind, reason, DROPPED)

    def placed(self, record: str, place: Place | str) -> Place | None:
        """Coordinates of a record; a repair is recorded, and a record without valid coordinates is dropped."""
        if isinstance(place, str):
            self.drop(record, Kind.COORDINATES, place)
            return None
        if place.repair:
            self.note(
                record,
                Kind.COORDINATES,
                place.repair,
                _("moved to lon {lon:g}, lat {lat:g}", lon=place.lon, lat=place.lat),
            )
        return place

    def merge(self, record: str, into: str, reason: str) -> None:
        """Account for a record that is part of another."""
        self._merged += 1
        self.note(record, Kind.DUPLICATE, reason, _("merged into {into}", into=short(into, 80)))

    def keep(self, station: StationRecord, record: str, records: tuple[str, ...] | None = None) -> None:
        """Account for the records of a station; of two with one id the fresher stays."""
        made_from = records or (record,)
        twin = self._stations.get(station.station_id)
        if twin is not None:
            for one in made_from:
                self.merge(one, self._records[station.station_id][0], _("same id as another record"))
            if (station.updated or "") <= (twin.updated or ""):
                return
        else:
            self._records[station.station_id] = list(made_from)
        self._stations[station.station_id] = station

    def read(self) -> StationsRead:
        """Close the books."""
        for identity, station in self._stations.items():
            if not sum(plug.count for plug in station.plugs):
                self.note(self._records[identity][0], Kind.PLUG, _("no plugs known"), _("kept without plugs"))
        listed = tuple(self._listed(station) for station in self._stations.values())
        plugs: Counter[str] = Counter()
        for station in listed:
            for plug in station.plugs:
                plugs[plug.connector] += plug.count
        kept = sum(map(len, self._records.values()))
        report = SourceReport(
            path=self.path,
            format=self.format,
            records=kept + self._merged + self._dropped,
            kept=kept,
            merged=self._merged,
            dropped=self._dropped,
            connectors=dict(sorted(plugs.items())),
            problems=tuple(_counted(problem, times) for problem, times in self._problems.items()),
            file=self.file,
        )
        made_from = {identity: tuple(records) for identity, records in self._records.items()}
        return StationsRead(listed, report, made_from)

    def _listed(self, station: StationRecord) -> StationRecord:
        """As merging takes it: of a named source, without plugs that count nothing."""
        plugs = tuple(plug for plug in station.plugs if plug.count)
        return replace(station, plugs=plugs, source=station.source or self.source)


def _counted(problem: Problem, times: int) -> Problem:
    if times == 1:
        return problem
    return replace(problem, reason=_("{reason} ({times} times)", reason=problem.reason, times=times))
