"""Passing traffic, reckoned by hand on a street and a crossing, set right by counts."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from shapely import LineString

from geodata.roads import Roads, largest_strong_piece
from geodata.traffic import TRAFFIC
from geodata.turns import split_at_turns
from planner.demand.en_route import (
    FADE_S,
    GATE_SHARE,
    MOST_RATIO,
    count_factors,
    gate_nodes,
    node_flows,
    passing_traffic,
)
from tests.fixtures.tiny_city import CRS, EAST, NORTH, STEP_S, corner, tiny_city


def roads_of(arcs: dict[tuple[int, int], float], xy: list[tuple[float, float]]) -> Roads:
    """Two-way roads with these seconds."""
    both = {**arcs, **{(b, a): s for (a, b), s in arcs.items()}}
    tail, head = np.array(list(both)).T
    drive_s = sp.csr_array((np.array(list(both.values())), (tail, head)), shape=(len(xy), len(xy)))
    lines = gpd.GeoDataFrame({"road_class": [], "name": []}, geometry=[], crs=CRS)
    return Roads(np.array(xy, dtype=float), drive_s, largest_strong_piece(drive_s), lines, km=1.0)


def counts(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Counters: name, vehicles a day, x, y."""
    return TRAFFIC.checked(pd.DataFrame(rows, columns=["counter", "vehicles_per_day", "x_m", "y_m"]), source="test")


def test_flows_of_a_street_by_hand():
    street = roads_of({(0, 1): 60.0, (1, 2): 120.0}, [(0, 0), (500, 0), (1_000, 0)])
    trips, hours = node_flows(street, np.array([0, 2]), np.array([2.0, 3.0]))
    one_way = 2.0 * 3.0 * np.exp(-180.0 / FADE_S)
    assert trips == pytest.approx([one_way, 2 * one_way, one_way])
    # East: 60 s end at corner 1 and 120 s at corner 2; west: 120 s end at corner 1 and 60 s at corner 0.
    assert hours * 3600 == pytest.approx([one_way * 60, one_way * 180, one_way * 120])


def test_flows_of_a_crossing_by_hand():
    # Four arms of 60 s, and a corner between two of them that is quicker than the middle.
    xy = [(0, 0), (0, 1_000), (1_000, 0), (0, -1_000), (-1_000, 0), (700, 700)]
    arcs = {(0, 1): 60.0, (0, 2): 60.0, (0, 3): 60.0, (0, 4): 60.0, (1, 5): 50.0, (5, 2): 50.0}
    trips, hours = node_flows(roads_of(arcs, xy), np.array([1, 2, 3, 4]), np.ones(4))
    long, short = np.exp(-120 / FADE_S), np.exp(-100 / FADE_S)
    assert trips[0] == pytest.approx(10 * long)  # all twelve trips but the two round the corner
    assert trips[5] == pytest.approx(2 * short)
    assert trips[1] == pytest.approx(2 * long + short)
    assert hours[0] * 3600 == pytest.approx(10 * long * 60)
    assert hours.sum() * 3600 == pytest.approx(10 * long * 120 + 2 * short * 100)


def test_flows_over_a_forbidden_turn_count_at_the_nodes_of_the_map():
    # From 0 nobody may turn at 1 to 3: who goes there turns round at 2.
    xy = [(0, 0), (500, 0), (1_000, 0), (500, 500)]
    plain = roads_of({(0, 1): 60.0, (1, 2): 60.0, (1, 3): 60.0}, xy)
    split = split_at_turns(plain.drive_s, np.array([[0, 1, 3]]))
    assert split is not None
    drive_s = sp.csr_array(
        (split.seconds(plain.drive_s.data), split.arcs.indices, split.arcs.indptr), shape=split.arcs.shape
    )
    roads = replace(plain, drive_s=drive_s, twins=split.twins)
    trips, hours = node_flows(roads, np.array([0, 3]), np.ones(2))
    there, back = np.exp(-240 / FADE_S), np.exp(-120 / FADE_S)
    assert trips == pytest.approx([back, 2 * there + back, there, there])
    assert hours * 3600 == pytest.approx([60 * back, 120 * there + 60 * back, 60 * there, 60 * there])
    trips, _ = node_flows(roads, np.array([0, 1]), np.ones(2))
    assert trips == pytest.approx([np.exp(-60 / FADE_S)] * 2 + [0, 0])


def test_ends_at_one_node_are_one_end_and_ask_for_no_trip_between_them():
    street = roads_of({(0, 1): 60.0}, [(0, 0), (500, 0)])
    joined, _ = node_flows(street, np.array([0, 0, 1]), np.array([1.0, 1.0, 3.0]))
    single, _ = node_flows(street, np.array([0, 1]), np.array([2.0, 3.0]))
    assert joined == pytest.approx(single)
    alone, _ = node_flows(street, np.array([0, 0]), np.array([1.0, 1.0]))
    assert alone.sum() == 0


def test_pieces_that_no_road_joins_have_no_traffic_between_them():
    xy = [(0, 0), (500, 0), (9_000, 0), (9_500, 0)]
    trips, hours = node_flows(roads_of({(0, 1): 60.0, (2, 3): 60.0}, xy), np.array([0, 1, 2]), np.ones(3))
    assert trips == pytest.approx([np.exp(-60 / FADE_S)] * 2 + [0, 0])
    assert np.isfinite(hours).all()


def test_gates_stand_where_main_roads_cross_the_boundary():
    city = tiny_city()
    assert list(gate_nodes(city)) == []  # the street ends inside
    out = [corner(-5), corner(20)]
    drawn = gpd.GeoDataFrame(
        {"road_class": ["primary", "primary", "residential"], "name": [None] * 3},
        geometry=[
            LineString(out),
            LineString([(x, y + 20) for x, y in out]),  # the other carriageway
            LineString([(EAST, NORTH - 9_000), (EAST, NORTH + 9_000)]),
        ],
        crs=CRS,
    )
    roads = Roads(city.roads.xy_m, city.roads.drive_s, city.roads.main, drawn, km=1.0)
    crossed = tiny_city(roads=roads)
    assert list(gate_nodes(crossed)) == [0, 9]
    assert passing_traffic(crossed).gates == 2


def test_gates_send_their_share_of_the_trips():
    city = tiny_city()
    drawn = gpd.GeoDataFrame(
        {"road_class": ["trunk"], "name": [None]}, geometry=[LineString([corner(8), corner(20)])], crs=CRS
    )
    roads = Roads(city.roads.xy_m, city.roads.drive_s, city.roads.main, drawn, km=1.0)
    with_gate = passing_traffic(tiny_city(roads=roads)).vehicle_hours
    people, at = np.array([1_000, 2_000, 3_000, 2_000, 2_000.0]), np.array([0, 2, 4, 6, 8, 9])
    weight = np.append(people, people.sum() * GATE_SHARE / (1 - GATE_SHARE))
    by_hand = np.zeros(10)
    for a in range(6):
        for b in range(6):
            if a != b:
                flow = weight[a] * weight[b] * np.exp(-abs(at[a] - at[b]) * STEP_S / FADE_S)
                step = 1 if at[b] > at[a] else -1
                for node in range(at[a] + step, at[b] + step, step):
                    by_hand[node] += flow * STEP_S / 3600
    assert with_gate == pytest.approx(by_hand[[0, 2, 4, 6, 8]])


def test_counts_pull_traffic_towards_them_by_their_ratio():
    xy = [corner(k) for k in range(10)]
    roads = tiny_city().roads
    trips = np.full(10, 100.0)
    factor, used, problems = count_factors(roads, trips, counts(("west", 1_000, *xy[0]), ("east", 4_000, *xy[9])))
    assert (used, problems) == (2, ())
    assert np.all(np.diff(factor) > 0)
    # Ratios 10 and 40 against their median 25, each drawn a little back to 1 by the other counter and by knowing nothing.
    assert 0.4 < factor[0] < 1 < factor[9] < 1.6
    assert factor[0] == pytest.approx(by_hand(xy, 0), rel=1e-9)


def by_hand(xy: list[tuple[float, float]], node: int) -> float:
    """Gaussian mean of the logarithms of two ratios, knowing nothing counted once and each counter four times."""
    logs = {0: np.log(10 / 25), 9: np.log(40 / 25)}
    kernel = {k: 4 * np.exp(-0.5 * ((xy[node][0] - xy[k][0]) / 2_000) ** 2) for k in logs}
    return float(np.exp(sum(kernel[k] * logs[k] for k in logs) / (1 + sum(kernel.values()))))


def test_one_counter_says_nothing_of_where_and_counts_of_one_ratio_neither():
    roads, trips = tiny_city().roads, np.full(10, 100.0)
    one, used, _ = count_factors(roads, trips, counts(("only", 5_000, *corner(3))))
    assert used == 1
    assert one == pytest.approx(np.ones(10))
    same, _, _ = count_factors(roads, trips, counts(("a", 700, *corner(1)), ("b", 700, *corner(8))))
    assert same == pytest.approx(np.ones(10))


def test_a_count_gone_mad_is_held():
    roads, trips = tiny_city().roads, np.full(10, 100.0)
    three = counts(("a", 1_000, *corner(0)), ("b", 1_000, *corner(5)), ("mad", 1e9, *corner(9)))
    factor, _, _ = count_factors(roads, trips, three)
    assert 1 < factor[9] <= MOST_RATIO


def test_counters_far_from_every_road_are_named_and_not_used():
    roads, trips = tiny_city().roads, np.full(10, 100.0)
    factor, used, problems = count_factors(roads, trips, counts(("field", 900, EAST, NORTH + 5_000)))
    assert (used, factor.tolist()) == (0, [1.0] * 10)
    (problem,) = problems
    assert (problem.record, problem.action) == ("counter field", "not used")
    told = passing_traffic(tiny_city(traffic=counts(("field", 900, EAST, NORTH + 5_000), ("a", 9, *corner(2)))))
    assert told.counters == 1
    assert [one.record for one in told.problems] == ["counter field"]


def test_counts_move_the_traffic_of_a_city():
    plain = passing_traffic(tiny_city()).vehicle_hours
    east = passing_traffic(tiny_city(traffic=counts(("w", 100, *corner(2)), ("e", 10_000, *corner(8))))).vehicle_hours
    assert east[4] / east.sum() > plain[4] / plain.sum()
    assert east[0] / east.sum() < plain[0] / plain.sum()


def test_the_same_city_has_the_same_answer():
    once, again = passing_traffic(tiny_city()), passing_traffic(tiny_city())
    assert np.array_equal(once.vehicle_hours, again.vehicle_hours)


def test_many_zones_are_sampled_by_their_people(monkeypatch):
    monkeypatch.setattr("planner.demand.en_route.SAMPLED", 4)
    found = passing_traffic(tiny_city()).vehicle_hours
    # 4 ends of 2,500 people each, at 1,250, 3,750, 6,250 and 8,750 of the running sum: the zones z2, z4, z6 and z8.
    assert found[0] == 0
    assert (found[1:] > 0).all()


def test_a_city_without_people_or_roads_has_no_traffic():
    empty = passing_traffic(tiny_city(zones=tiny_city().zones.assign(population=0.0)))
    assert empty.vehicle_hours.tolist() == [0.0] * 5
