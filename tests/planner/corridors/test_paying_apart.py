"""Accounts of what drivers pay: each holds for whatever is built, those apart have no seller in common, and together they are those of a plug family and season."""

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Wish
from planner.corridors.search.driving import drive
from planner.corridors.search.paying import accounts, paid_by_arcs
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError
from tests.fixtures.corridor_question import QUESTION
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.tree_alone import WISHES, tree_alone
from tests.planner.corridors.networks import questions


def _beside(one, other):
    """Two countries that no road joins, as one question without rules."""
    count = len(one.places)
    places = tuple(replace(place, id=f"other {place.id}") for place in other.places)
    trips = tuple(
        replace(
            trip,
            name=f"other {trip.name}",
            routes=tuple(replace(route, stops=route.stops + count) for route in trip.routes),
        )
        for trip in other.trips
    )
    usd = one.budget_usd + other.budget_usd
    return CorridorInstance(one.families, one.places + places, one.trips + trips, usd, CorridorRules())


TWO = st.builds(_beside, questions(), questions())


def _accounts(asked, draw, free=0.3, closed=0.2):
    """Apart and joined, at prices drawn at random, some of them 0, and with some places closed."""
    revenue = Revenue.of(asked.lines, asked.flow, len(asked.instance.places))
    shape = (len(asked.instance.places), len(asked.instance.families), len(asked.seasons))
    price = draw.random(shape) * (draw.random(shape) >= free)
    opened, capped = draw.random(len(asked.lines.place)) >= closed, bool(draw.random() < 0.5)
    paid = paid_by_arcs(asked, price, opened, capped=capped)
    return list(accounts(asked, revenue, paid, apart=True)), list(accounts(asked, revenue, paid))


def test_what_two_countries_pay_is_told_apart():
    apart, joined = _accounts(
        Prepared.of(_beside(QUESTION, QUESTION), Wish()), np.random.default_rng(0), free=0.0, closed=0.0
    )
    assert len(apart) >= 2 * len(joined) > 0


@given(TWO, st.integers(0, 2**16))
@drawn(60, HEAVY)
def test_accounts_apart_hold_each_for_itself_and_add_up_to_those_of_the_market(question, seed):
    asked, draw = Prepared.of(question, Wish()), np.random.default_rng(seed)
    stations, (apart, joined) = asked.stations, _accounts(asked, draw)
    assert len(apart) >= len(joined)

    def summed(found):
        cost, earned = np.zeros(len(asked.gain)), np.zeros(len(stations.usd))
        for one in found:
            assert len(set(asked.family[one.legs].tolist())) == 1
            assert len(set(asked.season[one.legs].tolist())) == 1
            cost[one.legs] += one.cost
            earned += one.earned
        return np.r_[cost, earned, sum(one.standing for one in found)]

    assert summed(apart) == pytest.approx(summed(joined))
    for family in range(len(question.families)):  # of one market a station earns in one account
        own = [one for one in apart if asked.family[one.legs[0]] == family]
        for season in range(len(asked.seasons)):
            earning = [one.earned > 0 for one in own if asked.season[one.legs[0]] == season]
            assert np.sum(earning, axis=0, initial=0).max(initial=0) <= 1
    for _plan in range(3):
        built = np.flatnonzero(draw.random(len(stations.usd)) < 0.4)
        share = drive(asked, stations.capacity_of(built)).share
        for one in apart:
            assert one.cost @ share[one.legs] <= one.earned[built].sum() + one.standing + 1e-6


@given(TWO, st.sampled_from(WISHES), st.booleans())
@drawn(40, HEAVY, few=5)
def test_the_plan_of_two_countries_is_as_good_as_the_best_of_all_choices(question, wish, alone):
    asked = replace(question, budget_usd=min(question.budget_usd, 8.0))
    best = best_value(asked, wish.aim.value, wish.share)
    with tree_alone() if alone else contextlib.nullcontext():
        if best is None:
            with pytest.raises((InfeasibleError, CorridorError)):
                solve(asked, wish=wish, gap=0.0)
            return
        plan = solve(asked, wish=wish, gap=0.0)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert plan.bound == pytest.approx(best, rel=1e-5, abs=1e-5)
