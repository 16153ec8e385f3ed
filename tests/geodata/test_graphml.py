"""Street graphs saved by osmnx."""

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from osm_fixtures import place
from shapely import LineString

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.osm.tags import CLASS_SPEED_KMH, LIMIT_FACTOR
from geodata.sources.graphml import read_graphml

CRS = "EPSG:32643"


def graph_of(*edges, crs="epsg:4326"):
    """Graph of osmnx with nodes 1 to 4 on a line; an edge is (tail, head, attributes)."""
    graph = nx.MultiDiGraph(crs=crs, created_date="2024-06-01 10:00:00", created_with="OSMnx", simplified=False)
    for number in (1, 2, 3, 4):
        x, y = place(number, 0)
        graph.add_node(number, x=x, y=y, street_count=2)
    for tail, head, attributes in edges:
        graph.add_edge(
            tail,
            head,
            **{
                "osmid": 10,
                "highway": "residential",
                "oneway": False,
                "reversed": tail > head,
                "length": 81.2,
                **attributes,
            },
        )
    return graph


def saved(graph, folder):
    path = folder / "city.graphml"
    ox.save_graphml(graph, path)
    return path


def test_edges_become_arcs_as_the_graph_directs_them(tmp_path):
    graph = graph_of(
        (1, 2, {}), (2, 1, {}), (3, 2, {"oneway": True, "osmid": 11, "highway": "primary", "length": 90.0})
    )
    extract = read_graphml(InputFile(saved(graph, tmp_path)))
    arcs = list(zip(extract.network.tail.tolist(), extract.network.head.tolist(), strict=True))
    assert arcs == [(0, 1), (1, 0), (2, 1)]
    assert extract.network.length_m.tolist() == [81.2, 81.2, 90.0]
    assert extract.network.speed_kmh.tolist() == [CLASS_SPEED_KMH["residential"]] * 2 + [CLASS_SPEED_KMH["primary"]]
    assert extract.data_date == "2024-06-01"
    assert extract.features.empty
    assert extract.bounds == pytest.approx((*place(1, 0), *place(4, 0)))


def test_each_street_is_drawn_and_measured_once(tmp_path):
    graph = graph_of((1, 2, {}), (2, 1, {}), (2, 3, {"osmid": 11}), (3, 2, {"osmid": 11}))
    extract = read_graphml(InputFile(saved(graph, tmp_path)))
    assert len(extract.network.ways) == 2
    assert roads_of(extract, CRS).km == pytest.approx(0.1624, abs=0.001)


def test_a_simplified_edge_takes_its_geometry_and_the_lowest_of_its_limits(tmp_path):
    bent = LineString([place(1, 0), place(2, 1), place(3, 0)])
    attributes = {
        "geometry": bent,
        "osmid": [10, 11],
        "highway": ["footway", "tertiary"],
        "maxspeed": ["60", "40"],
        "name": ["Абая", "Сейфуллина"],
    }
    extract = read_graphml(InputFile(saved(graph_of((1, 3, attributes), (1, 2, {})), tmp_path)))
    street = extract.network.ways.iloc[0]
    assert (street["road_class"], street["name"]) == ("tertiary", "Абая")
    assert street.geometry.equals_exact(bent, 1e-6)
    assert extract.network.speed_kmh[0] == pytest.approx(40 * LIMIT_FACTOR)


def test_footways_and_private_streets_are_left_out(tmp_path):
    graph = graph_of((1, 2, {}), (2, 3, {"highway": "footway"}), (3, 4, {"access": "private"}))
    assert len(read_graphml(InputFile(saved(graph, tmp_path))).network.tail) == 1


def test_an_edge_without_a_length_is_measured(tmp_path):
    graph = graph_of((1, 2, {"length": float("nan")}), (2, 3, {"length": -4.0}))
    assert read_graphml(InputFile(saved(graph, tmp_path))).network.length_m == pytest.approx(81.22, abs=0.01)


def test_a_graph_simplified_by_osmnx_takes_the_same_time(tmp_path):
    graph = graph_of((1, 2, {}), (2, 1, {}), (2, 3, {}), (3, 2, {}), (3, 4, {}), (4, 3, {}))
    plain = roads_of(read_graphml(InputFile(saved(graph, tmp_path))), CRS)
    simple = roads_of(read_graphml(InputFile(saved(ox.simplify_graph(graph), tmp_path))), CRS)
    assert len(simple.xy_m) == 2
    seconds = [
        roads.drive_times(*(roads.snap(roads.xy_m[[end]]).node for end in (0, -1)), limit_s=600)[2]
        for roads in (plain, simple)
    ]
    assert seconds[0] == pytest.approx(seconds[1])
    assert np.all(seconds[0] > 0)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not xml",
        "<html></html>",
        '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns"></graphml>',
    ],
)
def test_what_is_no_graphml_of_osmnx_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "bad.graphml"
    path.write_text(content)
    with pytest.raises(InputError, match=r"bad\.graphml: cannot be read as a graph of osmnx") as refused:
        read_graphml(InputFile(path))
    assert "\n" not in str(refused.value)


def test_graphml_of_another_program_is_refused(tmp_path):
    path = tmp_path / "social.graphml"
    nx.write_graphml(nx.path_graph(3), path)
    with pytest.raises(InputError, match=r"expected a street graph saved by osmnx"):
        read_graphml(InputFile(path))


def test_a_projected_graph_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(InputError, match=r"projected to epsg:32643.*save it before ox\.project_graph"):
        read_graphml(InputFile(saved(graph_of((1, 2, {}), crs="epsg:32643"), tmp_path)))


def test_metres_passed_off_as_degrees_are_refused(tmp_path):
    graph = graph_of((1, 2, {}))
    graph.nodes[1]["x"] = 654_000.0
    with pytest.raises(InputError, match="beyond 180 degrees"):
        read_graphml(InputFile(saved(graph, tmp_path)))


def test_a_graph_without_streets_for_cars_is_refused(tmp_path):
    with pytest.raises(InputError, match="no drivable street"):
        read_graphml(InputFile(saved(graph_of((1, 2, {"highway": "footway"})), tmp_path)))


def test_a_missing_graph_is_named(tmp_path):
    with pytest.raises(MissingFileError, match=r"none\.graphml: no such file"):
        read_graphml(InputFile(tmp_path / "none.graphml"))
