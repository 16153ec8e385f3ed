"""Towns beside long edges stand on the road: it is cut there, no way gets longer or shorter, and what is closed stays so."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from trunk_tables import EDGES, NODES, TOWNS, fault, made

from geodata.osm.network import geodesic_m
from geodata.trunk.cutting import cut_at_towns
from geodata.trunk.doubts import road_km
from geodata.trunk.faults import Faults
from geodata.trunk.towns import Town, nearest_nodes
from tests.fixtures.drawing import drawn

BESIDE = [*TOWNS, "Beta,71.52,42.05,30000,KG", "Besh,71.4,42.0,20000,KG"]


def test_towns_beside_an_edge_stand_on_it_and_ways_between_the_others_are_as_long_as_before(tmp_path):
    before, trunk = made(tmp_path), made(tmp_path, towns=BESIDE)
    names = [one.name for one in trunk.towns.towns]
    assert names == ["Alpha", "Gamma", "Delta", "Beta", "Besh"]
    assert (trunk.towns.km_off < 10).all()
    assert road_km(trunk.network, trunk.towns)[:3, :3] == pytest.approx(road_km(before.network, before.towns))
    way = road_km(trunk.network, trunk.towns)
    assert way[0, 4] + way[4, 3] + way[3, 1] == pytest.approx(180)
    assert way[0, 4] == pytest.approx(90 + 0.4 * 90, rel=0.01)
    told = fault(trunk, "town_beside")
    assert (told.count, told.is_remark) == (2, True)
    assert trunk.off_roads == ()


def test_a_closed_edge_is_not_cut_and_stays_closed(tmp_path):
    trunk = made(tmp_path, edges=[*EDGES, "b,d,160"], towns=BESIDE, closed_borders=("b-c",))
    assert "Beta" in [one.name for one in trunk.off_roads]
    assert fault(trunk, "town_beside") is None
    assert road_km(trunk.network, trunk.towns)[0, 1] == pytest.approx(90 + 160 + 120)


def test_a_town_by_a_closed_edge_stands_on_an_open_one_nearby(tmp_path):
    nodes, edges = [*NODES, "e,71.0,42.08,KG", "f,72.0,42.08,KG"], [*EDGES, "b,e,9", "c,f,9", "e,f,90"]
    trunk = made(tmp_path, nodes, edges, towns=[*TOWNS, "Beta,71.5,42.0,30000,KG"], closed_borders=("b-c",))
    assert "Beta" in [one.name for one in trunk.towns.towns]
    assert trunk.towns.km_off.max() < 10
    assert road_km(trunk.network, trunk.towns)[0, 3] == pytest.approx(90 + 9 + 45, rel=0.01)


def test_a_road_that_passes_a_foreign_town_crosses_no_border(tmp_path):
    trunk = made(tmp_path, towns=[*TOWNS, "Beta,71.5,42.05,30000,UZ"])
    assert trunk.crossings == made(tmp_path).crossings


def test_a_correction_may_name_a_town_beside_an_edge(tmp_path):
    rows = ["Alpha,Beta,250,,,stretch"]
    trunk = made(tmp_path, towns=[*TOWNS, "Beta,71.5,42.0,30000,KG"], corrections=rows)
    assert fault(trunk, "correction") is None
    assert road_km(trunk.network, trunk.towns)[0, 3] == pytest.approx(250)


def test_the_foot_of_a_town_on_a_course_over_many_latitudes_is_where_the_town_is(tmp_path):
    network = made(
        tmp_path, ["a,60.0,41.0,KZ", "b,70.0,54.9,KZ"], ["a,b,2600"], ["Alpha,60,41,9,KZ", "Gamma,70,54.9,9,KZ"]
    ).network
    network = replace(network, lines=(np.array([[60.0, 41.0], [60.0, 54.9], [70.0, 54.9]]),))
    town = Town("Beta", 66.0, 54.92, 1000.0, "KZ")
    cut, _parent = cut_at_towns(network, [town], 10.0, Faults())
    assert cut.nodes == 3
    assert geodesic_m(cut.lonlat[[2]], np.array([[66.0, 54.92]]))[0] < 3_000
    legs = [geodesic_m(line[:-1], line[1:]).sum() for line in cut.lines]
    assert cut.km == pytest.approx([2600 * leg / sum(legs) for leg in legs], rel=0.01)


@drawn(40, [HealthCheck.function_scoped_fixture])
@given(
    at=st.lists(st.tuples(st.floats(0.02, 0.98), st.floats(-0.08, 0.08)), min_size=1, max_size=5), bent=st.booleans()
)
def test_parts_of_an_edge_are_the_edge(tmp_path, at, bent):
    network = made(tmp_path).network
    if bent:
        lines = tuple(
            np.vstack([network.line(e)[:1], network.line(e).mean(axis=0) + 0.1, network.line(e)[1:]]) for e in range(3)
        )
        network = type(network)(**{**vars(network), "lines": lines})
    rows = [f"T{n},{70 + 2 * x},{42 + y},9,KG" for n, (x, y) in enumerate(at)]
    towns = made(tmp_path, towns=[*rows, *TOWNS]).towns.towns
    faults = Faults()
    cut, parent = cut_at_towns(network, towns, 9.0, faults)
    assert np.bincount(parent, cut.km, minlength=3) == pytest.approx(network.km)
    assert np.bincount(parent, cut.minutes, minlength=3) == pytest.approx(network.minutes)
    assert cut.kmh == pytest.approx(network.kmh[parent])
    assert len(set(cut.ids)) == cut.nodes
    for edge in range(len(cut.km)):
        assert cut.line(edge)[[0, -1]] == pytest.approx(cut.lonlat[cut.ends[edge]], abs=1e-6)
    told = {one.record or one.name for one in towns}
    for line in faults.told():
        assert set(line.records) <= told
    places = np.array([[one.lon, one.lat] for one in towns])
    before, after = nearest_nodes(network, places)[1], nearest_nodes(cut, places)[1]
    assert (after <= np.maximum(before, 9.0) + 1e-6).all()
    assert cut.nodes == network.nodes or (after < before).any()
