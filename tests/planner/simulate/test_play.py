"""A played plan against queueing theory, and what must be true of every play."""

from dataclasses import replace

import numpy as np
import pytest
import simpy
from scipy.stats import gamma

from geodata.connectors import Current
from planner.network.parking import STAY_SPREAD
from planner.network.queueing import erlang_b, erlang_c, mean_over_working, wait_exceeds
from planner.simulate import arrivals as arriving
from planner.simulate.account import account_of
from planner.simulate.habits import habits_of
from planner.simulate.network import network_of
from planner.simulate.play import Outcome, Played, play
from planner.simulate.rule import Rule
from tests.fixtures.played_street import (
    ENDLESS,
    FOUR_GUNS,
    KWH,
    LOAD,
    POOL,
    PROMISE,
    hand_plan,
    street_question,
    with_simulation,
)
from tests.fixtures.tiny_city import STATION, silent


def four_guns(**keys) -> Played:
    question = with_simulation(street_question(FOUR_GUNS), **{"energy_spread": 1.0, "patience_min": ENDLESS, **keys})
    return play(question, hand_plan([(STATION, POOL, "gbt", "fast", KWH)]), Rule.ASSIGNED, silent)


def told(played: Played):
    return account_of(played, street_question(FOUR_GUNS), hand_plan([(STATION, POOL, "gbt", "fast", KWH)]))


def test_a_pool_of_alike_guns_waits_as_erlang_c_says(even):
    account = told(four_guns(days=365))
    expected = wait_exceeds(4, LOAD, 30.0, 10.0)
    assert expected == pytest.approx(0.1, abs=0.001)
    by_day = 0.004  # standard error over 36,000 drivers of a year, who wait in bunches
    assert account["late"] == pytest.approx(expected, abs=4 * by_day)
    mean_wait = erlang_c(4, LOAD) * 30.0 / (4 - LOAD)
    assert account["wait_min"] == pytest.approx(mean_wait, rel=0.12)
    assert account["utilisation"] == pytest.approx(LOAD / 4, rel=0.02)


def test_sessions_less_random_than_erlang_supposes_wait_less(even):
    assert told(four_guns(days=200, energy_spread=0.3))["late"] < 0.85 * wait_exceeds(4, LOAD, 30.0, 10.0)


@pytest.mark.parametrize("guns", [2, 6])
def test_buses_and_cars_in_one_queue_wait_no_longer_than_their_mean_session_promises(guns):
    fleet = [
        {"vehicle_class": "bus", "count": 300, "port": "gbt"},
        {"vehicle_class": "private", "count": 3_000, "port": "gbt"},
    ]
    question = street_question((("e1", "GBT_DC", guns, 50.0),), fleet=fleet, demand={"plug_in_min": 5.0})
    question = with_simulation(question, days=365, energy_spread=0.5, patience_min=ENDLESS)
    (at,) = [q for q, one in enumerate(question.pools.pools) if one.name == POOL]
    most = question.pools.capacity(at, guns, 0.0, PROMISE)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", most)])
    account = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    energy = account["families"][0]["arrived_kwh_per_day"]
    assert energy == pytest.approx(most, rel=0.05)
    habits = habits_of(question)
    sessions = set(habits.session_kwh[Current.DC].tolist())
    assert min(sessions) < 30
    assert max(sessions) > 100
    assert account["late_peak"] <= 0.10 + 2 * account["late_peak_error"]


def test_without_patience_as_many_leave_as_erlang_b_says(even):
    played = four_guns(days=200, patience_min=0.0)
    blocked = 1.0
    for guns in range(1, 5):
        blocked = LOAD * blocked / (guns + LOAD * blocked)
    outcome = played.visits["outcome"]
    assert (outcome == Outcome.BALKED).mean() == pytest.approx(blocked, abs=0.012)
    assert not (outcome == Outcome.RENEGED).any()
    assert (played.visits["began"] - played.visits["minute"]).max() == 0.0


@pytest.mark.parametrize("spread", [0.3, 1.0])
def test_parked_cars_find_all_posts_taken_as_erlang_b_says_whatever_the_spread_of_their_stays(
    even, monkeypatch, spread
):
    monkeypatch.setattr(arriving, "STAY_SPREAD", spread)
    even(session_kwh=7.0, power_kw=7.0, stay_h=5.0)
    question = with_simulation(street_question((("e1", "GBT_AC", 3, 7.0),)), days=300)
    cars = 1.9
    kwh = cars * 24 / 5.0 * 7.0
    plan = hand_plan([(STATION, "gbt AC 7 kW", "gbt", "slow", kwh)])
    account = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    assert account["full"] == pytest.approx(erlang_b(3, account["arrived_kwh_per_day"] / kwh * cars), abs=0.025)
    assert account["served_kwh_per_day"] == pytest.approx(
        (1 - account["full"]) * account["arrived_kwh_per_day"], rel=0.03
    )
    assert (account["late"], account["wait_min"]) == (None, None)


def test_cars_that_are_charged_and_still_parked_when_the_play_ends_are_served(even):
    even(session_kwh=7.0, power_kw=7.0, stay_h=20.0)
    question = with_simulation(street_question((("e1", "GBT_AC", 60, 7.0),)), days=1)
    plan = hand_plan([(STATION, "gbt AC 7 kW", "gbt", "slow", 210.0)])
    account = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    assert account["lost_kwh_per_day"] == 0
    assert account["served_kwh_per_day"] > 0.85 * account["arrived_kwh_per_day"]  # but for the last hour's
    assert account["utilisation"] > 0.2, "they hold their posts until then all the same"


def test_cars_that_came_before_the_counted_days_hold_their_posts_on_them(even):
    even(session_kwh=7.0, power_kw=7.0, stay_h=20.0)
    question = with_simulation(street_question((("e1", "GBT_AC", 100, 7.0),)), days=1)
    plan = hand_plan([(STATION, "gbt AC 7 kW", "gbt", "slow", 280.0)])
    played = [
        play(with_simulation(question, days=1, seed=seed), plan, Rule.ASSIGNED, silent) for seed in range(20)
    ]  # 40 cars a day, most of a day's there at any time
    held = [account_of(one, question, plan)["utilisation"] for one in played]
    since_h = np.arange(0.05, 48.0, 0.1)
    stays = np.cumsum(gamma.sf(since_h, STAY_SPREAD**-2, scale=20.0 * STAY_SPREAD**2)) * 0.1
    expected = 40 / 24 * stays[since_h > 24.0].mean() / 100
    assert np.mean(held) == pytest.approx(expected, rel=0.1)


def test_guns_that_fail_and_are_mended_wait_as_the_mean_over_working_guns_says(even):
    question = with_simulation(
        street_question(FOUR_GUNS, plan={"availability": 0.8}),
        energy_spread=1.0,
        patience_min=ENDLESS,
        days=365,
        outage_h=60.0,
    )
    kwh = 1.2 * 48 * 25.0
    plan = hand_plan([(STATION, POOL, "gbt", "fast", kwh)])
    account = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    expected = mean_over_working(4, 0.8, lambda count: wait_exceeds(count, 1.2, 30.0, 10.0), none=1.0)
    without = wait_exceeds(4, 1.2, 30.0, 10.0)
    assert without < 0.02
    assert expected > 0.08
    assert account["late"] == pytest.approx(expected, abs=0.03)


def test_nobody_waits_beyond_his_patience(even):
    played = four_guns(days=60, patience_min=20.0)
    outcomes = set(played.visits["outcome"])
    assert {Outcome.SERVED, Outcome.BALKED, Outcome.RENEGED} <= outcomes
    assert (played.visits["began"] - played.visits["minute"]).max() <= 20.0 + 1e-9


@pytest.mark.parametrize("rule", Rule)
def test_every_driver_is_served_lost_or_still_there_and_no_energy_disappears(rule):
    question = with_simulation(
        street_question(FOUR_GUNS, fleet=[{"vehicle_class": "taxi", "count": 400}]), days=5, patience_min=15.0
    )
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 3_000.0)])
    played = play(question, plan, rule, silent)
    account = account_of(played, question, plan)
    parts = sum(account[f"{name}_kwh_per_day"] for name in ("served", "lost", "there"))
    assert account["arrived_kwh_per_day"] == pytest.approx(parts)
    assert sum(one["kwh_per_day"] for one in account["lost_by"]) == pytest.approx(account["lost_kwh_per_day"])
    assert sum(one["arrived_kwh_per_day"] for one in account["families"]) == pytest.approx(parts)
    assert sum((played.visits["outcome"] == outcome).sum() for outcome in Outcome) == len(played.visits) > 100


def test_a_car_that_takes_no_dc_looks_for_an_ac_plug_of_the_site_or_is_lost():
    fleet = [
        {"vehicle_class": "phev", "count": 300, "port": "gbt"},
        {"vehicle_class": "private", "count": 300, "port": "gbt"},
    ]
    both = (("e1", "GBT_DC", 4, 50.0), ("e2", "GBT_AC", 6, 7.0))
    lost = []
    for plugs in (FOUR_GUNS, both):
        question = with_simulation(street_question(plugs, fleet=fleet), days=5)
        plan = hand_plan([(STATION, POOL, "gbt", "slow", 300.0)])
        visits = play(question, plan, Rule.ASSIGNED, silent).visits
        lost.append(int((visits["outcome"] == Outcome.NO_PLUG).sum()))
        phev = visits["vehicle"] == question.estimate.inputs.classes.index("phev")
        assert phev.any()
        assert ((visits["outcome"] == Outcome.NO_PLUG) <= phev).all()
    assert lost[0] > 0
    assert lost[1] == 0


def test_a_street_without_any_station_plays_to_nobody():
    question = with_simulation(street_question(FOUR_GUNS), days=1)
    bare = replace(question, places=replace(question.places, standing=question.places.standing.iloc[:0]))
    assert network_of(bare, hand_plan([]), simpy.Environment()).places == ()
    assert len(play(bare, hand_plan([]), Rule.ASSIGNED, silent).visits) == 0
