"""Small sound inputs of every kind, which hostile ones are made from: a town of a few streets at 76.9 east, 43.2 north."""

import copy
import gzip
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

_PLACES = {n: (76.9 + 0.001 * (n % 10), 43.24 + 0.001 * (n // 10)) for n in range(1, 40)}
_WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    100: ([1, 2, 3, 4, 5], {"highway": "primary", "name": "Abaya", "maxspeed": "60", "parking:both": "lane"}),
    101: ([3, 13, 23, 33], {"highway": "residential", "oneway": "-1"}),
    102: ([5, 15, 25], {"highway": "residential"}),
    200: ([6, 7, 17, 16, 6], {"amenity": "parking", "capacity": "80"}),
    201: ([8, 9, 19, 18, 8], {"building": "apartments", "building:levels": "9"}),
}
_NODES = {
    31: {"amenity": "charging_station", "socket:gb_dc": "2", "socket:gb_dc:output": "60 kW", "check_date": "2024-01"},
    32: {"shop": "mall", "name": "Mall"},
}
_RELATIONS: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = {
    300: (
        [("way", 100, "from"), ("node", 3, "via"), ("way", 101, "to")],
        {"type": "restriction", "restriction": "no_left_turn"},
    ),
    301: ([("node", 31, ""), ("way", 200, "")], {"type": "site", "site": "charging_station"}),
}


def elements() -> list[dict[str, Any]]:
    """The town as Overpass answers it, with places in ways."""
    nodes = [
        {"type": "node", "id": n, "lon": x, "lat": y, **({"tags": _NODES[n]} if n in _NODES else {})}
        for n, (x, y) in _PLACES.items()
    ]
    ways = [
        {
            "type": "way",
            "id": n,
            "nodes": refs,
            "tags": tags,
            "geometry": [{"lon": _PLACES[ref][0], "lat": _PLACES[ref][1]} for ref in refs],
        }
        for n, (refs, tags) in _WAYS.items()
    ]
    relations = [
        {
            "type": "relation",
            "id": n,
            "tags": tags,
            "members": [{"type": t, "ref": r, "role": o} for t, r, o in members],
        }
        for n, (members, tags) in _RELATIONS.items()
    ]
    return copy.deepcopy([*nodes, *ways, *relations])


def overpass(found: list[Any]) -> dict[str, Any]:
    """An answer of Overpass with these elements."""
    return {"version": 0.6, "osm3s": {"timestamp_osm_base": "2024-06-01T00:00:00Z"}, "elements": found}


def nominatim() -> list[dict[str, Any]]:
    """An answer of Nominatim: one town with an outline."""
    ring = [[76.895, 43.235], [76.92, 43.235], [76.92, 43.29], [76.895, 43.29], [76.895, 43.235]]
    return [
        {
            "place_id": 1,
            "osm_type": "relation",
            "osm_id": 77,
            "boundingbox": ["43.235", "43.29", "76.895", "76.92"],
            "lat": "43.24",
            "lon": "76.9",
            "display_name": "Town",
            "class": "boundary",
            "type": "administrative",
            "importance": 0.5,
            "name": "Town",
            "geojson": {"type": "Polygon", "coordinates": [ring]},
        }
    ]


def osm_xml() -> bytes:
    """The town as an OpenStreetMap file."""
    meta = 'version="1" timestamp="2024-05-01T10:00:00Z" uid="1" user="u" changeset="1"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="hand">']
    lines.append(' <bounds minlat="43.24" minlon="76.9" maxlat="43.28" maxlon="76.91"/>')
    for number, (lon, lat) in _PLACES.items():
        lines += [
            f' <node id="{number}" lat="{lat:.4f}" lon="{lon:.4f}" {meta}>',
            *_tags(_NODES.get(number, {})),
            " </node>",
        ]
    for number, (refs, tags) in _WAYS.items():
        lines += [f' <way id="{number}" {meta}>', *(f'  <nd ref="{ref}"/>' for ref in refs), *_tags(tags), " </way>"]
    for number, (members, tags) in _RELATIONS.items():
        told = (f'  <member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
        lines += [f' <relation id="{number}" {meta}>', *told, *_tags(tags), " </relation>"]
    return "\n".join([*lines, "</osm>", ""]).encode()


def _tags(tags: dict[str, str]) -> list[str]:
    return [f'  <tag k="{key}" v="{value}"/>' for key, value in tags.items()]


def osm_gz() -> bytes:
    """The same, compressed."""
    return gzip.compress(osm_xml(), mtime=0)


def osm_pbf(folder: Path) -> bytes:
    """The same in the binary format."""
    import osmium  # noqa: PLC0415 - heavy

    source, target = folder / "town.osm", folder / "town.osm.pbf"
    source.write_bytes(osm_xml())
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
    return target.read_bytes()


def graphml() -> bytes:
    """Two streets as osmnx saves them."""
    names = "crs created_date simplified x y osmid highway oneway length geometry maxspeed name".split()
    kinds = ["graph"] * 3 + ["node"] * 2 + ["edge"] * 7
    keys = [f'<key id="{n}" for="{k}" attr.name="{n}" attr.type="string" />' for n, k in zip(names, kinds, strict=True)]
    nodes = [
        f'<node id="{n}"><data key="x">{_PLACES[n][0]:.4f}</data><data key="y">{_PLACES[n][1]:.4f}</data></node>'
        for n in (1, 2, 3)
    ]
    edges = (
        ("1", "2", "[10, 11]", "['residential', 'primary']", "LINESTRING (76.9 43.2, 76.91 43.21)"),
        ("2", "1", "10", "residential", ""),
        ("2", "3", "12", "primary", ""),
    )
    told = [
        f'<edge source="{u}" target="{v}" id="0"><data key="osmid">{way}</data><data key="highway">{kind}</data>'
        f'<data key="oneway">False</data><data key="length">81.2</data><data key="maxspeed">60</data>'
        + (f'<data key="geometry">{line}</data>' if line else "")
        + "</edge>"
        for u, v, way, kind, line in edges
    ]
    about = [
        f'<data key="{n}">{v}</data>'
        for n, v in (("crs", "epsg:4326"), ("created_date", "2024-06-01"), ("simplified", "True"))
    ]
    head = ['<?xml version="1.0" encoding="utf-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    return "\n".join(
        [*head, *keys, '<graph edgedefault="directed">', *nodes, *told, *about, "</graph>", "</graphml>"]
    ).encode()


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
