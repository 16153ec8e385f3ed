"""The price of getting started: money for the cheapest useful step is enough, a cent less is not, also where guns are taken down for it."""

from collections import Counter
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from benchmarks.claims.steps import false_step
from benchmarks.tight_questions import tight_question
from geodata.city import City
from geodata.power import FEEDERS
from geodata.stations import CONNECTORS, STATIONS, Stations
from planner.model.solve import cheapest_step as steps
from planner.model.solve.cheapest_step import cheapest_step, find_sufficient_budget
from planner.model.solve.planning import best_plan, do_nothing
from planner.question import Question, question_of
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import CRS, EAST, NORTH, corner, silent, tiny_city, tiny_scenario

FREED_USD = 700.0


def spent(kw: float, **keys: object) -> Question:
    """A street whose every place, the station too, hangs on one feeder with so much to spare."""
    plan = {"chargers": ["dc_gbt_60"], "budget_usd": 0, **keys}
    scenario = tiny_scenario(plan=plan, upgrades={"replace": True, "remove_usd": FREED_USD})
    return question_of(street(kw), scenario, say=silent)


def street(kw: float) -> City:
    feeder = pd.DataFrame([{"feeder": "F1", "spare_kw": kw, "x_m": EAST, "y_m": NORTH, "substation": None}])
    return tiny_city(feeders=FEEDERS.checked(feeder, source="test"))


def test_where_the_feeder_is_spent_the_step_pays_for_the_guns_that_make_room() -> None:
    free, full = spent(300.0), spent(50.0)
    price, more = cheapest_step(free), cheapest_step(full)
    assert price is not None
    assert more is not None
    assert (more - price) / FREED_USD == pytest.approx(1.0)
    enough, less = (best_plan(spent(50.0, budget_usd=usd, gap=0.0), say=silent) for usd in (more, more - 0.01))
    assert enough.chargers["count"].sum() == 2, "one cabinet, and one gun taken down elsewhere"
    assert less.chargers.empty
    assert enough.proof.value > do_nothing(full).proof.value + 1.0


def test_where_nothing_may_be_taken_down_there_is_no_step_beyond_the_feeder() -> None:
    question = spent(50.0)
    kept = question.scenario.upgrades.model_copy(update={"replace": False})
    scenario = question.scenario.model_copy(update={"upgrades": kept})
    assert cheapest_step(question_of(street(50.0), scenario, say=silent)) is None


@pytest.mark.parametrize("seed", [2, 17, 21, 41, 70, 186, 333])
def test_no_money_below_the_step_is_of_use_and_the_step_is(seed: int) -> None:
    """Of 388 questions 37 were told a dearer step, none, or an error: guns taken down, a second post beside them, two guns changed."""
    asked = tight_question(seed)
    question = replace(asked, scenario=asked.scenario.without_promises().with_plan(budget_usd=0.0))
    told = Counter[str]()
    assert false_step(question, best_plan(question, say=silent), told) == []
    assert told["the cheapest step"] == 1


def test_where_the_balance_asks_for_two_plugs_the_sum_that_is_told_buys_both() -> None:
    plan = {"chargers": ["dc_gbt_60", "dc_ccs2_60"], "budget_usd": 30_000, "plug_balance": 0.75}
    bare = tiny_city(stations=Stations(STATIONS.empty(CRS), CONNECTORS.empty()))
    question = question_of(bare, tiny_scenario(plan=plan), say=silent)
    step = cheapest_step(question)
    assert step is not None
    assert step < 30_000
    assert best_plan(question, say=silent).chargers.empty
    enough = find_sufficient_budget(question, step)
    assert enough is not None
    assert enough > 30_000
    told = replace(question, scenario=question.scenario.with_plan(budget_usd=enough))
    assert not best_plan(told, say=silent).chargers.empty
    assert false_step(question, best_plan(question, say=silent), Counter()) == []


def test_the_sum_that_is_told_also_pays_the_share_that_cabinets_of_two_standards_may_have() -> None:
    plan = {"chargers": ["dc_dual_60", "dc_gbt_60"], "budget_usd": 0, "plug_balance": 1.0, "max_dual_share": 0.5}
    bare = tiny_city(stations=Stations(STATIONS.empty(CRS), CONNECTORS.empty()))
    question = question_of(bare, tiny_scenario(plan=plan), say=silent)
    told = Counter[str]()
    assert false_step(question, best_plan(question, say=silent), told) == []
    assert told["a sum that builds"] == 1


@drawn(60, UNCHECKED, few=5)
@given(
    st.sampled_from([0.75, 0.9, 0.95, 1.0]),
    st.sampled_from([0.02, 0.05, 0.1]),
    st.sampled_from([["dc_gbt_60"], ["dc_gbt_60", "dc_dual_60"], ["ac_t2_22", "dc_ccs2_60"]]),
    st.integers(1, 400),
)
def test_one_gun_that_carries_nothing_hides_no_two_that_carry_something(availability, late, chargers, cars) -> None:
    """Where drivers are promised not to wait, one gun carries little, but never nothing: that it may be out of order breaks no promise of waiting."""
    promise = {"availability": availability, "wait_probability": late, "full_probability": late}
    plan = {"chargers": chargers, "budget_usd": 0, **promise}
    city = tiny_city(fleet=[{"vehicle_class": "private", "count": cars}])
    question = question_of(city, tiny_scenario(plan=plan), say=silent)
    assert false_step(question, best_plan(question, say=silent), Counter()) == []


@pytest.mark.parametrize("most", [steps.MOST_SETS, 0])
def test_twenty_guns_on_a_spent_feeder_are_not_tried_in_every_choice(monkeypatch, most: int) -> None:
    """Nine of twenty 7 kW guns make room for 60 kW; their choices are 167,960."""
    monkeypatch.setattr(steps, "MOST_SETS", most)
    guns = [f"s{number}" for number in range(20)]
    said = dict.fromkeys(STATIONS.columns) | {"name": "x", "access": "public", "connection": "connected"}
    table = [said | {"station_id": one, "source": "test", "source_id": one} for one in guns]
    plug = {"evse_id": "1", "connector": "IEC_62196_T2", "format": "CABLE", "count": 1, "power_kw": 7.0}
    plugs = [plug | {"station_id": one, "power_guessed": False, "status": "operational"} for one in guns]
    points = gpd.GeoDataFrame(table, geometry=[Point(corner(0.3 * at)) for at in range(20)], crs=CRS)
    stations = Stations(STATIONS.checked(points, source="test"), CONNECTORS.checked(pd.DataFrame(plugs), source="test"))
    plan, upgrades = {"chargers": ["dc_gbt_60"], "budget_usd": 0}, {"replace": True, "remove_usd": FREED_USD}
    scenario = tiny_scenario(plan=plan, upgrades=upgrades)
    free, full = (question_of(replace(street(kw), stations=stations), scenario, say=silent) for kw in (300.0, 0.0))
    plain = cheapest_step(free)
    tried, whole = [0], steps._Steps._plan

    def counted(self: steps._Steps, step: steps.Step) -> object:
        tried[0] += 1
        return whole(self, step)

    monkeypatch.setattr(steps._Steps, "_plan", counted)
    price = cheapest_step(full)
    assert plain is not None
    assert price is not None
    assert (price - plain) / FREED_USD == pytest.approx(9.0)
    assert tried[0] < 10_000
