"""Faults and doubts of a file of many countries: those count that lie within or beside the roads of the countries that are asked for."""

from tests.geodata.trunk_tables import EDGES, NODES, fault, made


def test_nodes_and_edges_far_outside_the_countries_are_no_doubt_of_theirs(tmp_path):
    nodes = [
        *NODES,
        "beside,71.5,42,",
        "far,80.0,50.0,",
        "further,81.0,50.0,",
        "furthest,82.0,50.0,CN",
        "same,82.0,50.0,CN",
    ]
    edges = [
        *EDGES,
        "b,beside,60",
        "d,far,1200",
        "far,further,90",
        "further,furthest,-1",
        "a,c,-1",
        "a,b,95",
        "far,further,95",
    ]
    asked = {"nodes": nodes, "edges": edges}
    home = made(tmp_path, **asked, countries=("KG",))
    near = fault(home, "no_country")
    assert near.records == ("nodes.csv, row 6",)
    assert near.count == 1
    assert fault(home, "same_place") is None
    assert fault(home, "length").count == fault(home, "parallel").count == 1
    whole = made(tmp_path, **asked)
    assert fault(whole, "no_country").count == 3
    assert fault(whole, "same_place").count == 1
    assert fault(whole, "length").count == fault(whole, "parallel").count == 2
