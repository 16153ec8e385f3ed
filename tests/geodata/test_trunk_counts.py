"""Counts on main roads: why none of them fits, and which rows one of them is the mean of."""

import pytest

from geodata.errors import InputError
from geodata.trunk.counts import read_counts
from geodata.trunk.faults import Faults
from tests.geodata.trunk_tables import TOWNS, made, table


def test_where_no_count_fits_the_first_reasons_are_told(tmp_path):
    network = made(tmp_path).network
    rows = ["70.5,42.5,,,900", "71.5,43,,,800", ",,a,c,700", ",,,,600", ",,b,a,many"]
    file = table(tmp_path / "counts.csv", "lon,lat,u,v,vehicles_per_day", rows)
    with pytest.raises(InputError) as error:
        read_counts(file, network, Faults())
    said = str(error.value)
    assert "row 2: 55" in said
    assert "km from" in said
    assert "no edge a-c" in said
    assert "at most 2 km from a road" in said
    assert "\n" not in said


def test_towns_and_counts_whose_longitude_and_latitude_may_be_swapped_say_so(tmp_path):
    trunk = made(tmp_path, towns=[*TOWNS, "Turned,42.1,71,9,KG", "Lost,42.1,20,8,KG", "Beyond,120,43,7,KG"])
    faults = Faults()
    rows = ["70.5,42,900", "42,70.4,800", "42,20,700"]
    read_counts(table(tmp_path / "counts.csv", "lon,lat,vehicles_per_day", rows), trunk.network, faults)
    told = {fault.kind.value: fault for fault in (*trunk.faults, *faults.told())}
    swapped = {
        kind: [str(row).split(": ")[0][-5:] for row in told[kind].rows if "swapped" in str(row)] for kind in told
    }
    assert (swapped["town_nowhere"], swapped["count_far"]) == (["row 5"], ["row 3"])
    assert str(told["count_far"].line).endswith("longitude and latitude may be swapped")


def test_several_counts_of_an_edge_are_their_mean_and_all_rows_are_named(tmp_path):
    network = made(tmp_path).network
    file = table(tmp_path / "p5.csv", "u,v,vehicles_per_day", ["a,b,7000", "b,c,10", "b,a,3000"])
    (mean, single), _file = read_counts(file, network, Faults())
    assert mean.vehicles_per_day == 5000
    assert str(mean.record) == "p5.csv, row 2, p5.csv, row 4 (the mean of 2)"
    assert str(single.record) == "p5.csv, row 3"
