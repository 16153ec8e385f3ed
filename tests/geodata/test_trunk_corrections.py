"""Corrections of main roads: applied by node or town, and each says what it changed."""

import pytest
from trunk_tables import NODES, TOWNS, fault, made

from geodata.trunk.doubts import road_km


def test_corrections_change_add_close_and_stretch_by_node_or_town(tmp_path):
    rows = ["a,b,100,,,", "Alpha,Delta,400,,,", "b,c,,,yes,", "zz,b,10,,,", "a,d,3,,,", "a,b,,,,fly"]
    trunk = made(tmp_path, corrections=rows)
    assert trunk.corrections == 3
    assert fault(trunk, "correction").count == 3
    between = road_km(trunk.network, trunk.towns)
    assert between[0, 2] == pytest.approx(400)
    stretched = made(tmp_path, corrections=["Alpha,Gamma,250,,,stretch"])
    assert road_km(stretched.network, stretched.towns)[0, 1] == pytest.approx(250)


def test_a_correction_that_was_applied_says_from_what_to_what_and_which_way_is_the_quickest_now(tmp_path):
    nodes, edges = [*NODES, "e,71,42.3,KG"], ["a,b,90", "b,c,90", "c,d,120", "a,e,100", "e,c,100"]
    towns = [*TOWNS, "Epsilon,71,42.3,30000,KG"]
    trunk = made(tmp_path, nodes, edges, towns, ["Alpha,Gamma,250,,,stretch", "c,d,130,,,", "a,b,,,yes,"])
    stretch, change, closing = trunk.applied
    assert (stretch.before_km, stretch.told_km, stretch.now_km) == pytest.approx((180, 250, 200))
    assert stretch.through == ("Epsilon",)
    assert (change.before_km, change.told_km, change.now_km) == pytest.approx((120, 130, 130))
    assert (closing.before_km, closing.told_km, closing.now_km) == pytest.approx((125, None, 325))
    assert fault(trunk, "stretch_passed").records == ("corrections.csv, row 2",)
    assert "180 km before, 250 km by the correction; the quickest way is now 200 km, through Epsilon" in stretch.line


def test_an_edge_that_looks_short_is_told_with_its_row_also_after_corrections_moved_it(tmp_path):
    added = made(tmp_path, edges=["a,b,90", "b,zz,9", "b,c,90", "c,d,111.5"], corrections=["a,b,,,yes,", "a,d,200,,,"])
    assert list(fault(added, "straight").rows) == [
        "edges.csv, row 5: c-d, 112 km",
        "corrections.csv, row 3: a-d, 200 km",
    ]
