"""Drive times against scipy's Dijkstra, bit by bit, on graphs with everything that a street map has; and what they take of memory."""

import tracemalloc

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geodata.drives import FIRST_PAIRS, graph_of, room_for, search
from geodata.roads import Roads
from tests.fixtures.drawing import drawn


def roads_of(graph):
    nodes = graph.shape[0]
    lines = gpd.GeoDataFrame(geometry=[], crs="EPSG:32643")
    return Roads(np.zeros((nodes, 2)), graph, np.ones(nodes, dtype=bool), lines, km=0.0)


def scipy_times(graph, origins, targets, limit_s):
    """Pairs in order of position, searched from where `drive_times` says that it searches: the fewer ends."""
    if len(set(targets)) < len(set(origins)):
        dense = dijkstra(sp.csr_array(graph.T), indices=targets)[:, origins].T
    else:
        dense = dijkstra(graph, indices=origins)[:, targets]
    row, column = np.nonzero(np.isfinite(dense) & (dense <= limit_s))
    return row, column, dense[row, column]


@st.composite
def questions(draw):
    """One-way streets, pieces apart, parallel arcs, arcs of no length and of very unequal ones, ends that stand there twice."""
    nodes = draw(st.integers(1, 14))
    number = st.integers(0, nodes - 1)
    seconds = st.one_of(st.just(0.0), st.floats(1e-3, 3.0), st.floats(10.0, 400.0))
    arcs = draw(st.lists(st.tuples(number, number, seconds), max_size=50))
    tail, head, data = (np.array(part) for part in zip(*arcs, strict=True)) if arcs else (np.empty(0, int),) * 3
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(nodes + 1))
    graph = sp.csr_array((data[order].astype(float), head[order], first), shape=(nodes, nodes))
    ends = st.lists(number, max_size=9)
    return graph, draw(ends), draw(ends), draw(st.one_of(st.floats(0.0, 900.0), st.just(np.inf)))


@given(questions())
@drawn(300)
def test_drive_times_are_those_of_scipy_to_the_last_bit(question):
    graph, origins, targets, limit_s = question
    found = roads_of(graph).drive_times(origins, targets, limit_s=limit_s)
    if origins and targets:
        for mine, its in zip(found, scipy_times(graph, origins, targets, limit_s), strict=True):
            assert mine.tolist() == its.tolist()
    else:
        assert [len(part) for part in found] == [0, 0, 0]


def test_a_drive_as_long_as_the_limit_counts_and_one_a_bit_longer_does_not():
    graph = sp.csr_array((np.array([0.1, 0.2]), ([0, 1], [1, 2])), shape=(3, 3))
    roads, whole = roads_of(graph), 0.1 + 0.2
    assert roads.drive_times([0], [0, 1, 2], limit_s=whole)[1].tolist() == [0, 1, 2]
    assert roads.drive_times([0], [0, 1, 2], limit_s=np.nextafter(whole, 0))[1].tolist() == [0, 1]
    assert roads.drive_times([0], [0, 1, 2], limit_s=-1.0)[1].tolist() == []


def test_a_wide_bucket_lets_a_node_be_reached_faster_after_it_was_left():
    # Direct 0 - 3 takes 90 s; by three short arcs 3 s, all within one bucket of some 1,000 s; arcs on from 3 must know.
    arcs = [(0, 3, 90.0), (0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0), (5, 6, 8_000.0)]
    tail, head, seconds = (np.array(part) for part in zip(*arcs, strict=True))
    graph = graph_of(sp.csr_array((seconds, (tail, head)), shape=(7, 7)))
    room = room_for(graph, 1e9, ways=True)
    assert search(graph, room, 0, 1e9) == 5
    assert room.time_s[:5].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert room.came_from[:5].tolist() == [-1, 0, 1, 2, 3]
    assert (room.after[:7] == -1).all(), "nobody is left waiting"


def test_an_arc_of_less_than_no_time_is_refused_and_not_followed_round_and_round():
    for seconds in (-1.0, np.nan):
        with pytest.raises(ValueError, match="less than no time"):
            graph_of(sp.csr_array((np.array([seconds]), ([0], [1])), shape=(2, 2)))


def test_memory_grows_with_the_pairs_found_and_not_with_origins_times_nodes():
    nodes, origins = 60_000, 4_000
    at = np.arange(nodes - 1)
    graph = sp.csr_array((np.full(2 * (nodes - 1), 10.0), (np.r_[at, at + 1], np.r_[at + 1, at])), shape=(nodes, nodes))
    roads, sources = roads_of(graph), np.arange(origins) * 15
    roads.drive_times(sources[:1], np.arange(nodes), limit_s=1.0)  # compile first
    tracemalloc.start()
    start, _, _ = roads.drive_times(sources, np.arange(nodes), limit_s=100.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(start) == pytest.approx(21 * origins, rel=0.01)
    assert peak < 60 * len(start) + 16 * FIRST_PAIRS + 200 * nodes
    assert peak < 0.02 * 8 * nodes * origins, "a dense row for each origin takes fifty times as much"
