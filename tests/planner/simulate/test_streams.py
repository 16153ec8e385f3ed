"""Who comes to a play, when and where to: the hours and the energy of the demand, and the places that drivers know of."""

import numpy as np
import pytest
import simpy

from geodata.connectors import Current
from planner.simulate.habits import habits_of
from planner.simulate.network import network_of
from planner.simulate.play import Supposed, play
from planner.simulate.rule import Rule
from planner.simulate.streams import assigned_streams, choosing_streams, options_of
from tests.fixtures.played_street import ENDLESS, FOUR_GUNS, KWH, POOL, hand_plan, street_question, with_simulation
from tests.fixtures.tiny_city import STATION, silent


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


def test_drivers_who_are_sent_go_on_to_the_nearest_free_gun_and_those_who_choose_see_it_before(even):
    question = with_simulation(street_question((("e1", "GBT_DC", 1, 50.0),)), days=20, patience_min=ENDLESS)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", 1_000.0)], [("b", "dc_gbt_60", 1)])
    sent = play(question, plan, Rule.ASSIGNED, silent)
    chosen = play(question, plan, Rule.CHOICE, silent)
    used = {rule.rule: {rule.places[n].site for n in set(rule.visits["place"]) if n >= 0} for rule in (sent, chosen)}
    assert len(used[Rule.ASSIGNED]) == len(used[Rule.CHOICE]) == 2
    went = sent.visits
    assert went["first"].nunique() == 1, "where the plan sends them"
    assert (went["place"] != went["first"]).sum() > 20
    assert went.loc[went["place"] != went["first"], "taken"].all()
    assert chosen.visits["taken"].mean() < went["taken"].mean()
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


def test_a_site_twice_as_busy_has_twice_the_drivers(even):
    question = with_simulation(street_question(FOUR_GUNS), days=60)
    plan = hand_plan([(STATION, POOL, "gbt", "fast", KWH / 4)])
    busier = np.where(question.places.site_id == STATION, 2.0, 0.0)
    usual, twice = (play(question, plan, Rule.ASSIGNED, silent, one) for one in (Supposed(), Supposed(busier=busier)))
    assert len(twice.visits) == pytest.approx(2 * len(usual.visits), rel=0.1)
