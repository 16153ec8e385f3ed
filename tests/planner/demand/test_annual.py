"""The demand of a year by hand: months, winter, days of operation, and what is said where the months are unknown."""

import numpy as np
import pytest

from planner.catalogue.facts import winter_factor
from planner.config.scenario import Scenario
from planner.demand.annual import annual_figures, year_of
from planner.demand.energy import Energy, energy_of
from planner.demand.months import DAYS, Months, months_of
from planner.errors import ConfigError
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

COLD = {"temperature_c": -20.0}
CURVE = {"winter_factor": None}


def asked(scenario: Scenario, *fleet: dict[str, object]) -> Energy:
    return energy_of(tiny_city(list(fleet)).fleet, scenario)


def taxis() -> dict[str, object]:
    return {"vehicle_class": "taxi", "count": 10, "port": "gbt"}


def test_a_year_by_hand_of_a_mild_half_and_a_cold_half():
    months = (-20.0,) * 6 + (20.0,) * 6
    scenario = tiny_scenario(fleet={**COLD, "month_temperatures_c": months}, demand=CURVE)
    energy = asked(scenario, taxis())
    design = energy.kwh().sum()
    found = annual_figures(energy, scenario)
    cold = winter_factor(-20.0, "car_central")
    share = 320 / 365  # days on which a taxi drives
    assert found["month_kwh_per_day"] == pytest.approx([design * share] * 6 + [design * share / cold] * 6)
    assert found["kwh_year"] == pytest.approx(design * share * (181 + 184 / cold))
    assert (found["source"], found["confidence"], found["note"]) == ("fleet.month_temperatures_c", "medium", None)


def test_each_vehicle_class_has_its_own_days_and_a_bus_its_own_curve():
    scenario = tiny_scenario(fleet={**COLD, "month_temperatures_c": (20.0,) * 12}, demand=CURVE)
    rows = [{"vehicle_class": name, "count": 1, "port": "gbt"} for name in ("taxi", "bus")]
    both = year_of(asked(scenario, *rows), scenario, months_of(scenario))
    alone = [asked(scenario, row).kwh().sum() for row in rows]
    factors = [winter_factor(-20.0, name) for name in ("car_central", "bus_electric_heat")]
    days = [320, 340]
    wanted = sum(kwh * n / f for kwh, n, f in zip(alone, days, factors, strict=True))
    assert both.total_kwh == pytest.approx(wanted)
    assert factors[0] != factors[1]


def test_a_month_colder_than_the_design_day_counts_for_no_more_than_its_days():
    scenario = tiny_scenario(fleet={"temperature_c": 20.0}, demand=CURVE)
    year = year_of(asked(scenario, taxis()), scenario, Months.even(-30.0, "test"))
    assert year.total_kwh > year.design_kwh.sum() * 365
    assert year.design_days()["gbt_fast"] == pytest.approx(365.0)


def test_months_of_a_known_city_are_a_sinusoid_through_january_and_july_and_assumed():
    almaty = months_of(tiny_scenario(city={"name": "Almaty"}))
    assert almaty is not None
    assert almaty.temperatures_c[0] == min(almaty.temperatures_c) == pytest.approx(-4.7)
    assert almaty.temperatures_c[6] == max(almaty.temperatures_c) == pytest.approx(24.0)
    assert np.mean(almaty.temperatures_c) == pytest.approx((24.0 - 4.7) / 2)
    assert almaty.confidence == "low"
    assert "recalled" in almaty.source


def test_what_the_scenario_says_goes_before_the_facts():
    own = {"month_temperatures_c": tuple(range(12))}
    both = tiny_scenario(city={"name": "Almaty"}, fleet=own, tariff=_tariff(3.0))
    assert months_of(both).temperatures_c == tuple(range(12))
    mean = tiny_scenario(city={"name": "Almaty"}, tariff=_tariff(3.0))
    assert months_of(mean).temperatures_c == (3.0,) * 12


def test_of_an_unknown_city_no_year_is_told_but_what_to_give():
    scenario = tiny_scenario()
    found = annual_figures(asked(scenario, taxis()), scenario)
    assert found["kwh_year"] is None
    assert "nothing is known of the months in Street; give the mean temperature of each month" in found["note"]


@pytest.mark.parametrize("months", [[1.0] * 11, [1.0] * 13, [90.0] * 12])
def test_months_that_cannot_be_are_refused(months):
    with pytest.raises(ConfigError, match="month_temperatures_c"):
        tiny_scenario(fleet={"month_temperatures_c": months})


def test_the_days_of_the_months_are_a_year():
    assert sum(DAYS) == 365


def _tariff(mean_c: float) -> dict[str, float]:
    return {"price_usd_kwh": 0.2, "energy_usd_kwh": 0.05, "mean_temperature_c": mean_c}
