"""A local server that answers as Nominatim and Overpass do, for a town of three streets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from osm_fixtures import place
from station_server import Asked, Reply, open_shop

CORNERS = [place(-5, -5), place(12, -5), place(12, 12), place(-5, 12), place(-5, -5)]

NOMINATIM = [
    {
        "place_id": 1,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0",
        "osm_type": "relation",
        "osm_id": 77,
        "boundingbox": [str(CORNERS[0][1]), str(CORNERS[2][1]), str(CORNERS[0][0]), str(CORNERS[2][0])],
        "lat": "43.24",
        "lon": "76.9",
        "display_name": "Кішіқала, Қазақстан",
        "class": "boundary",
        "type": "administrative",
        "importance": 0.5,
        "name": "Кішіқала",
        "geojson": {"type": "Polygon", "coordinates": [CORNERS]},
    }
]


def node(number: int, column: float, row: float, **tags: str) -> dict[str, object]:
    lon, lat = place(column, row)
    return {"type": "node", "id": number, "lat": lat, "lon": lon, **({"tags": tags} if tags else {})}


STREETS = [
    *(node(number, number, 0) for number in range(1, 6)),
    *(node(10 + number, 3, number) for number in range(1, 4)),
    {
        "type": "way",
        "id": 100,
        "nodes": [1, 2, 3, 4, 5],
        "tags": {"highway": "primary", "name": "Абая", "maxspeed": "60"},
    },
    {"type": "way", "id": 101, "nodes": [3, 11, 12, 13], "tags": {"highway": "residential", "oneway": "-1"}},
    {"type": "way", "id": 102, "nodes": [1, 5], "tags": {"highway": "residential", "motor_vehicle": "no"}},
]
RESTRICTIONS = [
    {
        "type": "relation",
        "id": 300,
        "members": [
            {"type": "way", "ref": 100, "role": "from"},
            {"type": "node", "ref": 3, "role": "via"},
            {"type": "way", "ref": 101, "role": "to"},
        ],
        "tags": {"type": "restriction", "restriction": "no_left_turn"},
    },
    {
        "type": "relation",
        "id": 301,
        "members": [
            {"type": "way", "ref": 100, "role": "from"},
            {"type": "node", "ref": 1, "role": "via"},
            {"type": "way", "ref": 102, "role": "to"},
        ],
        "tags": {"type": "restriction", "restriction": "no_left_turn"},
    },
]
FEATURES = [
    {
        **node(50, 2, 1),
        "tags": {
            "amenity": "charging_station",
            "socket:gb_dc": "2",
            "socket:gb_dc:output": "60 kW",
            "name": "{{ 7*7 }}",
        },
    },
    node(51, 6, 6, amenity="bench"),
    *(node(60 + i, *corner) for i, corner in enumerate([(6, 1), (7, 1), (7, 2), (6, 2)])),
    {"type": "way", "id": 200, "nodes": [60, 61, 62, 63, 60], "tags": {"amenity": "parking", "capacity": "80"}},
]
BUILDINGS = [
    *(node(70 + i, *corner) for i, corner in enumerate([(8, 1), (9, 1), (9, 2), (8, 2)])),
    {
        "type": "way",
        "id": 201,
        "nodes": [70, 71, 72, 73, 70],
        "tags": {"building": "apartments", "building:levels": "9"},
    },
]


def overpass(elements: list[dict[str, object]], **extra: str) -> str:
    about = {
        "timestamp_osm_base": "2024-06-01T00:00:00Z",
        "copyright": "The data included in this document is from www.openstreetmap.org.",
    }
    return json.dumps({"version": 0.6, "generator": "Overpass API", "osm3s": about, "elements": elements, **extra})


@dataclass
class Town:
    """What the server answers; a test may change it. `asked` collects the questions."""

    base: str = ""
    status: int = 200
    nominatim: str = json.dumps(NOMINATIM)
    streets: str = overpass(STREETS)
    features: str = overpass(FEATURES)
    buildings: str = overpass(BUILDINGS)
    asked: list[str] = field(default_factory=list)

    def answer(self, query: str) -> str:
        """Choose the Overpass answer for a query."""
        if "^restriction" in query:
            return overpass(RESTRICTIONS)
        if "highway" in query:
            return self.streets
        return self.buildings if "building" in query else self.features


@contextmanager
def serving(town: Town) -> Iterator[Town]:
    """Serve the town on a free local port."""

    def answer(asked: Asked) -> Reply:
        query = asked.query.get("data")  # of Overpass; Nominatim is asked with a `q`
        town.asked.append(asked.query.get("q", "") if query is None else query)
        text, status = (town.nominatim, 200) if query is None else (town.answer(query), town.status)
        return Reply(text.encode(), status, {"Content-Type": "application/json"})

    with open_shop(answer) as shop:
        town.base = shop.base
        yield town
