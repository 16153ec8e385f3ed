"""Stations of several sources made into one inventory: recognised, merged with provenance, never inflated."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Point, Polygon

from geodata.inventory.merged_station import Member, merged_connectors, merged_row, rank
from geodata.inventory.overrides import Overrides
from geodata.inventory.reading import StationsRead
from geodata.inventory.same_station import NEAR_M, Likeness, comparable_plugs, same_station
from geodata.report import Problem, SourceReport
from geodata.stations import CONNECTORS, STATIONS, Stations

Boundary = Polygon | MultiPolygon
NOTHING_SAID = Overrides()


@dataclass
class _Account:
    """What merging adds to the report of one source."""

    merged: int = 0
    dropped: int = 0
    outside: int = 0
    plugs: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def added_to(self, report: SourceReport) -> SourceReport:
        """Return the report with merged, dropped and outside records moved to their columns."""
        return replace(
            report,
            kept=report.kept - self.merged - self.dropped,
            merged=report.merged + self.merged,
            dropped=report.dropped + self.dropped,
            outside_city=self.outside,
            connectors=dict(sorted(self.plugs.items())),
            problems=(*report.problems, *self.problems),
        )


def merge_stations(
    reads: Sequence[StationsRead],
    *,
    crs: str,
    boundary: Boundary,
    overrides: Overrides = NOTHING_SAID,
    stale_after_days: int = 730,
    today: date | None = None,
) -> tuple[Stations, tuple[SourceReport, ...]]:
    """Merge the stations of all sources into one table.

    A station is recognised in another source by `geodata.inventory.same_station`; two records of one source are never made one
    here. Of each group the record with the most known plugs, then the freshest, stays and takes from the others what it
    lacks; a standard's plugs are the most that one source counts, never a sum.

    Parameters
    ----------
    reads : sequence of StationsRead
        In order of trust, which decides where all else is equal.
    crs : str
        Metric CRS of the result and of `boundary`.
    boundary : Polygon or MultiPolygon
        The city. A station outside whose latitude and longitude, swapped, lie inside is moved there.

    Returns
    -------
    stations : Stations
    reports : tuple of SourceReport
        One for each of `reads`: counts of merged records and of those outside the city, plugs of the merged inventory by
        the source they are taken from, every merge among the problems.
    """
    accounts = [_Account() for _ in reads]
    members = _members(reads, crs, boundary, accounts)
    rows: list[dict[str, Any]] = []
    plugs: list[dict[str, Any]] = []
    for group in _grouped(members):
        best, *others = sorted(group, key=rank)
        row, doubts = merged_row(best, others)
        taken = merged_connectors(best, others)
        rows.append(row)
        plugs += taken
        accounts[best.source].problems += doubts
        _account_for(best, others, taken, accounts)
        if not boundary.intersects(best.point):
            accounts[best.source].outside += best.weight
    reports = tuple(account.added_to(read.report) for read, account in zip(reads, accounts, strict=True))
    return _tables(rows, plugs, crs), reports


def _account_for(best: Member, others: Sequence[Member], taken: list[dict[str, Any]], accounts: list[_Account]) -> None:
    """Book the merged records, and every plug to the source it is taken from."""
    for other in others:
        account = accounts[other.source]
        account.merged += other.weight
        reason = f"the same station as {best.station_id}, {best.point.distance(other.point):.0f} m away"
        account.problems.append(Problem(other.source_id, reason, f"merged into {best.station_id}"))
    for plug in taken:
        accounts[plug["source"]].plugs[plug["connector"]] += int(plug["count"])


def _members(reads: Sequence[StationsRead], crs: str, boundary: Boundary, accounts: list[_Account]) -> list[Member]:
    """All stations with their plugs in the metric CRS, ids made unique across sources."""
    members: list[Member] = []
    used: Counter[str] = Counter()
    for number, (read, account) in enumerate(zip(reads, accounts, strict=True)):
        table = read.stations.table
        plugs = _rows_by_station(read.stations.connectors)
        points, moved = _points_in(table, crs, boundary)
        for row, point, swapped in zip(_records(table.drop(columns="geometry")), points, moved, strict=True):
            identity, record = str(row["station_id"]), str(row["source_id"])
            weight = len(read.records_of(identity))
            if not np.isfinite((point.x, point.y)).all():
                account.dropped += weight
                account.problems.append(Problem(record, "too far away for the projection of the city", "dropped"))
                continue
            if swapped:
                reason = "outside the city, but inside with latitude and longitude swapped"
                account.problems.append(Problem(record, reason, "moved into the city"))
            used[identity] += 1
            unique = identity if used[identity] == 1 else f"{identity}~{used[identity]}"
            members.append(Member(number, row | {"station_id": unique}, point, plugs.get(identity, []), weight))
    return members


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _rows_by_station(connectors: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in _records(connectors):
        rows.setdefault(str(row["station_id"]), []).append(row)
    return rows


def _points_in(table: gpd.GeoDataFrame, crs: str, boundary: Boundary) -> tuple[list[Point], list[bool]]:
    """Places in the metric CRS, those outside the city that a swap brings into it swapped, and which these are."""
    if not len(table):
        return [], []
    lonlat = table.to_crs("EPSG:4326").geometry
    points = table.to_crs(crs).geometry
    can = (lonlat.x.abs() <= 90).to_numpy() & ~points.intersects(boundary).to_numpy()
    other = gpd.points_from_xy(np.where(can, lonlat.y, 0.0), np.where(can, lonlat.x, 0.0), crs="EPSG:4326")
    swapped = gpd.GeoSeries(other).to_crs(crs)
    moved = can & swapped.intersects(boundary).to_numpy()
    return [s if move else p for p, s, move in zip(points, swapped, moved, strict=True)], moved.tolist()


def _grouped(members: list[Member]) -> list[list[Member]]:
    """Members that are one station, at most one of each source; nearest pairs are joined first."""
    looks = [_likeness(member) for member in members]
    group = [[member] for member in members]
    number = {member.station_id: k for k, member in enumerate(members)}
    for distance, a, b in _near_pairs(members):
        one, other = group[a], group[b]
        if one is other or {m.source for m in one} & {m.source for m in other}:
            continue
        if same_station(looks[a], looks[b], distance):
            one += other
            for member in other:
                group[number[member.station_id]] = one
    return list({id(one): one for one in group}.values())


def _likeness(member: Member) -> Likeness:
    return Likeness(
        member.text("name"), member.text("operator"), comparable_plugs(p["connector"] for p in member.plugs)
    )


def _near_pairs(members: list[Member]) -> list[tuple[float, int, int]]:
    """Pairs of different sources within `NEAR_M`, nearest first."""
    if len(members) < 2:
        return []
    xy = np.array([(member.point.x, member.point.y) for member in members])
    source = np.array([member.source for member in members])
    pairs = cKDTree(xy).query_pairs(NEAR_M, output_type="ndarray")
    pairs = pairs[source[pairs[:, 0]] != source[pairs[:, 1]]]
    apart = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    return sorted((round(float(metres), 3), a, b) for metres, (a, b) in zip(apart, pairs.tolist(), strict=True))


def _tables(rows: list[dict[str, Any]], plugs: list[dict[str, Any]], crs: str) -> Stations:
    if not rows:
        return Stations.none(crs)
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=crs)
    connectors = pd.DataFrame(plugs, columns=list(CONNECTORS.columns))
    where = "merged stations"
    return Stations(STATIONS.checked(table, source=where), CONNECTORS.checked(connectors, source=where))
