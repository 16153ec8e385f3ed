"""Money that is left buys whole chains: the cheapest of each trip, none beyond the money, and a plan is never worse for it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.chains import cheapest
from planner.corridors.search.driving import drive
from planner.corridors.search.filling import Filling
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import FILLING, Search
from planner.errors import CorridorError
from planner.support.stopping import never
from tests.fixtures.drawing import SEEDS, drawn
from tests.fixtures.tiny_city import silent
from tests.fixtures.two_chains import LONG, SHORT, STATION_USD, two_chains
from tests.planner.corridors.networks import questions

NOTHING = np.zeros(0, dtype=np.int64)


@given(questions(), SEEDS)
@drawn(40)
def test_the_chain_of_a_trip_hits_all_of_its_covers_for_the_least_money(question, seed):
    asked = Prepared.of(question, Wish())
    draw = np.random.default_rng(seed)
    cost = draw.choice([0.0, 1.0, 2.5, np.inf], len(asked.lines.place), p=[0.2, 0.3, 0.3, 0.2])
    least = asked.chains.least(cost)
    for leg in np.flatnonzero(np.isfinite(least)).tolist():
        stops = cheapest(asked.lines, leg, cost)
        assert sum(cost[stops]) == pytest.approx(least[leg])
        covers = asked.lines.covers[asked.lines.cover_leg == leg]
        assert all(any(low <= stop < high for stop in stops) for low, high in covers.tolist())


@given(questions(), st.sampled_from([Wish(Aim.TRIPS), Wish(Aim.ENERGY)]), st.sampled_from([2.0, 5.0, 20.0]))
@drawn(40)
def test_each_chain_opens_a_trip_that_was_not_possible_within_the_money(question, wish, usd):
    asked = Prepared.of(question, wish)
    filling, stations = Filling(asked), asked.stations
    built = NOTHING
    for _step in range(3):
        driven = drive(asked, stations.capacity_of(built))
        found = filling.with_chain(built, driven, usd)
        for one in found:
            assert stations.usd[one].sum() <= usd
            assert len(set(stations.place[one].tolist())) == len(one)
            more, before = stations.capacity_of(one), stations.capacity_of(built)
            assert (more >= before - 1e-9).all(), "what stands serves as before"
            assert ((more > 0) & ~(before > 0)).any()
        if not found:
            break
        built = found[0]


@given(questions(), st.sampled_from([Wish(Aim.TRIPS), Wish(Aim.ENERGY)]))
@drawn(25)
def test_a_plan_is_no_worse_for_it_and_keeps_the_money(question, wish):
    asked = Prepared.of(replace(question, budget_usd=8.0), wish)
    try:
        search = Search(asked, silent, never)
        search.trying.begin(0.0)
    except CorridorError:
        return
    before = search.best
    search._fill(lambda: 1.0)
    if before is None:
        return
    assert search.best[0] >= before[0]
    assert asked.stations.usd[search.best[1]].sum() <= 8.0 + 1e-9
    assert search.best[0] == pytest.approx(drive(asked, asked.stations.capacity_of(search.best[1])).value)


def test_the_chain_that_opens_most_for_its_money_comes_first_and_what_is_left_buys_the_next():
    asked = Prepared.of(two_chains(), Wish(Aim.TRIPS))
    nothing = drive(asked, asked.stations.capacity_of(NOTHING))
    found = Filling(asked).with_chain(NOTHING, nothing, 3 * STATION_USD)
    assert [set(asked.stations.place[one].tolist()) for one in found] == [{2}, {0, 1}]
    assert not Filling(asked).with_chain(NOTHING, nothing, 0.9 * STATION_USD)


@pytest.mark.parametrize(("stations", "value"), [(1, SHORT), (2, SHORT), (3, SHORT + LONG)])
def test_money_that_is_left_is_spent_as_far_as_it_goes_and_time_is_kept_back_for_it(stations, value):
    search = Search(Prepared.of(two_chains(stations * STATION_USD), Wish(Aim.TRIPS)), silent, never)
    search.trying.begin(0.0)
    assert search.best[0] == 0.0
    assert search._kept_back(100.0) == 100.0 * FILLING
    search._fill(lambda: 1.0)
    assert search.best[0] == pytest.approx(value)
    spent = stations == 3
    assert (search._kept_back(100.0) == 0.0) == (spent or stations == 1)
