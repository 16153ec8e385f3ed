"""Roads planned for the world that loses most: never worse than what is known, all money used for what that world lacks."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import Chain, CorridorRules, GapNorm
from planner.corridors.question.trips import Route, Trip
from planner.country.mixes.answers import HedgeTask
from planner.country.mixes.road_hedge import hedge_roads
from planner.country.mixes.road_jobs import RoadsInWorlds, play_roads
from planner.country.road_plans.task import ENERGY
from planner.support.stopping import Stopping
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent

OPTIONS = (
    StationOption("gbt", (2, 0), 60.0, 2, 100_000.0, (150.0, 0.0)),
    StationOption("ccs2", (0, 2), 60.0, 2, 110_000.0, (0.0, 150.0)),
    StationOption("both", (2, 2), 60.0, 4, 160_000.0, (150.0, 150.0)),
    StationOption("more gbt", (6, 0), 60.0, 6, 170_000.0, (600.0, 0.0)),
)
PLACES = tuple(Place(f"at {at}", 70.0 + at, 43.0, OPTIONS) for at in range(4))


def world(*cars: tuple[int, int, int, float], rules: CorridorRules = CorridorRules()) -> CorridorInstance:  # noqa: B008
    """One road with four places, 60 kWh apart; of each kind of trip its first and last place, its plug, and cars a day."""
    trips = []
    for number, (first, last, family, count) in enumerate(cars):
        stops = np.arange(first, last + 1)
        at = 40.0 + 40.0 * np.arange(len(stops))
        route = Route(stops, at, float(at[-1] + 40.0), 400.0, 300.0)
        trips.append(Trip(f"{number}", "A", "B", count, 1.0, family, "car", "winter", 50.0, 50.0, 5.0, (route,)))
    return CorridorInstance(("gbt", "ccs2"), PLACES, tuple(trips), float("inf"), rules)


def hedged(worlds, usd, *begins, elsewhere=None, against=None):
    asked = RoadsInWorlds(worlds, 0.01, 2.0, 2.0, usd, wish=ENERGY)
    against = against or dict.fromkeys(worlds, 1_000.0)
    elsewhere = elsewhere or {}
    found = hedge_roads(silent, Stopping(), asked, HedgeTask(usd, against, elsewhere, 0.0, begins))
    (answer,), (plays,) = found.found.answers, found.plays
    assert answer.cost_units * 1_000 <= usd
    return answer.built, loss_of(plays, against, elsewhere)


def loss_of(plays, against, elsewhere):
    return max(
        max(0.0, 1.0 - (plays[mix].worth.value + elsewhere.get(mix, 0.0)) / whole) for mix, whole in against.items()
    )


def loss_of_plan(worlds, built, against, elsewhere):
    asked = RoadsInWorlds(worlds, 0.01, 2.0, 2.0, 1e6, wish=ENERGY)
    plays = {mix: play_roads(silent, Stopping(), asked, mix, {"plan": built})["plan"] for mix in worlds}
    return loss_of(plays, against, elsewhere)


cars = st.tuples(st.integers(0, 1), st.integers(2, 3), st.integers(0, 1), st.integers(1, 8).map(float))
plans = st.dictionaries(
    st.sampled_from([one.id for one in PLACES]), st.sampled_from([one.key for one in OPTIONS]).map(lambda key: {key: 1})
)


@drawn(40, [HealthCheck.too_slow], few=5)
@given(
    st.lists(cars, min_size=1, max_size=4),
    st.lists(cars, min_size=1, max_size=4),
    st.lists(plans, max_size=3),
    st.integers(0, 8),
    st.floats(0, 300),
)
def test_no_plan_that_is_known_and_affordable_loses_less(first, second, begins, money, elsewhere) -> None:
    worlds, usd = {"first": world(*first), "second": world(*second)}, money * 100_000.0
    against, others = {"first": 1_500.0, "second": 2_000.0}, {"second": elsewhere}
    _built, loss = hedged(worlds, usd, *begins, elsewhere=others, against=against)
    prices = {one.key: one.cost_usd for one in OPTIONS}
    for plan in ({}, *begins):
        if sum(prices[key] for kinds in plan.values() for key in kinds) <= usd:
            assert loss <= loss_of_plan(worlds, plan, against, others) + 1e-9


MOSTLY = {"gbt": world((0, 3, 0, 6.0), (0, 3, 1, 1.0)), "ccs2": world((0, 3, 0, 1.0), (0, 3, 1, 6.0))}
EVERYTHING = {one.id: {"both": 1} for one in PLACES}
OF_ONE_PLUG = {one.id: {"gbt": 1} for one in PLACES}


def test_money_that_a_plan_of_one_plug_leaves_goes_to_the_other_plug() -> None:
    against = dict.fromkeys(MOSTLY, 10000.0)
    of_all = loss_of_plan(MOSTLY, EVERYTHING, against, {})
    _built, loss = hedged(MOSTLY, 640_000.0, OF_ONE_PLUG, against=against)
    assert loss_of_plan(MOSTLY, OF_ONE_PLUG, against, {}) > of_all
    assert loss == pytest.approx(of_all)


def test_a_binding_norm_is_kept_while_the_rest_of_the_money_is_spent() -> None:
    chain = Chain("road", np.arange(4), np.array([50.0, 100.0, 150.0, 200.0]), 250.0)
    rules = CorridorRules(norms=(GapNorm("GB/T", 60.0, 0, (chain,)),))
    worlds = {"gbt": world((0, 3, 0, 6.0), rules=rules), "ccs2": world((0, 3, 1, 6.0), rules=rules)}
    built, loss = hedged(worlds, 640_000.0, OF_ONE_PLUG, against=dict.fromkeys(worlds, 2000.0))
    asked = RoadsInWorlds(worlds, 0.01, 2.0, 2.0, 1e6, wish=ENERGY)
    assert not play_roads(silent, Stopping(), asked, "gbt", {"plan": built})["plan"].worth.breaks
    assert loss < loss_of_plan(worlds, OF_ONE_PLUG, dict.fromkeys(worlds, 2000.0), {})
