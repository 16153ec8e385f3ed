"""Existing stations of a city: every source read behind one protocol, then merged into one inventory."""

from collections.abc import Callable
from pathlib import Path

from shapely import MultiPolygon, Polygon

from geodata.city_request import CityRequest, StationFormat, StationSource
from geodata.errors import InputError
from geodata.inventory.merging import merge_stations
from geodata.inventory.overrides import Overrides
from geodata.inventory.reading import StationsRead
from geodata.osm.extract import OsmExtract
from geodata.osm.stations import stations_of
from geodata.placing import Bounds
from geodata.report import SourceReport
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.osm_file import read_osm_file
from geodata.sources.station_overrides import read_overrides
from geodata.sources.station_table import read_station_table
from geodata.station_source import StationFetcher, StationReader, Surroundings, download_of, file_of
from geodata.stations import Stations

Boundary = Polygon | MultiPolygon
Reports = tuple[SourceReport, ...]


def _ocpi(source: StationSource, here: Surroundings) -> StationsRead:
    return read_ocpi(file_of(source, here))


def _open_charge_map(source: StationSource, here: Surroundings) -> StationsRead:
    return read_open_charge_map(file_of(source, here))


def _osm(source: StationSource, here: Surroundings) -> StationsRead:
    extract = here.extract if source.path is None else read_osm_file(source.path)
    return stations_of(extract, apart=here.apart)


def _table(source: StationSource, here: Surroundings) -> StationsRead:
    return read_station_table(file_of(source, here), source.columns)


READERS: dict[StationFormat, StationReader] = {
    "ocpi": _ocpi,
    "ocm": _open_charge_map,
    "osm": _osm,
    "csv": _table,
    "geojson": _table,
}
FETCHERS: dict[StationFormat, StationFetcher] = {}

_EXPECTED: dict[StationFormat, str] = {
    "ocpi": "OCPI Locations",
    "ocm": "Open Charge Map POIs",
    "osm": "OpenStreetMap data",
    "csv": "a table of stations with lon and lat",
    "geojson": "a layer of station points",
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
    said = Overrides() if request.overrides is None else read_overrides(request.overrides, request.overrides_columns)
    here = Surroundings(extract, bounds, request.cache, said.apart)
    reads = [READERS[source.format](source, here) for source in request.stations]
    stations, reports = merge_stations(
        reads, crs=crs, boundary=boundary, overrides=said, stale_after_days=request.stale_after_days
    )
    for source, report in zip(request.stations, reports, strict=False):
        _check_usable(source, report)
    return stations, reports


def fetch_stations(request: CityRequest, *, bounds: Bounds, say: Callable[[str], None]) -> list[tuple[Path, int]]:
    """Download every source that is a service into the cache.

    Returns
    -------
    list of (file, records)

    Raises
    ------
    NetworkError, InputError
        A service cannot be reached, refuses, or wants a token.
    """
    assert request.cache is not None
    done = []
    for source in request.stations:
        if source.online:
            file = download_of(source, bounds, request.cache)
            file.parent.mkdir(parents=True, exist_ok=True)
            done.append((file, FETCHERS[source.format](source, bounds, file, say)))
    return done


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


def formats_used(request: CityRequest) -> set[str]:
    """Formats of the station sources."""
    return {source.format for source in request.stations}
