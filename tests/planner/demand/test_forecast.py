"""A fleet table read for a year: counted, between counts, beyond them, and what is refused."""

import datetime as dt

import pandas as pd
import pytest

from planner.catalogue.facts import car_parc, dated_stock
from planner.demand.forecast import fleet_in, years_of
from planner.demand.growth import Count, Growth, fit_growth
from planner.demand.stock import known_fleet
from planner.errors import ConfigError
from planner.support.speech import speaking, told
from tests.fixtures.fleet_table import fleet_read, fleet_table
from tests.fixtures.tiny_city import tiny_scenario


def test_a_year_that_was_counted_stands_and_needs_no_word():
    rows = fleet_table(("taxi", 10, 2025), ("taxi", 30, 2027), ("phev", 5, 2025))
    assert fleet_read(rows, 2025) == ({"taxi": 10, "phev": 5}, [])
    growing = fleet_read(rows, 2025, growth="exponential", ceiling=1_000)
    assert growing[0] == {"taxi": 10, "phev": 5}


def test_years_of_the_table_may_stand_in_any_order():
    rows = fleet_table(("taxi", 50, 2029), ("taxi", 10, 2025), ("taxi", 30, 2027))
    assert fleet_read(rows, 2026)[0] == {"taxi": pytest.approx(20)}
    assert fleet_read(rows, 2028)[0] == {"taxi": pytest.approx(40)}


def test_between_two_counts_is_said():
    (said,) = fleet_read(fleet_table(("taxi", 10, 2025), ("taxi", 30, 2027)), 2026)[1]
    assert said == "electric vehicles of 2026: taxis: 20, on a straight line between two years counted"


def test_beyond_the_counts_the_curve_goes_on_with_its_fit_and_reach_said():
    rows = fleet_table(("taxi", 100, 2023), ("taxi", 200, 2024), ("taxi", 300, 2025))
    found, (said,) = fleet_read(rows, 2028, growth="linear", ceiling=10_000)
    assert found == {"taxi": pytest.approx(600)}
    assert "linear curve through 3 counts" in said
    assert "misses them by 0%" in said
    assert "3.0 years beyond counts that span 2.0" in said


def test_a_class_counted_once_grows_like_the_city_in_the_facts():
    stock = [Count(*one) for one in dated_stock("Almaty")]
    whole = fit_growth(stock, Growth.LINEAR, car_parc("Almaty"))
    found, (said,) = fleet_read(fleet_table(("taxi", 100, 2025)), 2028, city="Almaty", growth="linear")
    assert found == {"taxi": pytest.approx(100 * whole.at(2028.5) / whole.at(2025.5))}
    assert "grown like all of the city's: linear curve through 5 counts" in said


def test_rows_without_a_year_count_for_the_planning_year_and_do_not_grow():
    found, (said,) = fleet_read(fleet_table(("taxi", 100, None)), 2028, city="Almaty", growth="linear")
    assert found == {"taxi": 100}
    assert "names no year; not grown" in said


def test_the_stock_of_the_facts_is_not_told_as_a_table_that_was_never_given():
    scenario = tiny_scenario(city={"name": "Almaty"})
    known = known_fleet(scenario)
    _rows, said = fleet_in(
        fleet_table(*((one.vehicle_class, one.count, None) for one in known.vehicles)), scenario, 2028
    )
    assert [one.source for one in said] == [known.source] * len(known.vehicles)
    with speaking("ru"):
        assert told(said[0].value).endswith("по последнему подсчёту; без роста")


def test_without_a_curve_a_class_that_ends_early_stands_as_last_counted():
    rows = fleet_table(("taxi", 100, 2025), ("taxi", 150, 2028), ("phev", 7, 2025))
    found, said = fleet_read(rows, 2027)
    assert found["phev"] == 7
    assert any("plug-in hybrids: 7, as last counted; not grown" in one for one in said)


def test_district_and_port_follow_the_nearest_year():
    rows = pd.concat(
        [
            fleet_table(("taxi", 30, 2025), district="West", port="gbt"),
            fleet_table(("taxi", 10, 2025), district="East"),
            fleet_table(("taxi", 80, 2027), district="East"),
        ]
    )
    found, _ = fleet_in(rows, tiny_scenario(fleet={"year": 2026}), 2026)
    assert found["count_"].sum() == pytest.approx(60)
    west = found[found["district"] == "West"]
    assert (west["count_"].sum(), set(west["port"])) == (pytest.approx(45), {"gbt"})


@pytest.mark.parametrize("order", [1, -1])
def test_steps_of_policy_enter_in_any_order_of_their_dates(order):
    steps = [{"date": dt.date(2026, 7, 2), "factor": 0.5}, {"date": dt.date(2027, 7, 2), "factor": 0.0}][::order]
    rows = fleet_table(("taxi", 100, 2024), ("taxi", 200, 2025))
    found, (said,) = fleet_read(rows, 2029, growth="linear", ceiling=10_000, steps=steps)
    assert found == {"taxi": pytest.approx(200 + 100 + 50, abs=0.5)}
    assert "with 2 step(s) of policy" in said


def test_a_step_of_one_class_leaves_the_others_alone():
    steps = [{"date": dt.date(2027, 1, 1), "vehicle_class": "taxi", "vehicles": 4_350}]
    rows = fleet_table(("taxi", 2_450, 2024), ("taxi", 2_500, 2025), ("phev", 100, 2024), ("phev", 110, 2025))
    found, said = fleet_read(rows, 2028, growth="linear", ceiling=100_000, steps=steps)
    assert found == {"taxi": 4_350, "phev": pytest.approx(140)}
    assert sum("step(s)" in one for one in said) == 1


def test_a_fleet_ordered_from_nothing_needs_a_row_of_nought():
    steps = [{"date": dt.date(2027, 1, 1), "vehicle_class": "bus", "vehicles": 200}]
    rows = fleet_table(("bus", 0, 2025), ("taxi", 100, 2025))
    found, _ = fleet_read(rows, 2028, city="Almaty", growth="linear", steps=steps)
    assert found["bus"] == 200


def test_a_step_of_a_class_that_the_table_lacks_is_refused():
    steps = [{"date": dt.date(2027, 1, 1), "vehicle_class": "taxis", "vehicles": 200}]
    with pytest.raises(ConfigError, match=r"fleet.steps: .* no row of class 'taxis'; did you mean 'taxi'\?"):
        fleet_read(fleet_table(("taxi", 100, 2028)), 2028, steps=steps)


def test_classes_that_together_pass_the_ceiling_are_scaled_down_to_it_and_that_is_said():
    rows = fleet_table(
        ("taxi", 100, 2024), ("taxi", 400, 2025), ("phev", 100, 2024), ("phev", 300, 2025), ("bus", 100, 2028)
    )
    found, said = fleet_read(rows, 2028, growth="linear", ceiling=1_000)
    assert sum(found.values()) == pytest.approx(1_000)
    assert found["bus"] == 100
    assert found["taxi"] / found["phev"] == pytest.approx(1_000 / 900)
    assert "above the ceiling of 1\u202f000" in said[0]
    assert "scaled by 0.47" in said[0]


@pytest.mark.parametrize(
    ("rows", "city", "fleet", "why"),
    [
        (
            [("taxi", 10, 2025), ("taxi", 12, 2026)],
            "Street",
            {},
            "the fleet table has no row for it, only for 2025, 2026",
        ),
        (
            [("taxi", 10, 2025)],
            "Street",
            {"growth": "linear"},
            "fleet.ceiling: nothing is known of how many vehicles Street",
        ),
        (
            [("taxi", 10, 2025)],
            "Street",
            {"growth": "linear", "ceiling": 500},
            "cannot be fitted to the facts: a linear curve needs",
        ),
        (
            [("taxi", 10, 2025), ("taxi", 12, 2026)],
            "Street",
            {"growth": "bass", "ceiling": 500},
            "class taxi: a bass curve needs at least 3",
        ),
        (
            [("taxi", 10, 2025), ("taxi", 12, 2026)],
            "Street",
            {"growth": "linear", "ceiling": 11},
            "the ceiling of 11 is not above",
        ),
        ([("taxi", 10, 2018)], "Almaty", {"growth": "linear"}, "has no vehicles yet at 2018.5"),
    ],
)
def test_a_fleet_that_cannot_be_told_is_one_clear_line(rows, city, fleet, why):
    with pytest.raises(ConfigError, match=why) as caught:
        fleet_read(fleet_table(*rows), 2030, city=city, **fleet)
    assert "\n" not in str(caught.value)


def test_an_empty_table_is_refused_with_what_to_give():
    with pytest.raises(ConfigError, match=r"no vehicles are known; give fleet\.path"):
        fleet_read(fleet_table(), 2028)


def test_days_are_years_with_decimals():
    assert years_of(dt.date(2026, 1, 1)) == 2026.0
    assert years_of(dt.date(2026, 7, 2)) == pytest.approx(2026.5, abs=0.002)
