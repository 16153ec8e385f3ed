"""One source's stations as read, before merging."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd

from geodata.crs import LONLAT
from geodata.inventory.record import StationRecord
from geodata.inventory.station_tables import tables_of
from geodata.report import SourceReport
from geodata.stations import Stations


@dataclass(frozen=True)
class StationsRead:
    """Stations of one source, with the account of every record of the file.

    Parameters
    ----------
    listed : tuple of StationRecord
        One for each station, each with its `source` and without plugs that count nothing.
    report : SourceReport
    made_from : mapping
        Records (rows, for tables) behind each station_id; a station that is not named is one record, its own id.
    aliases : mapping
        Further ids of points, by which a file of statuses may name them, to their `evse_id`.
    """

    listed: tuple[StationRecord, ...]
    report: SourceReport
    made_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def records_of(self, station_id: str) -> tuple[str, ...]:
        """Records a station was made from."""
        return self.made_from.get(station_id, (station_id,))

    @cached_property
    def stations(self) -> Stations:
        """The same as tables in EPSG:4326, for who looks at one source by itself; merging does not need them."""
        points = gpd.points_from_xy([one.lon for one in self.listed], [one.lat for one in self.listed], crs=LONLAT)
        return tables_of(self.listed, points, crs=LONLAT, where=self.report.path)
