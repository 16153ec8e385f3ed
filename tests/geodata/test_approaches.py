"""Ways from points to the road network: over several nodes, by the fastest, and never through a point."""

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from geodata.approaches import DETOUR_S, FARTHER_M, MOST_WAYS, approaches_to
from geodata.roads import Roads, largest_strong_piece
from geodata.turns import Twins

CRS = "EPSG:32643"


def roads_with(xy_m, arcs, **more):
    """Roads with these nodes and arcs (tail, head, seconds)."""
    tail, head, seconds = (np.array(values) for values in zip(*arcs, strict=True))
    size = max(len(xy_m), int(tail.max()) + 1, int(head.max()) + 1)
    graph = sp.coo_array((seconds.astype(float), (tail, head)), shape=(size, size)).tocsr()
    main = np.ones(len(xy_m), dtype=bool) if more else largest_strong_piece(graph)
    return Roads(np.asarray(xy_m, dtype=float), graph, main, gpd.GeoDataFrame(geometry=[], crs=CRS), km=1.0, **more)


def test_a_neighbour_across_a_dual_carriageway_is_not_reached_by_the_next_place_to_turn():
    east, west = [(x, 0.0) for x in range(-2000, 2001, 200)], [(x, 25.0) for x in range(2000, -2001, -200)]
    ring = [*east, *west]
    roads = roads_with(ring, [(k, (k + 1) % len(ring), 12) for k in range(len(ring))])
    home, post = roads.departures([(110.0, -40.0)]), roads.arrivals([(-90.0, 60.0)])
    between = roads.drives_between(home, post, limit_s=900.0)[2]
    assert 40.0 < between < 90.0, "at walking pace to a node that is a few metres farther"
    nearest = roads.drive_times(*(roads.snap([at]).node for at in ((110.0, -40.0), (-90.0, 60.0))), limit_s=900.0)[2]
    assert nearest > 200.0, "of the nearest nodes one lies behind the place to turn"


def test_ways_lead_to_the_nearest_nodes_and_to_none_that_is_much_farther_or_cut_off():
    xy = [(x, 0.0) for x in (0.0, 100.0, 250.0, 251.0, 90.0)]
    roads = roads_with(xy, [(0, 1, 9), (1, 2, 9), (2, 3, 9), (3, 0, 9), (0, 4, 9)])
    ways = approaches_to(roads.xy_m, np.flatnonzero(roads.main), [(200.0, 0.0), (-100.0, 0.0), (5_000.0, 0.0)])
    taken = [ways.node[ways.point == point].tolist() for point in range(3)]
    assert taken == [[2, 3, 1, 0], [0, 1], [3, 2]], "node 4 leads nowhere, and 100 is a metre too far from 5,000"
    assert ways.nearest_m == pytest.approx([50.0, 100.0, 4_749.0])
    assert ways.seconds[ways.point == 1] == pytest.approx([100 / (20 / 3.6), 100 / (20 / 3.6) + 100 / (5 / 3.6)])
    assert (ways.metres - ways.nearest_m[ways.point]).max() <= FARTHER_M
    for asked in (roads.departures, roads.arrivals):
        assert asked([(200.0, 0.0)]).node.tolist() == [2], "all nodes of a short ring are near by road"
        assert len(asked(np.empty((0, 2)))) == 0
        with pytest.raises(ValueError, match="finite"):
            asked([(np.nan, 0.0)])


@st.composite
def towns(draw):
    """A ring of streets with shortcuts, of which one node may be split for a forbidden turn, and points in it."""
    nodes = draw(st.integers(2, 12))
    place = st.tuples(st.integers(0, 900), st.integers(0, 900))
    xy = draw(st.lists(place, min_size=nodes, max_size=nodes))
    time = st.integers(0, 200)
    arcs = {(k, (k + 1) % nodes): draw(time) for k in range(nodes)}
    arcs |= draw(st.dictionaries(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), time, max_size=9))
    split = draw(st.booleans())
    if split:  # who comes to node 0 over the ring may go nowhere but on over the ring, from a row of its own
        arcs[(nodes - 1, nodes)] = arcs.pop((nodes - 1, 0))
        arcs |= {(nodes, 1 % nodes): 5, (nodes, nodes + 1): 0, (0, nodes + 1): 0}
    rows = [(tail, head, seconds) for (tail, head), seconds in arcs.items() if tail != head]
    twins = Twins(np.array([0, 0]), np.array([0]), np.array([nodes + 1])) if split else Twins()
    points = st.lists(place, min_size=1, max_size=4)
    return roads_with(xy, rows, twins=twins), draw(points), draw(points)


@given(towns())
def test_a_way_is_had_where_its_node_is_a_long_way_round_from_the_nearest(town):
    roads, homes, _ = town
    every = approaches_to(roads.xy_m, np.flatnonzero(roads.main), homes)
    nearest = every.node[every.first][every.point]
    for asked, ends in ((roads.departures, (nearest, every.node)), (roads.arrivals, (every.node, nearest))):
        had = asked(homes)
        pairs = set(zip(had.point.tolist(), had.node.tolist(), strict=True))
        for k, (tail, head) in enumerate(zip(*ends, strict=True)):
            seconds = roads.drive_times([tail], [head], limit_s=1e6)[2]
            far = not len(seconds) or seconds[0] >= DETOUR_S + every.on_foot_s[k]
            assert ((every.point[k], every.node[k]) in pairs) == (far or k in every.first)


@given(towns(), st.integers(0, 900))
def test_a_drive_between_points_is_the_fastest_over_all_pairs_of_their_ways(town, limit_s):
    roads, homes, posts = town
    begin, end = roads.departures(homes), roads.arrivals(posts)
    assert np.bincount(begin.point).max() <= MOST_WAYS
    wanted = {}
    for k, m, seconds in zip(*roads.drive_times(begin.node, end.node, limit_s=1e6), strict=True):
        whole = seconds + begin.seconds[k] + end.seconds[m]
        pair = int(begin.point[k]), int(end.point[m])
        wanted[pair] = min(wanted.get(pair, np.inf), whole)
    found = roads.drives_between(begin, end, limit_s=limit_s)
    at = list(zip(found[0].tolist(), found[1].tolist(), strict=True))
    assert at == sorted(at)
    near = {pair: seconds for pair, seconds in wanted.items() if abs(seconds - limit_s) > 1e-6}
    got = dict(zip(at, found[2].tolist(), strict=True))
    assert {pair for pair in got if pair in near} == {pair for pair, seconds in near.items() if seconds <= limit_s}
    assert [got[pair] for pair in got] == pytest.approx([wanted[pair] for pair in got])


@given(towns(), st.data())
def test_points_that_stand_there_more_than_once_have_the_ways_that_each_has_alone(town, data):
    roads, homes, _ = town
    asked = data.draw(st.lists(st.sampled_from(homes), min_size=1, max_size=9))
    for approach in (roads.departures, roads.arrivals):
        together = approach(asked)
        for k, point in enumerate(asked):
            alone, of = approach([point]), together.point == k
            assert (together.node[of].tolist(), together.metres[of].tolist()) == (
                alone.node.tolist(),
                alone.metres.tolist(),
            )
            assert together.nearest_m[k] == alone.nearest_m[0]
