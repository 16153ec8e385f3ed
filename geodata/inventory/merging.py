"""Merging of stations of several sources into one inventory: matched, with provenance, and without double counts."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import MultiPolygon, Point, Polygon

from geodata.crs import LONLAT
from geodata.inventory.grouping import Group, Neighbours, grouped
from geodata.inventory.live_status import NOW
from geodata.inventory.member import Member
from geodata.inventory.merged_station import MergedStation, merged_station
from geodata.inventory.nearness import MOST_NEAR
from geodata.inventory.overrides import Overrides
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import StationRecord
from geodata.inventory.same_station import NEAR_M
from geodata.inventory.station_tables import tables_of
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _
from geodata.stations import Stations

Boundary = Polygon | MultiPolygon
NOTHING_SAID = Overrides()


@dataclass
class _Account:
    """What merging adds to the report of one source."""

    merged: int = 0
    dropped: int = 0
    outside: int = 0
    undated: int = 0
    plugs: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def note(self, record: str, kind: Kind, reason: str, action: str) -> None:
        """Record a problem."""
        self.problems.append(Problem(record, reason, action, kind))

    def added_to(self, report: SourceReport) -> SourceReport:
        """Return the report with merged, dropped and outside records moved to their columns."""
        if self.undated:
            self.note(
                _("{undated} stations", undated=self.undated),
                Kind.STALE,
                _("no date of last update"),
                _("kept; their age is unknown"),
            )
        return replace(
            report,
            kept=report.kept - self.merged - self.dropped,
            merged=report.merged + self.merged,
            dropped=report.dropped + self.dropped,
            outside_city=self.outside,
            connectors=dict(sorted(self.plugs.items())),
            problems=(*report.problems, *self.problems),
        )


def merge_stations(  # noqa: PLR0913  (every option is a keyword)
    reads: Sequence[StationsRead],
    *,
    crs: str,
    boundary: Boundary,
    overrides: Overrides = NOTHING_SAID,
    stale_after_days: int = 730,
    stale_status_after_days: int = 90,
    today: date | None = None,
) -> tuple[Stations, tuple[SourceReport, ...]]:
    """Merge the stations of all sources into one table.

    Which records are one station says `geodata.inventory.grouping`, what is taken of each
    `geodata.inventory.merged_station`.

    Parameters
    ----------
    reads : sequence of StationsRead
        In order of trust, which decides where all else is equal.
    crs : str
        Metric CRS of the result and of `boundary`.
    boundary : Polygon or MultiPolygon
        The city. A station outside whose latitude and longitude, swapped, lie inside is moved there.
    overrides : Overrides
        The user's word.
    stale_after_days : int
        A station whose last update is older is named.
    stale_status_after_days : int
        So is one with plugs that are out of order now, as was told longer ago.
    today : date, optional
        From which that is counted; default: today, UTC.

    Returns
    -------
    stations : Stations
    reports : tuple of SourceReport
        One for each of `reads`: counts of merged records and of those outside the city, plugs of the merged inventory by
        the source they are taken from, every merge among the problems. With overrides one more, of their rows, which may be none.
    """
    accounts = [_Account() for _ in reads]
    members = _members(reads, crs, boundary, accounts)
    known = {member.station_id for member in members}
    found = grouped(_taken(members, overrides, accounts), overrides)
    day = today or datetime.now(UTC).date()
    oldest, faulty = ((day - timedelta(days=days)).isoformat() for days in (stale_after_days, stale_status_after_days))
    merged: list[MergedStation] = []
    for group in found.groups:
        values = overrides.values({member.station_id for member in group.members}) if overrides.entries else {}
        station = merged_station(group.members, values, overrides.where)
        merged.append(station)
        _account_for(station, group, accounts)
        _date(station, oldest, stale_after_days, accounts)
        _name_old_faults(station, faulty, stale_status_after_days, accounts)
        if not boundary.intersects(station.best.point):
            accounts[station.best.source].outside += station.best.weight
    for pair in found.apart:
        _name_neighbours(pair, accounts)
    _name_crowds(found.crowded, accounts)
    reports = tuple(account.added_to(read.report) for read, account in zip(reads, accounts, strict=True))
    if overrides.is_given:
        reports = (*reports, overrides.report(known, _group_of(found.groups)))
    return _tables(merged, crs), reports


def _group_of(groups: list[Group]) -> dict[str, int]:
    return {member.station_id: number for number, group in enumerate(groups) for member in group.members}


def _account_for(station: MergedStation, group: Group, accounts: list[_Account]) -> None:
    """Book the merged records, and every plug to the source it is taken from."""
    best = station.best
    accounts[best.source].problems += station.doubts
    for other in station.others:
        accounts[other.source].merged += other.weight
        why = group.why.get(other.station_id) or group.why.get(best.station_id, "")
        reason = _(
            "the same station as {station_id}, {distance:.0f} m away: {why}",
            station_id=station.station_id,
            distance=best.point.distance(other.point),
            why=why,
        )
        accounts[other.source].note(
            other.source_id, Kind.DUPLICATE, reason, _("merged into {into}", into=station.station_id)
        )
    for plug, owner in zip(station.record.plugs, station.owners, strict=True):
        accounts[owner].plugs[plug.connector] += plug.count


def _date(station: MergedStation, oldest: str, days: int, accounts: list[_Account]) -> None:
    """Report a station whose last update is long ago."""
    account, updated = accounts[station.best.source], station.record.updated
    if updated is None:
        account.undated += 1
    elif updated[:10] < oldest:
        reason = _("last update {updated}, over {days} days ago", updated=updated[:10], days=days)
        account.note(station.best.source_id, Kind.STALE, reason, _("kept; check that it still stands"))


def _name_old_faults(station: MergedStation, oldest: str, days: int, accounts: list[_Account]) -> None:
    """Report plugs that were out of order long ago already, of which nobody knows whether they will ever work again."""
    old = [plug for plug in station.record.plugs if plug.status == NOW and (plug.status_at or oldest)[:10] < oldest]
    if old:
        last = max(str(plug.status_at) for plug in old)[:10]
        reason = _(
            "{sum} plugs out of order when last told on {last}, over {days} days ago",
            sum=sum(plug.count for plug in old),
            last=last,
            days=days,
        )
        accounts[station.best.source].note(
            station.best.source_id, Kind.STALE, reason, _("kept as out of order now; ask for them")
        )


def _name_neighbours(pair: Neighbours, accounts: list[_Account]) -> None:
    reason = _(
        "{distance_m:.0f} m from {station_id}, but operator and plugs differ",
        distance_m=pair.distance_m,
        station_id=pair.one.station_id,
    )
    accounts[pair.other.source].note(pair.other.source_id, Kind.DUPLICATE, reason, _("kept as two stations"))


def _name_crowds(crowded: Sequence[Member], accounts: list[_Account]) -> None:
    """Say of each source how many of its stations lie in a crowd, which is a place that nobody knew better."""
    for source, count in sorted(Counter(member.source for member in crowded).items()):
        reason = _("more than {most_near} of another source within {near_m:.0f} m", most_near=MOST_NEAR, near_m=NEAR_M)
        action = _(
            "each compared with the {most_near} nearest and likest; check their coordinates", most_near=MOST_NEAR
        )
        accounts[source].note(_("{count} stations", count=count), Kind.COORDINATES, reason, action)


def _taken(members: list[Member], overrides: Overrides, accounts: list[_Account]) -> list[Member]:
    """Members without those that the user leaves out."""
    for member in members:
        if member.station_id in overrides.left_out:
            accounts[member.source].dropped += member.weight
            accounts[member.source].note(member.source_id, Kind.OVERRIDE, _("left out by the user"), DROPPED)
    return [member for member in members if member.station_id not in overrides.left_out]


def _members(reads: Sequence[StationsRead], crs: str, boundary: Boundary, accounts: list[_Account]) -> list[Member]:
    """All stations with their plugs in the metric CRS, ids made unique across sources."""
    members: list[Member] = []
    used: Counter[str] = Counter()
    for number, (read, account) in enumerate(zip(reads, accounts, strict=True)):
        for record, point, swapped in zip(read.listed, *_points_in(read.listed, crs, boundary), strict=True):
            weight = len(read.records_of(record.station_id))
            if not (math.isfinite(point.x) and math.isfinite(point.y)):
                account.dropped += weight
                reason = _("too far away for the projection of the city")
                account.note(record.source_id, Kind.COORDINATES, reason, DROPPED)
                continue
            changes: dict[str, Any] = {}
            if swapped:
                reason = _("outside the area that is planned, but inside with latitude and longitude swapped")
                account.note(record.source_id, Kind.COORDINATES, reason, _("moved into it"))
                changes |= {"lon": record.lat, "lat": record.lon}
            used[record.station_id] += 1
            if used[record.station_id] > 1:
                changes["station_id"] = f"{record.station_id}~{used[record.station_id]}"
            members.append(Member(number, replace(record, **changes) if changes else record, point, weight))
    return members


def _points_in(
    records: Sequence[StationRecord], crs: str, boundary: Boundary
) -> tuple[Sequence[Point], Sequence[bool]]:
    """Places in the metric CRS, those outside the city that a swap brings into it swapped, and which these are."""
    if not records:
        return [], []
    lon, lat = np.array([(one.lon, one.lat) for one in records], dtype=np.float64).T
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat, crs=LONLAT)).to_crs(crs)
    can = (np.abs(lon) <= 90) & ~points.intersects(boundary).to_numpy()
    other = gpd.points_from_xy(np.where(can, lat, 0.0), np.where(can, lon, 0.0), crs=LONLAT)
    swapped = gpd.GeoSeries(other).to_crs(crs)
    moved = can & swapped.intersects(boundary).to_numpy()
    return [s if move else p for p, s, move in zip(points, swapped, moved, strict=True)], moved.tolist()


def _tables(merged: list[MergedStation], crs: str) -> Stations:
    claims = [claim for one in merged for claim in one.claims]
    points = [one.best.point for one in merged]
    return tables_of([one.record for one in merged], points, crs=crs, where="merged stations", claims=claims)
