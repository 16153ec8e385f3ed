"""Forbidden turns in the road graph, against drivers who are followed node by node."""

import heapq

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from osm_fixtures import place
from shapely import LineString

from geodata.input_file import InputFile
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.network import lines_frame
from geodata.osm.roads import roads_of
from geodata.osm.turn_restrictions import Turns
from geodata.sources.osm_file import read_osm_file
from tests.fixtures.drawing import drawn

CRS = "EPSG:32643"


def town(nodes, streets, forbidden=()):
    """Roads of a town whose arcs take these seconds, with drives of three nodes that are forbidden."""
    lonlat = np.array([place(number % 5, number // 5) for number in range(nodes)])
    tail, head = np.array(list(streets)).T
    turns = Turns(
        np.array(list(forbidden), dtype=np.int64).reshape(-1, 3),
        np.array([at for _, at, _ in forbidden], dtype=np.int64),
        np.array([""] * len(forbidden), dtype=object),
    )
    seconds = np.array(list(streets.values()), dtype=float)
    ways = lines_frame(["primary"], [None], [LineString(lonlat[:2])])
    network = RoadNetwork(lonlat, tail, head, seconds, np.full(len(seconds), 3.6), ways, turns=turns)
    features = gpd.GeoDataFrame({"osm_id": [], "tags": []}, geometry=[], crs="EPSG:4326")
    return roads_of(OsmExtract("test", network, features, None, (0, 0, 0, 0)), CRS)


def both_ways(streets):
    return {**streets, **{(b, a): seconds for (a, b), seconds in streets.items()}}


def followed(streets, forbidden, start, limit_s=np.inf):
    """Fastest arrival at every node by following drivers: one who met a forbidden turn turns round at junctions and dead ends alone."""
    out, beside = {}, {}
    for a, b in streets:
        out.setdefault(a, set()).add(b)
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    banned = {turn for turn in map(tuple, forbidden) if turn[:2] in streets and turn[1:] in streets}
    warned = {turn[:2] for turn in banned}
    best, seen, queue = {}, set(), [(0.0, start, -1, False)]
    while queue:
        seconds, here, before, watched = heapq.heappop(queue)
        if (here, before, watched) in seen:
            continue
        seen.add((here, before, watched))
        best.setdefault(here, seconds)
        ways_on = beside.get(here, set()) - {before}
        within_block = before in out.get(here, ()) and len(ways_on) == 1 and ways_on <= out.get(here, set())
        watched = watched and within_block
        for after in out.get(here, ()):
            if (before, here, after) in banned or (watched and after == before):
                continue
            arrival = seconds + streets[here, after]
            if arrival <= limit_s:
                heapq.heappush(queue, (arrival, after, here, watched or (before, here) in warned))
    return best


@st.composite
def towns(draw):
    nodes = draw(st.integers(2, 9))
    number = st.integers(0, nodes - 1)
    pairs = st.tuples(number, number).filter(lambda pair: pair[0] != pair[1])
    # Whole seconds add up without rounding.
    streets = draw(st.dictionaries(pairs, st.integers(1, 30), min_size=1, max_size=14))
    if draw(st.booleans()):
        streets = both_ways(streets)
    drives = sorted((a, b, d) for a, b in streets for c, d in streets if b == c)
    forbidden = draw(st.lists(st.sampled_from(drives), max_size=5)) if drives else []
    return nodes, streets, forbidden, float(draw(st.integers(0, 90)))


@given(towns())
@drawn(400)
def test_drive_times_are_those_of_drivers_who_are_followed(asked):
    nodes, streets, forbidden, limit_s = asked
    roads = town(nodes, streets, forbidden)
    everywhere = range(nodes)
    expected = {
        (one, other): seconds
        for one in everywhere
        for other, seconds in followed(streets, forbidden, one, limit_s).items()
    }
    one, other, seconds = roads.drive_times(everywhere, everywhere, limit_s=limit_s)
    assert dict(zip(zip(one.tolist(), other.tolist(), strict=True), seconds.tolist(), strict=True)) == expected
    for target in everywhere:  # fewer ends than origins: searched backward
        one, _, seconds = roads.drive_times(everywhere, [target], limit_s=limit_s)
        to_here = {a: found for (a, b), found in expected.items() if b == target}
        assert dict(zip(one.tolist(), seconds.tolist(), strict=True)) == to_here


@given(towns())
@drawn(200)
def test_one_can_drive_there_and_back_between_all_nodes_of_the_main_piece(asked):
    nodes, streets, forbidden, _ = asked
    main = np.flatnonzero(town(nodes, streets, forbidden).main).tolist()
    for one in main if len(main) > 1 else []:
        assert set(main) <= followed(streets, forbidden, one).keys()


def test_a_graph_without_forbidden_turns_is_the_same_to_the_last_bit():
    streets = both_ways({(0, 1): 7, (1, 2): 11, (1, 6): 13})
    plain, other = town(7, streets), town(7, streets, [(0, 1, 5), (3, 1, 0)])
    assert not len(other.twins.node), "turns that no street makes split nothing"
    assert (plain.drive_s != other.drive_s).nnz == 0
    assert np.array_equal(plain.main, other.main)


def test_only_the_way_in_that_is_told_where_to_go_gets_a_twin():
    streets = both_ways({(0, 1): 10, (1, 2): 10, (1, 6): 10})
    roads = town(7, streets, [(0, 1, 6)])
    assert roads.twins.node.tolist() == [1, 1], "a twin of the way in from 0, and where drives to 1 end"
    assert roads.summary()["nodes"] == 7
    assert roads.summary()["edges"] == 6
    assert roads.summary()["pieces"] == 4
    assert roads.drive_times([0, 2], [6], limit_s=100)[2].tolist() == [40.0, 20.0], "0 turns round at the end, in 2"
    assert roads.drive_times([0, 6], [1], limit_s=100)[2].tolist() == [10.0, 10.0]


def test_who_may_not_turn_does_not_turn_round_at_the_next_point_of_the_line():
    # 1 is a crossing; the road goes on over two points of its line, 2 and 3, to the crossing 4.
    streets = both_ways({(0, 1): 10, (1, 5): 10, (1, 2): 1, (2, 3): 1, (3, 4): 10, (4, 6): 10, (4, 7): 10})
    roads = town(8, streets, [(0, 1, 5)])
    assert roads.drive_times([0], [5, 2, 3, 4], limit_s=100)[2].tolist() == [44.0, 11.0, 12.0, 22.0]
    assert roads.drive_times([2, 3], [1, 5], limit_s=100)[2].tolist() == [1.0, 11.0, 2.0, 12.0]


@pytest.mark.real
def test_drives_in_almaty_are_those_of_drivers_who_are_followed(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf"))
    roads = roads_of(extract, CRS)
    nodes = len(roads.xy_m)
    place_of = np.concatenate([np.arange(nodes), roads.twins.node])
    arcs = roads.drive_s.tocoo()
    tail, head = place_of[arcs.row].tolist(), place_of[arcs.col].tolist()
    streets = {(a, b): s for a, b, s in zip(tail, head, arcs.data.tolist(), strict=True) if a != b}
    forbidden = extract.network.turns.forbidden.tolist()
    assert len(forbidden) >= 88
    by_turns = [before for before, _, _ in forbidden[::25]]
    origins = [*by_turns, *np.random.default_rng(3).choice(np.flatnonzero(roads.main), 4).tolist()]
    for origin in origins:
        expected = followed(streets, forbidden, origin, 420.0)
        _, target, seconds = roads.drive_times([origin], np.arange(nodes), limit_s=420.0)
        assert dict(zip(target.tolist(), seconds.tolist(), strict=True)) == expected
