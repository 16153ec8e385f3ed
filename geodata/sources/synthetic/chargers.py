"""The chargers that stand: an operator's OCPI feed, and the few that mappers have drawn."""

from collections.abc import Sequence
from typing import Any

from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.places import Places
from geodata.sources.synthetic.spec import CitySpec, Point, apart, tidy

UPDATED = "2026-03-01T06:00:00Z"

# plug: (OCPI power type, volts, amperes, watts)
PLUGS: dict[str, tuple[str, int, int, int]] = {
    "GBT_DC": ("DC", 750, 160, 120_000),
    "GBT_AC": ("AC_1_PHASE", 230, 32, 7_000),
    "IEC_62196_T2_COMBO": ("DC", 920, 150, 120_000),
    "IEC_62196_T2": ("AC_3_PHASE", 400, 32, 22_000),
    "CHADEMO": ("DC", 500, 125, 50_000),
    "SAE_J3400": ("DC", 500, 300, 150_000),
    "GBT_DC_LIQUID": ("DC", 1000, 600, 480_000),
}

# where it stands, and its cabinets as (plugs, status); the last names are not in OCPI's list on purpose
LOCATIONS: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    ("mall", ((("GBT_DC", "GBT_DC"), "AVAILABLE"), (("GBT_DC", "IEC_62196_T2_COMBO"), "CHARGING"))),
    ("mall", ((("GBT_DC", "GBT_DC"), "AVAILABLE"),)),
    ("fuel", ((("GBT_DC", "IEC_62196_T2_COMBO"), "AVAILABLE"),)),
    ("fuel", ((("CHADEMO", "IEC_62196_T2_COMBO", "IEC_62196_T2"), "AVAILABLE"),)),
    (
        "parking",
        (
            (("GBT_AC",), "AVAILABLE"),
            (("GBT_AC",), "AVAILABLE"),
            (("IEC_62196_T2",), "AVAILABLE"),
            (("IEC_62196_T2",), "BLOCKED"),
        ),
    ),
    ("hotel", ((("IEC_62196_T2",), "AVAILABLE"), (("IEC_62196_T2",), "AVAILABLE"))),
    ("hotel", ((("GBT_AC",), "AVAILABLE"),)),
    ("station", ((("GBT_DC", "GBT_DC"), "OUTOFORDER"),)),
    ("fuel", ((("GBT_DC", "GBT_DC"), "AVAILABLE"),)),
    ("mall", ((("SAE_J3400",), "AVAILABLE"), (("IEC_62196_T2_COMBO", "IEC_62196_T2_COMBO"), "AVAILABLE"))),
    ("parking", ((("GBT_DC", "GBT_DC"), "AVAILABLE"),)),
    ("airport", ((("GBT_DC", "IEC_62196_T2_COMBO"), "AVAILABLE"), (("IEC_62196_T2",), "AVAILABLE"))),
    ("hospital", ((("GBT_AC",), "AVAILABLE"), (("GBT_AC",), "AVAILABLE"))),
    ("fuel", ((("GBT_DC_LIQUID",), "AVAILABLE"), (("GBT_DC", "GBT_DC"), "AVAILABLE"))),
    ("university", ((("IEC_62196_T2",), "AVAILABLE"), (("GBT_AC",), "UNKNOWN"))),
    ("marketplace", ((("GBT_DC",), "INOPERATIVE"), (("GBT_DC",), "AVAILABLE"))),
)

# drawn by mappers, with the spellings of GB/T met in real data
MAPPED: tuple[dict[str, str], ...] = (
    {"socket:gb_dc": "2", "socket:gb_dc:output": "120 kW"},
    {"socket:gbt_dc": "1", "socket:type2_combo": "1", "socket:type2_combo:output": "60 kW"},
    {"socket:GBT_AC": "2", "socket:GBT_AC:output": "7 kW"},
    {"socket:gb_t": "yes"},
    {"socket:type2": "2", "socket:type2:output": "22 kW", "socket:gb_ac": "1"},
    {"socket:chademo": "1", "socket:chademo:output": "50 kW"},
)


def make_feed(places: Places, spec: CitySpec) -> tuple[dict[str, Any], list[Point]]:
    """Lay out the OCPI 2.2.1 response, and say where its stations stand."""
    dice = Dice(spec.seed, "feed")
    turns = {kind: dice.shuffled(found) for kind, found in sorted(places.found.items())}
    data, spots = [], []
    for number, (kind, cabinets) in enumerate(LOCATIONS, start=1):
        name, point = (turns.get(kind) or turns["parking"]).pop()
        spot = tidy((point[0] + dice.between(-25.0, 25.0), point[1] + dice.between(-25.0, 25.0)))
        spots.append(spot)
        data.append(_location(number, name, spot, cabinets, spec))
    return {"data": data, "status_code": 1000, "status_message": "Success", "timestamp": UPDATED}, spots


def _location(
    number: int, name: str, spot: Point, cabinets: Sequence[tuple[Sequence[str], str]], spec: CitySpec
) -> dict[str, Any]:
    lon, lat = spec.lonlat(spot)
    return {
        "country_code": "KZ",
        "party_id": "SRT",
        "id": f"SRT-{number:03d}",
        "publish": True,
        "name": name,
        "address": name,
        "city": spec.name_ru,
        "country": "KAZ",
        "coordinates": {"latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"},
        "evses": [_evse(number, place, plugs, status) for place, (plugs, status) in enumerate(cabinets, start=1)],
        "operator": {"name": "Sarytau Charge (fictional)" if number % 3 else "Дала Заряд (вымышленный)"},
        "time_zone": "Asia/Almaty",
        "last_updated": UPDATED,
    }


def _evse(number: int, place: int, plugs: Sequence[str], status: str) -> dict[str, Any]:
    return {
        "uid": f"{number:03d}-{place}",
        "evse_id": f"KZ*SRT*E{number:03d}{place}",
        "status": status,
        "connectors": [_connector(order, plug) for order, plug in enumerate(plugs, start=1)],
        "last_updated": UPDATED,
    }


def _connector(order: int, plug: str) -> dict[str, Any]:
    power_type, volts, amperes, watts = PLUGS[plug]
    return {
        "id": str(order),
        "standard": plug,
        "format": "SOCKET" if plug == "IEC_62196_T2" else "CABLE",
        "power_type": power_type,
        "max_voltage": volts,
        "max_amperage": amperes,
        "max_electric_power": watts,
        "last_updated": UPDATED,
    }


def draw_mapped(drawing: Drawing, spots: Sequence[Point], places: Places, seed: int) -> None:
    """Draw charging stations on the map: the first two are stations of the feed, seen by a mapper some metres off."""
    dice = Dice(seed, "mapped")
    others = [
        point
        for _, point in dice.shuffled(places.found["parking"])
        if all(apart(point, spot) > 300.0 for spot in spots)
    ]
    for number, sockets in enumerate(MAPPED):
        x, y = spots[number] if number < 2 else others.pop()
        tags = {"amenity": "charging_station", "operator": "Sarytau Charge (fictional)", "motorcar": "yes", **sockets}
        drawing.node((x + dice.between(4.0, 12.0), y + dice.between(4.0, 12.0)), tags)
