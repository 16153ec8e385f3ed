"""Records to mutate: the real ones where they lie beside the clone, and some of our own that hold every part."""

import json
from typing import Any

from tests.conftest import ROOT

LOCATION = {
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
OWN = LOCATION | {
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

POI = {
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
TAGS = {
    "amenity": "charging_station",
    "name": "Достык",
    "operator": "Оператор",
    "access": "customers",
    "capacity": "4",
    "check_date": "2024-05-01",
    "socket:GB_DC": "2;4",
    "socket:gb_dc:output": "50kw;120 kW",
    "socket:type2": "yes",
    "socket:type2:output": "22 kVA",
    "socket:type2:voltage": "400",
    "socket:chademo": "1",
}
ROW = {
    "lon": "76.95",
    "lat": "43,25",
    "connector": "GB/T DC;ccs2",
    "count": "2",
    "power_kw": "60 kW",
    "name": "Достык",
    "operator": "Оператор",
    "access": "public",
    "status": "working",
    "connection": "yes",
    "station_id": "7",
    "format": "CABLE",
    "address": "Абая 1",
    "city": "Алматы",
    "country": "KZ",
    "updated": "2024-05-01",
}
WRITTEN = ROW | {
    "connector": "2xCCS2 60 кВт; GB/T DC (60 kW) + Тип 2 - 3 шт./CHAdeMO",
    "count": "3 шт",
    "power_kw": "22 000",
    "status": "на ремонте",
    "updated": "01.05.2024 10:30",
}
STATIONS = ROOT.parent / "shared" / "data" / "stations"


def real(pattern: str) -> list[dict[str, Any]]:
    """Records of the real files of this pattern; none where they are absent."""
    found: list[dict[str, Any]] = []
    for file in sorted(STATIONS.glob(pattern)):
        data = json.loads(file.read_text(encoding="utf-8"))
        data = data.get("data", data) if isinstance(data, dict) else data
        found += data if isinstance(data, list) else [data]
    return found


def rows_of_locations() -> list[dict[str, str]]:
    """Rows of a user's table, one for each plug of the real OCPI files."""
    return [
        ROW
        | {
            "lon": str(location["coordinates"]["longitude"]),
            "lat": str(location["coordinates"]["latitude"]),
            "connector": str(connector["standard"]),
            "power_kw": str((connector.get("max_electric_power") or 0) / 1000),
            "name": str(location.get("name")),
            "station_id": str(location["id"]),
            "count": "1",
        }
        for location in real("ocpi_2_*.json")
        for evse in location.get("evses") or ()
        for connector in evse["connectors"]
    ]
