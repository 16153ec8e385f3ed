"""Small sources of stations, made in memory."""

import geopandas as gpd
from shapely import box

from geodata.inventory.ledger import StationLedger
from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Plug, StationRecord

CRS = "EPSG:32643"
CITY = gpd.GeoSeries([box(76.8, 43.1, 77.1, 43.4)], crs="EPSG:4326").to_crs(CRS).iloc[0]
LON, LAT = 76.93, 43.22
METRE = 1 / 111_100
"""Degrees of latitude in a metre, near enough."""


def station(identity: str = "1", *plugs: tuple, north_m: float = 0.0, **fields) -> dict:
    made = tuple(Plug(f"e{k}", *plug[:1], *(plug[1:] or (60.0, False))) for k, plug in enumerate(plugs))
    return {"source_id": identity, "lon": LON, "lat": LAT + north_m * METRE, "plugs": made, "access": "public"} | fields


def source(name: str, *stations: dict) -> StationsRead:
    ledger = StationLedger(f"{name}.json", name, name)
    for one in stations:
        ledger.keep(StationRecord(station_id=f"{name}-{one['source_id']}", **one), one["source_id"])
    return ledger.read()


def merge(*reads: StationsRead):
    return merge_stations(reads, crs=CRS, boundary=CITY)


GBT = ("GBT_DC", 60.0, False)
CCS = ("IEC_62196_T2_COMBO", 60.0, False)
