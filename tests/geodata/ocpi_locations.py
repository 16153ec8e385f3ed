"""OCPI Locations as dicts, whole but for what a test changes, and what is read of them."""

import json
from pathlib import Path

from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi


def connector(standard="GBT_DC", **fields) -> dict:
    return {
        "id": "1",
        "standard": standard,
        "format": "CABLE",
        "power_type": "DC",
        "max_voltage": 750,
        "max_amperage": 250,
        "max_electric_power": 120_000,
    } | fields


def location(*connectors: dict, **fields) -> dict:
    evses = [{"uid": f"e{k}", "status": "AVAILABLE", "connectors": [one]} for k, one in enumerate(connectors, start=1)]
    base = {
        "country_code": "KZ",
        "party_id": "EVK",
        "id": "L1",
        "publish": True,
        "name": "Достык",
        "address": "Абая 1",
        "city": "Алматы",
        "country": "KAZ",
        "coordinates": {"latitude": "43.22", "longitude": "76.93"},
        "evses": evses,
        "operator": {"name": "Оператор"},
        "last_updated": "2024-05-01T10:00:00.123Z",
    }
    return base | fields


def read(tmp_path: Path, data: object):
    path = tmp_path / "locations.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_ocpi(InputFile(path))


def one_plug(tmp_path, **fields):
    found = read(tmp_path, [location(connector(**fields))])
    row = found.stations.connectors.iloc[0]
    return row, [problem.reason for problem in found.report.problems]


def bay(identity="1", *kinds, restricted=True, **fields) -> dict:
    base = {"id": identity, "vehicle_types": list(kinds or ["PERSONAL_VEHICLE"]), "reservation_required": False}
    return base | {"restricted_to_type": restricted} | fields


def at_bays(*bays: dict, **evse) -> dict:
    """A location whose EVSE is reached from these bays."""
    one = location(connector(), parking_places=list(bays))
    one["evses"][0] |= {"parking": [{"parking_id": place["id"]} for place in bays]} | evse
    return one
