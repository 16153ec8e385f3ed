"""The corridor benchmark, and flow refuelling beside spopt 0.8."""

import json

import pytest

from benchmarks import corridor_examples
from benchmarks.__main__ import main
from benchmarks.corridor_peer import rows
from benchmarks.peers import PEERS, python_of


def test_a_made_network_is_planned_and_every_trip_driven_again(capsys):
    assert main(["corridor", "--nodes", "40", "--budget", "600000", "--gap", "0.05"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["broken"] == 0
    assert 0 < told["value"] <= told["bound"] + 1e-6
    assert told["gap"] <= 0.05
    assert told["usd"] <= 600_000


@pytest.mark.parametrize(("nodes", "seed", "stations"), [(12, 0, 1), (12, 2, 2), (11, 3, 2)])
def test_spopt_by_facility_combinations_agrees(nodes, seed, stations):
    python = python_of(PEERS["spopt"])
    if python is None:
        pytest.skip("spopt has no environment yet: python -m benchmarks.peers makes it")
    ours, theirs = rows(python, nodes, seed, stations, exact=True)
    assert theirs["value"] == pytest.approx(ours["value"], rel=1e-6)
    assert theirs["possible"] == pytest.approx(ours["value"], rel=1e-6)


def test_spopt_s_own_examples_by_facility_combinations_agree():
    python = python_of(PEERS["spopt"])
    if python is None:
        pytest.skip("spopt has no environment yet: python -m benchmarks.peers makes it")
    found = list(corridor_examples.rows(python))
    assert len(found) == 11
    assert [row["arcs"] for row in found[-2:]] == [529, 2542], "as its notebook says"
    for row in found:
        assert row["combinations"] == pytest.approx(row["ours"], rel=1e-6, abs=1e-6), row["example"]
        assert row["possible"] <= row["ours"] + 1e-6
