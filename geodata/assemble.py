"""Assembly of a city: every source read, checked against the others and joined."""

import logging
from dataclasses import replace

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon

from geodata.agreement import check_roads, far_from_roads
from geodata.attribution import credit_lines
from geodata.bus_intake import Ground, buses_in
from geodata.city import City
from geodata.city_request import CityRequest
from geodata.crs import LONLAT
from geodata.elevation_intake import heights_in
from geodata.equipment import feeders_in, fleet_of, sites_in, substations_in, traffic_of, with_districts
from geodata.errors import InputError
from geodata.hexagons import projected
from geodata.intake import Intake, Progress, take_in
from geodata.osm.activities import activities_of
from geodata.osm.backdrop import backdrop_of
from geodata.osm.clipping import clipped
from geodata.osm.extract import OsmExtract
from geodata.osm.ground import ground_of
from geodata.osm.named import named_things
from geodata.osm.roads import roads_of
from geodata.osm.sites import NONE_FOUND
from geodata.report import Assumption, Problem, SourceReport, with_problems
from geodata.roads import Roads
from geodata.session_intake import Here, sessions_in
from geodata.speech import _
from geodata.speed_intake import speeds_of
from geodata.station_intake import formats_used, stations_in
from geodata.storage import with_plain_text
from geodata.zones import DISTRICTS
from geodata.zoning import Zoning, make_zones

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
    place = request.place
    fleet, fleet_reports, fleet_assumed = fleet_of(request.fleet)
    intake = take_in(request, progress)
    progress(_("making zones"))
    zoning = make_zones(
        intake.surface,
        boundary=intake.boundary,
        resolution=place.h3_resolution,
        districts=intake.districts,
        total=place.population_total,
        crs=intake.crs,
    )
    crs, boundary = intake.crs, zoning.boundary
    named = "districts" if place.districts is None else place.districts.title
    districts, district_problems = _districts_in(intake.districts, named, crs=crs, boundary=boundary)
    progress(_("building the road graph"))
    peak, speed_reports, speeds_assumed = speeds_of(request.speeds)
    near = clipped(intake.extract, projected(boundary.buffer(MARGIN_M), LONLAT, from_crs=crs))
    roads = roads_of(near, crs, peak)
    check_roads(roads, boundary, intake.extract.source)
    west, south, east, north = projected(boundary.buffer(MARGIN_M), LONLAT, from_crs=crs).bounds
    roads, heights, height_reports, heights_assumed = heights_in(
        place.elevation, roads, crs=crs, bounds=(west, south, east, north)
    )
    progress(_("merging stations"))
    stations, station_reports = stations_in(request, intake.extract, bounds=intake.bounds, crs=crs, boundary=boundary)
    progress(_("looking for sites"))
    sites, site_reports = sites_in(request.sites, near, stations, crs=crs, boundary=boundary)
    for problem in (one for report in site_reports for one in report.problems if one.reason.endswith(NONE_FOUND)):
        progress(_("{reason} ({record})", reason=problem.reason, record=problem.record))
    sites, feeders, feeder_reports = feeders_in(request.grid, sites, crs=crs, boundary=boundary)
    substations, grid_reports = substations_in(request.grid, near, feeders, crs=crs, boundary=boundary)
    progress(_("looking at what people do where"))
    activity, activity_report, activity_assumed = activities_of(near, zoning.zones)
    traffic, traffic_reports = traffic_of(request.traffic, crs=crs, boundary=boundary)
    if request.sessions:
        progress(_("reading metered sessions"))
    lon = projected(boundary.centroid, LONLAT, from_crs=crs).x
    sessions, session_reports = sessions_in(
        request.sessions, stations, Here(place.country, lon, boundary, zoning.zones, crs)
    )
    if request.buses.gtfs is not None:
        progress(_("reading the timetable of buses"))
    buses = buses_in(request.buses, Ground(roads, near.features, boundary, crs, heights))
    people = _people_report(intake, zoning, (*far_from_roads(zoning.zones, roads), *district_problems))
    return City(
        name=place.name,
        country=place.country,
        crs=crs,
        boundary=boundary,
        roads=roads,
        zones=zoning.zones,
        districts=districts,
        stations=stations,
        sites=with_districts(sites, districts),
        fleet=fleet,
        feeders=feeders,
        ground=with_plain_text(ground_of(near, crs=crs, boundary=boundary)),
        backdrop=with_plain_text(backdrop_of(near, crs=crs, boundary=boundary)),
        activity=activity,
        traffic=traffic,
        substations=substations,
        sessions=sessions,
        blocks=buses.blocks,
        block_slopes=buses.slopes,
        depots=buses.depots,
        named=named_things(near, crs),
        sources=(
            *(_roads_report(near, roads), *intake.reports, people, activity_report),
            *(*station_reports, *site_reports, *feeder_reports, *grid_reports, *traffic_reports, *fleet_reports),
            *(*speed_reports, *session_reports, *height_reports, *buses.reports),
        ),
        assumptions=(
            *(*intake.assumptions, *zoning.assumptions, *activity_assumed, *fleet_assumed, *speeds_assumed),
            *(*heights_assumed, *buses.assumptions, *_old_map(intake.extract.data_date, request.fleet.year)),
        ),
        attribution=(
            *credit_lines(intake.extract.data_date, _formats(request), intake.extract.generator),
            *([intake.surface.credit] if intake.surface.credit else []),
            *buses.credits,
        ),
        map_date=intake.extract.data_date,
    )


def _formats(request: CityRequest) -> set[str]:
    """What is credited beside the roads."""
    return formats_used(request.stations) | ({"overture"} if request.place.overture else set())


def _old_map(data_date: str | None, year: int) -> tuple[Assumption, ...]:
    """Say so where the map is much older than the year that is planned."""
    if data_date is None or int(data_date[:4]) >= year - OLD_YEARS:
        return ()
    value = _("as of {data_date}; streets and places built since are missing", data_date=data_date)
    return (Assumption(_("roads, sites and ground of the map"), value, _("date of the OpenStreetMap data")),)


OLD_YEARS = 4


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


def _people_report(intake: Intake, zoning: Zoning, problems: tuple[Problem, ...]) -> SourceReport:
    report = replace(intake.surface.report, outside_city=zoning.outside_records)
    return with_problems(report, (*zoning.problems, *problems))


def _roads_report(extract: OsmExtract, roads: Roads) -> SourceReport:
    """Account of the drivable ways near the city."""
    summary = roads.summary()
    found = [
        (roads.cut_ways, _("ways"), _("refer to nodes that the file lacks"), _("cut there")),
        *((count, _("turn restrictions"), reason, _("not obeyed")) for reason, count in roads.ignored_turns.items()),
        (
            int(summary["pieces"]) - 1,
            _("pieces of road"),
            _("not connected to the rest"),
            _("kept, but never driven on"),
        ),
        (extract.broken_areas, _("areas"), _("incomplete, or cross themselves"), _("left out")),
    ]
    problems = tuple(
        Problem(_("{count} {what}", count=count, what=what), reason, action)
        for count, what, reason, action in found
        if count
    )
    ways = len(extract.network.ways)
    return SourceReport(extract.source, "roads", ways, ways, problems=problems, file=extract.file)
