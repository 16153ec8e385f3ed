"""Small sound tables, records and layers of every kind, which hostile ones are made from: at 76.9 east, 43.2 north."""

import copy
import io
import json
from pathlib import Path
from typing import Any

from benchmarks.hostile import workbooks

LOCATION: dict[str, Any] = {
    "country_code": "KZ",
    "party_id": "EVK",
    "id": "almaty-7",
    "publish": True,
    "name": "Достык Плаза",
    "address": "Самал-2, 111",
    "city": "Алматы",
    "country": "KAZ",
    "coordinates": {"latitude": "43.233001", "longitude": "76.956002"},
    "evses": [
        {
            "uid": "e1",
            "status": "AVAILABLE",
            "coordinates": {"latitude": "43.2330", "longitude": "76.9560"},
            "connectors": [
                {
                    "id": "1",
                    "standard": "GBT_DC",
                    "format": "CABLE",
                    "power_type": "DC",
                    "max_voltage": 750,
                    "max_amperage": 250,
                    "max_electric_power": 120000,
                },
                {
                    "id": "2",
                    "standard": "IEC_62196_T2",
                    "format": "SOCKET",
                    "power_type": "AC_3_PHASE",
                    "voltage": 230,
                    "amperage": 32,
                },
            ],
        }
    ],
    "charging_stations": [
        {"evses": [{"uid": "e2", "status": "PLANNED", "connectors": [{"id": "1", "standard": "CHAOJI"}]}]}
    ],
    "operator": {"name": "Оператор"},
    "last_updated": "2024-05-01T10:00:00Z",
}
OWN: dict[str, Any] = LOCATION | {
    "id": "evp-1",
    "charging_stations": [],
    "evses": [
        {
            "uid": f"e-{post}",
            "status": "INOPERATIVE",
            "evplan": {"evse_id": "e", "status": "operational"},
            "connectors": [
                {
                    "id": "1",
                    "standard": "TESLA_S",
                    "max_electric_power": 120001,
                    "evplan": {
                        "standard": "SAE_J3400",
                        "power_guessed": True,
                        "format_guessed": True,
                        "power_kw": 120.0005,
                    },
                }
            ],
        }
        for post in (1, 2, 3)
    ],
    "evplan": {
        "station_id": "ocm-146017",
        "source": "ocm.json",
        "source_id": "146017",
        "merged_ids": ["osm-n1", "ocpi-KZ-EVK-7"],
        "name": "Достык " * 40,
        "city": None,
        "access": "customers",
        "connection": "disconnected",
        "evses": [{"uid": "x", "status": "AVAILABLE", "connectors": [{"id": "1", "standard": "WIRELESS"}]}],
    },
}
"""A location of our own export."""
POI: dict[str, Any] = {
    "ID": 146017,
    "UUID": "50850A0B",
    "OperatorInfo": {"Title": "Operator"},
    "UsageType": {"ID": 4},
    "StatusTypeID": 50,
    "SubmissionStatusTypeID": 200,
    "DateLastVerified": "2024-05-01T10:00:00Z",
    "AddressInfo": {
        "Title": "Достык",
        "Town": "Almaty",
        "Country": {"ISOCode": "KZ"},
        "Latitude": 43.2331,
        "Longitude": 76.9561,
    },
    "Connections": [
        {"ID": 1, "ConnectionTypeID": 1040, "StatusTypeID": 50, "PowerKW": 120, "Quantity": 2, "CurrentTypeID": 30},
        {"ID": 2, "ConnectionType": {"ID": 99, "Title": "Type 2"}, "Amps": 32, "Voltage": 400, "Quantity": None},
    ],
}
STATIONS_CSV = """lon;lat;connector;count;power_kw;name;operator;access;status;connection;station_id;updated
76.95;43.25;GB/T DC + CCS2;2;60 kW;One;Operator;public;operational;connected;s1;12.03.2024
76.96;43.26;2xType 2;1;22;Two;Operator;private;planned;unknown;;2024-03-12
"""
POPULATION_CSV = "lon,lat,population\n76.95,43.25,1 200\n76.96,43.25,over 3 thousand\n76.95,43.26,400\n"
FLEET_CSV = "vehicle_class,count,year,district,port\nprivate,3 000,2025,,\ntaxi,200,2025,North,gbt\n"
SITES_CSV = "lon,lat,name,bays,grid_kw,site_cost_usd,site_id\n76.95,43.25,Lot,12,400,1000,a\n76.96,43.25,Park,3,,,b\n"
FEEDERS_CSV = "feeder,lon,lat,spare_kw\nF1,76.95,43.25,500\nF2,76.96,43.25,-20\n"
OVERRIDES_CSV = "station,action,other,field,value\nuser-s1,same,user-s2,,\nuser-s3,set,,access,private\n"
SESSIONS_CSV = "session_id,station_id,start,end,kwh\n1,s1,2024-05-01 10:00,2024-05-01 10:40,21.5\n2,s1,2024-05-02,,3\n"
MIX_TOML = """name = "Sound"
[city]
name = "Almaty"
country = "KZ"
roads = "roads.osm"
population = "population.csv"
population_total = 500_000
[[stations]]
path = "stations.csv"
format = "csv"
columns = { lon = "x", lat = "y" }
[fleet]
year = 2028
mix = { ccs2 = 0.6, gbt = 0.4 }
[plan]
budget_usd = 2_000_000
max_drive_min = 10
chargers = ["dc_gbt_60", "dc_ccs2_60"]
gap = 0.03
[[compare.worlds]]
name = "low"
set = { "plan.budget_usd" = 100 }
"""
CDR: dict[str, Any] = {
    "id": "c1",
    "start_date_time": "2024-05-01T10:00:00Z",
    "end_date_time": "2024-05-01T10:40:00Z",
    "total_energy": 21.5,
    "cdr_location": {"id": "s1", "evse_uid": "e1", "coordinates": {"latitude": "43.25", "longitude": "76.95"}},
    "charging_periods": [
        {"start_date_time": "2024-05-01T10:00:00Z", "dimensions": [{"type": "ENERGY", "volume": 21.5}]}
    ],
}


def layer(*, points: bool = False) -> dict[str, Any]:
    """Districts as polygons, or stations as points."""
    ring = [[76.9, 43.2], [77.0, 43.2], [77.0, 43.3], [76.9, 43.3], [76.9, 43.2]]
    shape: dict[str, Any] = (
        {"type": "Point", "coordinates": [76.95, 43.25]} if points else {"type": "Polygon", "coordinates": [ring]}
    )
    about = {"name": "North", "population": "1 200", "connector": "GB/T DC", "count": 2, "power_kw": 60}
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [
            {"type": "Feature", "properties": about | {"name": n}, "geometry": copy.deepcopy(shape)} for n in "AB"
        ],
    }


def gpkg(folder: Path) -> bytes:
    """The districts as a GeoPackage."""
    import geopandas as gpd  # noqa: PLC0415 - heavy

    target = folder / "sound.gpkg"
    target.unlink(missing_ok=True)
    gpd.read_file(io.BytesIO(json.dumps(layer()).encode())).to_file(target, driver="GPKG")
    return target.read_bytes()


def _station_rows() -> list[list[str | float | None]]:
    return [
        [float(cell) if cell.isdigit() else cell or None for cell in line.split(";")]
        for line in STATIONS_CSV.splitlines()
    ]


def ods() -> bytes:
    """The table of stations as an OpenDocument spreadsheet with a merged cell, and a second sheet."""
    return workbooks.ods({"stations": _station_rows(), "more": [["note"]]}, [(1, 2, 6, 6)])


def xls_stream() -> bytes:
    """The same as the records of an old workbook."""
    return workbooks.xls_stream({"stations": _station_rows(), "more": [["note"]]}, [(1, 2, 6, 6)])


def xlsb() -> bytes:
    """The same as a binary workbook."""
    return workbooks.xlsb({"stations": _station_rows(), "more": [["note"]]}, [(1, 2, 6, 6)])


def xlsx() -> bytes:
    """The table of stations as a workbook with a merged cell."""
    import openpyxl  # noqa: PLC0415 - heavy

    book: Any = openpyxl.Workbook()
    for line in STATIONS_CSV.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    book.active.merge_cells("G2:G3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
