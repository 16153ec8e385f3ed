"""Records to mutate: the real ones where they lie beside the clone, and some of our own that hold every part."""

import json
from typing import Any

from tests.conftest import ROOT

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
