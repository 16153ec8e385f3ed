"""Towns beside long edges stand on the road: it is cut there, no way gets longer or shorter, and what is closed stays so."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from trunk_tables import EDGES, TOWNS, fault, made

from geodata.trunk.cutting import cut_at_towns
from geodata.trunk.doubts import road_km
from geodata.trunk.faults import Faults
from geodata.trunk.towns import nearest_nodes
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
    assert "Beta" in trunk.off_roads
    assert fault(trunk, "town_beside") is None
    assert road_km(trunk.network, trunk.towns)[0, 1] == pytest.approx(90 + 160 + 120)


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
    cut, parent = cut_at_towns(network, towns, 9.0, np.zeros(3, dtype=bool), faults)
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
