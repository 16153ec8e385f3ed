"""Existing stations of a city: every source read behind one protocol, then merged into one inventory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shapely import MultiPolygon, Polygon

from geodata.city_request import CityRequest, StationFormat, StationSource
from geodata.downloads import Download
from geodata.errors import InputError
from geodata.input_file import InputFile, checked_file
from geodata.inventory.live_status import StatusRead, with_status
from geodata.inventory.merging import merge_stations
from geodata.inventory.overrides import Overrides
from geodata.inventory.reading import StationsRead
from geodata.osm.extract import OsmExtract
from geodata.osm.stations import stations_of
from geodata.placing import Bounds
from geodata.report import SourceReport, record_words, with_problems
from geodata.sources.datex import read_datex
from geodata.sources.datex_status import read_datex_status
from geodata.sources.irve import read_irve
from geodata.sources.irve_status import read_irve_status
from geodata.sources.ocpi import read_ocpi
from geodata.sources.ocpi_service import fetch_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.open_charge_map_service import fetch_open_charge_map
from geodata.sources.osm_file import read_osm_file
from geodata.sources.overpass_stations import fetch_overpass_stations, read_overpass_stations
from geodata.sources.station_overrides import read_overrides
from geodata.sources.station_table import read_station_table
from geodata.speech import _
from geodata.station_source import StationFetcher, StationReader, Surroundings, download_of, file_of
from geodata.stations import Stations

Boundary = Polygon | MultiPolygon
Reports = tuple[SourceReport, ...]


def _ocpi(source: StationSource, here: Surroundings) -> StationsRead:
    file = file_of(source, here)
    return _told(read_ocpi(file), source, file)


def _open_charge_map(source: StationSource, here: Surroundings) -> StationsRead:
    file = file_of(source, here)
    return _told(read_open_charge_map(file), source, file)


def _osm(source: StationSource, here: Surroundings) -> StationsRead:
    if source.online:
        file = file_of(source, here)
        return _told(read_overpass_stations(file, apart=here.apart), source, file)
    is_read = source.file is None or str(source.file.path) == here.extract.source  # the road file, named again
    extract = here.extract if source.file is None or is_read else read_osm_file(source.file)
    return stations_of(extract, apart=here.apart)


def _table(source: StationSource, here: Surroundings) -> StationsRead:
    return read_station_table(file_of(source, here))


def _datex(source: StationSource, here: Surroundings) -> StationsRead:
    return read_datex(file_of(source, here))


def _irve(source: StationSource, here: Surroundings) -> StationsRead:
    return read_irve(file_of(source, here))


def _told(read: StationsRead, source: StationSource, file: InputFile) -> StationsRead:
    """Of a download, name service and day instead of the file in the cache, and say where it is not whole."""
    if source.file is not None:
        return read
    download = Download.read(checked_file(file.path, "stations"))
    listed = read.listed
    if source.format != "osm":
        listed = tuple(replace(one, source=download.host) for one in listed)
    report = with_problems(replace(read.report, path=download.title), download.problems)
    return replace(read, listed=listed, report=report)


READERS: dict[StationFormat, StationReader] = {
    "ocpi": _ocpi,
    "ocm": _open_charge_map,
    "osm": _osm,
    "csv": _table,
    "geojson": _table,
    "datex": _datex,
    "irve": _irve,
}
STATUS_READERS: dict[StationFormat, Callable[[InputFile], StatusRead]] = {
    "datex": read_datex_status,
    "irve": read_irve_status,
}
"""Of formats whose live status is a file of its own."""
FETCHERS: dict[StationFormat, StationFetcher] = {
    "ocpi": fetch_ocpi,
    "ocm": fetch_open_charge_map,
    "osm": fetch_overpass_stations,
}

_EXPECTED: dict[StationFormat, str] = {
    "ocpi": _.term("OCPI Locations"),
    "ocm": _.term("Open Charge Map POIs"),
    "osm": _.term("OpenStreetMap data"),
    "csv": _.term("a table of stations with lon and lat"),
    "geojson": _.term("a layer of station points"),
    "datex": _.term("a DATEX II table of energy infrastructure"),
    "irve": _.term("the static table of IRVE"),
}


def stations_in(
    request: CityRequest, extract: OsmExtract, *, bounds: Bounds, crs: str, boundary: Boundary
) -> tuple[Stations, Reports]:
    """Read and merge all sources of existing stations.

    Parameters
    ----------
    request : CityRequest
    extract : OsmExtract
    bounds : (4,) tuple
        Of the city in EPSG:4326, as `evplan fetch` asked services for them.
    crs, boundary
        As `geodata.inventory.merging.merge_stations`.

    Raises
    ------
    MissingFileError, InputError
        A file is missing, of no use, or holds records of which none is a station.
    """
    if not request.stations:
        return Stations.none(crs), ()
    own = request.inventory
    said = Overrides() if own.overrides is None else read_overrides(own.overrides)
    here = Surroundings(extract, bounds, request.cache, said.apart)
    today = datetime.now(UTC).date()
    oldest = (today - timedelta(days=own.stale_status_after_days)).isoformat()
    reads, statuses = [], []
    for source in request.stations:
        read = READERS[source.format](source, here)
        if source.status is not None:
            told = STATUS_READERS[source.format](source.status)
            read, of_status = with_status(read, told, days=own.stale_status_after_days, oldest=oldest)
            statuses.append(of_status)
        reads.append(read)
    stations, reports = merge_stations(
        reads,
        crs=crs,
        boundary=boundary,
        overrides=said,
        stale_after_days=own.stale_after_days,
        stale_status_after_days=own.stale_status_after_days,
        today=today,
    )
    for source, report in zip(request.stations, reports, strict=False):
        _check_usable(source, report)
    return stations, (*reports, *statuses)


@dataclass(frozen=True)
class FetchedStations:
    """One source in the cache: its file, what is in it, and whether the service was asked just now."""

    source: StationSource
    file: Path
    download: Download
    is_new: bool


def fetch_stations(
    request: CityRequest, *, bounds: Bounds, say: Callable[[str], None], again: bool = False
) -> list[FetchedStations]:
    """Download every source that is a service into the cache; what is there is asked for only `again`.

    Raises
    ------
    NetworkError, InputError
        A service cannot be reached, refuses, or wants a token. What was downloaded before stays.
    """
    done = []
    for source, file in _online(request, bounds):
        is_new = again or not file.is_file()
        if is_new:
            FETCHERS[source.format](source, bounds, file, say)
        done.append(FetchedStations(source, file, Download.read(file), is_new))
    return done


def _online(request: CityRequest, bounds: Bounds) -> list[tuple[StationSource, Path]]:
    if request.cache is None:
        return []
    return [(one, download_of(one, bounds, request.cache)) for one in request.stations if one.online]


def _check_usable(source: StationSource, report: SourceReport) -> None:
    """Refuse a file of which no record is of use: read in the wrong format it would pass for a city without stations."""
    if source.format == "osm" or not report.records or report.kept or report.merged:
        return
    first = next((one for one in report.problems if one.action == "dropped"), None)
    said = (
        ""
        if first is None
        else _(" (first: {record}: {reason})", record=record_words(first.record), reason=first.reason)
    )
    raise InputError(
        report.path,
        _("none of its {records} records is a usable station{said}", records=report.records, said=said),
        _("expected {expected}; check stations.format and the file", expected=_EXPECTED[source.format]),
    )


def formats_used(sources: Iterable[StationSource]) -> set[str]:
    """Formats of the station sources; ``osm online`` is data of its own, apart from the road file."""
    return {f"{one.format} online" if one.format == "osm" and one.online else one.format for one in sources}
