"""The key that names the counts of a city's detectors."""

import hashlib

import pytest

from planner.errors import ConfigError
from planner.filing import input_hashes
from planner.pipeline import request_of
from tests.fixtures.tiny_city import tiny_scenario

TRAFFIC = {"path": "counts.csv", "columns": {"counter": "Датчик"}}


def test_counts_are_asked_for_beside_the_configuration(tmp_path):
    request = request_of(tiny_scenario(traffic=TRAFFIC).beside(tmp_path))
    assert request.traffic == tmp_path / "counts.csv"
    assert request.traffic_columns == {"counter": "Датчик"}


def test_without_the_table_no_counts_are_asked_for():
    assert request_of(tiny_scenario()).traffic is None


def test_counts_are_among_the_hashed_inputs(tmp_path):
    (tmp_path / "counts.csv").write_bytes(b"x")
    hashes = input_hashes(tiny_scenario(traffic=TRAFFIC).beside(tmp_path))
    assert hashes == {"counts.csv": hashlib.sha256(b"x").hexdigest()}


def test_a_misspelt_key_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"traffic\.pth.*did you mean 'path'"):
        tiny_scenario(traffic={"pth": "counts.csv"})
