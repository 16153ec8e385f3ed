"""The key that names the counts of a city's detectors."""

import pytest

from geodata.input_file import InputFile
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
