"""What a corridor question refuses, and what it reports by name."""

from dataclasses import replace

import numpy as np
import pytest

from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError
from tests.fixtures.corridor_question import OPTION, PLACES, QUESTION, ROUTE, TRIP

FAULTS = {
    "place a, small: guns is (2, 1); expected (1,) >= 0": lambda: replace(
        QUESTION, places=(replace(PLACES[0], options=(replace(OPTION, guns=(2, 1)),)), PLACES[1])
    ),
    "place a: id is id; expected id != id": lambda: replace(QUESTION, places=(PLACES[0], PLACES[0])),
    "place a: lon, lat is 700.0, 43.0; expected |lon| <= 180, |lat| <= 90": lambda: replace(PLACES[0], lon=700.0),
    "trip far: usable_kwh is nan; expected > 0": lambda: replace(TRIP, usable_kwh=np.nan),
    "trip far: arrive_kwh is 60.0; expected <= usable_kwh = 50": lambda: replace(TRIP, arrive_kwh=60.0),
    "trip far: routes[0].kwh_at is (60, 30); expected 0 <= … <= kwh_total = 80": lambda: replace(
        TRIP, routes=(replace(ROUTE, kwh_at=ROUTE.kwh_at[::-1]),)
    ),
    "trip far: name is far; expected name != name": lambda: replace(QUESTION, trips=(TRIP, TRIP)),
    "trip far: family is 3; expected 0 <= family < 1": lambda: replace(QUESTION, trips=(replace(TRIP, family=3),)),
    "trip far: routes[0].stops is 7; expected 0 <= stop < 2": lambda: replace(
        QUESTION, trips=(replace(TRIP, routes=(replace(ROUTE, stops=np.array([0, 7])),)),)
    ),
    "rule closed of the corridors: id is c; expected id in places": lambda: replace(
        QUESTION, rules=CorridorRules(closed=("c",))
    ),
    "rule floor of the corridors: share is 2.0; expected 0 <= share <= 1": lambda: CorridorRules(floors=(Floor(2.0),)),
    "rule budget of the corridors: budget_usd is -1.0; expected >= 0": lambda: QUESTION.with_budget(-1.0),
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_senseless_figure_is_refused_in_one_line_that_names_it(said):
    with pytest.raises(CorridorError) as refused:
        FAULTS[said]()
    assert str(refused.value) == said


def test_a_trip_that_no_chain_of_stations_allows_is_named_with_the_piece_of_road_that_nothing_covers():
    far = replace(TRIP, routes=(replace(ROUTE, kwh_total=130.0),))
    plan = solve(replace(QUESTION, trips=(far, replace(TRIP, name="fine"))))
    assert list(plan.stranded) == [0]
    assert (plan.stranded[0].after, plan.stranded[0].before) == (1, -1)
    assert plan.stranded[0].from_kwh == pytest.approx(110.0)
    assert plan.possible == pytest.approx((0.0, 1.0))


def test_rules_that_no_money_and_no_place_can_keep_are_refused():
    with pytest.raises(InfeasibleError, match="raise the budget"):
        solve(replace(QUESTION, budget_usd=50.0, rules=CorridorRules(floors=(Floor(0.5),))))
    norm = GapNorm("norm", 100.0, 0, (Chain("road", np.arange(2), np.array([90.0, 250.0]), 300.0),))
    with pytest.raises(CorridorError, match="every 100 km"):
        solve(replace(QUESTION, rules=CorridorRules(norms=(norm,))))
    with pytest.raises(InfeasibleError, match="whatever they cost"):
        solve(replace(QUESTION, rules=CorridorRules(max_stations=0, floors=(Floor(0.5),))))
