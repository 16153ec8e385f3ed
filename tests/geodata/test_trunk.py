"""Main roads: what is wrong is counted and named in one line, what can be used is used, and nothing is invented."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from osm_fixtures import OsmFile, place
from scipy.sparse.csgraph import connected_components
from shapely import LineString
from trunk_tables import EDGES, NODES, TOWNS, fault, made

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.osm_file import read_osm_file
from geodata.trunk.checked import network_of
from geodata.trunk.doubts import KnownWay, road_km
from geodata.trunk.fault_rows import ROWS
from geodata.trunk.fault_words import WORDS, FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.lines import read_trunk_lines
from geodata.trunk.osm import trunk_of
from geodata.trunk.reading import TrunkRequest, read_trunk
from geodata.trunk.town_table import read_towns
from geodata.trunk.towns import Town
from tests.fixtures.drawing import drawn

HOSTILE = [
    (NODES, [*EDGES, "a,c,-5"], "length", 1),
    (NODES, [*EDGES, "a,c,0", "a,d,nan", "b,d,far", "b,d,"], "length", 4),
    (NODES, [*EDGES, "a,zz,10"], "unknown_node", 1),
    (NODES, [*EDGES, "a,a,10"], "loop", 1),
    (NODES, [*EDGES, "a,c,20"], "too_short", 1),
    (NODES, [*EDGES, "b,a,95"], "parallel", 1),
    ([*NODES, "a,60,40,KG"], EDGES, "node_twice", 1),
    ([*NODES, "e,70.0,42.0,KG"], [*EDGES, "e,b,99"], "same_place", 1),
    ([*NODES, "e,,42.0,KG", "f,200,42,KG"], EDGES, "node_place", 2),
    ([*NODES, "e,75,42,"], EDGES, "no_country", 1),
    ([*NODES, "e,75,42,KG", "f,76,42,KG"], [*EDGES, "e,f,90"], "pieces", 1),
]


@pytest.mark.parametrize(("nodes", "edges", "kind", "count"), HOSTILE)
def test_each_fault_of_a_table_is_counted_and_told_in_one_line(tmp_path, nodes, edges, kind, count):
    trunk = made(tmp_path, nodes, edges)
    found = fault(trunk, kind)
    assert found is not None
    assert found.count == count
    assert "\n" not in found.line
    assert found.line.count("{") == 0
    assert trunk.network.nodes == 4
    assert road_km(trunk.network, trunk.towns)[0, 1] >= 164  # of 165 km straight


def test_a_length_that_cannot_be_is_never_shorter_than_the_straight_line(tmp_path):
    trunk = made(tmp_path, NODES, ["a,b,3", "b,c,90", "c,d,120"])
    assert trunk.network.km.min() > 80


def test_a_network_in_pieces_keeps_the_piece_with_most_people_and_names_what_fell_off(tmp_path):
    longer = [*NODES, "x,60,42,KZ", "y,66,42,KZ"]
    trunk = made(tmp_path, longer, [*EDGES, "x,y,2000"])
    assert set(trunk.network.ids) == {"a", "b", "c", "d"}
    assert "2000 km" in fault(trunk, "pieces").line


def test_a_town_that_no_road_reaches_is_named_and_the_rest_goes_on(tmp_path):
    trunk = made(tmp_path, towns=[*TOWNS, "Far,50,50,9000,KZ", "Nobody,71,42,0,KG", "Alpha,70.1,42,5,KG"])
    assert [one.name for one in trunk.towns.towns] == ["Alpha", "Gamma", "Delta"]
    assert "'Far'" in fault(trunk, "town_nowhere").line
    assert fault(trunk, "town_row").count == 1
    assert fault(trunk, "town_twice").count == 1
    with pytest.raises(InputError, match="no town within"):
        made(tmp_path, towns=["Far,50,50,9000,KZ"])


def test_an_extract_that_is_not_there_is_told_as_that_of_the_country_with_where_to_get_it(tmp_path):
    with pytest.raises(InputError, match=r"main roads of the country.*where-to-get-data.*nodes, edges"):
        read_trunk(TrunkRequest(osm=InputFile(tmp_path / "kyrgyzstan-latest.osm.pbf")))


def test_a_town_of_our_own_table_that_no_road_comes_near_is_a_doubt_and_no_row_to_mend(tmp_path):
    made(tmp_path)
    towns = [Town("Alpha", 70.0, 42.0, 9.0), Town("Gamma", 72.0, 42.0, 8.0), Town("Far", 50, 50, 7.0, record="own.csv")]
    nodes, edges = InputFile(tmp_path / "nodes.csv"), InputFile(tmp_path / "edges.csv")
    told = fault(read_trunk(TrunkRequest(nodes=nodes, edges=edges, known_towns=tuple(towns))), "known_town_off")
    assert told.level == "doubt"
    assert "Far" in told.line
    assert "own.csv" not in told.line + told.rows[0]


def test_borders_close_and_an_unknown_one_is_told(tmp_path):
    opened, closed = made(tmp_path), made(tmp_path, closed_borders=("kz-KG", "UZ-TM", "a-b"))
    assert opened.crossings == 1
    assert closed.crossings == 0
    assert fault(closed, "closed").count == 2
    assert fault(closed, "unknown_border").records == ("UZ-TM",)
    assert fault(closed, "unknown_border").level == "doubt", "it is closed, as was asked"
    assert not np.isfinite(road_km(closed.network, closed.towns)).all()


def test_a_long_way_round_and_a_distance_that_is_known_raise_a_doubt(tmp_path):
    known = (KnownWay("Alpha", "Gamma", 230, "map"), KnownWay("Gamma", "Delta", 100, "map"))
    trunk = made(tmp_path, NODES, ["a,b,90", "b,c,90", "c,d,200"], known_ways=known)
    assert "180 km here, 230 km known" in fault(trunk, "known_short").line
    assert fault(trunk, "known_long").count == 1
    assert "Gamma-Delta" in fault(trunk, "detour").records
    assert fault(trunk, "straight") is None


def test_lines_are_cut_where_they_meet_and_keep_their_length(tmp_path):
    shapes = [LineString([(70, 42), (71, 42), (72, 42)]), LineString([(71, 42), (71, 43)])]
    path = tmp_path / "roads.gpkg"
    frame = gpd.GeoDataFrame({"km": [200.0, None], "kmh": [100.0, None]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path, driver="GPKG")
    network = network_of(read_trunk_lines(InputFile(path)), Faults())
    assert network.nodes == 4
    assert sorted(network.km.round(0).tolist()) == [100, 100, 111]
    assert network.minutes.min() == pytest.approx(60)
    assert network.along(0, 0.5)[0] == pytest.approx(70.5, abs=1e-6)


def test_chains_of_an_extract_become_one_edge_and_small_roads_none(tmp_path):
    nodes = {number: place(number, 0) for number in range(1, 8)}
    file = OsmFile(nodes={**nodes, 9: place(4, 5), 10: place(4, 9)})
    file.way(1, [1, 2, 3, 4], highway="trunk").way(2, [4, 5, 6, 7], highway="trunk")
    file.way(3, [4, 9], highway="secondary").way(4, [9, 10], highway="residential")
    network = network_of(trunk_of(read_osm_file(InputFile(file.write(tmp_path / "made.osm.pbf")))), Faults())
    assert network.nodes == 4
    assert sorted(network.road_class) == ["secondary", "trunk", "trunk"]
    assert max(len(network.line(edge)) for edge in range(3)) == 4
    assert network.timed.all()


@st.composite
def networks(draw):
    count = draw(st.integers(2, 12))
    places = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=count, max_size=count))
    nodes = [f"n{at},{60 + x / 4},{40 + y / 4},KZ" for at, (x, y) in enumerate(places)]
    cell = st.sampled_from(["-1", "0", "nan", "", "12", "40", "900", "x"])
    end = st.integers(0, count).map(lambda at: f"n{at}")
    edges = draw(st.lists(st.tuples(end, end, cell).map(",".join), max_size=25))
    return nodes, edges


@drawn(60, [HealthCheck.function_scoped_fixture])
@given(networks())
def test_whatever_the_tables_hold_the_network_is_one_sound_piece_or_refused(tmp_path, drawn):
    nodes, edges = drawn
    towns = [f"T{at},{row.split(',')[1]},{row.split(',')[2]},{100 + at},KZ" for at, row in enumerate(nodes)]
    try:
        trunk = made(tmp_path, nodes, [*edges, "n0,n1,900"], towns)
    except InputError:
        return
    network = trunk.network
    assert connected_components(network.graph(network.km), directed=False)[0] == 1
    assert (network.km > 0).all()
    assert np.isfinite(network.minutes).all()
    assert len({tuple(sorted(pair)) for pair in network.ends.tolist()}) == len(network.km)
    assert (network.ends[:, 0] != network.ends[:, 1]).all()


def test_a_dump_of_geonames_is_read_without_headings(tmp_path):
    cells = [
        "1",
        "Osh",
        "Osh",
        "",
        "40.53",
        "72.80",
        "P",
        "PPLA",
        "KG",
        "",
        "08",
        "",
        "",
        "",
        "322164",
        "",
        "963",
        "Asia/Bishkek",
        "2024-01-01",
    ]
    other = [*cells]
    other[1], other[8], other[14] = "Almaty", "KZ", "1977011"
    path = tmp_path / "cities15000.txt"
    path.write_text("\n".join("\t".join(row) for row in (cells, other)) + "\n", encoding="utf-8")
    towns, _file = read_towns(InputFile(path), Faults(), countries=("KG",))
    assert [(one.name, one.population) for one in towns] == [("Osh", 322164)]
    assert len(read_towns(InputFile(path), Faults())[0]) == 2


def test_every_case_of_a_fault_stands_in_a_row_with_its_file_and_row(tmp_path):
    nodes = [*NODES, "a,70.5,42.5,KG", "x,75,42,KG", "y,75.1,42,KG"]
    edges = ["a,b,90", "b,c,-9.6", "c,d,120", "b,c,90", "a,zz,5", "zy,a,5", "x,y,9"]
    towns = [*TOWNS, "Alpha,71,42,5,KG", "Cut,75,42,90,KG", "Near,70,42.2,80,KG", "Off,50,50,70,KG", "Out,51,50,60,KG"]
    trunk = made(tmp_path, nodes, edges, towns, ["Alpha,Nowhere,9,,,", "a,b,1,,,"])
    rows = {one.kind.value: list(map(str, one.rows)) for one in trunk.faults}
    assert rows["length"] == ["edges.csv, row 3: b - c, km '-9.6'"]
    assert rows["node_twice"][0].startswith("nodes.csv, row 6: id 'a' stands in nodes.csv, row 2 already, 69")
    assert rows["unknown_node"] == ["edges.csv, row 6: no node 'zz'", "edges.csv, row 7: no node 'zy'"]
    assert rows["town_twice"] == ["towns.csv, row 5: 'Alpha' stands in towns.csv, row 2 already"]
    assert [row.partition(":")[0] for row in rows["correction"]] == ["corrections.csv, row 2", "corrections.csv, row 3"]
    assert rows["town_cut"][0].startswith("towns.csv, row 6: Cut, 249 km from the nearest node")
    assert rows["town_far"][0].startswith("towns.csv, row 7: Near, 22 km from the nearest node")
    assert [row.partition(",")[2].partition(",")[0] for row in rows["town_nowhere"]] == [" row 9: Out", " row 8: Off"]
    assert rows["pieces"] == ["x at 75.00, 42.00: 2 nodes, 9 km"]
    advice = {one.kind.value: str(one.line) for one in trunk.faults}
    assert "snap_km" in advice["town_far"]
    assert "snap_km" not in advice["town_nowhere"] + advice["town_cut"]


def test_every_kind_of_fault_has_its_line():
    assert set(WORDS) == set(FaultKind)
    assert set(ROWS) <= set(FaultKind)
