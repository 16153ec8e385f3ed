"""Plans for less money taken from plans for more: never worse, within the money, and as much as the first stations of the dearer plan are worth."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.country.order.part_worth import PartWorth
from planner.country.order.stages import building_order
from planner.country.road_plans.answers import road_answer
from planner.country.road_plans.countable_stations import countable
from planner.country.road_plans.dearer_plans import with_parts_of_dearer
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import ENERGY, RoadTask
from planner.errors import CorridorError
from planner.support.stopping import Stopping, always, never
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.fixtures.two_chains import two_chains
from tests.planner.corridors.networks import questions

SUMS = (2.0, 4.0, 6.0, 9.0)


@given(questions(), st.sampled_from([Wish(Aim.TRIPS), ENERGY]))
@drawn(12, few=4)
def test_a_sum_for_which_nothing_was_found_has_what_its_money_builds_of_the_next_plan(question, wish):
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, wish)
    try:
        best = answer_roads(silent, Stopping(), RoadTask(free, 0.0, 5.0, wish), SUMS)
    except CorridorError:
        return
    nothing, *found = best.answers
    assume(found[-1].built)
    poor = [nothing, *(replace(nothing, usd=one.usd, bound=one.bound) for one in found[:-1]), found[-1]]
    assert with_parts_of_dearer(asked, poor, always) == poor
    made = with_parts_of_dearer(asked, poor, never)
    whole = play(asked, found[-1].built)
    first = building_order(PartWorth(asked, found[-1].built, whole))[0]
    for one, was, exact in zip(made, poor, best.answers, strict=True):
        assert was.value - 1e-9 <= one.value <= exact.bound + 1e-5
        assert one.cost_usd <= one.usd + 1e-5
        assert (one.usd, one.stopped) == (was.usd, was.stopped)
        assert one.bound == pytest.approx(was.bound)
        assert one.value == pytest.approx(play(asked, one.built).value)
        if one.built != was.built:
            assert countable(asked, one.built)[0] == one.built, "nothing is paid for that serves nobody"
    costs = free.places[first].options[found[-1].built[first]].cost_usd
    if len(found[-1].built) == 1:
        assert all(bool(one.built) == (one.usd >= costs) for one in made[1:] if made[-1].value > nothing.value * 1.01)
    ruled = Prepared.of(replace(free, rules=CorridorRules(forced={free.places[first].id: ""})), wish)
    assert with_parts_of_dearer(ruled, poor, never) == poor, "rules ask for stations that a part may lack"


@pytest.mark.parametrize(
    ("usd", "built", "value"), [(1e5, {2}, 11.0), (2e5, {2}, 11.0), (2.9e5, {2}, 11.0), (4e5, {0, 1, 2}, 21.0)]
)
def test_half_a_chain_is_not_paid_for(usd, built, value):
    """X and Y serve the long trip together, Z alone serves more short ones: of 200,000 dollars nobody gains by Y beside Z."""
    asked = Prepared.of(two_chains(), Wish(Aim.TRIPS))
    whole, nothing = dict.fromkeys(range(3), 0), play(asked, {})
    answers = [
        road_answer(asked, 0.0, nothing, {}, 0.0),
        road_answer(asked, usd, nothing, {}, 21.0),
        road_answer(asked, 5e5, play(asked, whole), whole, 21.0),
    ]
    one = with_parts_of_dearer(asked, answers, never)[1]
    assert (set(one.built), one.value) == (built, pytest.approx(value))
