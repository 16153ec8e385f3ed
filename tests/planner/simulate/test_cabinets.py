"""Guns of one cabinet share its power: as the exact chain of a queue in pairs, gun by gun, and in what a plan may ask of them."""

import math

import numpy as np
import pytest
import simpy

from planner.audit.recheck import broken_promises
from planner.network.queueing import wait_exceeds
from planner.network.service_level import service_level_of
from planner.simulate.account import account_of
from planner.simulate.cabinets import Cabinet
from planner.simulate.network import network_of
from planner.simulate.play import play
from planner.simulate.rule import Rule
from tests.fixtures.played_street import ENDLESS, PROMISE, hand_plan, street_question, with_simulation
from tests.fixtures.tiny_city import STATION, silent


def pairs_late(rate: float, cabinets: int, alone: float, paired: float, wait_min: float) -> float:
    """P(wait > w) of drivers who take an idle cabinet first, from the chain of (cabinets with one car, with two)."""
    states = [(a, b) for b in range(cabinets + 1) for a in range(cabinets - b + 1)]
    number = {state: n for n, state in enumerate(states)}
    flow = np.zeros((len(states), len(states)))
    for (a, b), n in number.items():
        if a + b < cabinets:
            flow[n, number[a + 1, b]] += rate
        elif a:
            flow[n, number[a - 1, b + 1]] += rate
        if a:
            flow[n, number[a - 1, b]] += a * alone
        if b:
            flow[n, number[a + 1, b - 1]] += 2 * b * paired
    balance = np.vstack([(flow - np.diag(flow.sum(axis=1))).T, np.ones(len(states))])
    shares = np.linalg.lstsq(balance, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    ends = 2 * cabinets * paired
    full = shares[number[0, cabinets]] / (1 - rate / ends)
    return full / (1 - shares[number[0, cabinets]] + full) * math.exp(-(ends - rate) * wait_min)


@pytest.mark.parametrize("cabinets", [1, 2, 3])
def test_pairs_on_shared_cabinets_carry_what_the_exact_chain_says_or_a_little_less(cabinets):
    question = street_question((("e0", "DOMESTIC_F", 1, 2.3),))
    pools = question.pools
    at = [one.name for one in pools.pools].index("gbt DC 60 kW")
    pool = pools.pools[at]
    missing = 60.0 * cabinets  # 2 x 60 kW on each cabinet of 60 kW
    assert pools.missing_kw[at].tolist() == [60.0, 0.0, 0.0]
    kwh = pools.capacity(at, 2 * cabinets, missing, PROMISE)
    rate = kwh * pool.peak_hour_share / pool.session_kwh / 60.0
    alone, paired = 60.0 / pool.session_kwh / 60.0, 30.0 / pool.session_kwh / 60.0
    assert pairs_late(rate, cabinets, alone, paired, 10.0) <= 0.1 + 1e-9
    assert pairs_late(1.03 * rate, cabinets, alone, paired, 10.0) > 0.1
    blind = pools.capacity(at, 2 * cabinets, 0.0, PROMISE)
    assert blind > 1.3 * kwh


def test_a_shared_cabinet_played_waits_as_its_chain_says(even):
    even(session_kwh=30.0, power_kw=60.0)
    question = with_simulation(
        street_question((("e0", "DOMESTIC_F", 1, 2.3),)), days=365, energy_spread=1.0, patience_min=ENDLESS
    )
    rate = 1.9  # sessions an hour, on two cabinets
    plan = hand_plan([("a", "gbt DC 60 kW", "gbt", "fast", rate * 24 * 30.0)], [("a", "dc_gbt_60", 2)])
    account = account_of(play(question, plan, Rule.ASSIGNED, silent), question, plan)
    expected = pairs_late(rate / 60, 2, 2 / 60, 1 / 60, 10.0)
    assert 0.02 < expected < 0.3
    assert account["late"] == pytest.approx(expected, abs=0.02)
    own_power = wait_exceeds(4, rate * 0.5, 30.0, 10.0)
    assert account["late"] > 2 * own_power


def test_cars_on_one_cabinet_share_its_power_as_they_come_and_go():
    env = simpy.Environment()
    cabinet, full = Cabinet(env, 60.0), {}

    def car(name, at, most_kw, kwh):
        yield env.timeout(at)
        yield from cabinet.charge(most_kw, kwh)
        full[name] = env.now

    env.process(car("first", 0.0, 54.0, 30.0))
    env.process(car("second", 10.0, 54.0, 30.0))
    env.run()
    # 9 kWh alone, then 30 kW each: the first needs 42 minutes more, the second is then left with 9 kWh at 54 kW
    assert full == pytest.approx({"first": 52.0, "second": 62.0})


def test_a_weak_car_leaves_the_rest_of_its_share_to_the_other():
    env = simpy.Environment()
    cabinet, full = Cabinet(env, 60.0), {}

    def car(name, most_kw, kwh):
        yield from cabinet.charge(most_kw, kwh)
        full[name] = env.now

    env.process(car("weak", 20.0, 10.0))
    env.process(car("strong", 50.0, 20.0))
    env.run()
    assert full == pytest.approx({"weak": 30.0, "strong": 30.0})


def test_the_network_hangs_guns_on_cabinets_as_they_are_bought_and_as_they_stand():
    question = street_question((("e1", "GBT_DC", 1, 50.0), ("e2", "GBT_DC", 2, 30.0), ("e3", "GBT_DC", 1, 180.0)))
    network = network_of(question, hand_plan([], [(STATION, "dc_gbt_60", 1)]), simpy.Environment())
    powers = {
        question.pools.pools[place.pool].name: [(gun.kw, gun.cabinet.kw) for gun in queue.guns]
        for place, queue in zip(network.places, network.queues, strict=True)
    }
    assert powers == {
        "gbt DC 30 kW": [(30.0, 30.0)] * 2,
        "gbt DC 50 kW": [(50.0, 50.0)],
        "gbt DC 60 kW": [(60.0, 60.0)] * 2,
        "gbt DC 90 kW": [(180.0, 180.0)],
    }
    shared = network.queues[[one.pool for one in network.places].index(2)].guns
    assert shared[0].cabinet is shared[1].cabinet


@pytest.mark.parametrize("promised", [{}, {"wait_probability": 0.1}], ids=["hours alone", "waits promised"])
def test_the_checker_finds_a_shared_cabinet_that_is_asked_for_more_than_it_carries(promised):
    question = street_question((("e0", "DOMESTIC_F", 1, 2.3),), plan=promised)
    at = [one.name for one in question.pools.pools].index("gbt DC 60 kW")
    most = question.pools.capacity(at, 2, 60.0, service_level_of(question.scenario.plan))
    for kwh, is_broken in ((0.99 * most, False), (1.01 * most, True)):
        plan = hand_plan([("a", "gbt DC 60 kW", "gbt", "fast", kwh)], [("a", "dc_gbt_60", 1)])
        said = [one for one in broken_promises(plan, question) if "2 guns carry" in one]
        assert bool(said) == is_broken
