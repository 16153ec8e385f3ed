"""What the facts fill in where the user has no table, and that it is said."""

import pytest

from planner.catalogue.facts import car_parc, city_fact, dated_stock
from planner.catalogue.known_city import known_stations, known_taxis
from planner.catalogue.mixes import read_mix
from planner.catalogue.row_sources import source_of
from planner.config.scenario import scenario_from
from planner.demand.months import months_of
from planner.demand.stock import known_fleet
from planner.errors import ConfigError
from planner.pipeline import check_before_gathering


def scenario(city: str, country: str = "", **fleet):
    return scenario_from({"city": {"name": city, "country": country, "place": city}, "fleet": fleet})


def test_a_city_whose_electric_taxis_are_counted_has_them_apart_from_its_private_cars():
    found = known_fleet(scenario("Dushanbe"))
    assert {one.vehicle_class: one.count for one in found.vehicles} == {"private": 20000 - 2450, "taxi": 2450}
    assert "Asia-Plus" in found.source
    assert all(one.year is None for one in found.vehicles)


@pytest.mark.parametrize("name", ["Алматы", "алма-ата", "Almaty, Kazakhstan"])
def test_a_city_is_found_by_any_of_its_names_wherever_facts_are_looked_up(name):
    assert known_fleet(scenario(name)) == known_fleet(scenario("Almaty"))
    assert months_of(scenario(name)) == months_of(scenario("Almaty")) is not None
    assert car_parc(name) == car_parc("Almaty") == 615_000
    assert dated_stock(name) == dated_stock("Almaty") != []
    assert known_taxis(name) == known_taxis("Almaty") is not None
    assert known_stations(name) == known_stations("Almaty") is not None


def test_a_figure_of_the_facts_has_its_own_source_and_not_those_of_its_whole_row():
    """The row of Almaty has the climate norm of its winter and what drivers of taxis were counted among its sources."""
    source = known_fleet(scenario("Almaty")).source
    assert "vlast.kz" in source
    assert "SNiP" not in source
    flats = source_of(city_fact("Almaty"), "apartment_share")
    assert flats == "apartment share assumed"
    assert "one of the several sources" in source_of(city_fact("Tashkent"), "apartment_share")
    assert source_of(city_fact("Osh"), "ev_stock") == "ev pro rata"


def test_a_slip_of_a_known_name_without_a_table_is_told_by_the_name_meant():
    with pytest.raises(ConfigError, match=r"city\.name: .*'Алматты'; did you mean Almaty\?"):
        check_before_gathering(scenario("Алматты"))
    check_before_gathering(scenario("Алматты", path="fleet.csv"))


def test_other_stocks_are_private_cars_and_a_growing_one_keeps_its_year():
    (private,) = known_fleet(scenario("Almaty", growth="logistic")).vehicles
    assert (private.vehicle_class, private.count, private.year) == ("private", 13000, 2025)


def test_an_own_table_or_an_unknown_city_has_nothing_filled():
    assert known_fleet(scenario("Almaty", path="fleet.csv")).vehicles == ()
    assert known_fleet(scenario("Atlantis")).vehicles == ()


@pytest.mark.parametrize(("country", "mix"), [("UZ", "uz"), ("KZ", "kz"), ("DE", "balanced"), ("", "balanced")])
def test_ports_nobody_gives_are_those_of_the_country(country, mix):
    asked = scenario("X", country)
    assert asked.mix == mix
    assert read_mix(asked.mix).shares("", 0) == read_mix(mix).shares("", 0)
    assert scenario("X", country, mix="gbt_heavy").mix == "gbt_heavy"
