"""Inputs of a city before it has a projection: roads, limits, people and districts in longitude and latitude."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from shapely import MultiPolygon, Polygon

from geodata.address import ending_of
from geodata.agreement import AROUND_DEG, check_boundary, check_population
from geodata.city_request import CityRequest, PlaceRequest
from geodata.crs import LONLAT, metric_crs
from geodata.errors import InputError
from geodata.osm.buildings import CELL_M, population_surface
from geodata.osm.clipping import clipped
from geodata.osm.extract import OsmExtract
from geodata.osm.limits import MappedCity, mapped_city
from geodata.overture.reading import as_extract, joined
from geodata.placing import Bounds, grown
from geodata.population import PopulationSurface
from geodata.report import Assumption, SourceReport
from geodata.sources.boundary import read_boundary
from geodata.sources.districts import read_district_table, read_districts, with_totals
from geodata.sources.graphml import read_graphml
from geodata.sources.osm_file import read_osm_file
from geodata.sources.overpass import load_place
from geodata.sources.overture import read_overture
from geodata.sources.population import read_population
from geodata.speech import _
from geodata.zones import DISTRICTS

Boundary = Polygon | MultiPolygon
Progress = Callable[[str], None]

MAPPED_LIMITS = _.term("city limits, as the map draws them")
"""What the assumption is called that a boundary of the map is the city's."""
WIDER_DEG = 0.1
"""Some 8 to 11 km in the latitudes of Central Asia."""


@dataclass(frozen=True)
class Intake:
    """Facts of one city in EPSG:4326, found to be of one place.

    Parameters
    ----------
    extract : OsmExtract
        Whole, unclipped.
    boundary : Polygon, MultiPolygon or None
        As given; None where it must be assumed.
    surface : PopulationSurface
    districts : GeoDataFrame
        Schema DISTRICTS, perhaps without rows.
    crs : str
        Metric CRS that fits the city.
    reports : tuple of SourceReport
        All but the surface's, which the zoning completes.
    assumptions : tuple of Assumption
        By which the map was read.
    mapped : MappedCity or None
        What the map says of the city, where neither limits nor people are given.
    """

    extract: OsmExtract
    boundary: Boundary | None
    surface: PopulationSurface
    districts: gpd.GeoDataFrame
    crs: str
    reports: tuple[SourceReport, ...]
    assumptions: tuple[Assumption, ...] = ()
    mapped: MappedCity | None = None

    @property
    def bounds(self) -> Bounds:
        """Of the limits as given, else of the road data: what services are asked for."""
        return _bounds(self.extract, None if self.mapped else self.boundary)


def take_in(request: CityRequest, progress: Progress) -> Intake:
    """Read roads, limits, people and districts, and check that they are of one place.

    Raises
    ------
    GeodataError
        Any of them is missing, of no use or of another place.
    """
    progress(_("reading roads and places"))
    place = request.place
    extract, boundary, reports, assumed = _extract(request)
    if place.boundary is not None:
        boundary, report = read_boundary(place.boundary)
        reports.append(report)
    elif boundary is not None:
        reports.append(SourceReport(extract.source, "boundary", 1, 1))
    mapped = None
    if boundary is None and place.population is None:
        mapped = mapped_city(extract, place.name)
        boundary = mapped.limits
        assumed = (*assumed, *_as_mapped(mapped, extract.source))
    if boundary is not None:
        where = extract.source if place.boundary is None else str(place.boundary.path)
        check_boundary(boundary, extract.bounds, where, extract.source)
    progress(_("reading population"))
    surface = _surface(place, extract, boundary)
    districts, district_reports = _districts(place)
    crs = metric_crs(*_middle(boundary, surface))
    return Intake(extract, boundary, surface, districts, crs, (*reports, *district_reports), assumed, mapped)


def bounds_of(request: CityRequest) -> Bounds:
    """Bounds that services are asked for, from limits and roads alone.

    Raises
    ------
    GeodataError
        The roads or the limits are missing or of no use.
    """
    if request.place.boundary is not None:
        return read_boundary(request.place.boundary)[0].bounds
    extract, boundary, _, _ = _extract(request)
    return _bounds(extract, boundary)


def _bounds(extract: OsmExtract, boundary: Boundary | None) -> Bounds:
    west, south, east, north = extract.bounds if boundary is None else boundary.bounds
    return (west, south, east, north)


def _extract(
    request: CityRequest,
) -> tuple[OsmExtract, Boundary | None, list[SourceReport], tuple[Assumption, ...]]:
    """Map of the city, its limits where a place by name brings them, and reports and assumptions of what was joined to it."""
    place, found = request.place, _mapped(request)
    if not place.overture:
        if found is None:
            raise InputError("city", _("no roads"), _("give city.roads (a file) or city.place (a name to download)"))
        return *found, [], ()
    read = read_overture(place.overture, _overture_bounds(place, found))
    if found is not None:
        extract, reports = joined(found[0], read)
        return extract, found[1], list(reports), read.assumptions
    if read.network is None:
        raise InputError("city.overture", _("no file of road segments"), _("add it, or give city.roads or city.place"))
    return as_extract(read), None, list(read.reports), read.assumptions


def _mapped(request: CityRequest) -> tuple[OsmExtract, Boundary | None] | None:
    """What the road file or the place by name is; None where neither is given."""
    roads, name = request.place.roads, request.place.place_name
    if roads is not None:
        graph = ending_of(roads.path) == ".graphml"
        return (read_graphml if graph else read_osm_file)(roads), None
    return None if name is None or request.cache is None else load_place(name, request.cache)


def _overture_bounds(place: PlaceRequest, found: tuple[OsmExtract, Boundary | None] | None) -> Bounds | None:
    """Bounds of the map or, with room for drives that leave the city, of its limits; None where there are neither."""
    if found is not None:
        return found[0].bounds
    if place.boundary is None:
        return None
    return grown(read_boundary(place.boundary)[0].bounds, WIDER_DEG)


def _as_mapped(mapped: MappedCity, source: str) -> tuple[Assumption, ...]:
    """That limits are those of the map, which some mapper drew."""
    if mapped.limits is None:
        return ()
    value = _("as OpenStreetMap draws them ({osm_id})", osm_id=mapped.limits_id)
    return (Assumption(MAPPED_LIMITS, value, source, "medium"),)


def _surface(place: PlaceRequest, extract: OsmExtract, boundary: Boundary | None) -> PopulationSurface:
    if place.population is None:
        return _guessed_surface(extract, boundary)
    surface = read_population(place.population, bounds=grown(_bounds(extract, boundary), AROUND_DEG))
    beyond = check_population(surface, extract.bounds, extract.source)
    return replace(surface, report=replace(surface.report, problems=(*surface.report.problems, *beyond)))


def _guessed_surface(extract: OsmExtract, boundary: Boundary | None) -> PopulationSurface:
    """People by buildings and residential land, where no table says where they live."""
    west, south, east, north = boundary.bounds if boundary is not None else extract.bounds
    part = clipped(extract, boundary) if boundary is not None else extract
    people = population_surface(part, crs=metric_crs((west + east) / 2, (south + north) / 2)).to_crs(LONLAT)
    report = SourceReport(extract.source, _("buildings and residential land"), len(people), len(people))
    guess = _("{people:,.0f} people before scaling", people=float(people["population"].sum()))
    said = Assumption(
        _("where people live"),
        _("guessed from {count} buildings and pieces of land, {guess}", count=len(people), guess=guess),
        extract.source,
    )
    return PopulationSurface(people, CELL_M, report, (said,))


def _districts(place: PlaceRequest) -> tuple[gpd.GeoDataFrame, tuple[SourceReport, ...]]:
    districts: gpd.GeoDataFrame = DISTRICTS.empty(LONLAT)
    reports = []
    if place.districts is not None:
        districts, report = read_districts(place.districts, place.districts_subtype)
        reports.append(report)
    if place.district_table is not None:
        table, report = read_district_table(place.district_table)
        districts, report = with_totals(districts, table, report)
        reports.append(report)
    return districts, tuple(reports)


def _middle(boundary: Boundary | None, surface: PopulationSurface) -> tuple[float, float]:
    """Middle of the city: of its limits or, without them, of its people."""
    if boundary is not None:
        return boundary.centroid.x, boundary.centroid.y
    points = surface.people.geometry.representative_point()
    weights = surface.people["population"]
    return float(np.average(points.x, weights=weights)), float(np.average(points.y, weights=weights))
