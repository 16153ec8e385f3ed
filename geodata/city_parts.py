"""Parts of a city as they are read, each with its account, and the city put together from them."""

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from geodata.agreement import far_from_roads
from geodata.attribution import credit_lines
from geodata.bus_intake import Buses
from geodata.city import City
from geodata.city_request import CityRequest
from geodata.elevation import Heights
from geodata.equipment import with_districts
from geodata.intake import Boundary, Intake
from geodata.osm.backdrop import backdrop_of
from geodata.osm.extract import OsmExtract
from geodata.osm.ground import ground_of
from geodata.osm.named import named_things
from geodata.report import Assumption, Problem, SourceReport, with_problems
from geodata.roads import Roads
from geodata.speech import _
from geodata.station_intake import formats_used
from geodata.stations import Stations
from geodata.storage import with_plain_text
from geodata.zoning import Zoning

Reports = tuple[SourceReport, ...]
Assumptions = tuple[Assumption, ...]

OLD_YEARS = 4
"""A map so much older than the year that is planned is told as an assumption."""


@dataclass(frozen=True)
class Fleet:
    """Vehicles, as `geodata.equipment.fleet_of` gives them."""

    table: pd.DataFrame
    reports: Reports
    assumptions: Assumptions


@dataclass(frozen=True)
class Zoned:
    """Zones, and the districts with ground in the city; `problems` name the others."""

    zoning: Zoning
    districts: gpd.GeoDataFrame
    problems: tuple[Problem, ...]

    @property
    def boundary(self) -> Boundary:
        """In the city's CRS."""
        return self.zoning.boundary


@dataclass(frozen=True)
class Streets:
    """The map in and around the city (`near`, EPSG:4326), its road graph, and heights where they are known."""

    near: OsmExtract
    roads: Roads
    heights: Heights | None
    speed_reports: Reports
    height_reports: Reports
    assumptions: Assumptions


@dataclass(frozen=True)
class Supply:
    """Stations that stand, candidate sites, and the grid behind them."""

    stations: Stations
    sites: gpd.GeoDataFrame
    feeders: pd.DataFrame
    substations: pd.DataFrame
    reports: Reports


@dataclass(frozen=True)
class Uses:
    """What people do where, counted traffic, and metered sessions."""

    activity: pd.DataFrame
    traffic: pd.DataFrame
    sessions: pd.DataFrame
    activity_report: SourceReport
    traffic_reports: Reports
    session_reports: Reports
    assumptions: Assumptions


@dataclass(frozen=True)
class Parts:
    """All that was read for a request."""

    request: CityRequest
    intake: Intake
    fleet: Fleet
    zoned: Zoned
    streets: Streets
    supply: Supply
    uses: Uses
    buses: Buses


def city_of(parts: Parts) -> City:
    """Put the city together."""
    place, crs, boundary = parts.request.place, parts.intake.crs, parts.zoned.boundary
    near, districts, supply, uses, buses = (
        parts.streets.near,
        parts.zoned.districts,
        parts.supply,
        parts.uses,
        parts.buses,
    )
    return City(
        name=place.name,
        country=place.country,
        crs=crs,
        boundary=boundary,
        roads=parts.streets.roads,
        zones=parts.zoned.zoning.zones,
        districts=districts,
        stations=supply.stations,
        sites=with_districts(supply.sites, districts),
        fleet=parts.fleet.table,
        feeders=supply.feeders,
        ground=with_plain_text(ground_of(near, crs=crs, boundary=boundary)),
        backdrop=with_plain_text(backdrop_of(near, crs=crs, boundary=boundary)),
        activity=uses.activity,
        traffic=uses.traffic,
        substations=supply.substations,
        sessions=uses.sessions,
        blocks=buses.blocks,
        block_slopes=buses.slopes,
        depots=buses.depots,
        named=named_things(near, crs),
        sources=_sources(parts),
        assumptions=_assumptions(parts),
        attribution=_credits(parts),
        map_date=parts.intake.extract.data_date,
    )


def _sources(parts: Parts) -> Reports:
    """Accounts of all that was read, in the order in which they are told."""
    streets, uses = parts.streets, parts.uses
    return (
        *(_roads_report(streets.near, streets.roads), *parts.intake.reports, _people_report(parts)),
        *(uses.activity_report, *parts.supply.reports, *uses.traffic_reports, *parts.fleet.reports),
        *(*streets.speed_reports, *uses.session_reports, *streets.height_reports, *parts.buses.reports),
    )


def _assumptions(parts: Parts) -> Assumptions:
    old = _old_map(parts.intake.extract.data_date, parts.request.fleet.year)
    return (
        *(*parts.intake.assumptions, *parts.zoned.zoning.assumptions, *parts.uses.assumptions),
        *(*parts.fleet.assumptions, *parts.streets.assumptions, *parts.buses.assumptions, *old),
    )


def _credits(parts: Parts) -> tuple[str, ...]:
    """Whom to credit."""
    extract, credit = parts.intake.extract, parts.intake.surface.credit
    return (
        *credit_lines(extract.data_date, _formats(parts.request), extract.generator),
        *([credit] if credit else []),
        *parts.buses.credits,
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


def _people_report(parts: Parts) -> SourceReport:
    """Account of the people, with what zones and districts have against it."""
    zoning = parts.zoned.zoning
    report = replace(parts.intake.surface.report, outside_city=zoning.outside_records)
    far = far_from_roads(zoning.zones, parts.streets.roads)
    return with_problems(report, (*zoning.problems, *far, *parts.zoned.problems))


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
