"""Plans whose stations are given up and bought anew as whole chains: never worse, within the rules, the same each time; and what they find that single stations do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.driving import drive, reached
from planner.corridors.search.openings import OPEN_KWH, Openings, reached_with, with_opened
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.corridors.solve import solve
from planner.errors import CorridorError
from planner.support.stopping import never
from planner.support.work import worked_s
from tests.fixtures.corridor_question import QUESTION
from tests.fixtures.drawing import SEEDS, drawn
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions

WORK_S = 0.3


def _rebuilt(question, wish):
    """Value and stations after so much work from the first plan; None where no plan is known."""
    search = Search(Prepared.of(question, wish), silent, never)
    search.trying.begin(question.budget_usd)
    if search.best is None:
        return None
    before, began_s = search.best[0], worked_s()
    search.improving.rebuilding.improve(lambda: WORK_S - (worked_s() - began_s), lambda: None)
    value, built, driven = search.best
    assert value >= before
    assert search.trying.keeps(built, driven)
    assert search.asked.stations.usd[built].sum() <= question.budget_usd + 1e-6
    assert value == pytest.approx(drive(search.asked, search.asked.stations.capacity_of(built)).value)
    return value, built.tolist()


@given(questions(), st.sampled_from([Wish(Aim.TRIPS), Wish(Aim.ENERGY)]))
@drawn(25)
def test_plans_keep_the_rules_and_pass_no_best_one_and_are_the_same_each_time(question, wish):
    try:
        found = _rebuilt(question, wish)
    except CorridorError:  # a norm that no place can keep
        return
    if found is None:
        return
    assert found == _rebuilt(question, wish)
    assert found[0] <= best_value(question, wish.aim.value) + 1e-5


@given(questions(), SEEDS, st.sampled_from([0.0, 1.5]))
@drawn(40)
def test_what_it_takes_to_open_a_place_is_what_its_cheapest_station_costs_beside_the_one_that_stands(
    question, seed, least_kwh
):
    asked, draw = Prepared.of(question, Wish()), np.random.default_rng(seed)
    stations = asked.stations
    built = [own[0] for own in (np.flatnonzero(stations.place == at) for at in np.unique(stations.place))]
    built = np.array(sorted(one for one in built if draw.random() < 0.5), dtype=np.int64)
    openings, before = Openings.beside(stations, built, least_kwh), stations.capacity_of(built)
    paid = {int(stations.place[one]): one for one in built.tolist()}
    for (at, family), usd in np.ndenumerate(openings.usd):
        if before[at, family] > OPEN_KWH:
            assert usd == 0.0
            continue
        now = paid.get(at)
        held = 0.0 if now is None else stations.kwh[now]
        may = [
            float(stations.usd[one]) - (0.0 if now is None else float(stations.usd[now]))
            for one in np.flatnonzero(stations.place == at).tolist()
            if stations.kwh[one, family] > least_kwh and (stations.kwh[one] >= held).all()
        ]
        assert usd == pytest.approx(max(0.0, min(may, default=np.inf)), abs=1e-8)
        if may:
            more = with_opened(stations, built, [int(openings.by[at, family])])
            assert stations.capacity_of(more)[at, family] > OPEN_KWH
            assert (reached_with(asked, more) >= reached_with(asked, built)).all()
    opened = before[asked.lines.place, asked.stop_family] > OPEN_KWH
    assert (reached_with(asked, built) == reached(asked, opened)).all()


def test_chains_alone_build_what_is_best_from_a_station_that_serves_nobody():
    """Nobody can drive with the first station alone, so no step by single stations leads on from it."""
    search = Search(Prepared.of(QUESTION, Wish()), silent, never)
    stations = search.asked.stations
    lone = next(
        one
        for one in range(len(stations.usd))
        if drive(search.asked, stations.capacity_of(np.array([one]))).value == 0.0
        and stations.usd[one] <= QUESTION.budget_usd
    )
    first = np.array([lone])
    search.trying.best = 0.0, first, drive(search.asked, stations.capacity_of(first))
    began_s = worked_s()
    search.improving.rebuilding.improve(lambda: 1.0 - (worked_s() - began_s), lambda: None)
    best = solve(QUESTION, gap=0.0).bound
    assert search.best[0] == pytest.approx(best, abs=1e-5)
    assert best > 0
