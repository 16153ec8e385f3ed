"""Nodes and towns where they cannot be: columns exchanged, metres for degrees, a node that its edges cannot lead to."""

from pathlib import Path

import numpy as np
import pytest
from trunk_tables import EDGES, NODES, TOWNS, fault, made

from geodata.errors import InputError
from geodata.trunk.towns import Town


def test_a_node_to_which_none_of_its_edges_can_lead_lies_between_its_neighbours_and_lengths_stay(tmp_path):
    nodes = [one.replace("b,71.0", "b,99.9") for one in NODES]
    assert nodes != NODES
    trunk = made(tmp_path, nodes, EDGES)
    good = made(tmp_path, NODES, EDGES)
    assert trunk.network.km == pytest.approx(good.network.km)
    assert fault(trunk, "node_far").records == ("nodes.csv, row 3",)
    assert fault(trunk, "too_short") is None
    twice = made(tmp_path, [*NODES, "x,99.9,42.0,KG"], [*EDGES, "c,x,30", "x,c,31"])
    assert fault(twice, "node_far") is None, "one neighbour tells nothing"
    at = trunk.network.ids.index("b")
    assert np.abs(trunk.network.lonlat[at] - good.network.lonlat[at]).max() < 0.5


def _turned(rows):
    return [",".join([cells[0], cells[2], cells[1], *cells[3:]]) for cells in (row.split(",") for row in rows)]


WEST = ["w,47.0,51.0,KZ"], ["West,51.0,47.0,9000,KZ"]
"""A node and a town each of which stands where the other would, exchanged, as in the west of Kazakhstan."""


@pytest.mark.parametrize("west", [([], []), WEST], ids=["", "and one town that meets a node all the same"])
@pytest.mark.parametrize(("wrong", "told"), [("nodes", "nodes.csv"), ("towns", "towns.csv")])
def test_the_table_that_has_longitude_and_latitude_exchanged_is_named(tmp_path, wrong, told, west):
    """With a row and what to do; towns that are known tell which of the two it is."""
    known = tuple(Town(name, lon, 42.0, 1e5, "KG") for name, lon in (("Alpha", 70.0), ("Gamma", 72.0)))
    rows = {"nodes": [*NODES, *west[0]], "towns": [*TOWNS, *west[1], *(f"More {at},71,42,500,KG" for at in range(9))]}
    with pytest.raises(InputError) as refused:
        made(tmp_path, **{**rows, wrong: _turned(rows[wrong])}, known_towns=known)
    line = str(refused.value)
    assert Path(refused.value.where).name == told
    assert "longitude and latitude look exchanged" in line
    assert "lon 42, lat 70" in line
    assert line.endswith("exchange the headings lon and lat")
    if not west[0]:  # nobody knows a town there
        with pytest.raises(InputError, match=r"lon and lat, here or in nodes\.csv, whichever is wrong"):
            made(tmp_path, **{**rows, wrong: _turned(rows[wrong])})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"nodes": ["a,421234,4745123,KG", "b,431234,4745123,KG"]}, r"nodes\.csv.*row 2.*421234"),
        ({"towns": ["Alpha,421234,4745123,100000,KG"]}, r"towns\.csv.*row 2.*421234"),
    ],
)
def test_metres_where_degrees_are_expected_are_told_as_that_of_the_table_that_has_them(tmp_path, asked, told):
    with pytest.raises(InputError, match=told) as refused:
        made(tmp_path, **asked)
    assert "in degrees" in str(refused.value)
    assert "no town" not in str(refused.value)
