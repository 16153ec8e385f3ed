"""Energy of roads: cold, speed and climb, and what heights do to a question."""

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import from_origin

from planner.corridors.facts.climate import climate
from planner.corridors.facts.range import air_factors, car_of
from planner.corridors.facts.seasons import season_factors
from planner.corridors.sections.cars import DrivingConfig
from planner.corridors.sections.trips import TripsConfig
from tests.planner.corridors.corridor_towns import question, written


def ramp(path, west_m, east_m):
    """Heights that rise from west to east over the made road."""
    columns = np.linspace(west_m, east_m, 120)
    heights = np.tile(columns, (60, 1)).astype("float32")
    profile = {"driver": "GTiff", "height": 60, "width": 120, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", **profile, transform=from_origin(69.5, 44.5, 4.5 / 120, 3.0 / 60)) as raster:
        raster.write(heights, 1)


def test_climbing_takes_energy_and_the_way_down_gives_less_back(tmp_path):
    folder = written(tmp_path)
    level = question(folder, trips={"both_ways": True})
    ramp(tmp_path / "heights.tif", 500, 3500)
    hilly = question(folder, roads={"elevation": "heights.tif"})
    asked = {trip.name: trip for trip in hilly.instance.trips}
    flat = {trip.name: trip for trip in level.instance.trips}
    up, down, even = (
        named[f"{ends}, private_home, gbt, summer"].routes[0].kwh_total
        for named, ends in ((asked, "Alpha - Gamma"), (asked, "Gamma - Alpha"), (flat, "Alpha - Gamma"))
    )
    assert down < even < up
    assert up + down > 2 * even
    for trip in hilly.instance.trips:
        for route in trip.routes:
            assert (np.diff([0, *route.kwh_at, route.kwh_total]) >= 0).all()


@given(st.floats(10, 160), st.floats(10, 160))
def test_faster_never_takes_less(one, other):
    slow, fast = air_factors(np.array(sorted((one, other))), "central")
    assert 1 <= slow <= fast


def test_the_tour_that_lost_forty_percent_at_130_is_met():
    assert 1 / air_factors(np.array([130.0]), "central")[0] == pytest.approx(0.6, abs=0.02)


def test_the_cautious_case_comes_less_far_and_a_given_battery_counts():
    low, central, high = (car_of("private_home", DrivingConfig(case=case)) for case in ("low", "central", "high"))
    reach = [car.usable_kwh / car.kwh_per_km for car in (low, central, high)]
    assert reach == sorted(reach)
    given_battery = car_of("taxi", DrivingConfig(battery_kwh={"taxi": 40}, soc_least=0.2, soc_stop=0.8))
    assert given_battery.usable_kwh == pytest.approx(24)


def test_months_are_those_of_the_nearest_city_and_colder_on_a_pass():
    here = np.array([[76.9, 43.2], [71.4, 51.2]])
    months = climate().at(here)
    assert months[0, 0] == pytest.approx(-4.7)
    assert months[1, 0] == pytest.approx(-14.5)
    assert climate().at(here, np.array([2800.0, np.nan]))[0, 0] == pytest.approx(-4.7 - 13.0)


def test_the_seasons_keep_the_mean_of_the_year():
    config = TripsConfig()
    factors = season_factors(config)
    mean = sum(factor * len(one.months) for factor, one in zip(factors, config.seasons, strict=True)) / 12
    assert mean == pytest.approx(1)
    assert factors[0] < factors[1]
