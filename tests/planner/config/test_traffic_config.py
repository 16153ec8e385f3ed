"""The keys of traffic: the counts of a city's detectors, and the speeds of its peak hour."""

import pytest

from geodata.city_request import SpeedsRequest
from geodata.input_file import InputFile
from geodata.osm.tags import CLASS_SPEED_KMH
from planner.catalogue.facts import fact_rows
from planner.catalogue.peak_hour import PEAK_SOURCE, peak_factors
from planner.errors import ConfigError
from planner.fetching import city_request
from tests.fixtures.tiny_city import tiny_scenario

TRAFFIC = {"path": "counts.csv", "columns": {"counter": "Датчик"}}


def test_counts_are_asked_for_beside_the_configuration(tmp_path):
    request = city_request(tiny_scenario(traffic=TRAFFIC).beside(tmp_path))
    assert request.traffic == InputFile(tmp_path / "counts.csv", {"counter": "Датчик"}, name="counts.csv")


def test_without_the_table_no_counts_are_asked_for():
    assert city_request(tiny_scenario()).traffic is None


def test_a_misspelt_key_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"traffic\.pth.*did you mean 'path'"):
        tiny_scenario(traffic={"pth": "counts.csv"})


def test_drives_are_those_of_the_peak_hour_unless_it_is_switched_off():
    assert city_request(tiny_scenario()).speeds == SpeedsRequest(peak_factors(), PEAK_SOURCE)
    assert city_request(tiny_scenario(traffic={"peak_hour": False})).speeds == SpeedsRequest()


def test_a_table_of_speeds_lies_beside_the_configuration(tmp_path):
    keys = {"speeds": "speeds.csv", "speeds_columns": {"kmh": "Скорость"}}
    request = city_request(tiny_scenario(traffic=keys).beside(tmp_path))
    assert request.speeds.table == InputFile(tmp_path / "speeds.csv", {"kmh": "Скорость"}, name="speeds.csv")


def test_speeds_that_would_not_be_used_are_refused():
    with pytest.raises(ConfigError, match=r"traffic.*peak_hour.*false"):
        tiny_scenario(traffic={"peak_hour": False, "speeds": "speeds.csv"})


def test_the_assumed_speeds_name_every_class_of_road_with_source_and_band():
    rows = fact_rows("peak_hour_speeds")
    assert {row["road_class"] for row in rows} == {name for name in CLASS_SPEED_KMH if not name.endswith("_link")}
    for row in rows:
        assert 0 < float(row["low"]) <= float(row["central"]) <= float(row["high"]) <= 1
        assert (row["confidence"], row["basis"]) == ("low", "assumption")
        assert row["source"]
