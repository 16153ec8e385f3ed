"""Places as they are on the ground: which of them share a connection, and whose stations a plan may enlarge."""

import time
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from geodata.backdrop import backdrop_frame
from planner.audit.recheck import broken_promises
from planner.model.rules.same_ground import SameGround
from planner.model.solve.planning import best_plan
from planner.network.locations import locations_of
from planner.network.operators import run_by_others
from planner.network.same_ground import MOST_NEAR, SharedGround, same_ground
from planner.question import question_of
from tests.fixtures.tiny_city import CRS, EAST, NORTH, STATION, silent, sites, stations, tiny_city, tiny_scenario

POINTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans(), st.sampled_from([None, "F1", "F2"])), max_size=12
)


def rows_of(points) -> pd.DataFrame:
    """Places on a grid of 50 m; the power of some is known, some hang on a feeder."""
    columns = {"x_m": [EAST + 50.0 * x for x, *_ in points], "y_m": [NORTH + 50.0 * y for _, y, *_ in points]}
    known = [100.0 if known else np.nan for *_, known, _feeder in points]
    feeder = pd.Series([one[3] for one in points], dtype=object)
    return pd.DataFrame(columns | {"grid_kw": np.array(known, dtype=float), "feeder": feeder})


def sharing(found: SharedGround) -> list[tuple[int, int]]:
    """All pairs of places that share a connection."""
    grounds = {first: [first] for first in found.first.tolist()} | found.standing
    pairs = [(a, b) for one, other in found.pairs.tolist() for a in grounds[one] for b in grounds[other]]
    pairs += [pair for places in grounds.values() for pair in combinations(places, 2)]
    return sorted((min(pair), max(pair)) for pair in pairs)


@given(POINTS, st.integers(0, 10), st.sampled_from([0.0, 60.0, 150.0]))
def test_neighbours_are_all_pairs_within_the_distance_that_nothing_parts(points, river, within_m):
    east = EAST + 50.0 * river + 25.0  # between two columns of places
    line = LineString([(east, NORTH - 10), (east, NORTH + 10_000)])
    city = tiny_city(backdrop=backdrop_frame([("river", "", 0.0, line)], CRS))
    found = same_ground(rows_of(points), city, within_m)
    expected = [
        (a, b)
        for a, (x, y, known, feeder) in enumerate(points)
        for b, (x2, y2, known2, feeder2) in enumerate(points)
        if a < b
        and not (known or known2)
        and 0 <= 50.0 * np.hypot(x - x2, y - y2) <= within_m
        and within_m > 0
        and (x <= river) == (x2 <= river)
        and (feeder == feeder2 or None in (feeder, feeder2))
    ]
    assert sharing(found) == expected


def test_water_parts_neighbours_and_a_stream_does_not():
    rows = rows_of([(0, 0, False, None), (2, 0, False, None)])
    pond = gpd.GeoDataFrame({"kind": ["water"]}, geometry=[box(EAST + 40, NORTH - 9, EAST + 60, NORTH + 9)], crs=CRS)
    line = LineString([(EAST + 50, NORTH - 99), (EAST + 50, NORTH + 99)])
    assert sharing(same_ground(rows, tiny_city(ground=pond), 150.0)) == []
    stream = backdrop_frame([("stream", "", 0.0, line)], CRS)
    assert sharing(same_ground(rows, tiny_city(backdrop=stream), 150.0)) == [(0, 1)]


def test_neighbours_build_no_more_than_one_connection_carries():
    """Two lots 100 m apart: without the rule each takes what one connection carries."""
    drawn = {}
    for within_m in (0.0, 150.0):
        lots = sites({"a": 1, "b": 1.2}).assign(grid_kw=np.nan, feeder=None)
        city = tiny_city(sites=lots, stations=stations().only(set()))
        asked = {"same_ground_m": within_m}, {"default_site_kw": 120}
        question = question_of(city, tiny_scenario(sites=asked[0], grid=asked[1]), say=silent)
        plan = best_plan(question, say=silent)
        assert broken_promises(plan, question) == []
        kw = {one.id: one.power_kw for one in question.chargers}
        drawn[within_m] = sum(kw[row.charger] * row.count for row in plan.chargers.itertuples())
    assert drawn == {0.0: pytest.approx(240, abs=30), 150.0: pytest.approx(120, abs=30)}
    assert drawn[150.0] <= 120


def test_whatever_places_are_neighbours_all_that_are_so_of_each_other_share_a_row():
    """Nine places whose pairs a few cliques cover and leave a triangle out (found by review)."""
    pairs = [(a, b) for clique in ((0, 1, 3, 4), (0, 2, 5, 6), (1, 2, 7, 8)) for a in clique for b in clique if a < b]
    rule = SameGround(SharedGround(np.arange(9), np.array(sorted(set(pairs)))), 250.0, 150.0)
    near = set(pairs)
    for three in combinations(range(9), 3):
        if all(pair in near for pair in combinations(three, 2)):
            assert any(set(three) <= set(ground) for ground in rule.grounds)


@pytest.mark.parametrize(
    "spread",
    [
        lambda count: np.zeros((count, 2)),
        lambda count: (
            75.1 * np.column_stack([f(np.linspace(0, 2 * np.pi, count, endpoint=False)) for f in (np.cos, np.sin)])
        ),
        lambda count: np.random.default_rng(1).normal(0.0, 100.0, (count, 2)),
    ],
    ids=["at one point", "on a circle, each the neighbour of all but those across", "all over a square"],
)
def test_thousands_of_places_next_to_each_other_share_few_rows(spread):
    at = np.array([EAST, NORTH]) + spread(3_000)
    rows = pd.DataFrame({"x_m": at[:, 0], "y_m": at[:, 1], "grid_kw": np.nan, "feeder": None})
    began = time.process_time()
    rule = SameGround(same_ground(rows, tiny_city(), 150.0), 250.0, 150.0)
    rows_of = np.bincount([site for ground in rule.grounds for site in ground], minlength=3_000)
    assert len(rule.grounds) <= 300
    assert rows_of.min() >= 1  # none of them has a connection of its own
    assert time.process_time() - began < 5.0


def test_a_crowd_is_told_and_a_street_is_none():
    for count in (MOST_NEAR + 1, MOST_NEAR + 2):
        points = [(at, 0, False, None) for at in range(count)]
        rows = rows_of(points).assign(x_m=lambda table: EAST + (table["x_m"] - EAST) / 50.0)
        found = same_ground(rows, tiny_city(), 150.0)
        assert bool(list(found.problems(150.0))) == (count > MOST_NEAR + 1)
        assert len(sharing(found)) == count * (count - 1) // 2


def test_worlds_in_which_the_same_places_share_a_connection_have_the_same_rule():
    def rule(pairs):
        return SameGround(SharedGround(np.arange(4), np.array(pairs)), 250.0, 150.0)

    assert rule([[0, 1], [1, 2]]).same(rule([[0, 1], [1, 2]]))
    assert not rule([[0, 1], [1, 2]]).same(rule([[0, 1], [2, 3]]))


def test_an_operator_is_the_citys_by_any_spelling_of_its_name():
    names = np.array([None, "Elektro  Almaty", "ELEKTRO almaty", "Tesla"], dtype=object)
    assert run_by_others(names, ["Elektro Almaty"]).tolist() == [False, False, False, True]
    assert run_by_others(names, []).tolist() == [False, True, True, True]
    assert not run_by_others(names, ["*"]).any()


@pytest.mark.parametrize(
    ("operator", "keys", "enlarged"),
    [
        (None, {}, True),
        ("Tesla", {}, False),
        ("Tesla", {"sites": {"own_operators": ["tesla"]}}, True),
        ("Tesla", {"plan": {"forced": [STATION]}}, True),
        ("Tesla", {"plan": {"locked": [{"site": STATION, "chargers": {"dc_gbt_60": 1}}]}}, True),
    ],
    ids=["nobody", "others", "own", "forced", "locked"],
)
def test_a_station_of_others_is_enlarged_only_where_a_list_names_it(operator, keys, enlarged):
    there = stations()
    there = type(there)(there.table.assign(operator=operator), there.connectors, there.provenance)
    city = tiny_city(stations=there, sites=sites({"a": 1}).iloc[:0])
    question = question_of(city, tiny_scenario(**keys), say=silent)
    plan = best_plan(question, say=silent)
    assert (STATION in set(plan.chargers["site_id"])) == enlarged
    assert broken_promises(plan, question) == []
    told = [one.value for one in locations_of(city, tiny_scenario(**keys)).assumptions if "other operators" in one.what]
    assert bool(told) == (not enlarged)
