"""How much of a promise holds in draws: nothing is lost at the central figures, and every band moves it the way it must."""

from dataclasses import replace

import numpy as np
import pytest

from planner.catalogue import facts
from planner.demand.estimate import estimate_of
from planner.demand.queue_figures import PEAK, POWER, STAY, WORKS, demand_at, queue_figures, works_share
from planner.model.solve.planning import best_plan
from planner.network.pools import held_at
from planner.network.service_level import service_level_of
from planner.question import Question, question_of
from planner.simulate.habits import habits_of
from planner.studies import bands
from planner.studies.bands import study
from planner.support.amounts import Side, percent
from tests.fixtures.tiny_city import AT_FULL_POWER, silent, stations, tiny_city, tiny_scenario

CROWD = [{"vehicle_class": "taxi", "count": 120}, {"vehicle_class": "private", "count": 900}]


@pytest.fixture(scope="module")
def asked():
    scenario = tiny_scenario(
        plan={"availability": None}, demand={"classes": {}, "samples": 40}, fleet={"temperature_c": -10.0}
    )
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    return question, best_plan(question, say=silent)


def told(question: Question, plan, *, spread: float):
    """What the study finds with every assumed figure in the middle and places that differ by this much."""
    figure = facts.parameter_figure("place_spread")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bands, "draws_of", lambda _, samples, _seed: [{}] * samples)
        patch.setattr(
            bands,
            "parameter_figure",
            lambda name: replace(figure, central=spread) if name == "place_spread" else facts.parameter_figure(name),
        )
        return study(question, plan, silent)


def test_at_the_central_figures_all_of_the_promise_is_served_and_no_more(asked):
    found = told(*asked, spread=0.0)
    for name in ("p10", "p50", "p90"):
        assert found[f"served_{name}_kwh_per_day"] == pytest.approx(found["promised_kwh_per_day"])
    assert sum(one["promised_kwh_per_day"] for one in found["sites"]) == pytest.approx(found["promised_kwh_per_day"])


def test_unlike_places_and_drawn_figures_each_cost_some_of_the_promise(asked):
    places = told(*asked, spread=0.75)
    assert places["served_p50_kwh_per_day"] < 0.97 * places["promised_kwh_per_day"]
    both = study(*asked, silent)
    assert both["served_p10_kwh_per_day"] < places["served_p10_kwh_per_day"]
    assert both["served_p10_kwh_per_day"] < both["served_p50_kwh_per_day"] < both["served_p90_kwh_per_day"]
    held = both["served_p10_kwh_per_day"] / both["promised_kwh_per_day"]
    assert f"at least {percent(held, side=Side.LEAST)}" in both["verdict"]


def test_weaker_sessions_and_guns_that_fail_serve_less_each_alone(asked):
    question, plan = asked
    alone = {one["name"]: one for one in study(question, plan, silent)["alone"]}
    assert set(alone) == {one.name for one in queue_figures(question.estimate, question.scenario)}
    for name, one in alone.items():
        worse = "low" if name in {POWER, WORKS} else "high"
        assert (
            one[f"served_{worse}_kwh_per_day"]
            <= one[f"served_{'high' if worse == 'low' else 'low'}_kwh_per_day"] + 1e-9
        )
        lost = plan.flows["kwh_per_day"].sum() - one[f"served_{worse}_kwh_per_day"]
        # Guns are in use for so many hours a day, whenever those are, and without slow posts nobody stays.
        assert lost > 1.0 if name in {POWER, WORKS} else lost == pytest.approx(0.0, abs=1e-6)


def test_a_sharper_peak_serves_less_where_waits_are_promised(asked):
    question = asked[0]
    short = replace(question, scenario=question.scenario.with_plan(wait_probability=0.1))
    plan = best_plan(short, say=silent)
    (peak,) = [one for one in study(short, plan, silent)["alone"] if one["name"] == PEAK]
    assert peak["served_high_kwh_per_day"] < plan.flows["kwh_per_day"].sum() - 1.0


def test_longer_stays_cost_a_plan_of_slow_posts_some_of_its_promise():
    scenario = tiny_scenario(plan={"chargers": ["ac_t2_22", "ac_gbt_7"]}, demand={"classes": {}, "samples": 20})
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    found = study(question, best_plan(question, say=silent), silent)
    (stay,) = [one for one in found["alone"] if one["name"] == STAY]
    assert stay["served_high_kwh_per_day"] < 0.95 * found["promised_kwh_per_day"]
    assert stay["served_low_kwh_per_day"] == pytest.approx(found["promised_kwh_per_day"]), "no more than come"


def test_guns_weaker_than_the_cars_carry_the_same_whatever_the_cars_take():
    standing = stations([("e1", "GBT_DC", 4, 15.0)])
    scenario = tiny_scenario(plan={"budget_usd": 0}, demand={"classes": {}, "samples": 20})
    question = question_of(tiny_city(CROWD, stations=standing), scenario, say=silent)
    plan = best_plan(question, say=silent)
    found = study(question, plan, silent)
    (power,) = [one for one in found["alone"] if one["name"] == POWER]
    assert power["served_low_kwh_per_day"] == pytest.approx(found["promised_kwh_per_day"])
    assert power["served_high_kwh_per_day"] == pytest.approx(found["promised_kwh_per_day"])


def posts(**promised: float):
    """A town that builds slow posts alone, and its plan."""
    scenario = tiny_scenario(
        plan={"chargers": ["ac_t2_22", "ac_gbt_7"], "availability": None, **promised},
        demand={"classes": {}, "samples": 20},
    )
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    return question, best_plan(question, say=silent)


@pytest.mark.parametrize("promised", [{}, {"full_probability": 0.1, "max_slow_h": 24.0}], ids=["hours", "promise"])
@pytest.mark.parametrize("draw", [{PEAK: 1.0}, {PEAK: -1.0}, {STAY: 1.0}, {STAY: -1.0}, {STAY: 0.5, PEAK: -0.5}])
def test_slow_posts_carry_what_the_cars_of_a_draw_leave_them(draw, promised):
    """Who comes at other hours, or stays for another time, parks there as those do whom a play of the draw sends."""
    question, plan = posts(**promised)
    _, keys = bands._loads(question, plan)
    capacity, promise = bands._Capacities(question, plan, keys), service_level_of(question.scenario.plan)
    counts = question.guns_with(plan.chargers)
    moved = demand_at(question.demand, draw, question.scenario)
    slow = [n for n, (_, q) in enumerate(keys) if question.pools.pools[q].parks]
    pools = [held_at(question.pools.pools[keys[n][1]], moved) for n in slow]
    expected = [pool.carries(int(counts[keys[n]]), 0.0, promise) for n, pool in zip(slow, pools, strict=True)]
    assert len(slow) > 1
    assert capacity.at(draw)[slow] == pytest.approx(expected)
    moves = abs(capacity.at(draw) / capacity.at({}) - 1)[slow]
    assert (moves > 0.005).all() if promised or STAY in draw else (moves < 0.005).all()
    played = habits_of(question, draw)
    assert played.stay_h == pytest.approx(moved.stay_h)
    for c, kind in enumerate(moved.classes):
        assert played.hours[c].sum(axis=1) == pytest.approx(np.array(kind.arrivals))


def test_guns_that_fail_more_often_carry_less_but_what_those_that_work_carry():
    question, plan = posts()
    _, keys = bands._loads(question, plan)
    capacity, counts = bands._Capacities(question, plan, keys), question.guns_with(plan.chargers)
    share = capacity.at({WORKS: -1.0}) / capacity.at({})
    works = np.array([question.pools.pools[q].availability for _, q in keys])
    assert {works_share({WORKS: -1.0}, one) for one in works} == {0.725}
    assert (share > 0.5).all()
    assert (share <= 0.725 / works + 1e-9).all()
    lone = [n for n, key in enumerate(keys) if counts[key] == 1]
    assert share[lone] == pytest.approx(0.725 / works[lone])
    assert (capacity.at({WORKS: 1.0}) >= capacity.at({})).all()


def test_figures_that_are_given_have_no_band():
    def names(availability=None, **demand):
        scenario = tiny_scenario(plan={"availability": availability}, demand={"classes": {}, **demand})
        return {one.name for one in queue_figures(estimate_of(tiny_city(CROWD), scenario), scenario)}

    assert names() == {POWER, STAY, PEAK, WORKS}
    assert names(0.95, classes=AT_FULL_POWER, peak_hour_share=0.1) == {STAY}
    assert POWER in names(classes={"taxi": {"session_dc_kw": 50.0}}), "others are assumed"
