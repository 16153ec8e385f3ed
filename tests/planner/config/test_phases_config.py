"""`[[plan.phases]]`: what is refused, in one line that names the culprit, and what phases make of the rest of the question."""

from typing import Any

import pytest

from planner.config.scenario import Scenario, scenario_from
from planner.errors import ConfigError
from planner.question import question_of
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

TWO = [{"year": 2026, "budget_usd": 100_000}, {"year": 2028, "budget_usd": 60_000}]


def scenario(phases: list[dict[str, Any]], **plan: Any) -> Scenario:
    data = {"city": {"name": "Street", "place": "Street"}, "plan": {"phases": phases, **plan}}
    return scenario_from(data, where="city.toml")


@pytest.mark.parametrize(
    ("phases", "plan", "said"),
    [
        (TWO[::-1], {}, "phase 2 (2026) comes before phase 1 (2028); put them in the order of their years"),
        ([TWO[0], TWO[0], TWO[1]], {}, "two phases of 2026; give one phase for each year"),
        ([TWO[0]], {}, "the last of plan.phases is 2026 and fleet.year is 2028"),
        ([{"year": 2028, "budget_usd": -1}], {}, "budget_usd': expected 0 or more, not -1"),
        ([{"year": 2028, "budget_usd": float("nan")}], {}, "phases.1.budget_usd': expected a number, not nan"),
        ([{"year": 2028}], {}, "key 'plan.phases.1.budget_usd' is missing"),
        ([{"year": 1990, "budget_usd": 1}], {}, "key 'plan.phases.1.year'"),
        (
            [{"year": 2028, "budget_usd": 1, "budget": 2}],
            {},
            "unknown key 'plan.phases.1.budget'; did you mean 'budget_usd'?",
        ),
        (TWO, {"budget_usd": 5}, "budget_usd and [[plan.phases]] contradict each other"),
        ([TWO[0], {**TWO[1], "district_floor": 0.2}], {}, "the last phase's floor is plan.district_floor"),
        ([{**TWO[0], "district_floor": 1.2}, TWO[1]], {}, "key 'plan.phases.1.district_floor'"),
        (TWO, {"last_phase_years": 0}, "key 'plan.last_phase_years'"),
        (TWO, {"phase_discount": float("nan")}, "key 'plan.phase_discount'"),
    ],
)
def test_phases_that_make_no_sense_are_refused_in_one_line(phases, plan, said):
    with pytest.raises(ConfigError) as caught:
        scenario(phases, **plan)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_budget_is_the_sum_of_the_phases_and_can_be_read_back():
    asked = scenario(TWO)
    assert asked.plan.budget_usd == 160_000
    assert scenario_from(asked.model_dump(mode="json")) == asked


def test_a_question_with_another_budget_has_no_phases():
    assert scenario(TWO).with_plan(budget_usd=5.0).plan.phases == ()
    assert len(scenario(TWO).with_plan(gap=0.1).plan.phases) == 2


def test_a_phase_counts_for_its_years_and_later_years_for_less():
    three = [TWO[0], {"year": 2027, "budget_usd": 0}, {"year": 2028, "budget_usd": 0}]
    assert scenario(three).plan.phase_weights == (1.0, 1.0, 1.0)
    assert scenario(TWO, last_phase_years=2.5).plan.phase_weights == (2.0, 2.5)
    assert scenario(TWO, phase_discount=0.1).plan.phase_weights == pytest.approx((1 + 1 / 1.1, 1 / 1.1**2))


def fleet(*years: int) -> list[dict[str, Any]]:
    return [{"vehicle_class": "taxi", "count": 20 * (year - 2020), "year": year} for year in years]


def test_each_phase_asks_with_the_demand_of_its_year_and_the_money_so_far():
    asked = tiny_scenario(plan={"phases": TWO, "budget_usd": 160_000, "forced": ["b"], "district_floor": 0.1})
    first, last = question_of(tiny_city(fleet(2026, 2028)), asked, say=silent).phases()
    assert (first.demand.year, last.demand.year) == (2026, 2028)
    assert first.demand.kwh_per_day.sum() == pytest.approx(last.demand.kwh_per_day.sum() * 120 / 160)
    assert (first.scenario.plan.budget_usd, last.scenario.plan.budget_usd) == (100_000, 160_000)
    assert (first.scenario.plan.forced, last.scenario.plan.forced) == ((), ("b",))
    assert (first.scenario.plan.district_floor, last.scenario.plan.district_floor) == (0.0, 0.1)
    assert not first.phases()


def test_a_year_that_the_fleet_table_does_not_know_names_its_phase():
    asked = tiny_scenario(plan={"phases": TWO, "budget_usd": 160_000})
    with pytest.raises(
        ConfigError,
        match=r"plan\.phases, the phase of 2026: the fleet table has no row for it, only for 2028; .*add rows for 2026",
    ):
        question_of(tiny_city(fleet(2028)), asked, say=silent)


def test_a_floor_of_an_earlier_phase_needs_districts_too():
    asked = tiny_scenario(plan={"phases": [{**TWO[0], "district_floor": 0.2}, TWO[1]], "budget_usd": 160_000})
    city = tiny_city(fleet(2026, 2028))
    bare = tiny_city(fleet(2026, 2028), districts=city.districts.iloc[:0], zones=city.zones.assign(district=None))
    with pytest.raises(ConfigError, match=r"plan\.district_floor: the city has no district polygons"):
        question_of(bare, asked, say=silent)
