"""Everything a reader of a plan may be shown: the one thing from which every output is written.

`plan.json` is this dossier, so `evplan export` rebuilds any file without solving again. All geometry is in
longitude and latitude (EPSG:4326); all text is raw as the data gave it, each writer escapes for its own format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.report import Assumption, SourceReport
from geodata.stations import Stations
from planner.evaluate import Scorecard
from planner.plan import Proof


@dataclass(frozen=True)
class Dossier:
    """A finished plan with all that explains it.

    Parameters
    ----------
    name, city, country, year, mix : str, str, str, int, str
    proof : Proof
    scorecard, do_nothing : Scorecard
        What the plan serves, and what the standing network serves alone.
    sites : GeoDataFrame
        One Point per site: existing (all in the city), upgraded, proposed. Columns as the properties of a feature in `plan.geojson`
        (`connectors`, `existing_connectors`, `served_kwh_per_day` are dicts, `chargers` a list of dicts) plus
        `kind`, `operator`, `land_status`, `reason` (one plain sentence, for popups) and `ocpi_station_id` (existing ones).
    zones : GeoDataFrame
        `zone_id, district, population, demand_kwh, served_kwh, coverage` (0..1, empty without demand) and for every
        demand class ``demand_<family>_<need>`` and ``served_<family>_<need>``, kWh per day.
    demand : DataFrame
        `zone_id, district, port_family, need, year, kwh_per_day`.
    districts, boundary, roads, ground : GeoDataFrame
        `district, population, demand_kwh, served_kwh, coverage`; one polygon; `road_class, name`; `kind` (water, green).
    stations : Stations
        The merged inventory, also outside the city.
    sources, assumptions, attribution
        As `City` has them, the planner's own assumptions added.
    inputs : mapping
        SHA-256 by file as configured.
    versions : mapping
        Library versions.
    configuration : mapping
        The scenario as understood, plain JSON.
    """

    name: str
    city: str
    country: str
    year: int
    mix: str
    proof: Proof
    scorecard: Scorecard
    do_nothing: Scorecard
    sites: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    demand: pd.DataFrame
    districts: gpd.GeoDataFrame
    boundary: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    stations: Stations
    sources: tuple[SourceReport, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    attribution: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
