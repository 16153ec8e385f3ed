"""Places by name, asked of a local server that answers as OpenStreetMap's services do."""

import json
import socket
import time
from types import SimpleNamespace

import numpy as np
import osmnx as ox
import pytest
from osm_fixtures import place
from overpass_server import NOMINATIM, Town, overpass, serving
from station_server import Reply, open_shop

from geodata.errors import InputError, NetworkError
from geodata.http import BUSY_PAUSE_S, OverpassSettings, ask_overpass
from geodata.osm.roads import roads_of
from geodata.osm.turn_restrictions import UNKNOWN_KIND, WHICH_SIDE
from geodata.sources.overpass import fetch_place, load_place

PLACE = "Кішіқала, Қазақстан"


@pytest.fixture
def town(monkeypatch):
    # The second that osmnx leaves between questions to Nominatim is owed to the public server, not to ours.
    monkeypatch.setattr("osmnx._nominatim.time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: None))
    with serving(Town()) as served:
        yield served


def settings_for(town, **changes):
    return OverpassSettings(overpass_url=f"{town.base}/api", nominatim_url=town.base, busy_retries=0, **changes)


def fetched(town, cache):
    fetch_place(PLACE, cache, settings=settings_for(town))
    return load_place(PLACE, cache)


def test_a_place_is_fetched_with_boundary_streets_and_features(town, tmp_path):
    extract, boundary = fetched(town, tmp_path)
    assert boundary.bounds == pytest.approx((*place(-5, -5), *place(12, 12)))
    assert sorted(extract.features["osm_id"]) == ["n50", "w200", "w201"]
    tags = extract.features.set_index("osm_id")["tags"]
    assert tags["n50"] == {
        "amenity": "charging_station",
        "socket:gb_dc": "2",
        "socket:gb_dc:output": "60 kW",
        "name": "{{ 7*7 }}",
    }
    assert tags["w200"] == {"amenity": "parking", "capacity": "80"}
    assert extract.features.set_index("osm_id").geometry["w201"].geom_type == "Polygon"
    assert extract.network.ways["name"].tolist() == ["Абая", None]
    assert extract.network.turns.ignored == {WHICH_SIDE: 1}, "the other one leads into a street closed to cars"
    assert PLACE in town.asked


def test_the_road_rules_are_those_of_files(town, tmp_path):
    extract, _ = fetched(town, tmp_path)
    grid = np.round((extract.network.lonlat - place(0, 0)) * 1000).astype(int)
    arcs = {
        (tuple(grid[t].tolist()), tuple(grid[h].tolist()))
        for t, h in zip(extract.network.tail, extract.network.head, strict=True)
    }
    assert ((1, 0), (2, 0)) in arcs
    assert ((2, 0), (1, 0)) in arcs
    assert ((3, 3), (3, 2)) in arcs, "a oneway=-1 is reversed"
    assert ((3, 2), (3, 3)) not in arcs
    assert ((1, 0), (5, 0)) not in arcs, "closed to cars"
    assert roads_of(extract, "EPSG:32643").km == pytest.approx((4 * 81.2 + 3 * 111.1) / 1000, rel=0.01)


def test_a_second_fetch_asks_nobody(town, tmp_path):
    first = fetch_place(PLACE, tmp_path, settings=settings_for(town))
    questions = len(town.asked)
    again = fetch_place(f"  {PLACE.upper()} ", tmp_path, settings=settings_for(town))
    assert again == first
    assert len(town.asked) == questions


def test_everything_lands_in_the_given_cache_and_osmnx_is_left_as_it_was(town, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    resolver = socket.getaddrinfo
    before = {name: value for name, value in vars(ox.settings).items() if not name.startswith("_")}
    fetch_place(PLACE, tmp_path / "cache", settings=settings_for(town))
    assert {name: value for name, value in vars(ox.settings).items() if not name.startswith("_")} == before
    assert socket.getaddrinfo is resolver
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache"]
    assert list((tmp_path / "cache" / "answers").glob("*.json"))


def test_the_environment_names_other_servers(town, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_OVERPASS_URL", f"{town.base}/api")
    monkeypatch.setenv("EVPLAN_NOMINATIM_URL", town.base)
    assert (fetch_place(PLACE, tmp_path) / "place.json").is_file()


def test_a_place_not_fetched_yet_says_how(tmp_path):
    with pytest.raises(InputError, match="run 'evplan fetch'"):
        load_place("Tashkent, Uzbekistan", tmp_path)


def test_a_damaged_download_says_what_to_delete(town, tmp_path):
    folder = fetch_place(PLACE, tmp_path, settings=settings_for(town))
    (folder / "ways.parquet").write_bytes(b"cut")
    with pytest.raises(InputError, match="delete this folder"):
        load_place(PLACE, tmp_path)


def test_a_place_nobody_knows_and_a_place_without_an_area_are_refused(town, tmp_path):
    town.nominatim = "[]"
    with pytest.raises(InputError, match="knows no area of this name"):
        fetch_place("Nowhere", tmp_path, settings=settings_for(town))
    point = {"type": "Point", "coordinates": list(place(0, 0))}
    town.nominatim = json.dumps([{**NOMINATIM[0], "geojson": point}])
    with pytest.raises(InputError, match="knows no area of this name"):
        fetch_place("A point", tmp_path, settings=settings_for(town))


@pytest.mark.parametrize("box", [(76.895, -43.29, 76.92, 43.29), (-180, 43.2, 180, 43.201)])
def test_a_thin_strip_across_the_world_is_no_city_however_small_its_area(town, tmp_path, box):
    west, south, east, north = box
    strip = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    town.nominatim = json.dumps([{**NOMINATIM[0], "geojson": {"type": "Polygon", "coordinates": [strip]}}])
    with pytest.raises(InputError, match=r"reaches over .* km2 and (86\.6|360\.0) degrees; expected a city"):
        fetched(town, tmp_path)
    assert not any("highway" in asked for asked in town.asked)


def test_a_place_without_streets_is_refused(town, tmp_path):
    town.streets = overpass([])
    with pytest.raises(InputError, match="no street there"):
        fetch_place(PLACE, tmp_path, settings=settings_for(town))


def test_a_place_without_features_is_still_a_place(town, tmp_path):
    town.features = town.buildings = overpass([])
    extract, _ = fetched(town, tmp_path)
    assert extract.features.empty
    assert len(extract.network.tail) > 0


def test_without_a_network_it_says_so_within_seconds(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    start = time.monotonic()
    with pytest.raises(NetworkError, match="cannot be reached") as refused:
        fetch_place(PLACE, tmp_path, settings=OverpassSettings(overpass_url=closed, nominatim_url=closed))
    assert time.monotonic() - start < 5
    assert "\n" not in str(refused.value)


def test_a_busy_server_is_asked_again_after_a_pause(town, monkeypatch):
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        town.status = 200

    monkeypatch.setattr("geodata.http.time", SimpleNamespace(monotonic=time.monotonic, sleep=pause))
    town.status = 429
    patient = OverpassSettings(overpass_url=f"{town.base}/api", busy_retries=1)
    assert ask_overpass(patient, "building")["elements"]
    assert pauses == [BUSY_PAUSE_S]


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_not_asked_for_ever(town, tmp_path, status):
    town.status, town.streets = status, "<html>busy</html>"
    with pytest.raises(NetworkError, match=f"busy \\(HTTP {status}\\)"):
        fetch_place(PLACE, tmp_path, settings=settings_for(town))


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, "oops", r"HTTP 500"),
        (400, '{"elements": []}', r"HTTP 400"),
        (200, "<html>log in to the hotel's network</html>", r"not JSON"),
        (200, overpass([], remark="runtime error: Query run out of memory"), r"gave up half-way"),
    ],
)
def test_a_garbled_answer_ends_in_one_line_and_leaves_no_place_behind(town, tmp_path, status, body, said):
    town.status, town.streets = status, body
    with pytest.raises(NetworkError, match=said):
        fetch_place(PLACE, tmp_path, settings=settings_for(town))
    assert not list(tmp_path.glob("places/*"))


def test_a_download_of_before_knows_not_what_its_restrictions_forbid(town, tmp_path):
    fetched(town, tmp_path)
    (file,) = tmp_path.rglob("restrictions.json")
    members = [relation["members"] for relation in json.loads(file.read_text(encoding="utf-8"))]
    file.write_text(json.dumps(members), encoding="utf-8")
    extract, _ = load_place(PLACE, tmp_path)
    assert extract.network.turns.ignored == {UNKNOWN_KIND: 1}


LEADS_NOWHERE = [
    "http://[",
    "//[",
    "http://a:99999/",
    "http://.a/",
    "http://a..b/",
    "file:///etc/hostname",
    "http:///",
    "http://[::1",
    "http://%zz/",
    "/",
]


@pytest.mark.parametrize("place_named", LEADS_NOWHERE)
def test_an_answer_that_leads_nowhere_is_one_line_and_leaves_no_place_behind(tmp_path, place_named):
    with open_shop(lambda _asked: Reply(status=302, headers={"Location": place_named})) as shop:
        settings = OverpassSettings(overpass_url=shop.base, nominatim_url=shop.base, busy_retries=0)
        for ask in (
            lambda: ask_overpass(settings, "building"),
            lambda: fetch_place(PLACE, tmp_path, settings=settings),
        ):
            with pytest.raises(NetworkError) as refused:
                ask()
            assert "\n" not in str(refused.value)
            assert "root:" not in str(refused.value)
    assert not list(tmp_path.glob("places/*"))
