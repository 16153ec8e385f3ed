"""Stations of OpenStreetMap by Overpass: what is asked, what is written, and what is read from it without a network."""

import itertools
import json

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop, written

from geodata.attribution import MADE_UP, credit_lines
from geodata.city_request import StationSource
from geodata.errors import InputError, NetworkError
from geodata.input_file import InputFile
from geodata.osm.station_claims import LIFECYCLE, claim_of
from geodata.sources.overpass_stations import CLAUSES, fetch_overpass_stations, query_of, read_overpass_stations

STATION = {"amenity": "charging_station", "name": "ЭЗС {{7*7}}"}
GBT = {"socket:gb_dc": "2", "socket:gb_dc:output": "60 kW"}


def at(column, row):
    return {"lon": round(76.9 + column / 10_000, 7), "lat": round(43.2 + row / 10_000, 7)}


def ring(column, row, size=2):
    steps = ((0, 0), (size, 0), (size, size), (0, size), (0, 0))
    return [at(column + east, row + north) for east, north in steps]


def box_of(line):
    return {
        "minlat": min(step["lat"] for step in line),
        "minlon": min(step["lon"] for step in line),
        "maxlat": max(step["lat"] for step in line),
        "maxlon": max(step["lon"] for step in line),
    }


def node(number, column, row, **tags):
    return {
        "type": "node",
        "id": number,
        **at(column, row),
        "tags": tags,
        "timestamp": "2025-03-04T05:06:07Z",
        "version": 2,
    }


def way(number, line, **tags):
    return {"type": "way", "id": number, "nodes": [], "geometry": line, "bounds": box_of(line), "tags": tags}


def relation(number, members, **tags):
    lines = [step for member in members for step in member.get("geometry", [member])]
    return {"type": "relation", "id": number, "members": members, "bounds": box_of(lines), "tags": tags}


HALVES = [ring(100, 0)[:3], ring(100, 0)[2:]]
ELEMENTS = [
    node(1, 0, 0, **STATION, **GBT),
    way(2, ring(50, 0), **STATION),
    node(3, 51, 1, man_made="charge_point", **GBT),
    node(4, 51, 0, man_made="charge_point", **GBT),
    node(5, -200, 0, man_made="charge_point", **{"socket:type2": "1"}),
    relation(
        6,
        [{"type": "way", "ref": 60 + number, "role": "outer", "geometry": half} for number, half in enumerate(HALVES)],
        type="multipolygon",
        **STATION,
        **{"socket:chademo": "1"},
    ),
    way(7, ring(150, 0)[:3], **STATION, **{"socket:type2_combo": "1"}),
    node(8, 200, 0, **{"planned:amenity": "charging_station"}),
    node(9, 250, 0, **{"disused:amenity": "charging_station"}),
]


def overpass(elements, **extra):
    return {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-01-01T00:00:00Z"}, "elements": elements, **extra}


@pytest.fixture
def shop():
    with open_shop(lambda _: Reply(overpass(ELEMENTS))) as open_one:
        yield open_one


def fetched(shop, folder, url="/api", elements=None):
    if elements is not None:
        shop.answer = lambda _: Reply(overpass(elements))
    file = folder / "stations" / "osm.json"
    source = StationSource("osm", online=True, url=f"{shop.base}{url}")
    count = fetch_overpass_stations(source, BOUNDS, file, lambda _: None, manners=HASTY)
    assert count == len(written(file)["data"])
    return file


def test_the_elements_are_written_as_they_came(shop, tmp_path):
    found = written(fetched(shop, tmp_path))
    assert found["data"] == ELEMENTS
    assert (found["complete"], found["service"]) == (True, f"{shop.base}/api/interpreter")
    assert shop.asked[0].path == "/api/interpreter"
    assert "evplan" in shop.asked[0].headers["user-agent"]
    assert shop.asked[0].query["data"] == query_of(BOUNDS)
    assert "[bbox:43.100,76.800,43.300,77.000]" in query_of(BOUNDS)
    assert "out meta geom;" in query_of(BOUNDS)


@pytest.mark.parametrize("url", ["/api/", "/api/interpreter"])
def test_the_address_may_name_the_interpreter_or_not(shop, tmp_path, url):
    fetched(shop, tmp_path, url=url)
    assert shop.asked[0].path == "/api/interpreter"


def test_the_environment_names_another_server(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_OVERPASS_URL", f"{shop.base}/mine")
    fetch_overpass_stations(StationSource("osm", online=True), BOUNDS, tmp_path / "a.json", print, manners=HASTY)
    assert shop.asked[0].path == "/mine/interpreter"


def test_all_that_claims_to_be_a_station_is_asked_for_and_nothing_else():
    for kind, tags in CLAUSES:
        assert claim_of(tags, relation=kind == "relation") is not None, tags
    words = ("", *LIFECYCLE)
    asked = [tags for kind, tags in CLAUSES if kind == "nwr"]
    for word, (key, value) in itertools.product(words, (("amenity", "charging_station"), ("man_made", "charge_point"))):
        claims = [{f"{word}:{key}" if word else key: value}, {key: word, word: value} if word else {key: value}]
        for claim in claims:
            assert claim_of(claim) is not None
            assert any(tags.items() <= claim.items() for tags in asked), claim


def test_nodes_ways_and_relations_are_read_and_charge_points_counted_once(shop, tmp_path):
    read = read_overpass_stations(InputFile(fetched(shop, tmp_path)))
    report = read.report
    assert (report.records, report.kept, report.merged, report.dropped) == (9, 6, 2, 1)
    assert report.connectors == {"GBT_DC": 6, "CHADEMO": 1, "IEC_62196_T2_COMBO": 1, "IEC_62196_T2": 1}
    table = read.stations.table.set_index("source_id")
    assert sorted(table.index) == ["n1", "n5", "n8", "r6", "w2", "w7"]
    assert table.geometry["r6"].x == pytest.approx(at(101, 1)["lon"])
    assert table.geometry["w7"].y == pytest.approx(at(0, 1)["lat"])
    assert table.loc["n1", "name"] == "ЭЗС {{7*7}}"
    assert [problem.record for problem in report.problems if problem.action == "dropped"] == ["n9"]


def test_a_charge_point_at_the_far_end_of_a_large_station_is_inside_it(shop, tmp_path):
    wide = ring(0, 0, size=30)
    far = node(2, 29, 29, man_made="charge_point", **GBT)
    outer = [{"type": "way", "ref": 9, "role": "outer", "geometry": wide}]
    for station in (way(1, wide, **STATION), relation(1, outer, type="multipolygon", **STATION)):
        report = read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=[station, far]))).report
        assert (report.kept, report.merged, report.connectors) == (1, 1, {"GBT_DC": 2})


def test_a_hole_of_a_station_is_no_second_station(shop, tmp_path):
    rings = (("outer", ring(0, 0, size=30)), ("inner", ring(100, 0, size=9)))
    members = [{"type": "way", "ref": 9, "role": role, "geometry": line} for role, line in rings]
    read = read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=[relation(1, members, **STATION)])))
    assert read.stations.table.geometry.iloc[0].x == pytest.approx(at(15, 0)["lon"])


def test_a_member_is_counted_with_its_relation(shop, tmp_path):
    members = [{"type": "node", "ref": number, "role": "", **at(10 * number, 0)} for number in (0, 1)]
    nodes = [node(number, 10 * number, 0, **STATION, **GBT) for number in (0, 1)]
    whole = relation(6, members, type="site", site="charging_station", name="Хаб")
    read = read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=[*nodes, whole])))
    assert (read.report.kept, read.report.merged, read.report.connectors) == (1, 2, {"GBT_DC": 4})
    assert read.stations.table["updated"].tolist() == [None]


def test_the_time_of_the_last_edit_is_that_of_the_element(shop, tmp_path):
    read = read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=ELEMENTS[:1])))
    assert read.stations.table["updated"].tolist() == ["2025-03-04T05:06:07Z"]


def test_a_station_may_be_kept_apart_from_its_charge_point(shop, tmp_path):
    read = read_overpass_stations(
        InputFile(fetched(shop, tmp_path)),
        apart=frozenset([frozenset(("osm-n3", "osm-w2")), frozenset(("osm-n4", "osm-w2"))]),
    )
    assert (read.report.kept, read.report.merged) == (8, 0)


def test_a_relation_without_an_outline_stands_in_the_middle_of_its_members(shop, tmp_path):
    members = [{"type": "node", "ref": 1, "role": "", **at(0, 0)}, {"type": "node", "ref": 2, "role": "", **at(4, 2)}]
    file = fetched(shop, tmp_path, elements=[relation(6, members, type="site", site="charging_station", **GBT)])
    for changed in ({}, {"bounds": None}, {"bounds": None, "members": [], "center": at(2, 1)}):
        text = json.loads(file.read_text(encoding="utf-8"))
        text["data"][0] |= changed
        file.write_text(json.dumps(text), encoding="utf-8")
        point = read_overpass_stations(InputFile(file)).stations.table.geometry.iloc[0]
        assert (point.x, point.y) == pytest.approx((at(2, 1)["lon"], at(2, 1)["lat"]))


HOSTILE = [
    None,
    "x",
    [],
    {"type": "planet", "id": 1, "tags": STATION},
    {"type": "node", "tags": STATION},
    {"type": "node", "id": 1.5, "tags": STATION},
    {"type": "node", "id": 11, "tags": {"amenity": "bench"}},
    {"type": "node", "id": 12, "lat": 43.2, "lon": 76.9, "tags": None},
    {"type": "node", "id": 13, "lat": 1e999, "lon": "nan", "tags": STATION},
    {"type": "node", "id": 14, "lat": 143.2, "lon": 276.9, "tags": STATION},
    {"type": "way", "id": 15, "geometry": [None, 3, {"lat": "x"}], "tags": STATION},
    {"type": "relation", "id": 16, "members": [None, {"type": "way", "ref": None, "geometry": {}}], "tags": STATION},
]


def test_hostile_elements_are_dropped_and_named(shop, tmp_path):
    crossed = [at(0, 0), at(2, 2), at(2, 0), at(0, 2), at(0, 0)]
    sound = [
        way(20, crossed, **STATION),
        way(21, [at(900, 0)] * 3, **STATION),
        node(22, -900, 0, **STATION, socket=[1]),
    ]
    read = read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=[*HOSTILE, *sound])))
    report = read.report
    assert (report.records, report.kept, report.dropped) == (15, 3, 12)
    assert len([problem for problem in report.problems if problem.action == "dropped"]) == 12
    assert all("\n" not in problem.reason for problem in report.problems)


def test_no_station_at_all_is_an_answer(shop, tmp_path):
    assert read_overpass_stations(InputFile(fetched(shop, tmp_path, elements=[]))).report.records == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(overpass([], remark="runtime error: Query timed out")), "gave up half-way"),
        (Reply({"hello": 1}), "without elements"),
        (Reply([]), "without elements"),
        (Reply(b"<html>"), "not JSON"),
        (Reply(None, 429), "busy"),
        (Reply(None, 400), "HTTP 400"),
    ],
)
def test_a_useless_answer_ends_in_one_line_and_leaves_nothing(shop, tmp_path, reply, said):
    shop.answer = lambda _: reply
    with pytest.raises(NetworkError, match=said) as error:
        fetched(shop, tmp_path)
    assert "127.0.0.1" in str(error.value)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_a_remark_that_is_no_error_is_passed_on(shop, tmp_path):
    shop.answer = lambda _: Reply(overpass(ELEMENTS, remark="areas are older than the data"))
    found = written(fetched(shop, tmp_path))
    assert found["complete"] is False
    assert "areas are older" in found["said"]


def test_stations_asked_of_openstreetmap_are_credited_where_the_roads_are_not_its_own():
    line = "Charging stations: © OpenStreetMap contributors, ODbL 1.0"
    assert line in credit_lines(None, {"osm online"}, MADE_UP)
    assert line in credit_lines("2011-01-01", {"osm online"})
    assert line not in credit_lines("2026-01-01", {"osm online"})
    assert line not in credit_lines(None, {"osm"}, MADE_UP)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"service": "x"}', '{"service": 1, "data": 3}'])
def test_a_damaged_download_says_what_to_do(tmp_path, text):
    (tmp_path / "osm.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="evplan fetch --force"):
        read_overpass_stations(InputFile(tmp_path / "osm.json"))
