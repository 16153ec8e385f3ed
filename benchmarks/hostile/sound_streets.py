"""A sound town of a few streets, which hostile ones are made from, as each service and file has it: at 76.9 east, 43.2 north."""

import copy
import gzip
from pathlib import Path
from typing import Any

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
