"""Records of stations as the tables of `geodata.stations`: the one place where records become rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.inventory.record import StationRecord
from geodata.stations import CONNECTORS, PROVENANCE, STATIONS, Stations


@dataclass(frozen=True)
class Claim:
    """What one record says of a merged station; fields as the columns of `geodata.stations.PROVENANCE`."""

    station_id: str
    field: str
    value: str
    taken: bool
    source: str
    source_id: str
    record_id: str


_STATION = attrgetter(*STATIONS.columns)
_PLUG = attrgetter(*(name for name in CONNECTORS.columns if name != "station_id"))
_CLAIM = attrgetter(*PROVENANCE.columns)


def tables_of(
    records: Sequence[StationRecord], points: Any, *, crs: str, where: str, claims: Sequence[Claim] = ()
) -> Stations:
    """Put records into tables, in their order.

    Parameters
    ----------
    records : sequence of StationRecord
    points : (records,) sequence of Point
        Their places in `crs`; longitude and latitude of the records are not asked.
    crs : str
    where : str
        Named in errors.
    claims : sequence of Claim
        Rows of the provenance.
    """
    if not records:
        return Stations.none(crs)
    table = pd.DataFrame([_STATION(one) for one in records], columns=list(STATIONS.columns))
    plugs = [(one.station_id, *_PLUG(plug)) for one in records for plug in one.plugs]
    said = pd.DataFrame([_CLAIM(one) for one in claims], columns=list(PROVENANCE.columns))
    return Stations(
        STATIONS.checked(gpd.GeoDataFrame(table, geometry=points, crs=crs), source=where),
        CONNECTORS.checked(pd.DataFrame(plugs, columns=list(CONNECTORS.columns)), source=where),
        PROVENANCE.checked(said, source=where),
    )
