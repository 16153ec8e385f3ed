"""Growth curves against their own points, and steps of policy against sums done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.growth import CURVES, Count, Forecast, Growth, Step, fit_growth
from tests.fixtures.drawing import drawn

CEILING = 100_000.0
TRUE = {
    Growth.LINEAR: (1_000.0, 700.0),
    Growth.EXPONENTIAL: (np.log(500.0), 0.8),
    Growth.LOGISTIC: (4.0, 0.9),
    Growth.BASS: (np.log(0.002), np.log(0.6), -1.5),
}
YEARS = (2020.0, 2021.0, 2021.5, 2023.0, 2024.25, 2025.0)


def exact(kind: Growth, years=YEARS) -> list[Count]:
    """Points that lie on a curve; its years count from the first of them."""
    t = np.array(years) - min(years)
    return [
        Count(year, float(y)) for year, y in zip(years, CURVES[kind](t, np.array(TRUE[kind]), CEILING), strict=True)
    ]


@pytest.mark.parametrize("kind", Growth)
def test_a_curve_through_its_own_points_finds_its_own_parameters(kind):
    trend = fit_growth(exact(kind), kind, CEILING)
    assert trend.parameters == pytest.approx(TRUE[kind], rel=1e-4)
    assert trend.error < 1e-6
    beyond = CURVES[kind](np.array([9.0]), np.array(TRUE[kind]), CEILING)[0]
    assert trend.at(2029.0) == pytest.approx(min(beyond, CEILING), rel=1e-3)


@pytest.mark.parametrize("kind", Growth)
def test_the_order_of_the_counts_does_not_matter(kind):
    counts = exact(kind)
    assert fit_growth(counts[::-1], kind, CEILING) == fit_growth(counts, kind, CEILING)


@pytest.mark.parametrize("kind", Growth)
def test_no_curve_passes_its_ceiling_or_falls_below_nothing(kind):
    trend = fit_growth(exact(kind), kind, CEILING)
    values = [trend.at(year) for year in np.arange(1990.0, 2101.0)]
    assert min(values) >= 0.0
    assert max(values) <= CEILING
    assert values == sorted(values)
    assert values[-1] > 0.99 * CEILING or kind is Growth.LINEAR


def test_the_error_is_the_root_mean_square_of_the_relative_misses():
    trend = fit_growth([Count(2020, 100.0), Count(2021, 220.0), Count(2022, 300.0)], Growth.LINEAR, 1e6)
    by_hand = np.sqrt(np.mean([(trend.at(y) / n - 1) ** 2 for y, n in ((2020, 100), (2021, 220), (2022, 300))]))
    assert trend.error == pytest.approx(by_hand)
    assert 0.01 < trend.error < 0.2
    assert f"misses them by {trend.error:.0%}" in trend.describe()
    assert "3 counts from 100 (2020.0) to 300 (2022.0), ceiling 1\u202f000\u202f000" in trend.describe()


@pytest.mark.parametrize(
    ("counts", "kind", "why"),
    [
        ([Count(2020, 10.0)], Growth.LINEAR, "needs at least 2 dated counts, not 1"),
        ([Count(2020, 10.0), Count(2021, 20.0)], Growth.BASS, "needs at least 3 dated counts, not 2"),
        ([Count(2020, 10.0), Count(2020, 20.0)], Growth.LINEAR, "two counts have the same date"),
        ([Count(2020, 0.0), Count(2021, 20.0)], Growth.LINEAR, "a count is not positive"),
        ([Count(2020, 10.0), Count(2021, CEILING)], Growth.LOGISTIC, "the ceiling of 100,000 is not above"),
    ],
)
def test_counts_that_no_curve_can_follow_are_refused(counts, kind, why):
    with pytest.raises(ValueError, match=why):
        fit_growth(counts, kind, CEILING)


def straight(when: float) -> float:
    """A fleet of 1,000 in 2025 that grows by 100 a year."""
    return 1_000.0 + 100.0 * (when - 2025.0)


LAST = Count(2025.0, 1_000.0)


def test_a_factor_slows_growth_from_its_date_on():
    forecast = Forecast(straight, LAST, (Step(2027.0, factor=0.5),))
    assert forecast.at(2026.5) == straight(2026.5)
    assert forecast.at(2027.0) == 1_200.0
    assert forecast.at(2030.0) == pytest.approx(1_200 + 0.5 * 300)


def test_a_factor_dated_before_the_last_count_takes_nothing_back_of_what_was_counted():
    forecast = Forecast(straight, LAST, (Step(2023.0, factor=0.0),))
    assert forecast.at(2025.0) == forecast.at(2030.0) == LAST.vehicles
    both = Forecast(straight, LAST, (Step(2023.0, factor=0.5), Step(2024.0, factor=0.5)))
    assert both.at(2029.0) == pytest.approx(1_000 + 0.25 * 400)


def test_two_factors_multiply_after_the_second_date():
    steps = (Step(2029.0, factor=0.0), Step(2027.0, factor=0.5))
    assert Forecast(straight, LAST, steps).at(2028.0) == pytest.approx(1_250)
    assert Forecast(straight, LAST, steps).at(2035.0) == pytest.approx(1_300)
    both = (Step(2027.0, factor=0.5), Step(2029.0, factor=3.0))
    assert Forecast(straight, LAST, both).at(2030.0) == pytest.approx(1_200 + 100 + 1.5 * 100)


def test_two_factors_of_one_date_multiply():
    assert Forecast(straight, LAST, (Step(2027.0, factor=0.5), Step(2027.0, factor=0.5))).at(2031.0) == 1_300.0


def test_an_ordered_fleet_rises_in_a_straight_line_and_is_held():
    forecast = Forecast(straight, LAST, (Step(2027.0, vehicles=3_000.0),))
    assert forecast.at(2025.0) == 1_000.0
    assert forecast.at(2026.0) == pytest.approx(2_000)
    assert forecast.at(2027.0) == 3_000.0
    assert forecast.at(2040.0) == 3_000.0
    assert forecast.at(2050.0) == straight(2050.0) == 3_500.0


def test_an_order_begins_when_it_was_given_and_from_what_then_drove():
    forecast = Forecast(straight, LAST, (Step(2028.0, vehicles=3_000.0, since=2026.0),))
    assert forecast.at(2025.9) == straight(2025.9)
    assert forecast.at(2027.0) == pytest.approx((1_100 + 3_000) / 2)


def test_an_order_that_is_smaller_than_the_fleet_changes_nothing():
    forecast = Forecast(straight, LAST, (Step(2027.0, vehicles=500.0),))
    assert [forecast.at(year) for year in (2026.0, 2027.0, 2030.0)] == [1_100.0, 1_200.0, 1_500.0]


def test_an_order_dated_before_the_last_count_holds_at_once():
    assert Forecast(straight, LAST, (Step(2024.0, vehicles=2_000.0),)).at(2025.0) == 2_000.0


def test_an_order_given_after_imports_stopped_starts_from_the_slowed_fleet():
    steps = (Step(2026.0, factor=0.0), Step(2030.0, vehicles=2_100.0, since=2028.0))
    assert Forecast(straight, LAST, steps).at(2029.0) == pytest.approx((1_100 + 2_100) / 2)


def test_growth_that_a_step_speeds_up_still_ends_at_the_ceiling():
    forecast = Forecast(straight, LAST, (Step(2026.0, factor=10.0),), ceiling=2_000.0)
    assert forecast.at(2026.5) == pytest.approx(1_600)
    assert forecast.at(2040.0) == 2_000.0


@given(st.lists(st.tuples(st.floats(2020, 2040), st.floats(0, 3)), max_size=4), st.floats(2025, 2045))
@drawn(50)
def test_a_growing_fleet_never_shrinks_whatever_the_factors(steps, when):
    forecast = Forecast(straight, LAST, tuple(Step(date, factor=factor) for date, factor in steps))
    assert forecast.at(when) >= LAST.vehicles - 1e-6
    assert forecast.at(when + 0.5) >= forecast.at(when) - 1e-6
