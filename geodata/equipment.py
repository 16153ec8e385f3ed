"""Candidate sites, feeders, fleet and traffic of a city."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.city_request import FleetRequest, GridRequest, KnownVehicles, SitesRequest
from geodata.errors import InputError
from geodata.fleet import FLEET
from geodata.input_file import InputFile
from geodata.osm.extract import OsmExtract, id_of
from geodata.osm.sites import candidate_sites
from geodata.osm.substations import substations as substations_of
from geodata.power import FEEDERS, SUBSTATIONS, assign_feeders, unknown_substation, void_feeder
from geodata.report import Assumption, SourceReport, with_problems
from geodata.sites import SITES, merge_sites, with_merged
from geodata.sources.feeder_table import read_feeder_table, read_substation_table
from geodata.sources.fleet_table import read_fleet
from geodata.sources.site_table import read_site_table
from geodata.sources.traffic_counts import read_traffic
from geodata.speech import _
from geodata.stations import Stations
from geodata.traffic import TRAFFIC

Boundary = Polygon | MultiPolygon
Reports = tuple[SourceReport, ...]


def fleet_of(request: FleetRequest) -> tuple[pd.DataFrame, Reports, tuple[Assumption, ...]]:
    """Read the fleet table or, without one, take the vehicles that facts know of, reported as filled.

    Raises
    ------
    InputError
        The table is of no use, or there is neither.
    """
    if request.table is not None:
        fleet, report = read_fleet(request.table)
        return fleet, (report,), ()
    if not request.stock:
        raise InputError(
            "fleet", _("no table and no known stock of this city"), _("give fleet.path: vehicle_class,count")
        )
    rows = [
        {"vehicle_class": one.vehicle_class, "count": one.count, "district": None, "year": one.year, "port": None}
        for one in request.stock
    ]
    value = _.joined(", ", [_stock_words(one) for one in request.stock])
    said = Assumption(
        _("fleet, filled from the facts"), _("{value}; no other class is known", value=value), request.stock_source
    )
    return FLEET.checked(pd.DataFrame(rows), source="fleet"), (), (said,)


def _stock_words(one: KnownVehicles) -> str:
    """How many vehicles of a class the facts know; a class that they do not know yet as it is."""
    values = {"count": one.count, "vehicle_class": one.vehicle_class}
    known = {
        "private": lambda: _("{count:,.0f} private cars", **values),
        "taxi": lambda: _("{count:,.0f} taxis", **values),
        "bus": lambda: _("{count:,.0f} buses", **values),
    }
    return known[one.vehicle_class]() if one.vehicle_class in known else _("{count:,.0f} {vehicle_class}", **values)


def traffic_of(file: InputFile | None, *, crs: str, boundary: Boundary) -> tuple[pd.DataFrame, Reports]:
    """Read the counts of the city's detectors, where there are any.

    Raises
    ------
    InputError
        The table is of no use.
    """
    if file is None:
        return TRAFFIC.empty(), ()
    traffic, report = read_traffic(file, crs=crs, boundary=boundary)
    return traffic, (report,)


def sites_in(
    request: SitesRequest, extract: OsmExtract, stations: Stations, *, crs: str, boundary: Boundary
) -> tuple[gpd.GeoDataFrame, Reports]:
    """Find the candidate sites: the user's own and those of the map.

    Returns
    -------
    sites : GeoDataFrame
        Schema SITES.
    reports : tuple of SourceReport
    """
    reports: list[SourceReport] = []
    sites: gpd.GeoDataFrame = SITES.empty(crs)
    if request.kinds:
        sites, report = candidate_sites(
            extract,
            request.kinds,
            crs=crs,
            boundary=boundary,
            existing_xy=np.column_stack([stations.table.geometry.x, stations.table.geometry.y]),
            default_bays=request.default_bays,
            max_bays=request.max_bays,
            bay_share=request.bay_share,
            preference=request.preference,
        )
        reports.append(report)
    if request.table is not None:
        own, own_report = read_site_table(
            request.table,
            crs=crs,
            boundary=boundary,
            default_bays=request.default_bays,
            max_bays=request.max_bays,
            bay_share=request.bay_share,
        )
        sites, merged = merge_sites(own, sites)
        reports = [own_report, *(with_merged(report, merged) for report in reports)]
    return sites, tuple(reports)


def feeders_in(
    request: GridRequest, sites: gpd.GeoDataFrame, *, crs: str, boundary: Boundary
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Reports]:
    """Read the feeders and hang the sites on them.

    Returns
    -------
    sites, feeders : GeoDataFrame, DataFrame
        Schemas SITES, FEEDERS.
    reports : tuple of SourceReport

    Raises
    ------
    InputError
        The table is of no use, or has a feeder that would bind nothing.
    """
    if request.feeders is None:
        return sites, FEEDERS.empty(), ()
    feeders, report = read_feeder_table(request.feeders, crs=crs, boundary=boundary)
    if (void := void_feeder(feeders, sites)) is not None:
        why = _("feeder {void!r} has no place and no site names it, so its limit would bind nothing", void=void)
        advice = _("give its lon and lat, name it in the column 'feeder' of your sites")
        raise InputError(request.feeders.path, why, advice)
    sites, doubts = assign_feeders(sites, feeders)
    return sites, feeders, (with_problems(report, doubts),)


def substations_in(
    request: GridRequest, extract: OsmExtract, feeders: pd.DataFrame, *, crs: str, boundary: Boundary
) -> tuple[pd.DataFrame, Reports]:
    """Read the user's substations and put those of the map beside them, whose spare power nobody knows.

    Raises
    ------
    InputError
        The table is of no use, or lacks a substation that the table of feeders names.
    """
    found = substations_of(extract, crs)
    mapped = pd.DataFrame(
        {
            "substation": [id_of(one) for one in found["osm_id"]],
            "spare_kw": None,
            "x_m": found.geometry.x,
            "y_m": found.geometry.y,
            "source": "OpenStreetMap",
        }
    )
    if request.substations is None:
        return SUBSTATIONS.checked(mapped, source="OpenStreetMap"), ()
    own, report = read_substation_table(request.substations, crs=crs, boundary=boundary)
    if (lost := unknown_substation(feeders, own)) is not None:
        raise InputError(
            request.substations.path,
            _("no substation {lost!r}, on which the feeder {lost_2!r} hangs", lost=lost[1], lost_2=lost[0]),
            _("add it here, or mend the name in the table of feeders"),
        )
    mapped = mapped[~mapped["substation"].isin(own["substation"])]
    both = pd.concat([one.astype(object) for one in (own, mapped) if len(one)], ignore_index=True)
    return SUBSTATIONS.checked(both, source=str(request.substations.path)), (report,)


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
