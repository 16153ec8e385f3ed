"""Drive times against networkx, on random graphs and on Almaty."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.roads import Roads
from geodata.sources.osm_file import read_osm_file
from tests.fixtures.drawing import drawn

CRS = "EPSG:32643"


def networkx_times(drive_s, origins, targets, limit_s):
    """Pairs and seconds by networkx's own Dijkstra, positions sorted."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(drive_s.shape[0]))
    arcs = drive_s.tocoo()
    graph.add_weighted_edges_from(zip(arcs.row.tolist(), arcs.col.tolist(), arcs.data.tolist(), strict=True))
    reached = {origin: nx.single_source_dijkstra_path_length(graph, origin, cutoff=limit_s) for origin in set(origins)}
    return [(i, j, reached[o][t]) for i, o in enumerate(origins) for j, t in enumerate(targets) if t in reached[o]]


@st.composite
def questions(draw):
    nodes = draw(st.integers(2, 12))
    number = st.integers(0, nodes - 1)
    # Whole seconds add up without rounding, so a drive exactly at the limit is decided alike by both.
    arcs = draw(
        st.dictionaries(
            st.tuples(number, number).filter(lambda pair: pair[0] != pair[1]),
            st.integers(1, 50),
            min_size=1,
            max_size=40,
        )
    )
    tail, head = np.array(list(arcs)).T
    graph = sp.csr_array((np.array(list(arcs.values()), dtype=float), (tail, head)), shape=(nodes, nodes))
    ends = st.lists(number, min_size=1, max_size=8)
    return graph, draw(ends), draw(ends), float(draw(st.integers(0, 120)))


@given(questions())
@drawn(150)
def test_drive_times_are_those_of_networkx_on_any_graph(question):
    graph, origins, targets, limit_s = question
    nodes = graph.shape[0]
    roads = Roads(
        np.zeros((nodes, 2)), graph, np.ones(nodes, dtype=bool), gpd.GeoDataFrame(geometry=[], crs=CRS), km=0.0
    )
    origin, target, seconds = roads.drive_times(origins, targets, limit_s=limit_s)
    expected = networkx_times(graph, origins, targets, limit_s)
    assert list(zip(origin.tolist(), target.tolist(), seconds.tolist(), strict=True)) == expected


@pytest.mark.real
def test_drive_times_are_those_of_networkx_in_almaty(shared_data):
    roads = roads_of(read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf")), CRS)
    rng = np.random.default_rng(7)
    main = np.flatnonzero(roads.main)
    origins, targets = rng.choice(main, 40).tolist(), rng.choice(main, 60).tolist()
    origin, target, seconds = roads.drive_times(origins, targets, limit_s=600.0)
    expected = networkx_times(roads.drive_s, origins, roads.twins.ends_of(targets).tolist(), 600.0)
    assert len(expected) > 100
    assert list(zip(origin.tolist(), target.tolist(), strict=True)) == [pair[:2] for pair in expected]
    assert seconds == pytest.approx([pair[2] for pair in expected], rel=1e-9)
