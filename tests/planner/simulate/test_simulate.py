"""A played plan against queueing theory, and what must be true of every play."""

import math
from dataclasses import replace

import numpy as np
import pytest
import simpy
from scipy.stats import gamma

from geodata.connectors import Current
from planner.audit.recheck import broken_promises
from planner.demand.queue_figures import WORKS
from planner.network.parking import STAY_SPREAD
from planner.network.promise import Promise
from planner.network.queueing import erlang_b, erlang_c, on_the_mean, wait_exceeds
from planner.simulate import arrivals as arriving
from planner.simulate import play as playing
from planner.simulate.account import account_of
from planner.simulate.cabinets import Cabinet
from planner.simulate.habits import habits_of
from planner.simulate.network import network_of
from planner.simulate.play import Outcome, Played, Supposed, play
from planner.simulate.rule import Rule
from planner.simulate.streams import assigned_streams, choosing_streams, options_of
from planner.studies.simulation import study
from tests.fixtures.played_street import even_habits, hand_plan, street_question, with_simulation
from tests.fixtures.tiny_city import STATION, silent

FOUR_GUNS = (("e1", "GBT_DC", 4, 50.0),)
POOL = "gbt DC 50 kW"
LOAD = 2.07
"""Erlang that four guns carry with 10 % waiting over 10 minutes, at 30 minutes a session."""
KWH = LOAD * 48 * 25.0
PROMISE = Promise(10.0, 0.1, 0.2)
ENDLESS = 1e6


@pytest.fixture
def even(monkeypatch):
    """Sessions of 25 kWh on the mean, at 50 kW, at the same rate all day."""

    def use(session_kwh: float = 25.0, power_kw: float = 50.0, stay_h: float = 0.0) -> None:
        habits = lambda question, _: even_habits(question, session_kwh=session_kwh, power_kw=power_kw, stay_h=stay_h)  # noqa: E731
        monkeypatch.setattr(playing, "habits_of", habits)

    use()
    return use


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
    expected = on_the_mean(4, 0.8, lambda count: wait_exceeds(count, 1.2, 30.0, 10.0))
    without = wait_exceeds(4, 1.2, 30.0, 10.0)
    assert without < 0.02
    assert expected > 0.08
    assert account["late"] == pytest.approx(expected, abs=0.03)


def test_nobody_waits_beyond_his_patience(even):
    played = four_guns(days=60, patience_min=20.0)
    outcomes = set(played.visits["outcome"])
    assert {Outcome.SERVED, Outcome.BALKED, Outcome.RENEGED} <= outcomes
    assert (played.visits["began"] - played.visits["minute"]).max() <= 20.0 + 1e-9


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


def test_the_same_seed_plays_the_same_and_another_does_not():
    question = street_question(FOUR_GUNS)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 900.0)])
    first, again, other = (study(with_simulation(question, days=3, seed=seed), plan, silent) for seed in (1, 1, 2))
    assert first == again
    assert first["plays"] != other["plays"]


def test_a_plan_that_serves_nobody_promises_nothing():
    question = with_simulation(street_question((("e0", "DOMESTIC_F", 1, 2.3),)), days=2, choice="all")
    found = study(question, hand_plan([]), silent)
    assert found["holds"] is None
    assert "no promise" in found["verdict"]
    assigned, choosing = found["plays"]
    assert assigned["drivers_per_day"] == 0
    assert assigned["late_peak"] is None
    assert choosing["lost_kwh_per_day"] == pytest.approx(choosing["arrived_kwh_per_day"])
    assert choosing["lost_by"][2]["kwh_per_day"] == pytest.approx(choosing["arrived_kwh_per_day"])


def test_it_is_played_only_when_asked():
    assert study(street_question(FOUR_GUNS), hand_plan([]), silent) is None


def test_a_promise_that_cannot_be_kept_is_said_to_be_broken(even):
    question = with_simulation(street_question(FOUR_GUNS), days=20)
    found = study(question, hand_plan([(STATION, POOL, "gbt", "fast", 1.9 * KWH)]), silent)
    assert found["holds"] is False
    assert found["verdict"].startswith(
        "The promise does not hold even if the assumed figures are right, too little energy is served and too many drivers wait"
    )


def test_drivers_keep_the_hours_of_the_demand_that_the_plan_was_made_for():
    fleet = [{"vehicle_class": "taxi", "count": 40}, {"vehicle_class": "private", "count": 400}]
    question = street_question(FOUR_GUNS, fleet=fleet)
    hours = habits_of(question).hours.sum(axis=(1, 2))
    surface = question.demand
    assert hours == pytest.approx(surface.hourly_kwh / surface.hourly_kwh.sum(axis=1, keepdims=True))
    assert hours.max(axis=1) == pytest.approx([one.peak_hour_share for one in surface.classes])


@pytest.mark.parametrize("share", [0.05, 0.2, 1.0])
def test_a_peak_hour_that_the_scenario_gives_is_played(share):
    question = street_question(FOUR_GUNS, demand={"peak_hour_share": share})
    hours = habits_of(question).hours.sum(axis=(1, 2))
    assert hours.sum(axis=1) == pytest.approx(1.0)
    assert hours.max(axis=1) == pytest.approx(share)


def test_hours_of_the_zones_own_occasions_ask_for_the_same_energy():
    fleet = [{"vehicle_class": "private", "count": 4_000}]
    question = street_question(FOUR_GUNS, fleet=fleet)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 3_000.0)])
    kwh = {}
    for hours in ("class", "zone"):
        asked = with_simulation(question, hours=hours)
        network = network_of(asked, plan, simpy.Environment())
        streams = assigned_streams(asked, plan, network)
        kwh[hours] = sum(float(one.kwh.sum()) for one in streams)
        assert (len(streams) > 1) == (hours == "zone")
    assert kwh["zone"] == pytest.approx(kwh["class"]) == pytest.approx(3_000.0)


def test_drivers_who_choose_go_on_to_the_next_site_when_the_line_is_long(even):
    question = with_simulation(street_question((("e1", "GBT_DC", 1, 50.0),)), days=20, patience_min=ENDLESS)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 1_000.0)], [("b", "dc_gbt_60", 1)])
    sent = play(question, plan, Rule.ASSIGNED, silent)
    chosen = play(question, plan, Rule.CHOICE, silent)
    used = {rule.rule: {rule.places[n].site for n in set(rule.visits["place"]) if n >= 0} for rule in (sent, chosen)}
    assert len(used[Rule.ASSIGNED]) == 1
    assert len(used[Rule.CHOICE]) == 2
    waits = [(one.visits["began"] - one.visits["minute"]).mean() for one in (sent, chosen)]
    assert waits[1] < waits[0]


def test_all_who_ask_are_more_than_those_whom_the_plan_serves():
    question = with_simulation(street_question(FOUR_GUNS))
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 100.0)])
    network = network_of(question, plan, simpy.Environment())
    served, everybody = (
        sum(float(one.kwh.sum()) for one in choosing_streams(question, plan, network, everybody=all_come))
        for all_come in (False, True)
    )
    assert served == pytest.approx(100.0)
    assert everybody == pytest.approx(question.demand.kwh_per_day.sum())


def test_options_are_reachable_places_of_the_drivers_plug_nearest_first():
    question = street_question(FOUR_GUNS)
    network = network_of(question, hand_plan([], [("a", "dc_ccs2_60", 1), ("b", "dc_gbt_60", 1)]), simpy.Environment())
    kind = [one.name for one in question.demand.classes].index("gbt_fast")
    options = options_of(question, network)[4, kind, Current.DC]
    sites = [str(question.places.site_id[network.places[n].site]) for n, _ in options]
    assert set(sites) == {STATION, "b"}
    assert [drive for _, drive in options] == sorted(drive for _, drive in options)


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


def test_the_checker_finds_a_shared_cabinet_that_is_asked_for_more_than_it_carries():
    question = street_question((("e0", "DOMESTIC_F", 1, 2.3),))
    at = [one.name for one in question.pools.pools].index("gbt DC 60 kW")
    most = question.pools.capacity(at, 2, 60.0, PROMISE)
    for kwh, is_broken in ((0.99 * most, False), (1.01 * most, True)):
        plan = hand_plan([("a", "gbt DC 60 kW", "gbt", "fast", kwh)], [("a", "dc_gbt_60", 1)])
        said = [one for one in broken_promises(plan, question) if "2 guns carry" in one]
        assert bool(said) == is_broken


def test_a_street_without_any_station_plays_to_nobody():
    question = with_simulation(street_question(FOUR_GUNS), days=1)
    bare = replace(question, places=replace(question.places, standing=question.places.standing.iloc[:0]))
    assert network_of(bare, hand_plan([]), simpy.Environment()).places == ()
    assert len(play(bare, hand_plan([]), Rule.ASSIGNED, silent).visits) == 0


def test_plays_with_drawn_figures_stay_in_their_bands_and_say_the_same_twice():
    question = with_simulation(street_question(FOUR_GUNS), days=10, choice="off", draws=4)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", KWH)])
    first, again = (study(question, plan, silent)["drawn"] for _ in range(2))
    assert first == again
    assert len({row["peak_factor"] for row in first}) == 4
    for row in first:
        assert 23 / 31 <= row["power_factor"] <= 50 / 31
        assert 0.76 <= row["peak_factor"] <= 1.36
        assert row["served_kwh_per_day"] <= row["arrived_kwh_per_day"]


def test_guns_fail_as_often_as_a_draw_says_unless_it_is_known():
    question = with_simulation(street_question(FOUR_GUNS, plan={"availability": None}), days=60)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", KWH)])
    at = [
        account_of(play(question, plan, Rule.ASSIGNED, silent, Supposed({WORKS: z})), question, plan)
        for z in (-1.0, 0.0)
    ]
    assert at[0]["late"] > at[1]["late"] + 0.1
    drawn = study(with_simulation(question, days=2, choice="off", draws=4), plan, silent)["drawn"]
    assert len({row["working_share"] for row in drawn}) == 4
    assert all(0.725 <= row["working_share"] <= 0.98 for row in drawn)
    known = with_simulation(street_question(FOUR_GUNS, plan={"availability": 0.9}), days=2, choice="off", draws=2)
    assert {row["working_share"] for row in study(known, plan, silent)["drawn"]} == {0.9}


def test_a_site_twice_as_busy_has_twice_the_drivers(even):
    question = with_simulation(street_question(FOUR_GUNS), days=60)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", KWH / 4)])
    busier = np.where(question.places.site_id == STATION, 2.0, 0.0)
    usual, twice = (play(question, plan, Rule.ASSIGNED, silent, one) for one in (Supposed(), Supposed(busier=busier)))
    assert len(twice.visits) == pytest.approx(2 * len(usual.visits), rel=0.1)
