"""A city of which a source is missing: what is assumed or taken instead, and that it is said."""

import pytest

from geodata.city_request import (
    KnownVehicles,
)
from geodata.errors import InputError
from tests.fixtures.assembled_city import assembled, report_of


def test_without_a_boundary_the_limits_are_assumed_and_said_to_be(request_):
    city = assembled(request_, boundary=None)
    assert any(assumption.what == "city limits" for assumption in city.assumptions)
    assert city.zones["population"].sum() <= 25 * 300


def test_without_a_population_table_buildings_tell_where_people_live(request_):
    city = assembled(request_, population=None, population_total=9000.0)
    assert city.zones["population"].sum() == pytest.approx(9000)
    assert report_of(city, "buildings and residential land").records == 30
    assert any("guessed" in assumption.value for assumption in city.assumptions)


def test_without_a_fleet_table_the_stock_that_facts_know_is_taken_and_said(request_):
    city = assembled(
        request_, fleet_table=None, stock=(KnownVehicles("private", 8400.0),), stock_source="statistics office"
    )
    assert city.fleet[["vehicle_class", "count"]].values.tolist() == [["private", 8400.0]]
    assert any(assumption.source == "statistics office" for assumption in city.assumptions)
    with pytest.raises(InputError, match="no known stock"):
        assembled(request_, fleet_table=None)


def test_district_totals_without_polygons_are_reported(request_, tmp_path):
    table = tmp_path / "totals.csv"
    table.write_text("district,population\nБатыс,5 000\nОртасы,100\n", encoding="utf-8")
    city = assembled(request_, district_table=table)
    assert city.zones.groupby("district")["population"].sum()["Батыс"] == pytest.approx(5000)
    assert report_of(city, "district table").problems[0].record == "district Ортасы"
    assert "Ортасы" not in set(city.districts["district"])
