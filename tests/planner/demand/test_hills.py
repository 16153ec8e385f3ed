"""Energy on hills: nothing on level ground, losses alone where what goes up comes down, and more the steeper it is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.elevation import LEVEL, SLOPES
from planner.catalogue.vehicle_classes import CLASS_ROWS
from planner.demand.demand import demand_of
from planner.demand.estimate import estimate_of
from planner.demand.slopes import Vehicle, extra_per_km, hill_factor, hill_span, vehicle_on_slopes
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

VEHICLES = st.builds(
    Vehicle,
    mass_kg=st.floats(500, 30_000),
    kwh_per_km=st.floats(0.05, 3),
    drive=st.floats(0.5, 1),
    regenerated=st.floats(0, 1),
    steady=st.floats(0, 1),
)
GRAVITY = 9.80665


@given(VEHICLES, st.floats(0, 0.15))
def test_up_and_down_together_cost_the_losses_and_never_gain(one, slope):
    up, down = extra_per_km(one, np.array([slope, -slope]))
    lift_kwh = one.mass_kg * GRAVITY * slope * 1_000 / 3.6e6  # of a kilometre of way
    assert up == pytest.approx(lift_kwh / one.drive)
    most = lift_kwh * (1 / one.drive - one.regenerated)
    assert -1e-9 <= up + down <= most + 1e-9


@given(VEHICLES, st.floats(0, 100))
def test_level_ground_is_a_factor_of_one_to_the_last_bit(one, km):
    slopes = np.zeros((2, len(SLOPES)))
    slopes[0, LEVEL] = km
    assert hill_factor(slopes, one).tolist() == [1.0, 1.0]


def test_by_hand_a_bus_of_15_tonnes_up_and_down_four_per_cent():
    # At the wheel 1.25 x 0.6 x 0.86 = 0.645 kWh/km; gravity 15,500 x 9.80665 x 40 m / 3.6e6 = 1.68894 kWh/km.
    # Up: 1.68894 / 0.86 = 1.96388 more. Down: 0.645 saved of 0.75, and (1.68894 - 0.645) x 0.62 = 0.64724 back: 1.39724 less.
    bus = vehicle_on_slopes("bus", 1.25)
    up, down = extra_per_km(bus, np.array([0.04, -0.04]))
    assert (up, down) == (pytest.approx(1.96388, abs=1e-4), pytest.approx(-1.39724, abs=1e-4))
    slopes = np.zeros(len(SLOPES))
    slopes[[LEVEL + 16, LEVEL - 16]] = 3.0
    assert float(hill_factor(slopes, bus)) == pytest.approx(1 + (1.96388 - 1.39724) / 2 / 1.25, abs=1e-4)


@pytest.mark.parametrize("name", CLASS_ROWS)
def test_every_class_has_figures_and_its_cases_are_ordered(name):
    slopes = np.zeros(len(SLOPES))
    slopes[[LEVEL + 20, LEVEL - 20]] = 1.0
    span = hill_span(slopes, name, 0.2)
    assert 1 < float(span.low) < float(span.central) < float(span.high)


def hilly(rise_m):
    """The street with each second corner higher by so much, up to the corner 4; level beyond."""
    city = tiny_city()
    height = np.array([rise_m * (k % 2) if k <= 4 else 0.0 for k in range(10)])
    return replace(city, roads=replace(city.roads, height_m=height))


def test_level_heights_change_no_figure_of_the_demand_and_hills_raise_it_most_where_they_are():
    scenario = tiny_scenario()
    plain, level = demand_of(tiny_city(), scenario), demand_of(hilly(0.0), scenario)
    np.testing.assert_array_equal(plain.kwh_per_day, level.kwh_per_day)
    up = demand_of(hilly(30.0), scenario)
    assert up.kwh_per_day.sum() > 1.02 * plain.kwh_per_day.sum()
    gain = up.kwh_per_day.sum(axis=1) / plain.kwh_per_day.sum(axis=1)
    assert gain[0] > gain[-1]  # zones in the order of the street
    assert any("hills" in one.what for one in up.assumptions)
    assert not any("hills" in one.what for one in plain.assumptions)


def test_the_energy_of_a_vehicle_grows_by_what_gravity_takes_whatever_the_winter():
    hills = estimate_of(hilly(30.0), tiny_scenario()).inputs
    cold = estimate_of(hilly(30.0), tiny_scenario(demand={"winter_factor": 1.5})).inputs
    plain = estimate_of(tiny_city(), tiny_scenario()).inputs
    more = hills.kwh_per_vehicle({}) - plain.kwh_per_vehicle({})
    assert (more > 0).all()
    assert cold.kwh_per_vehicle({}) - 1.5 * plain.kwh_per_vehicle({}) == pytest.approx(more)
    assert (hills.kwh_per_vehicle({"hills": 1.0}) > hills.kwh_per_vehicle({})).all()
