"""One source's stations as read, before merging."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.report import SourceReport
from geodata.stations import Stations


@dataclass(frozen=True)
class StationsRead:
    """Stations of one source in EPSG:4326, with the account of every record.

    Parameters
    ----------
    stations : Stations
    report : SourceReport
    made_from : mapping
        Records (rows, for tables) behind each station_id; a station that is not named is one record, its own id.
    """

    stations: Stations
    report: SourceReport
    made_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def records_of(self, station_id: str) -> tuple[str, ...]:
        """Records a station was made from."""
        return self.made_from.get(station_id, (station_id,))
