"""Stations that stand along the ways: read by the same doors as a city's, at the road that they are nearest to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geodata.city_request import CityRequest, PlaceRequest
from geodata.connectors import Connector, Current
from geodata.crs import LONLAT, metric_crs
from geodata.inventory.supply import supply_of
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.report import SourceReport
from geodata.station_intake import stations_in
from geodata.trunk.network import TrunkNetwork
from planner.config.stations import StationsConfig

MARGIN_DEG = 0.2
LEAST_KW = 20.0
"""Slower guns are of no use on the way (assumed)."""


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
    network: TrunkNetwork, sources: tuple[StationsConfig, ...], folder: Path, extract: OsmExtract | None
) -> tuple[tuple[Standing, ...], tuple[SourceReport, ...]]:
    """Stations that are supply today within the bounds of the network, with at least one gun of `LEAST_KW`.

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
    supply = supply_of(stations, box)
    places = supply.table.to_crs(LONLAT)
    found = []
    for station_id, name, point in zip(places["station_id"], places["name"], places.geometry, strict=True):
        guns, kw = dict[str, int](), dict[str, float]()
        for plug in supply.connectors[supply.connectors["station_id"] == station_id].itertuples():
            kind = Connector.named(str(plug.connector))
            if kind is None or kind.family is None or kind.current is not Current.DC or plug.power_kw < LEAST_KW:
                continue
            family = kind.family.value
            guns[family] = guns.get(family, 0) + int(plug.count)
            kw[family] = min(kw.get(family, np.inf), float(plug.power_kw))
        if guns:
            found.append(Standing(str(station_id), str(name or ""), float(point.x), float(point.y), guns, kw))
    return tuple(found), reports


def _nothing() -> OsmExtract:
    """An extract without anything, for sources that do not need one."""
    empty = np.empty(0)
    arcs = np.empty(0, dtype=np.int64)
    ways = gpd.GeoDataFrame({"road_class": [], "name": [], "names": []}, geometry=[], crs=LONLAT)
    network = RoadNetwork(np.empty((0, 2)), arcs, arcs, empty, empty, ways)
    features = gpd.GeoDataFrame({"osm_id": [], "tags": []}, geometry=[], crs=LONLAT)
    return OsmExtract("corridors", network, features, None, (0.0, 0.0, 0.0, 0.0))
