"""What stands and may stand in a city, and who drives there: stations, candidate sites, feeders and fleet."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.city_request import CityRequest, StationSource
from geodata.errors import InputError
from geodata.fleet import FLEET
from geodata.merging import merge_stations
from geodata.osm.extract import OsmExtract
from geodata.osm.sites import candidate_sites
from geodata.osm.stations import stations_of
from geodata.power import FEEDERS, assign_feeders
from geodata.report import Assumption, SourceReport, with_problems
from geodata.sites import SITES, merge_sites, with_merged
from geodata.sources.feeder_table import read_feeder_table
from geodata.sources.fleet_table import read_fleet
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.site_table import read_site_table
from geodata.sources.station_table import read_station_table
from geodata.stations import Stations
from geodata.stations_read import StationsRead

Boundary = Polygon | MultiPolygon
Reports = tuple[SourceReport, ...]
_EXPECTED = {
    "ocpi": "OCPI Locations",
    "ocm": "Open Charge Map POIs",
    "csv": "a table of stations with lon and lat",
    "geojson": "a layer of station points",
}


def fleet_of(request: CityRequest) -> tuple[pd.DataFrame, Reports, tuple[Assumption, ...]]:
    """Read the fleet table or, without one, take the stock as private cars, reported as assumed.

    Raises
    ------
    InputError
        The table is of no use, or there is neither.
    """
    if request.fleet is not None:
        fleet, report = read_fleet(request.fleet, request.fleet_columns, year=request.year)
        return fleet, (report,), ()
    if request.stock is None:
        raise InputError("fleet", "no table and no known stock of this city", "give fleet.path: vehicle_class,count")
    row = {"vehicle_class": ["private"], "count": [request.stock], "district": None, "year": None, "port": None}
    value = f"{request.stock:.0f} vehicles, all private cars"
    return FLEET.checked(pd.DataFrame(row), source="fleet"), (), (Assumption("fleet", value, request.stock_source),)


def stations_in(request: CityRequest, extract: OsmExtract, *, crs: str, boundary: Boundary) -> tuple[Stations, Reports]:
    """Read and merge all sources of existing stations.

    Raises
    ------
    MissingFileError, InputError
        A file is missing, of no use, or holds records of which none is a station.
    """
    if not request.stations:
        return Stations.none(crs), ()
    reads = [_read_stations(source, extract) for source in request.stations]
    stations, reports = merge_stations(reads, crs=crs, boundary=boundary)
    for source, report in zip(request.stations, reports, strict=True):
        _check_usable(source, report)
    return stations, reports


def _check_usable(source: StationSource, report: SourceReport) -> None:
    """Refuse a file of which no record is of use: read in the wrong format it would pass for a city without stations."""
    if source.format == "osm" or not report.records or report.kept or report.merged:
        return
    first = next((one for one in report.problems if one.action == "dropped"), None)
    said = f" (first: {first.record}: {first.reason})" if first else ""
    raise InputError(
        report.path,
        f"none of its {report.records} records is a usable station{said}",
        f"expected {_EXPECTED[source.format]}; check stations.format and the file",
    )


def _read_stations(source: StationSource, extract: OsmExtract) -> StationsRead:
    if source.format == "osm":
        return stations_of(extract)
    path: Path | None = source.path
    if path is None:
        raise InputError("stations", f"format {source.format!r} without a path", "give the file's path")
    if source.format == "ocpi":
        return read_ocpi(path)
    return read_open_charge_map(path) if source.format == "ocm" else read_station_table(path, source.columns)


def sites_in(
    request: CityRequest, extract: OsmExtract, stations: Stations, *, crs: str, boundary: Boundary
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Reports]:
    """Find the candidate sites and hang them on their feeders.

    Returns
    -------
    sites, feeders : GeoDataFrame, DataFrame
        Schemas SITES, FEEDERS.
    reports : tuple of SourceReport
    """
    reports: list[SourceReport] = []
    sites: gpd.GeoDataFrame = SITES.empty(crs)
    if request.site_kinds:
        sites, report = candidate_sites(
            extract,
            request.site_kinds,
            crs=crs,
            boundary=boundary,
            existing_xy=np.column_stack([stations.table.geometry.x, stations.table.geometry.y]),
            default_bays=request.default_bays,
            max_bays=request.max_bays,
            bay_share=request.bay_share,
        )
        reports.append(report)
    if request.site_table is not None:
        own, own_report = read_site_table(
            request.site_table,
            request.site_columns,
            crs=crs,
            boundary=boundary,
            default_bays=request.default_bays,
            max_bays=request.max_bays,
            bay_share=request.bay_share,
        )
        sites, merged = merge_sites(own, sites)
        reports = [own_report, *(with_merged(report, merged) for report in reports)]
    feeders: pd.DataFrame = FEEDERS.empty()
    if request.feeders is not None:
        feeders, report = read_feeder_table(request.feeders, request.feeder_columns, crs=crs, boundary=boundary)
        sites, doubts = assign_feeders(sites, feeders)
        reports.append(with_problems(report, doubts))
    return sites, feeders, tuple(reports)


def with_districts(sites: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name the district that each site lies in; of overlapping ones the first."""
    if sites.empty or districts.empty:
        return sites
    site, which = shapely.STRtree(districts.geometry.to_numpy()).query(
        sites.geometry.to_numpy(), predicate="intersects"
    )
    names = np.full(len(sites), None, dtype=object)
    order = np.argsort(-which, kind="stable")
    names[site[order]] = districts["district"].to_numpy(dtype=object)[which[order]]
    return sites.assign(district=pd.Series(names, index=sites.index, dtype=object))


def formats_used(sources: Sequence[StationSource]) -> set[str]:
    """Formats of the station sources."""
    return {source.format for source in sources}
