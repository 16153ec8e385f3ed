"""What a share of the trips takes at least: held against the most trips that sums of money make possible, and told in every output."""

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cluster.cluster import Cluster
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.solve import solve
from planner.country.money.curves import Line
from planner.country.output.report import report_html
from planner.country.output.trip_shares import share_lines
from planner.country.output.writer import write_country
from planner.country.plan.planning import plan_country
from planner.country.result import TripShare
from planner.country.road_plans.answers import RoadAnswer, RoadAnswers
from planner.country.road_plans.least_money import LeastMoney, _in_step, least_money
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import ENERGY, RoadTask
from planner.country.telling.country import country_of
from planner.country.telling.shares import shares_told
from planner.errors import InfeasibleError
from planner.support.speech import LANGUAGES, speaking
from planner.support.stopping import Stopping
from tests.fixtures.country_fixture import made_country
from tests.fixtures.drawing import drawn
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent
from tests.fixtures.two_chains import LONG, SHORT, STATION_USD, two_chains
from tests.planner.corridors.networks import questions

SHARES = (0.2, 0.5, 0.8, 1.0)
SMALL = 1e-6


@given(questions(), st.sampled_from([Wish(Aim.TRIPS, each=40.0), ENERGY]), st.sampled_from([0.0, 0.3]))
@drawn(25, few=4)
def test_no_money_below_the_least_makes_the_share_possible_and_that_of_the_plan_does(question, wish, lost):
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked = RoadTask(free, 0.0, 1e3, wish)
    known = answer_roads(silent, Stopping(), asked, (3.0, 9.0))
    found = least_money(silent, Stopping(), asked, SHARES, lost, known).found
    assert [one.share for one in found] == list(SHARES)
    worth = [one.trips_per_day * one.weight for one in free.trips]
    alone = sum(trips for trips, one in zip(worth, free.trips, strict=True) if one.needs_none())

    def most(usd: float) -> float:
        return solve(free.with_budget(usd), gap=0.0).bound + alone

    for one in found:
        need = one.share * (sum(worth) + lost)
        if math.isinf(one.bound_usd):
            assert math.isinf(one.usd)
            assert most(1e6) < need + SMALL
            continue
        assert one.bound_usd <= one.usd + SMALL
        assert most(one.usd) >= need - SMALL, "a plan for this money makes so many possible"
        assert one.usd <= one.bound_usd * (1 + SMALL) + SMALL, "each search came to its end"
        if one.usd > 0:
            assert most(one.usd - 1e-3) < need + SMALL, "and none for less"


@given(questions(), st.sampled_from([0, 1, 2]))
@drawn(25, few=6)
def test_where_rules_ask_for_stations_what_a_share_takes_pays_for_them_too(question, most):
    ruled = replace(question, rules=replace(question.rules, max_stations=most, norms=()))
    asked = RoadTask(ruled, 0.0, 1e3, Wish(Aim.TRIPS))
    known = answer_roads(silent, Stopping(), asked, (3.0, 9.0))
    for one in least_money(silent, Stopping(), asked, (0.0, *SHARES), 0.0, known).found:
        try:
            best = solve(ruled.with_budget(1e6), wish=Wish(Aim.COST, one.share), gap=0.0).value
        except InfeasibleError:
            best = math.inf
        assert one.usd >= best - SMALL, "nothing that is told breaks a rule"
        assert one.bound_usd <= best + SMALL
        assert math.isinf(one.bound_usd) == math.isinf(best)
        assert one.refused == math.isinf(best), "others may make so many possible where no limit holds them back"


@given(questions())
@drawn(10, few=4)
def test_after_a_stop_the_plans_at_hand_tell_what_is_known(question):
    free = replace(question, rules=CorridorRules(closed=question.rules.closed))
    asked, stopped = RoadTask(free, 0.0, 1e3, Wish(Aim.TRIPS)), Stopping(asked=True)
    known = answer_roads(silent, Stopping(), asked, (3.0, 9.0))
    whole = least_money(silent, Stopping(), asked, SHARES, 0.0, known).found
    for one, best in zip(least_money(silent, stopped, asked, SHARES, 0.0, known).found, whole, strict=True):
        assert one.bound_usd <= best.bound_usd + SMALL
        assert one.usd >= best.usd - SMALL


def test_the_first_stations_of_the_plan_are_the_cheapest_that_are_known_where_nothing_cheaper_was_found(
    tmp_path: Path,
) -> None:
    config = sample_roads(tmp_path)
    with Cluster(1) as cluster:
        run = plan_country(config, cluster, say=silent, stopping=Stopping())
    order = [one for one in country_of(run).built if one.so_far_trips is not None]
    first = next(one for one in order if one.so_far_trips > 0)
    run.least = (LeastMoney(first.so_far_trips, math.inf, 1.0), LeastMoney(first.so_far_trips, 2.0, 1.0, 5))
    dearer, cheaper = country_of(run).least
    assert (dearer.usd, dearer.stations) == (first.so_far_usd, first.rank)
    assert dearer.bound_usd <= dearer.usd
    assert (cheaper.usd, cheaper.stations) == (2.0, 5), "what was found stays where it costs less"
    question = run.roads.question
    ruled = replace(question.instance, rules=CorridorRules(forced={question.instance.places[-1].id: ""}))
    run.roads = replace(run.roads, question=replace(question, instance=ruled))
    assert shares_told(run, order)[0].usd is None, "the first stations may lack what a rule asks for"


def test_every_output_tells_what_shares_take(tmp_path: Path) -> None:
    none = replace(made_country(), least=(TripShare(0.6, 0.0, 0.0, 0),))
    assert [str(one) for one in share_lines(none)] == ["60\u202f% of the trips between towns need no new station."]
    shares = (TripShare(0.9, 166_200.0, 164_554.0, 2), TripShare(0.95, None, 5e5, 0), TripShare(1.0, None, None, 0))
    ruled = replace(shares[2], refused=True)
    country = replace(made_country(), least=shares)
    write_country(country, {}, tmp_path)
    rows = pd.read_csv(tmp_path / "trip_shares.csv")
    assert rows["share"].tolist() == [0.9, 0.95, 1.0]
    assert rows["bound_usd"].dropna().tolist() == [164_554.0, 5e5]
    assert rows["possible"].tolist() == [True, True, False]
    sheet = pd.read_excel(tmp_path / "country.xlsx", sheet_name="Shares of the trips", engine="openpyxl")
    assert sheet.iloc[0].tolist() == [90.0, 166_200.0, 164_554.0, 2]
    told = set()
    for language in LANGUAGES:
        with speaking(language):
            page, lines = report_html(country), [str(one) for one in share_lines(country)]
            assert len(lines) == len(set(lines)) == len(shares)
            told |= {lines[2], *map(str, share_lines(replace(country, least=(ruled,))))}
            assert page.count("<h3>") > report_html(replace(country, least=())).count("<h3>")
    assert len(told) == 2 * len(LANGUAGES)


def test_plans_and_bounds_for_sums_of_money_tell_what_shares_take_before_anything_is_searched():
    """21 trips a day in all: half of them are possible for 100,000 dollars, nine in ten by no plan that is known; a line of the relaxation allows 0.14 trips for each thousand."""
    instance = two_chains()
    nothing = RoadAnswer(0.0, 0.0, 0.0, 0.0, {}, {}, {})
    found = RoadAnswer(STATION_USD, STATION_USD, SHORT, SHORT, {2: 0}, {}, {})
    lines = (Line(300, 0.14 * 300, 0.14),)
    answers = RoadAnswers((nothing, found), {}, {}, SHORT + LONG, lines)
    question = RoadTask(instance, 0.0, 1e3, Wish(Aim.TRIPS))
    half, most = least_money(silent, Stopping(asked=True), question, (0.5, 0.9), 0.0, answers).found
    assert (half.usd, half.bound_usd, half.stations) == (STATION_USD, pytest.approx(75e3), 1)
    assert (most.usd, most.bound_usd) == (math.inf, pytest.approx(135e3))


def test_a_greater_share_lends_its_plan_and_a_smaller_one_its_bound():
    few, many = LeastMoney(0.5, 9.0, 6.0, 4), LeastMoney(0.9, 8.0, 5.0, 3)
    assert _in_step([few, many]) == (replace(few, usd=8.0, stations=3), replace(many, bound_usd=6.0))
    none = LeastMoney(0.9, math.inf, math.inf)
    assert _in_step([few, none]) == (few, none)
