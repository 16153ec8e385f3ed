"""How a file of each kind is read for its report: by the readers that planning itself uses, one file at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geodata.agreement import AROUND_DEG
from geodata.input_file import InputFile
from geodata.inventory.reading import StationsRead
from geodata.osm.header import read_osm_header
from geodata.placing import grown
from geodata.report import Kind, Problem, SourceReport
from geodata.sessions.checks import Checked, Seen, checked
from geodata.sessions.clock import clock_of
from geodata.sources.boundary import read_boundary
from geodata.sources.datex import read_datex
from geodata.sources.datex_status import read_datex_status
from geodata.sources.depot_table import read_depots
from geodata.sources.districts import read_district_table, read_districts
from geodata.sources.elevation import read_elevation
from geodata.sources.feeder_table import read_feeder_table, read_substation_table
from geodata.sources.fleet_table import read_fleet
from geodata.sources.gtfs import read_gtfs
from geodata.sources.irve import read_irve
from geodata.sources.irve_status import read_irve_status
from geodata.sources.ocpi import read_ocpi
from geodata.sources.ocpi_sessions import read_ocpi_cdrs, read_ocpi_sessions
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.overture import read_overture
from geodata.sources.population import read_population
from geodata.sources.session_table import read_session_table
from geodata.sources.site_table import read_site_table
from geodata.sources.speed_table import read_speeds
from geodata.sources.station_overrides import read_overrides
from geodata.sources.station_table import read_station_table
from geodata.sources.traffic_counts import read_traffic
from planner.catalogue.mixes import read_mix
from planner.config.scenario import load_scenario
from planner.edits.edit_layer import read_edits
from planner.project.recognising.kinds import FileKind
from planner.project.whereabouts import Whereabouts
from planner.support.speech import _, dated

MOST_BAYS, BAY_SHARE = 12, 0.2
"""As ``[sites]`` has them by default: the report of own sites tells of rows, not of how many bays are used."""
MOST_NAMED = 100_000
"""Sessions that are named of one fault, to be marked in the table that is corrected."""
_STATIONS: Mapping[str, Callable[[InputFile], StationsRead]] = {
    "ocpi": read_ocpi,
    "ocm": read_open_charge_map,
    "csv": read_station_table,
    "geojson": read_station_table,
    "datex": read_datex,
    "irve": read_irve,
    "": read_station_table,
}


@dataclass(frozen=True)
class Read:
    """What a reader gave: its account, points as (lon, lat, name) where the file is no table, and areas in degrees with their names."""

    report: SourceReport
    points: tuple[tuple[float, float, str], ...] = ()
    areas: tuple[tuple[BaseGeometry, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A file to read: how it is read, and where the city is."""

    file: InputFile
    format: str
    here: Whereabouts

    @property
    def path(self) -> Path:
        """Of the file."""
        assert isinstance(self.file.path, Path)
        return self.file.path


def _stations(ask: Asked) -> Read:
    if ask.format == "osm":
        return _roads(ask)
    found = _STATIONS.get(ask.format, read_station_table)(ask.file)  # which refuses in a line what is no table
    return Read(found.report, tuple((one.lon, one.lat, one.name or one.source_id) for one in found.listed))


def _status(ask: Asked) -> Read:
    return Read((read_datex_status if ask.format == "datex" else read_irve_status)(ask.file).report)


def _sessions(ask: Asked) -> Read:
    if ask.format in ("ocpi_cdr", "ocpi_session"):
        stated, ledger = (read_ocpi_cdrs if ask.format == "ocpi_cdr" else read_ocpi_sessions)(ask.file)
    else:
        stated, ledger = read_session_table(ask.file)
    seen = Seen()

    def again(one: Checked) -> bool:
        return seen.again(one, None, 0)

    for _one in checked(stated, ledger, clock_of("", ask.here.area.centroid.x), again):
        ledger.keep()
    return Read(ledger.report(named=MOST_NAMED))


def _population(ask: Asked) -> Read:
    """As far around the city as planning reads it."""
    bounds = grown(ask.here.bounds, AROUND_DEG) if ask.here.source else None
    return Read(read_population(ask.file, bounds=bounds).report)


def _districts(ask: Asked) -> Read:
    districts, report = read_districts(ask.file)
    return Read(report, areas=tuple(zip(districts.geometry, districts["district"], strict=True)))


def _boundary(ask: Asked) -> Read:
    area, report = read_boundary(ask.file)
    return Read(report, areas=((area, ask.path.name),))


def _sites(ask: Asked) -> Read:
    crs, area = ask.here.crs, ask.here.metric()
    told = read_site_table(ask.file, crs=crs, boundary=area, default_bays=None, max_bays=MOST_BAYS, bay_share=BAY_SHARE)
    return Read(told[1])


def _elevation(ask: Asked) -> Read:
    return Read(read_elevation(ask.file, bounds=ask.here.bounds)[1])


def _roads(ask: Asked) -> Read:
    """The extract is read whole when a plan is made; here its beginning says where and when it is from."""
    if ask.path.suffix.lower() == ".graphml":
        return Read(SourceReport(str(ask.path), "roads", 0, 0))
    header = read_osm_header(ask.path)
    said = Problem(_("the map"), _("data of {day}", day=dated(header.data_date or "")), _("kept"), Kind.READING)
    return Read(SourceReport(str(ask.path), "roads", 0, 0, problems=(said,) if header.data_date else ()))


def _gtfs(ask: Asked) -> Read:
    feed = read_gtfs(ask.file)
    trips = len(feed.tables["trips"])
    return Read(SourceReport(str(ask.path), "timetable", trips, trips, file=feed.file))


def _edits(ask: Asked) -> Read:
    rows = read_edits(ask.file).rows
    points = tuple((one.lon, one.lat, one.site_id or "") for one in rows if one.lon is not None and one.lat is not None)
    return Read(SourceReport(str(ask.path), "edits", len(rows), len(rows)), points)


def _overrides(ask: Asked) -> Read:
    found = read_overrides(ask.file)
    records = len(found.entries) + len(found.bad)
    return Read(
        SourceReport(
            str(ask.path), "overrides", records, len(found.entries), dropped=len(found.bad), problems=found.bad
        )
    )


def _mix(ask: Asked) -> Read:
    rows = len(read_mix(ask.path.name, ask.path.parent).rows)
    return Read(SourceReport(str(ask.path), "mix", rows, rows))


def _configuration(ask: Asked) -> Read:
    load_scenario(ask.path)
    return Read(SourceReport(str(ask.path), "configuration", 1, 1))


def _overture(ask: Asked) -> Read:
    return Read(read_overture([ask.file], ask.here.bounds if ask.here.source else None).reports[0])


READERS: Mapping[FileKind, Callable[[Asked], Read]] = {
    FileKind.ROADS: _roads,
    FileKind.STATIONS: _stations,
    FileKind.STATION_STATUS: _status,
    FileKind.POPULATION: _population,
    FileKind.DISTRICTS: _districts,
    FileKind.DISTRICT_TABLE: lambda ask: Read(read_district_table(ask.file)[1]),
    FileKind.BOUNDARY: _boundary,
    FileKind.FLEET: lambda ask: Read(read_fleet(ask.file)[1]),
    FileKind.MIX: _mix,
    FileKind.SITES: _sites,
    FileKind.FEEDERS: lambda ask: Read(read_feeder_table(ask.file, crs=ask.here.crs, boundary=ask.here.metric())[1]),
    FileKind.SUBSTATIONS: lambda ask: Read(
        read_substation_table(ask.file, crs=ask.here.crs, boundary=ask.here.metric())[1]
    ),
    FileKind.SESSIONS: _sessions,
    FileKind.GTFS: _gtfs,
    FileKind.DEPOTS: lambda ask: Read(read_depots(ask.file, crs=ask.here.crs, boundary=ask.here.metric())[1]),
    FileKind.ELEVATION: _elevation,
    FileKind.TRAFFIC: lambda ask: Read(read_traffic(ask.file, crs=ask.here.crs, boundary=ask.here.metric())[1]),
    FileKind.SPEEDS: lambda ask: Read(read_speeds(ask.file)[1]),
    FileKind.OVERTURE: _overture,
    FileKind.OVERRIDES: _overrides,
    FileKind.EDITS: _edits,
    FileKind.CONFIGURATION: _configuration,
}
"""By kind; a file that is not recognised is not read."""
