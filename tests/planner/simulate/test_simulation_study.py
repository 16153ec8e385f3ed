"""What a run says of its plays: whether the promise holds, how it is with drawn figures, and the same whenever it is asked."""

from dataclasses import replace

import numpy as np
import pytest

from planner.demand.queue_figures import WORKS
from planner.simulate.account import account_of
from planner.simulate.play import Supposed, play
from planner.simulate.rule import Rule
from planner.studies.simulation import study
from tests.fixtures.drawing import asked
from tests.fixtures.played_street import ENDLESS, FOUR_GUNS, KWH, POOL, hand_plan, street_question, with_simulation
from tests.fixtures.tiny_city import STATION, silent


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
    assert "serves nobody" in found["verdict"]
    assigned, choosing = found["plays"]
    assert assigned["drivers_per_day"] == 0
    assert assigned["late_peak"] is assigned["taken_peak"] is assigned["taken_told"] is None
    assert choosing["lost_kwh_per_day"] == pytest.approx(choosing["arrived_kwh_per_day"])
    assert choosing["lost_by"][2]["kwh_per_day"] == pytest.approx(choosing["arrived_kwh_per_day"])


def test_it_is_played_only_when_asked():
    assert study(street_question(FOUR_GUNS), hand_plan([]), silent) is None


def test_a_promise_that_cannot_be_kept_is_said_to_be_broken(even):
    question = with_simulation(street_question(FOUR_GUNS, plan={"wait_probability": 0.1}), days=20)
    found = study(question, hand_plan([(STATION, POOL, "gbt", "fast", 1.9 * KWH)]), silent)
    assert found["holds"] is False
    assert found["verdict"].startswith(
        "The plan does not hold even if the assumed figures are right, too little energy is served and too many drivers wait"
    )
    assert "(promised: at most 10%)" in found["verdict"]


def test_waits_that_nobody_promised_break_nothing(even):
    """Drivers who find all guns taken have nowhere to go on to, and stand in line for as long as it takes."""
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 1.5 * KWH)])
    held = []
    for promised in ({}, {"wait_probability": 0.1}):
        question = with_simulation(street_question(FOUR_GUNS, plan=promised), days=60, patience_min=ENDLESS)
        found = study(question, plan, silent)
        assert found["plays"][0]["late_peak"] > 0.2
        held.append(found["holds"])
    assert held == [True, False]


def test_who_finds_all_guns_taken_is_played_as_it_is_told_where_few_wait(even):
    """Without a line, for nobody has patience, guns are a loss system: those who come tell who finds all taken."""
    question = with_simulation(street_question(FOUR_GUNS), days=300, patience_min=0.0, energy_spread=1.0)
    offered = hand_plan([(STATION, POOL, "gbt", "fast", KWH)])
    pool = next(one for one in question.pools.pools if one.name == POOL)
    flat = replace(pool, session_kwh=25.0, peak_cars=0.5 / 24)  # half an hour each, at the same rate all day
    found = study(question, offered, silent)["plays"][0]
    (told,) = flat.taken(4, np.array([flat.peak_cars_of(KWH)]), 0.0, np.zeros(1), 0.0)
    assert found["taken"] == pytest.approx(told, abs=0.012)


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


def test_what_chance_takes_from_a_few_drivers_refutes_no_plan():
    """Two sessions a day at four guns, where nobody is turned away: what is short of the plan did not come."""
    found = []
    for seed in range(asked(20)):
        question = with_simulation(street_question(FOUR_GUNS), days=30, seed=seed, choice="off", outage_h=0.0)
        found.append(study(question, hand_plan([(STATION, POOL, "gbt", "fast", 50.0)]), silent))
    short = [one for one in found if one["plays"][0]["served_kwh_per_day"] < 0.95 * 50.0]
    assert 4 * len(short) >= len(found)
    assert all("chance alone moves it by" in one["verdict"] for one in short)
    assert 5 * sum(one["holds"] is False for one in found) <= len(found), (
        "a standard error and the tolerance below the plan"
    )


def test_a_share_of_a_few_drivers_is_said_to_tell_little():
    question = with_simulation(street_question((("e1", "GBT_DC", 2, 50.0),)), days=15, choice="off")
    found = study(question, hand_plan([(STATION, POOL, "gbt", "fast", 450.0)]), silent)
    drivers = found["plays"][0]["taken_peak_drivers"]
    assert 0 < drivers < 100
    assert (
        f"which {drivers} drivers neither bear out nor refute: chance alone moves such a share by" in found["verdict"]
    )


def test_energy_that_is_short_is_told_with_those_who_left_without_it():
    question = with_simulation(street_question((("e1", "GBT_DC", 1, 50.0),)), days=60, choice="off", patience_min=0.0)
    found = study(question, hand_plan([(STATION, POOL, "gbt", "fast", 500.0)]), silent)
    assert found["holds"] is False
    assert "too little energy is served" in found["verdict"]
    assert "for drivers who left without it (most: turned away by the line)" in found["verdict"]


def test_a_play_has_one_line_of_progress_however_many_days_it_takes():
    said = []
    question = with_simulation(street_question(FOUR_GUNS), days=12, choice="off", draws=2)
    study(question, hand_plan([(STATION, POOL, "gbt", "fast", 50.0)]), said.append)
    assert len(dict.fromkeys(map(str, said))) == 3
    assert str(said[0]) == "play 1 of 3: playing 13 days of the plan (as the plan sends them)"
