"""Stations that stand along the ways: read by the same doors as a city's, at the road that they are nearest to."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.city_request import CityRequest, PlaceRequest
from geodata.connectors import Connector, Current
from geodata.crs import LONLAT, metric_crs
from geodata.inventory.supply import REASONS, SUPPLY, supply_account
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.report import SourceReport
from geodata.station_intake import stations_in
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from planner.config.stations import StationsConfig
from planner.support.speech import _, joined

MARGIN_DEG = 0.2
LEAST_KW = 20.0
"""Slower guns are of no use on the way (assumed)."""
SLOW = _.term("no gun of direct current of 20 kW or more")
OTHER_PLUGS = _.term("plugs that corridors.trips.families does not name")
NO_PLUG = _.term("no plug is on file")
WHY = {
    **REASONS,
    "outside_city": _.term("beyond the roads that were read"),
    "removed": _.term("removed"),
    "planned": _.term("only planned"),
    "private": _.term("private"),
}
"""Why a plug serves nobody on the way, in words."""


@dataclass(frozen=True)
class Standing:
    """A fast station that stands: degrees, guns by plug family, and kW of its weakest gun of each."""

    id: str
    name: str
    lon: float
    lat: float
    guns: Mapping[str, int]
    kw: Mapping[str, float]


def standing_near(
    network: TrunkNetwork,
    sources: tuple[StationsConfig, ...],
    families: Collection[str],
    folder: Path,
    extract: OsmExtract | None,
    faults: Faults,
) -> tuple[tuple[Standing, ...], tuple[SourceReport, ...]]:
    """Stations that are supply today within the bounds of the network, with at least one gun of `LEAST_KW` of these plug families; `faults` is told which of the others serve nobody, and why.

    Raises
    ------
    MissingFileError, InputError
        A source is missing or of no use.
    """
    if not sources:
        return (), ()
    west, south = network.lonlat.min(axis=0) - MARGIN_DEG
    east, north = network.lonlat.max(axis=0) + MARGIN_DEG
    bounds = (float(west), float(south), float(east), float(north))
    crs = metric_crs((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    box = gpd.GeoSeries([shapely.segmentize(shapely.box(*bounds), 0.5)], crs=LONLAT).to_crs(crs).iloc[0]
    request = CityRequest(PlaceRequest("corridors"), tuple(one.request(folder) for one in sources))
    stations, reports = stations_in(request, extract or _nothing(), bounds=bounds, crs=crs, boundary=box)
    account = supply_account(stations, box)
    places = stations.table.to_crs(LONLAT)
    plugs = {str(one): rows for one, rows in account.groupby("station_id")}
    found, out = list[Standing](), dict[str, str]()
    for station_id, name, point in zip(places["station_id"], places["name"], places.geometry, strict=True):
        own = plugs.get(str(station_id), account[:0])
        fast = _fast(own[own["why"] == SUPPLY])
        guns = {family: count for family, (count, _kw) in fast.items() if family in families}
        called = str(name or "") or str(station_id)
        if guns:
            kw = {family: fast[family][1] for family in guns}
            found.append(Standing(str(station_id), str(name or ""), float(point.x), float(point.y), guns, kw))
        else:
            out[f"{called} ({station_id})" if called in out else called] = _why_not(own, fast)
    _tell(out, faults)
    return tuple(found), reports


def _fast(plugs: pd.DataFrame) -> dict[str, tuple[int, float]]:
    """Fast guns by plug family: how many, and kW of the weakest."""
    out: dict[str, tuple[int, float]] = {}
    for connector, power_kw, number in zip(plugs["connector"], plugs["power_kw"], plugs["count"], strict=True):
        kind = Connector.named(str(connector))
        if kind is None or kind.family is None or kind.current is not Current.DC or power_kw < LEAST_KW or not number:
            continue
        count, kw = out.get(kind.family.value, (0, np.inf))
        out[kind.family.value] = (count + int(number), min(kw, float(power_kw)))
    return out


def _why_not(plugs: pd.DataFrame, fast: Mapping[str, tuple[int, float]]) -> str:
    """Why a station serves nobody on the way: of several plugs the one that comes nearest to it."""
    if fast:
        return OTHER_PLUGS
    if not len(plugs):
        return NO_PLUG
    whys = set(plugs["why"])
    return SLOW if SUPPLY in whys else WHY[next(one for one in reversed(WHY) if one in whys)]


def _tell(out: Mapping[str, str], faults: Faults) -> None:
    counts = Counter(out.values())
    whys = joined("; ", [joined(": ", [why, n]) for why, n in counts.most_common()])
    for name, why in out.items():
        faults.add(FaultKind.STATION_OUT, name, found=why, whys=whys)


def _nothing() -> OsmExtract:
    """An extract without anything, for sources that do not need one."""
    empty = np.empty(0)
    arcs = np.empty(0, dtype=np.int64)
    ways = gpd.GeoDataFrame({"road_class": [], "name": [], "names": []}, geometry=[], crs=LONLAT)
    network = RoadNetwork(np.empty((0, 2)), arcs, arcs, empty, empty, ways)
    features = gpd.GeoDataFrame({"osm_id": [], "tags": []}, geometry=[], crs=LONLAT)
    return OsmExtract("corridors", network, features, None, (0.0, 0.0, 0.0, 0.0))
