"""The order of building: chains stand whole before what serves less for its money, and no order of equal parts of the money serves more on the mean."""

from dataclasses import replace
from itertools import pairwise, permutations
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import CorridorRules
from planner.corridors.question.trips import Route, Trip
from planner.corridors.search.prepared import Prepared
from planner.country.order.building import NOTHING, BuildingStep, StepEffort, falling, with_sums
from planner.country.order.part_worth import Part, PartWorth
from planner.country.order.stages import building_order, in_order, stages_of, steps_of
from planner.country.order.turns import turns_of
from planner.country.output.building_order import order_lines
from planner.country.output.report import answers, report_html
from planner.country.road_plans.play import for_its_money, play
from planner.country.road_plans.task import ENERGY
from planner.support.speech import LANGUAGES, speaking
from planner.support.stopping import always, never
from tests.fixtures.country_fixture import made_country
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions


def trip(name: str, stops: list[int], step: float, a_day: float) -> Trip:
    """A trip that needs a charge at every stop."""
    at = step * np.arange(1, len(stops) + 1)
    whole = float(at[-1] + step)
    route = Route(np.array(stops, dtype=np.int64), at, whole, 5 * whole, 4 * whole)
    return Trip(name, "A", "B", a_day, 1.0, 0, "car", "winter", 30.0, 30.0, 0.0, (route,), ("north",))


def chain_and_another() -> tuple[Prepared, dict[int, int]]:
    """Three stations of a chain that sells much once it is whole, and one on another road that sells little at once."""
    option = StationOption("2 gbt", (2,), 120.0, 2, 120_000.0, (4_000.0,), 240.0)
    usd = {"first": 120_000.0, "lone": 60_000.0, "mid": 120_000.0, "last": 120_000.0}
    places = tuple(Place(name, 70.0 + at, 42.0, (replace(option, cost_usd=usd[name]),)) for at, name in enumerate(usd))
    trips = (trip("chain", [0, 2, 3], 24.0, 20.0), trip("other", [1], 20.0, 5.0))
    instance = CorridorInstance(("gbt",), places, trips, 420_000.0, CorridorRules())
    return Prepared.of(instance, ENERGY), dict.fromkeys(range(4), 0)


def by_equal_parts(asked: Prepared, worth: PartWorth) -> list[int]:
    """The order of before: what sells most for an eighth of the money, two eighths, and so on, then what sells most for its money."""
    plan, whole = play(asked, worth.built), worth.cost(worth.places)
    parts = min(8, len(worth.places))
    last = BuildingStep(whole, worth.built, whole, plan.value)
    sums = [whole * part / parts for part in range(1, parts)]
    order: dict[int, None] = {}
    for step in with_sums(asked, plan, (last,), sums, StepEffort(silent, never)):
        order |= dict.fromkeys(at for at in worth.by_sales if at in step.built)
    return list(order)


def on_the_mean(worth: PartWorth, order) -> float:
    """What is served on the mean of all sums of money up to the plan."""
    usd = sum(worth.driven(Part(order[:at])) * worth.usd[one] for at, one in enumerate(order))
    return usd / max(1e-9, worth.cost(order))


def test_a_chain_is_built_whole_before_a_station_on_another_road():
    asked, built = chain_and_another()
    plan = play(asked, built)
    worth = PartWorth(asked, built, plan)
    before = by_equal_parts(asked, worth)
    assert before[0] == 1, "the other road came before the chain"
    turns = turns_of(worth, steps_of(worth), ())
    assert [one.stage for one in turns] == [1, 1, 1, 2]
    assert {one.place for one in turns[:3]} == {0, 2, 3}
    assert [one.usd for one in turns] == [1.2e5, 2.4e5, 3.6e5, 4.2e5]
    assert [one.kwh for one in turns[:2]] == [0.0, 0.0]
    assert turns[2].kwh == pytest.approx(play(asked, {0: 0, 2: 0, 3: 0}).value)
    assert [one.trips for one in turns] == pytest.approx([0.0, 0.0, 20.0, 25.0])
    assert on_the_mean(worth, [one.place for one in turns]) > 2 * on_the_mean(worth, before)


def test_what_all_worlds_build_comes_first_in_its_stage_and_not_before_it():
    asked, built = chain_and_another()
    worth = PartWorth(asked, built, play(asked, built))
    turns = turns_of(worth, steps_of(worth), (3, 1))
    assert turns[0].place == 3
    assert turns[3].place == 1


def made(question):
    """A question without rules, everything built."""
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked = Prepared.of(free, ENERGY)
    every = dict(zip(asked.stations.place.tolist(), asked.stations.option.tolist(), strict=True))
    return asked, every, play(asked, every)


@given(questions())
@drawn(40)
def test_no_order_serves_more_on_the_mean_over_the_money(question):
    asked, every, plan = made(question)
    worth = PartWorth(asked, every, plan)
    found = on_the_mean(worth, building_order(worth))
    assert found >= on_the_mean(worth, by_equal_parts(asked, worth)) - 1e-6
    best = max(on_the_mean(worth, one) for one in permutations(every))
    assert found == pytest.approx(best, rel=1e-6, abs=1e-6)


@given(questions())
@drawn(20)
def test_an_order_of_many_stations_serves_no_less_on_the_mean_than_putting_behind_what_is_missed_least(question):
    asked, every, plan = made(question)
    worth = PartWorth(asked, every, plan)
    with mock.patch.multiple("planner.country.order.stages", EXACT=2, WINDOW=2):
        found, behind = building_order(worth), in_order(worth, Part(), worth.by_sales)
    assert on_the_mean(worth, found) >= on_the_mean(worth, behind) - 1e-6


@given(questions(), st.sampled_from([0, 2, 8]), st.booleans())
@drawn(40)
def test_stages_hold_one_another_and_serve_less_and_less_for_their_money(question, exact, hurried):
    asked, every, plan = made(question)
    with mock.patch("planner.country.order.stages.EXACT", exact):
        worth = PartWorth(asked, every, plan, always if hurried else never)
        order = building_order(worth)
        steps = steps_of(worth)
    assert sorted(order) == sorted(every)
    assert steps[-1].built == every
    for step, later in pairwise(steps):
        assert step.built.items() < later.built.items()
        assert step.value <= later.value + 1e-6
    for step in steps:
        assert step.usd == step.cost_usd == pytest.approx(worth.cost(step.built))
        assert step.value <= play(asked, step.built).value + 1e-5
    if hurried or not every:
        return
    begun, merits = Part(), []
    for end in stages_of(worth, order):
        merit = (worth.driven(end) - worth.driven(begun)) / worth.cost(end - begun)
        for count in range(1, len(end) - len(begun)):
            part = Part(order[: len(begun) + count])
            assert (worth.driven(part) - worth.driven(begun)) / worth.cost(part - begun) <= merit + 1e-6
        merits.append(merit)
        begun = end
    assert merits == pytest.approx(sorted(merits, reverse=True))


@given(questions())
@drawn(30)
def test_what_is_known_without_driving_again_is_served_at_least(question):
    asked, every, plan = made(question)
    worth = PartWorth(asked, every, plan)
    for part in worth.peeled(Part(), Part(every)) if every else ():
        assert worth.at_least(part) <= worth.driven(part) + 1e-5
    assert worth.at_least(Part(every)) == pytest.approx(plan.value, abs=1e-6)


def test_after_a_stop_the_order_is_made_without_drives_and_says_nothing_of_what_was_not_worked_out():
    asked, built = chain_and_another()
    plan = play(asked, built)
    with mock.patch("planner.country.order.part_worth.play", side_effect=AssertionError):
        worth = PartWorth(asked, built, plan, always)
        turns = turns_of(worth, steps_of(worth), ())
    assert {one.place for one in turns[:3]} == {0, 2, 3}
    assert [one.kwh for one in turns] == [None, None, None, plan.value]


def test_stations_that_sell_alike_stay_in_the_order_of_their_names():
    asked, built = chain_and_another()
    worth = PartWorth(asked, built, play(asked, built))
    assert in_order(worth, Part(), (0, 2, 3)) == (0, 2, 3)
    assert for_its_money(1.0, 3.0) == for_its_money(1.0 + 1e-10, 3.0)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_report_says_what_comes_first_what_it_serves_and_what_the_order_means(code):
    with speaking(code):
        country = made_country()
        assert "000" in answers(country)[-1]
        assert report_html(country)


def test_the_first_stage_is_told_as_one():
    country = made_country()
    said = answers(country)[-1]
    assert "roads: Pass inn (road Alpha – Beta); Lower bridge" in said
    assert "With all of them 2\N{NARROW NO-BREAK SPACE}000 kWh a day" in said
    one, other, *rest = country.stations
    country = made_country(stations=(one, replace(other, stage=2), *rest))
    assert "Lower bridge" not in answers(country)[-1]
    page = report_html(country)
    assert "until the chain is whole" in page
    assert "with all up to this one" in page


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=6),
    st.sets(st.integers(0, 5)),
    st.sampled_from([0.0, 100.0]),
)
@drawn(50)
def test_steps_buy_less_and_less_for_their_money_but_for_those_of_sums_that_are_kept(drawn_steps, kept, standing):
    usd, value = 0.0, standing
    steps = []
    for number, (more_usd, more) in enumerate(drawn_steps):
        usd, value = usd + 1e5 * more_usd, value + more
        steps.append(BuildingStep(usd, dict.fromkeys(range(number + 1), 0), usd, value))
    sums = {steps[at].usd for at in kept if at < len(steps)}
    begun = replace(NOTHING, value=standing)
    out = falling(steps, sums, begun)
    assert all(any(one is step for step in steps) for one in out)
    assert out[-1] is steps[-1]
    assert sums <= {one.usd for one in out}
    ends = [begun, *out]
    slopes = [(b.value - a.value) / (b.usd - a.usd) for a, b in pairwise(ends)]
    for step, slope, later in zip(out, slopes, slopes[1:], strict=False):
        assert step.usd in sums or slope >= later - 1e-8


def test_energy_of_longer_ways_is_told_where_stations_sell_more_than_counts():
    country = made_country()
    sold, served = sum(one.sold_kwh for one in country.stations), sum(country.on_roads.served_kwh.values())
    more = tuple(replace(one, sold_kwh=one.sold_kwh + 2 * (served + sold)) for one in country.stations)
    (line,) = [one for one in order_lines(replace(country, stations=more)) if "quickest way" in one]
    assert f"of which {served:,.0f}".replace(",", "\u202f") in line
    even = tuple(replace(one, sold_kwh=served / len(country.stations)) for one in country.stations)
    assert not [one for one in order_lines(replace(country, stations=even)) if "quickest way" in one]
