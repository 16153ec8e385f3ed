"""Ties of metered sessions to stations of the inventory and to zones: by id, by name, by the nearest station, by coordinates alone."""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Point, Polygon

from geodata.city_places import CityPlacer
from geodata.connectors import Connector, Current
from geodata.loose import text_of
from geodata.sessions.stated import Stated
from geodata.stations import Stations
from geodata.tables import rows_of

MARGIN_M = 1_000.0
"""Stations stand at the gates of a city too; farther out is another place."""
ZONE_REACH_M = 2_000.0
"""A station beyond every inhabited zone belongs to the nearest one up to so far."""
LEAST_ID = 3
"""EVSE ids shorter than this are numbers within a station."""


@dataclass(frozen=True)
class Tie:
    """Where a session was metered.

    Parameters
    ----------
    how : str
        ``id``, ``name``, ``place``, ``zone`` or ``unknown``.
    station_id, zone_id : str, optional
    point : Point, optional
        In the metric CRS.
    outside : bool
        Known, but of another place.
    remark : str, optional
        What was mended.
    """

    how: str
    station_id: str | None = None
    zone_id: str | None = None
    point: Point | None = None
    outside: bool = False
    remark: str | None = None


@dataclass(frozen=True)
class Outlet:
    """What the inventory knows of a station's plugs: their current where it is one, and the most that any gives."""

    current: Current | None
    most_kw: float | None


class Tying:
    """Stations and zones of a city, and how sessions are tied to them.

    Parameters
    ----------
    stations : Stations
        In the metric CRS.
    zones : GeoDataFrame
        Schema ZONES, in the same CRS.
    boundary : Polygon or MultiPolygon
        City limits in the same CRS.
    crs : str
    most_m : float
        A station that is named by nothing else may be so far from the coordinates of its sessions.
    """

    def __init__(
        self, stations: Stations, zones: gpd.GeoDataFrame, *, boundary: Polygon | MultiPolygon, crs: str, most_m: float
    ) -> None:
        table = stations.table
        self._points = dict(zip(table["station_id"], table.geometry, strict=True))
        self._ids, self._names, self._evses = _ids(stations), _names(stations), _evse_ids(stations)
        self._outlets = _outlets(stations)
        self._order = table["station_id"].tolist()
        self._tree = shapely.STRtree(table.geometry.to_numpy())
        self._zones, self._zone_ids = shapely.STRtree(zones.geometry.to_numpy()), zones["zone_id"].tolist()
        self._area = boundary.buffer(MARGIN_M)
        shapely.prepare(self._area)
        self._placer, self._most_m = CityPlacer(crs, self._area), most_m
        self._found: dict[tuple[object, ...], Tie] = {}

    def tie(self, one: Stated) -> Tie:
        """Find station and zone of a session."""
        key = (one.place, one.name, one.evse, text_of(one.lon), text_of(one.lat))
        if key not in self._found:
            self._found[key] = self._tied(*key)
        return self._found[key]

    def outlet(self, station_id: str | None) -> Outlet:
        """What is known of the plugs of a station."""
        return self._outlets.get(station_id or "", Outlet(None, None))

    def _tied(self, place: object, name: object, evse: object, lon: object, lat: object) -> Tie:
        known = [
            (how, index[_folded(text)])
            for how, text, index in (
                ("id", place, self._ids),
                ("id", evse, self._evses),
                ("name", name, self._names),
                ("name", place, self._names),
                ("id", name, self._ids),
            )
            if isinstance(text, str) and _folded(text) in index
        ]
        if known:
            return self._at_station(*known[0])
        if not isinstance(lon, str) or not isinstance(lat, str):
            return Tie("unknown")
        point, remark = self._placer.place(lon, lat)
        if point is None:
            return Tie("unknown", outside=bool(remark and remark.startswith("outside")), remark=remark)
        near, apart = self._tree.query_nearest(point, max_distance=self._most_m, return_distance=True)
        if len(near):
            first = min(zip(apart.tolist(), (self._order[k] for k in near), strict=True))[1]
            tied = self._at_station("place", first)
            return Tie(tied.how, tied.station_id, tied.zone_id, tied.point, tied.outside, remark)
        return Tie("zone", None, self._zone(point), point, remark=remark)

    def _at_station(self, how: str, station_id: str) -> Tie:
        point = self._points[station_id]
        inside = bool(shapely.contains_xy(self._area, point.x, point.y))
        return Tie(how, station_id, self._zone(point), point, outside=not inside)

    def _zone(self, point: Point) -> str | None:
        near = self._zones.query_nearest(point, max_distance=ZONE_REACH_M)
        return min((self._zone_ids[k] for k in near), default=None)


def _folded(text: object) -> str:
    return " ".join(str(text).split()).casefold()


def _unique(pairs: Iterable[tuple[object, str]]) -> dict[str, str]:
    """Station by word; words that two stations share tell nothing."""
    found: dict[str, set[str]] = {}
    for word, station in pairs:
        if text := text_of(word):
            found.setdefault(_folded(text), set()).add(station)
    return {word: stations.pop() for word, stations in found.items() if len(stations) == 1}


def _ids(stations: Stations) -> dict[str, str]:
    pairs: list[tuple[object, str]] = []
    for row in rows_of(stations.table):
        merged = row.merged_ids.split() if isinstance(row.merged_ids, str) else []
        pairs += [(word, row.station_id) for word in (row.station_id, row.source_id, *merged)]
    pairs += [(row.source_id, row.station_id) for row in rows_of(stations.provenance)]
    return _unique(pairs)


def _names(stations: Stations) -> dict[str, str]:
    pairs: list[tuple[object, str]] = [(row.name, row.station_id) for row in rows_of(stations.table)]
    said = stations.provenance[stations.provenance["field"] == "name"]
    return _unique([*pairs, *((row.value, row.station_id) for row in rows_of(said))])


def _evse_ids(stations: Stations) -> dict[str, str]:
    rows = rows_of(stations.connectors)
    return _unique((row.evse_id, row.station_id) for row in rows if len(str(row.evse_id)) >= LEAST_ID)


def _outlets(stations: Stations) -> dict[str, Outlet]:
    plugs: pd.DataFrame = stations.connectors
    found = {}
    for station, mine in plugs.groupby("station_id"):
        named = [Connector.named(str(one)) for one in mine["connector"]]
        currents = {None if one is None else one.current for one in named}
        sure = not mine["power_guessed"].any() and bool(np.isfinite(mine["power_kw"]).all())
        alone = currents.pop() if len(currents) == 1 else None
        found[str(station)] = Outlet(alone, float(mine["power_kw"].max()) if sure else None)
    return found
