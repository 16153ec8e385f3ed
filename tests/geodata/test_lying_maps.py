"""OpenStreetMap data that lies: each is one line that names the file or the service, and never a traceback."""

import json
import random
import sqlite3
import tracemalloc
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import osmium
import pytest
import shapely
from overpass_server import FEATURES, NOMINATIM, STREETS, Town, node, overpass, serving

from benchmarks.hostile import sound, sound_streets
from geodata.errors import GeodataError, InputError
from geodata.http import OverpassSettings
from geodata.input_file import InputFile
from geodata.layers import read_layer
from geodata.osm.overlaps import meeting
from geodata.sources.graphml import read_graphml
from geodata.sources.osm_file import read_osm_file
from geodata.sources.overpass import fetch_place
from geodata.sources.overpass_stations import read_overpass_stations
from geodata.tangles import is_tangled
from tests.fixtures.work import work_of

LIES_OF_XML = {
    "a day that is none": (b"2024-05-01T10:00:00Z", b"2024-02-30T10:00:00Z"),
    "a time in words": (b"2024-05-01T10:00:00Z", b"yesterday"),
    "a place in words": (b'lon="76.9010"', b'lon="east"'),
    "a place beyond the world": (b'lat="43.2400"', b'lat="43000000000000000000000"'),
    "an id in words": (b'id="100"', b'id="a hundred"'),
    "an id of many digits": (b'ref="3"', b'ref="' + b"9" * 400 + b'"'),
    "a tag too long": (b'v="Abaya"', b'v="' + b"x" * 70_000 + b'"'),
    "a key too long": (b'k="maxspeed"', b'k="' + b"x" * 70_000 + b'"'),
    "an attribute that nobody knows": (b'version="1"', b'version="-9"'),
}


@pytest.mark.parametrize("lie", LIES_OF_XML)
def test_a_value_that_osm_data_cannot_hold_is_one_line(tmp_path, lie):
    path = tmp_path / "town.osm"
    path.write_bytes(sound_streets.osm_xml().replace(*LIES_OF_XML[lie], 1))
    with pytest.raises(InputError, match=r"town\.osm") as caught:
        read_osm_file(InputFile(path))
    assert "\n" not in str(caught.value)


def test_a_header_whose_text_is_none_is_passed_over(tmp_path):
    path = tmp_path / "town.osm.pbf"
    header = osmium.io.Header()
    header.set("generator", "a program")
    with osmium.SimpleWriter(osmium.io.File(path, "pbf,pbf_compression=none"), header=header) as out:
        for number, (lon, lat) in enumerate(((76.9, 43.2), (76.91, 43.2)), start=1):
            out.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat)))
        out.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags={"highway": "primary"}))
    assert read_osm_file(InputFile(path)).generator == "a program"
    path.write_bytes(path.read_bytes().replace(b"a program", b"a \xb1rogram"))
    read = read_osm_file(InputFile(path))
    assert read.generator is None
    assert len(read.network.tail) == 2


LIES_OF_GRAPHML = {
    "a system that is none": ("epsg:4326", "made up"),
    "a system by a file": ("epsg:4326", "+init=/etc/passwd:1"),
    "a system by steps": ("epsg:4326", "+proj=pipeline +step +proj=hgridshift +grids=/etc/passwd"),
    "a projected system": ("epsg:4326", "EPSG:32643"),
    "an empty line": ("LINESTRING (76.9 43.2, 76.91 43.21)", "LINESTRING EMPTY"),
    "a line of one point": ("LINESTRING (76.9 43.2, 76.91 43.21)", "LINESTRING (76.9 43.2)"),
    "an area": ("LINESTRING (76.9 43.2, 76.91 43.21)", "POLYGON ((0 0, 1 1, 0 1, 0 0))"),
    "a line to nowhere": ("LINESTRING (76.9 43.2, 76.91 43.21)", "LINESTRING (76.9 43.2, nan inf)"),
    "half a line": ("LINESTRING (76.9 43.2, 76.91 43.21)", "LINESTRING (76.9"),
    "a place in words": ('<data key="x">76.9010', '<data key="x">east'),
    "a place that is no number": ('<data key="x">76.9010', '<data key="x">nan'),
    "an encoding that is none": ('encoding="utf-8"', 'encoding="utf-9000"'),
    "a list that never ends": ("[10, 11]", "[" * 5000 + "]" * 5000),
}


@pytest.mark.parametrize("lie", LIES_OF_GRAPHML)
def test_a_graph_that_lies_is_one_line(tmp_path, lie):
    path = tmp_path / "town.graphml"
    path.write_text(sound_streets.graphml().decode().replace(*LIES_OF_GRAPHML[lie], 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"town\.graphml") as caught:
        read_graphml(InputFile(path))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 900


@pytest.mark.parametrize(
    "said", ["epsg:4326", "EPSG:4326", "+init=epsg:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"]
)
def test_the_systems_that_osmnx_writes_are_read(tmp_path, said):
    path = tmp_path / "town.graphml"
    path.write_text(sound_streets.graphml().decode().replace("epsg:4326", said), encoding="utf-8")
    assert len(read_graphml(InputFile(path)).network.tail) == 3


def test_a_length_that_is_a_list_is_the_straight_line(tmp_path):
    path = tmp_path / "town.graphml"
    path.write_text(sound_streets.graphml().decode().replace("81.2", "[81.2, 3]", 1), encoding="utf-8")
    lengths = read_graphml(InputFile(path)).network.length_m.tolist()
    assert lengths[1:] == [81.2, 81.2]
    assert 75 < lengths[0] < 85


WAY = {"type": "way", "id": 1, "nodes": [1, 2], "tags": {"highway": "primary"}}
WRONG_ELEMENTS = {
    "no object": 7,
    "no type": {"id": 1, "lat": 43.2, "lon": 76.9},
    "a type that is none": {**WAY, "type": ["way"]},
    "an id in words": {**node(1, 0, 0), "id": "one"},
    "a node without a place": {"type": "node", "id": 1},
    "a node in words": {**node(1, 0, 0), "lat": "north"},
    "a node beyond the world": {**node(1, 0, 0), "lat": 1e308},
    "a way without nodes": {"type": "way", "id": 1},
    "a way of a word": {**WAY, "nodes": "1, 2"},
    "a way of nodes that did not come": {**WAY, "nodes": [1, 2**61]},
    "a way of objects": {**WAY, "nodes": [{"ref": 1}]},
    "tags in a list": {**WAY, "tags": ["highway"]},
    "tags of numbers": {**WAY, "tags": {"highway": 7}},
    "members in words": {"type": "relation", "id": 1, "members": "all"},
    "members of numbers": {"type": "relation", "id": 1, "members": [1, 2]},
    "a member without a role": {"type": "relation", "id": 1, "members": [{"type": "way", "ref": 1}]},
}


def refused(town: Town, folder, said: str | None = None) -> str:
    """What fetching from this town says, which is one line and leaves nothing in the cache."""
    with serving(town) as served:
        settings = OverpassSettings(overpass_url=f"{served.base}/api", nominatim_url=served.base, busy_retries=0)
        with pytest.raises(GeodataError, match=said) as caught:
            fetch_place("Town", folder, settings=settings)
    assert "\n" not in str(caught.value)
    assert not (folder / "places").exists()
    return str(caught.value)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("osmnx._nominatim.time", SimpleNamespace(sleep=lambda _: None))


@pytest.mark.parametrize(
    ("question", "lie"),
    [*(("streets", lie) for lie in WRONG_ELEMENTS), ("features", "no type"), ("features", "tags in a list")],
)
def test_an_element_of_the_wrong_shape_is_one_line_that_names_it(tmp_path, question, lie):
    right = {"streets": STREETS, "features": FEATURES}[question]
    said = refused(Town(**{question: overpass([*right, WRONG_ELEMENTS[lie]])}), tmp_path)
    assert f"element {len(right) + 1} has" in said
    assert "127.0.0.1" in said


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"elements": {}}',
        '{"elements": 7}',
        "[" * 9000,
        '{"elements": [' + "9" * 5000 + "]}",
    ],
)
def test_an_answer_that_is_no_list_of_elements_is_one_line(tmp_path, text):
    refused(Town(streets=text), tmp_path, "answered")


PLACE = NOMINATIM[0]
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 0]]
WRONG_PLACES = {
    "no list": {"error": "none"},
    "no objects": [3],
    "no outline": [{key: value for key, value in PLACE.items() if key != "geojson"}],
    "an outline in words": [{**PLACE, "geojson": "POLYGON"}],
    "an outline of numbers": [{**PLACE, "geojson": {"type": "Polygon", "coordinates": [1, 2, 3]}}],
    "an outline beyond the world": [{**PLACE, "geojson": {"type": "Polygon", "coordinates": [[[1e9, 1], *SQUARE]]}}],
    "an outline of 400 digits": [{**PLACE, "geojson": {"type": "Polygon", "coordinates": [[[10**400, 1], *SQUARE]]}}],
    "an outline of one point": [{**PLACE, "geojson": {"type": "Polygon", "coordinates": [[[1, 1]]]}}],
    "a box of three": [{**PLACE, "boundingbox": ["1", "2", "3"]}],
    "the whole world": [
        {
            **PLACE,
            "geojson": {
                "type": "Polygon",
                "coordinates": [[[-179, -80], [179, -80], [179, 80], [-179, 80], [-179, -80]]],
            },
        }
    ],
}


@pytest.mark.parametrize("lie", WRONG_PLACES)
def test_a_place_of_the_wrong_shape_or_as_large_as_a_country_is_one_line(tmp_path, lie):
    town = Town(nominatim=json.dumps(WRONG_PLACES[lie]))
    refused(town, tmp_path)
    assert len(town.asked) <= 1  # nobody asks for streets in a thousand pieces


def scribble(points: int) -> list[dict[str, float]]:
    """Places in a square, in no order, so that every piece crosses a third of all others."""
    draw = random.Random(1)
    return [{"lon": 76.9 + draw.random() / 100, "lat": 43.2 + draw.random() / 100} for _ in range(points)]


def test_a_station_drawn_as_a_scribble_is_placed_in_its_middle_without_cutting_the_scribble(tmp_path):
    def read(points: int):
        element = {"type": "way", "id": 1, "geometry": scribble(points), "tags": {"amenity": "charging_station"}}
        body = {"service": "https://x", "data": [element], "complete": True, "said": "", "fetched": "2024-01-01"}
        path = tmp_path / f"{points}.json"
        path.write_text(json.dumps(body), encoding="utf-8")
        return lambda: read_overpass_stations(InputFile(path))

    (station,) = read(3000)().listed
    assert (round(station.lon, 2), round(station.lat, 2)) in {
        (76.9, 43.2),
        (76.91, 43.21),
        (76.9, 43.21),
        (76.91, 43.2),
    }
    assert work_of(read(3000)).bytes < 20e6


def test_a_long_outline_is_no_tangle_and_a_scribble_is_one():
    ring = shapely.Point(0, 0).buffer(1, quad_segs=5000)
    assert not is_tangled(ring)
    assert not is_tangled(shapely.Point(1, 1))
    assert is_tangled(shapely.LineString([(one["lon"], one["lat"]) for one in scribble(2000)]))


def test_strips_that_all_cross_one_another_are_refused_before_their_pairs_are_kept():
    few, many = (strips(count) for count in (150, 2_000))
    one, other = meeting(few)
    assert len(one) == 150 * 150
    assert (one < other).all()
    tracemalloc.start()
    with pytest.raises(InputError, match="4 000 that lie over one another more than 300 000 times"):
        meeting(many)  # of 4,000,000 pairs, which would be 64 MB in each of two orders
    assert tracemalloc.get_traced_memory()[1] < 40e6
    tracemalloc.stop()


def strips(count):
    """So many strips from west to east, and as many from south to north."""
    at = 10.0 * np.arange(count)
    return np.concatenate([shapely.box(0, at, 10 * count, at + 5), shapely.box(at, 0, at + 5, 10 * count)])


def test_a_network_error_is_said_where_osmnx_stumbles_over_a_sound_shape(tmp_path, monkeypatch):
    monkeypatch.setattr("osmnx.graph_from_polygon", lambda *_, **__: {}["absent"])
    assert "cannot be put together (KeyError)" in refused(Town(), tmp_path)


def test_a_layer_whose_coordinate_system_leads_nowhere_is_one_line(tmp_path):
    path = tmp_path / "districts.gpkg"
    path.write_bytes(sound.gpkg(tmp_path))
    with closing(sqlite3.connect(path)) as book, book:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            book.execute(f"UPDATE {table} SET srs_id = -1")
    with pytest.raises(InputError, match=r"districts\.gpkg: a coordinate system that leads to no place"):
        read_layer(path)
