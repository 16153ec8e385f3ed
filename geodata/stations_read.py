"""One source's stations as read, before merging."""

from dataclasses import dataclass

from geodata.report import SourceReport
from geodata.stations import Stations


@dataclass(frozen=True)
class StationsRead:
    """Stations of one source in EPSG:4326, with the account of every record."""

    stations: Stations
    report: SourceReport
