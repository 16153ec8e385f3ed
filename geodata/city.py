"""A city: its boundary, roads, zones, stations, sites, fleet and power in one metric projection."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.report import Assumption, SourceReport
from geodata.roads import Roads
from geodata.stations import Stations


@dataclass(frozen=True)
class City:
    """All facts a plan needs.

    Parameters
    ----------
    name, country : str
        Country as ISO 3166-1 alpha-2.
    crs : str
        Metric CRS of every layer, as ``"EPSG:32643"``.
    boundary : Polygon or MultiPolygon
    roads : Roads
    zones, districts, sites : GeoDataFrame
        Schemas ZONES, DISTRICTS, SITES.
    stations : Stations
        The merged inventory, inside and outside of the boundary.
    fleet, feeders : DataFrame
        Schemas FLEET, FEEDERS.
    ground : GeoDataFrame
        `kind` (water, green) and polygons: what a map draws under the roads.
    sources : tuple of SourceReport
    assumptions : tuple of Assumption
    attribution : tuple of str
        Credit lines that every map and table must carry.
    """

    name: str
    country: str
    crs: str
    boundary: Polygon | MultiPolygon
    roads: Roads
    zones: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    stations: Stations
    sites: gpd.GeoDataFrame
    fleet: pd.DataFrame
    feeders: pd.DataFrame
    ground: gpd.GeoDataFrame
    sources: tuple[SourceReport, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    attribution: tuple[str, ...] = ()
