"""Hours in use that a plan counts on beside those of real cities, by the number of guns at a place.

Upper quarters of places: public records of charging points (CHARGED, Scientific Data 12:1254, April 2023 to March 2024; guns of Shenzhen from
UrbanEV) and the sessions of Dundee (third quarter of 2018, units with 30 days and more).
"""

from statistics import median

import pytest

from geodata.connectors import Current
from planner.catalogue.chargers import charger_types
from planner.config.plan import PlanConfig
from planner.demand.demand import demand_of
from planner.network.locations import locations_of
from planner.network.pool import Pool
from planner.network.pools import pools_of
from planner.network.service_level import service_level_of
from tests.fixtures.tiny_city import stations, tiny_city, tiny_scenario

FAST = {1: {"Dundee": 6.2, "Johannesburg": 6.9}, 5: {"Shenzhen": 11.3}, 9: {"Shenzhen": 6.0}, 17: {"Shenzhen": 9.0}}
SLOW = {
    1: {"Sao Paulo": 6.2, "Johannesburg": 7.0, "Los Angeles": 12.5, "Shenzhen": 16.9},
    2: {"Dundee": 6.9, "Los Angeles": 12.6, "Shenzhen": 15.9},
    3: {"Los Angeles": 10.7, "Shenzhen": 11.6},
    5: {"Los Angeles": 12.8, "Shenzhen": 8.9},
    9: {"Los Angeles": 12.8, "Shenzhen": 7.8},
    17: {"Los Angeles": 12.8, "Shenzhen": 8.7},
}
"""Hours a gun a day by city, from this number of guns at a place on; Los Angeles tells 5 and more together."""
LEAST, MOST = 2 / 3, 1.5
"""Shares of the median city's upper quarter and of the busiest city's that bound what may be counted on."""


@pytest.fixture(scope="module")
def pools() -> tuple[Pool, ...]:
    """Pools of the chargers that are on offer by default, on a mild day."""
    scenario = tiny_scenario(demand={"apartment_share": 0.5, "winter_factor": 1.0})
    city = tiny_city(stations=stations((("e0", "DOMESTIC_F", 1, 2.3),)))
    return pools_of(demand_of(city, scenario), locations_of(city, scenario), charger_types(PlanConfig().chargers)).pools


def hours(pool: Pool, guns: int) -> float:
    """Hours a day in which each gun is in use where a plan fills it."""
    kwh = pool.carries(guns, 0.0, service_level_of(PlanConfig()))
    return kwh / pool.session_kwh * pool.service_min / 60.0 / guns


def test_fast_guns_are_counted_on_for_hours_that_the_busier_places_of_cities_work(pools):
    fast = [pool for pool in pools if pool.current is Current.DC]
    assert fast
    for pool in fast:
        for guns, by_city in FAST.items():
            counted = hours(pool, guns)
            assert LEAST * median(by_city.values()) <= counted <= MOST * max(by_city.values()), (pool.name, guns)


def test_slow_posts_are_counted_on_for_hours_that_the_busier_places_of_cities_work(pools):
    slow = [pool for pool in pools if pool.current is Current.AC]
    assert slow
    for pool in slow:
        for guns, by_city in SLOW.items():
            counted = hours(pool, guns)
            assert LEAST * median(by_city.values()) <= counted <= MOST * max(by_city.values()), (pool.name, guns)


def test_a_slow_post_is_counted_on_for_about_as_many_kwh_as_the_busier_quarter_of_dundees(pools):
    for pool in pools:
        if pool.parks:
            assert 6.5 <= pool.carries(1, 0.0, service_level_of(PlanConfig())) <= 14.0
