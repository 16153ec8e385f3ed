"""Provenance of merged stations: their records, what each record says, and near pairs that were not merged."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.crs import LONLAT
from geodata.inventory import nearness
from geodata.inventory.same_station import SURE_M
from geodata.report import MERGED_INTO, SourceReport
from geodata.stations import Stations

PLACE, PLUGS = "place", "plugs"
ROUNDED_M = 1.5
"""The provenance keeps places to five decimals of a degree."""


@dataclass(frozen=True)
class Said:
    """One thing of a merged station: the value taken, who says so, and what the others say."""

    field: str
    value: str
    by: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Merged:
    """A station made from several records: `records` are ``(record_id, source, why it is the same)``, the best first."""

    station_id: str
    name: str | None
    records: tuple[tuple[str, str, str], ...]
    said: tuple[Said, ...]


def merged_stations(stations: Stations, sources: Sequence[SourceReport]) -> list[Merged]:
    """Stations of more than one record, in the order of the inventory."""
    names = dict(zip(stations.table["station_id"], stations.table["name"], strict=True))
    why = _reasons(sources)
    claims: dict[str, list[dict[Any, Any]]] = {}
    for row in stations.provenance.to_dict("records"):
        claims.setdefault(str(row["station_id"]), []).append(row)
    found = []
    for station, rows in claims.items():
        places = sorted((row for row in rows if row["field"] == PLACE), key=lambda row: not row["taken"])
        if len(places) < 2:
            continue
        records = tuple(
            (str(row["record_id"]), str(row["source"]), why.get((station, str(row["source_id"])), "")) for row in places
        )
        name = names.get(station)
        found.append(Merged(station, name if isinstance(name, str) else None, records, tuple(said_of(rows))))
    return found


def _reasons(sources: Sequence[SourceReport]) -> dict[tuple[str, str], str]:
    """Why a record is the same as a station, by station and the record's id in its source."""
    return {
        (one.action.removeprefix(f"{MERGED_INTO} "), one.record): one.reason
        for source in sources
        for one in source.problems
        if one.action.startswith(MERGED_INTO)
    }


def said_of(rows: Sequence[dict[Any, Any]]) -> Iterator[Said]:
    """Sort the claims about one station: by field, plugs by standard."""
    groups: dict[str, list[dict[Any, Any]]] = {}
    for row in rows:
        key = f"{PLUGS} {_standard(row['value'])}" if row["field"] == PLUGS else str(row["field"])
        groups.setdefault(key, []).append(row)
    for key, claims in groups.items():
        taken = [row for row in claims if row["taken"]]
        others = tuple((str(row["value"]), _by(row)) for row in claims if not row["taken"])
        for row in taken[:1]:
            yield Said(key.split(" ", 1)[0], str(row["value"]), _by(row), others)


def _standard(value: object) -> str:
    """Standard in ``3 x GBT_DC, 120 kW``."""
    return str(value).partition(" x ")[2].rpartition(", ")[0]


def _by(row: dict[Any, Any]) -> str:
    return f"{row['source']}, {row['source_id']}"


def near_pairs(stations: Stations) -> list[tuple[str, str, float]]:
    """Pairs of records of two stations from different sources within `SURE_M` of each other, with the metres."""
    records = _records(stations)
    if len(records) < 2:
        return []
    station, source, names = (records[name].tolist() for name in ("station_id", "source", "record_id"))
    places = list(zip(records.geometry.x.tolist(), records.geometry.y.tolist(), strict=True))
    near = nearness.near_pairs(places, source, [[]] * len(places), SURE_M + ROUNDED_M)
    found = [
        (str(names[a]), str(names[b]), math.dist(places[a], places[b]))
        for _, _, a, b in near.pairs
        if station[a] != station[b]
    ]
    return sorted((min(one, other), max(one, other), metres) for one, other, metres in found)


def _records(stations: Stations) -> gpd.GeoDataFrame:
    """Every record where its own source puts it: ``station_id, record_id, source`` in the CRS of the stations."""
    claims = stations.provenance[stations.provenance["field"] == PLACE]
    alone = stations.table[~stations.table["station_id"].isin(claims["station_id"])]
    places = [tuple(float(part) for part in text.split(",")) for text in claims["value"]]
    points = gpd.GeoSeries(
        gpd.points_from_xy([east for _, east in places], [north for north, _ in places]), crs=LONLAT
    ).to_crs(stations.table.crs)
    merged = gpd.GeoDataFrame(
        claims[["station_id", "record_id", "source"]].reset_index(drop=True), geometry=points, crs=stations.table.crs
    )
    single = alone.assign(record_id=alone["station_id"])[["station_id", "record_id", "source", "geometry"]]
    both = [part for part in (single, merged) if len(part)]
    return gpd.GeoDataFrame(pd.concat(both, ignore_index=True)) if both else merged
