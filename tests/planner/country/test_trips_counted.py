"""What counts on the roads of a country: trips made possible, each as much as another, or the energy that they need."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cluster.cluster import Cluster
from planner.config.reading import section_from
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.country.accounts import PLUG
from planner.country.config.country import CountryConfig
from planner.country.output.proof_words import proof, roads_proof
from planner.country.output.report import report_html
from planner.country.plan.planning import plan_country
from planner.country.result import Country
from planner.country.road_plans.drive_audit import insist_on_drives
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import ENERGY, RoadTask, wish_of
from planner.country.telling.country import country_of
from planner.errors import CorridorError
from planner.support.stopping import Stopping
from tests.fixtures.country_fixture import made_country
from tests.fixtures.drawing import drawn
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions

BESIDE_A_CITY = {"cities": [{"config": "city.toml"}], "country": "KZ"}


def told(folder: Path, objective: str) -> Country:
    with Cluster(1) as cluster:
        config = sample_roads(folder, phases="budget_usd = 400_000", objective=objective)
        config = config.model_copy(
            update={"money": config.money.model_copy(update={"road_gap": 0.03, "sums_usd": (200_000,)})}
        )
        return country_of(plan_country(config, cluster, say=silent, stopping=Stopping()))


def made_possible(country: Country) -> float:
    """Trips a day that charging makes possible, on the mean of the year."""
    return sum((one.plan - one.without) * one.days for one in country.seasons) / sum(
        one.days for one in country.seasons
    )


@given(questions(), st.sampled_from([1.0, 40.0]))
@drawn(25)
def test_a_plan_for_trips_is_worth_its_trips_and_serves_the_energy_that_they_need(question, each):
    wish = Wish(Aim.TRIPS, each=each)
    try:
        found = answer_roads(silent, Stopping(), RoadTask(question, 0.0, 1e3, wish), (5.0,)).answers[-1]
    except CorridorError:
        return
    asked = Prepared.of(question, wish)
    plan = play(asked, found.built)
    trips = np.array([one.trips_per_day * one.weight * (not one.needs_none()) for one in question.trips])
    needed = np.array([one.needed_kwh for one in question.trips])
    assert found.value == pytest.approx(each * float(trips @ plan.share), abs=1e-5)
    served = sum(kwh for account, kwh in found.served.items() if account.startswith(PLUG))
    assert served == pytest.approx(float((trips * needed) @ plan.share), abs=1e-5)
    if found.keeps_rules:
        insist_on_drives(asked, max(found.usd, found.cost_usd), plan)
    else:
        assert not found.built, "rules are broken by nothing alone"
    other = play(
        Prepared.of(question, ENERGY),
        answer_roads(silent, Stopping(), RoadTask(question, 0.0, 1e3, ENERGY), (5.0,)).answers[-1].built,
    )
    assert each * float(trips @ other.share) <= found.bound + 1e-5


def test_a_country_for_trips_makes_as_many_possible_as_any_plan_and_says_how_many(tmp_path: Path) -> None:
    trips, energy = told(tmp_path, "trips"), told(tmp_path, "energy")
    assert (trips.unit, energy.unit) == ("trips", "kwh")
    assert trips.value == pytest.approx(made_possible(trips))
    assert made_possible(energy) <= trips.bound + 1e-6
    assert made_possible(energy) < made_possible(trips), "of these roads the plans for both differ"
    assert sum(trips.on_roads.served_kwh.values()) <= energy.bound + 1e-6
    assert f"{trips.value:.1f}" in str(proof(trips))
    assert "kWh" not in str(proof(trips))
    assert "kWh" in str(proof(energy))


@given(questions())
@drawn(10)
def test_beside_a_city_a_trip_counts_what_the_mean_one_needs_so_that_all_of_them_count_what_they_need(question):
    wish = wish_of(section_from(CountryConfig, BESIDE_A_CITY, where="country.toml"), question)
    counted, needed = (Prepared.of(question, one) for one in (wish, ENERGY))
    every = [one.trips_per_day * one.weight * (not one.needs_none()) for one in question.trips]
    if sum(every) > 0:
        assert wish.each * sum(every) == pytest.approx(
            sum(one.trips_per_day * one.weight * one.needed_kwh for one in question.trips)
        )
    assert len(set(np.round(counted.gain / np.maximum(counted.flow, 1e-12), 9))) <= len(
        {t.weight for t in question.trips}
    )
    assert counted.energy.tolist() == needed.gain.tolist()


def test_where_every_city_was_left_out_trips_are_not_told_as_energy():
    roads = replace(made_country().on_roads, value=100 * 120.0, bound=101 * 120.0)
    lost = (replace(one, failed="file missing") for one in made_country().cities)
    left = made_country(askers=(*lost, roads), trip_kwh=40.0, weight=3.0, value=roads.value, bound=roads.bound)
    assert "serves above 12 120 weighted kWh a day" in str(proof(left)).replace("\u202f", " ")
    assert "A trip between towns that charging makes possible counts 120.0 kWh" in str(proof(left))
    assert "makes 100.0 trips a day possible" in str(roads_proof(left))
    page = report_html(left)
    assert "which stations on which roads make most trips" in page
    assert "sells" not in proof(left)
