"""Assembly of a city: every source read, checked against the others and joined."""

import logging

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.agreement import check_roads
from geodata.built_extent import built_extent
from geodata.bus_intake import Ground, buses_in
from geodata.city import City
from geodata.city_parts import Fleet, Parts, Streets, Supply, Uses, Zoned, city_of
from geodata.city_request import CityRequest, PlaceRequest
from geodata.crs import LONLAT
from geodata.elevation_intake import heights_in
from geodata.equipment import feeders_in, fleet_of, sites_in, substations_in, traffic_of
from geodata.errors import InputError
from geodata.extent import Extent
from geodata.hexagons import projected
from geodata.intake import Boundary, Intake, Progress, take_in
from geodata.osm.activities import activities_of
from geodata.osm.clipping import clipped
from geodata.osm.extract import OsmExtract
from geodata.osm.roads import roads_of
from geodata.osm.sites import NONE_FOUND
from geodata.report import Problem
from geodata.session_intake import Here, sessions_in
from geodata.speech import _
from geodata.speed_intake import speeds_of
from geodata.station_intake import stations_in
from geodata.stations import Stations
from geodata.zones import DISTRICTS
from geodata.zoning import make_zones

logger = logging.getLogger(__name__)

MARGIN_M = 5000.0
"""Roads and places so far outside of the city are kept, for drives that leave it and come back."""


def assemble_city(request: CityRequest, *, progress: Progress = logger.info) -> City:
    """Read every source and put the city together in one metric projection.

    Parameters
    ----------
    request : CityRequest
    progress : callable
        Told in words what is done next.

    Raises
    ------
    GeodataError
        A source is missing, of no use, or of another place; one line says which and what to do.
    """
    fleet = Fleet(*fleet_of(request.fleet))
    intake = take_in(request, progress)
    progress(_("making zones"))
    zoned = _zoned(request.place, intake)
    progress(_("building the road graph"))
    streets = _streets(request, intake, zoned.boundary)
    progress(_("merging stations"))
    supply = _supply(request, intake, zoned.boundary, streets.near, progress)
    progress(_("looking at what people do where"))
    uses = _uses(request, zoned, streets.near, supply.stations, intake.crs, progress)
    if request.buses.gtfs is not None:
        progress(_("reading the timetable of buses"))
    ground = Ground(streets.roads, streets.near.features, zoned.boundary, intake.crs, streets.heights)
    return city_of(Parts(request, intake, fleet, zoned, streets, supply, uses, buses_in(request.buses, ground)))


def _zoned(place: PlaceRequest, intake: Intake) -> Zoned:
    """Zones, the limits that they make where none are given, and the districts in these."""
    boundary: Boundary | Extent | None = intake.boundary
    if boundary is None and intake.mapped is not None:
        boundary = built_extent(intake.surface, intake.crs, extract=intake.extract, mapped=intake.mapped)
    zoning = make_zones(
        intake.surface,
        boundary=boundary,
        resolution=place.h3_resolution,
        districts=intake.districts,
        total=place.population_total,
        crs=intake.crs,
    )
    named = "districts" if place.districts is None else place.districts.title
    districts, away = _districts_in(intake.districts, named, crs=intake.crs, boundary=zoning.boundary)
    return Zoned(zoning, districts, away)


def _streets(request: CityRequest, intake: Intake, boundary: Boundary) -> Streets:
    """The map of the city and around it, its road graph, how fast it is driven and how it climbs."""
    crs = intake.crs
    peak, speed_reports, speeds_assumed = speeds_of(request.speeds)
    around = projected(boundary.buffer(MARGIN_M), LONLAT, from_crs=crs)
    near = clipped(intake.extract, around)
    roads = roads_of(near, crs, peak)
    check_roads(roads, boundary, intake.extract.source)
    west, south, east, north = around.bounds
    roads, heights, height_reports, heights_assumed = heights_in(
        request.place.elevation, roads, crs=crs, bounds=(west, south, east, north)
    )
    return Streets(near, roads, heights, speed_reports, height_reports, (*speeds_assumed, *heights_assumed))


def _supply(request: CityRequest, intake: Intake, boundary: Boundary, near: OsmExtract, progress: Progress) -> Supply:
    """What stands, where more may stand, and what power is there."""
    crs = intake.crs
    stations, station_reports = stations_in(request, intake.extract, bounds=intake.bounds, crs=crs, boundary=boundary)
    progress(_("looking for sites"))
    sites, site_reports = sites_in(request.sites, near, stations, crs=crs, boundary=boundary)
    for problem in (one for report in site_reports for one in report.problems if one.reason.endswith(NONE_FOUND)):
        progress(_("{reason} ({record})", reason=problem.reason, record=problem.record))
    sites, feeders, feeder_reports = feeders_in(request.grid, sites, crs=crs, boundary=boundary)
    substations, grid_reports = substations_in(request.grid, near, feeders, crs=crs, boundary=boundary)
    reports = (*station_reports, *site_reports, *feeder_reports, *grid_reports)
    return Supply(stations, sites, feeders, substations, reports)


def _uses(
    request: CityRequest, zoned: Zoned, near: OsmExtract, stations: Stations, crs: str, progress: Progress
) -> Uses:
    """What people do where, what drives by, and what was charged."""
    zones, boundary = zoned.zoning.zones, zoned.boundary
    activity, activity_report, assumed = activities_of(near, zones)
    traffic, traffic_reports = traffic_of(request.traffic, crs=crs, boundary=boundary)
    if request.sessions:
        progress(_("reading metered sessions"))
    lon = projected(boundary.centroid, LONLAT, from_crs=crs).x
    here = Here(request.place.country, lon, boundary, zones, crs)
    sessions, session_reports = sessions_in(request.sessions, stations, here)
    return Uses(activity, traffic, sessions, activity_report, traffic_reports, session_reports, assumed)


def _districts_in(
    districts: gpd.GeoDataFrame, named: str, *, crs: str, boundary: Polygon | MultiPolygon
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Districts with ground in the city, in its CRS; the others are named."""
    if districts.empty:
        return DISTRICTS.empty(crs), ()
    shapes = [projected(area, crs) for area in districts.geometry]
    there = gpd.GeoDataFrame(districts.drop(columns="geometry"), geometry=shapes, crs=crs)
    inside = shapely.area(shapely.intersection(there.geometry.to_numpy(), boundary)) > 0
    if not inside.any():
        turned = shapely.transform(districts.geometry.to_numpy(), lambda xy: xy[:, ::-1])
        if any(_is_degrees(one) and projected(one, crs).intersects(boundary) for one in turned):
            raise InputError(
                named, _("longitude and latitude are swapped in its districts"), _("save it the other way round")
            )
        raise InputError(
            named, _("no district has ground inside the city's boundary"), _("give districts of this city")
        )
    away = tuple(
        Problem(_("district {name}", name=name), _("no ground inside the city's boundary"), _("left out"))
        for name in there.loc[~inside, "district"]
    )
    return DISTRICTS.checked(there[inside], source="districts"), away


def _is_degrees(shape: Polygon | MultiPolygon) -> bool:
    """Whether a shape has ground, and its coordinates may be longitude and latitude."""
    west, south, east, north = shape.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)
