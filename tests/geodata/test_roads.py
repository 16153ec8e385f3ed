"""The road graph: its making from arcs, snapping, bounded drive times, its summary."""

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse as sp
from osm_fixtures import OsmFile, place

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.roads import Roads
from tests.fixtures.line_extract import line_extract

CRS = "EPSG:32643"


def line_of(seconds):
    """Roads 0 - 1 - 2 ... 100 m apart, both ways, with these seconds between neighbours."""
    nodes = len(seconds) + 1
    one, other = np.arange(nodes - 1), np.arange(1, nodes)
    graph = sp.csr_array(
        (np.tile(seconds, 2), (np.concatenate([one, other]), np.concatenate([other, one]))), shape=(nodes, nodes)
    )
    xy_m = np.column_stack([np.arange(nodes) * 100.0, np.zeros(nodes)])
    return Roads(xy_m, graph, np.ones(nodes, dtype=bool), gpd.GeoDataFrame(geometry=[], crs=CRS), km=1.0)


def test_the_fastest_of_parallel_arcs_counts_and_they_are_not_added_up():
    roads = roads_of(line_extract([0, 1], [(0, 1, 100, 36), (0, 1, 100, 72), (1, 0, 100, 36)]), CRS)
    assert roads.drive_s.toarray() == pytest.approx(np.array([[0, 5], [10, 0]]))


def test_a_loop_to_itself_is_dropped():
    roads = roads_of(line_extract([0, 1], [(0, 0, 50, 36), (0, 1, 100, 36), (1, 0, 100, 36)]), CRS)
    assert roads.drive_s.nnz == 2


def test_an_arc_of_no_length_still_joins_its_nodes():
    roads = roads_of(line_extract([0, 0, 1], [(0, 1, 0, 36), (1, 0, 0, 36), (1, 2, 100, 36), (2, 1, 100, 36)]), CRS)
    _, _, seconds = roads.drive_times([0], [2], limit_s=60)
    assert roads.main.all()
    assert seconds == pytest.approx([10.0], abs=0.01)


def test_the_main_piece_is_where_one_can_drive_there_and_back():
    arcs = [(0, 1, 100, 36), (1, 0, 100, 36), (1, 2, 100, 36), (3, 4, 100, 36)]
    roads = roads_of(line_extract([0, 1, 2, 5, 6], arcs), CRS)
    assert roads.main.tolist() == [True, True, False, False, False]
    assert roads.summary()["largest_component_share"] == pytest.approx(0.4)
    assert roads.summary()["pieces"] == 2


def test_coordinates_and_lines_are_in_the_citys_crs_and_metres():
    roads = roads_of(line_extract([0, 1], [(0, 1, 81, 36), (1, 0, 81, 36)]), CRS)
    assert np.hypot(*(roads.xy_m[1] - roads.xy_m[0])) == pytest.approx(81.2, abs=0.2)
    assert roads.lines.crs.to_epsg() == 32643
    assert roads.lines.length.iloc[0] == pytest.approx(81.2, abs=0.2)


def test_km_count_a_two_way_street_once(tmp_path):
    from geodata.sources.osm_file import read_osm_file

    file = OsmFile().node(1, place(0, 0)).node(2, place(10, 0)).way(1, [1, 2], highway="primary")
    roads = roads_of(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), CRS)
    assert roads.summary()["edges"] == 2
    assert roads.summary()["km"] == pytest.approx(0.8, abs=0.05)


def test_no_street_at_all_is_said():
    with pytest.raises(InputError, match="no drivable street"):
        roads_of(line_extract([0, 1], [(0, 0, 50, 36)]), CRS)


def test_points_are_laid_on_the_main_piece_with_their_distance():
    roads = line_of(np.array([10.0, 10.0]))
    roads = Roads(roads.xy_m, roads.drive_s, np.array([True, True, False]), roads.lines, roads.km)
    snap = roads.snap([(98.0, 0.0), (210.0, 0.0), (0.0, 30.0)])
    assert snap.node.tolist() == [1, 1, 0]
    assert snap.distance_m == pytest.approx([2.0, 110.0, 30.0])


def test_no_points_snap_to_nothing_and_a_point_nowhere_is_refused():
    roads = line_of(np.array([10.0]))
    assert len(roads.snap(np.empty((0, 2))).node) == 0
    with pytest.raises(ValueError, match="finite"):
        roads.snap([(np.nan, 0.0)])


def test_the_limit_is_inclusive_and_nothing_beyond_it_is_returned():
    roads = line_of(np.array([100.0, 100.0, 100.0]))
    origin, target, seconds = roads.drive_times([0], [0, 1, 2, 3], limit_s=200.0)
    assert origin.tolist() == [0, 0, 0]
    assert target.tolist() == [0, 1, 2]
    assert seconds.tolist() == [0.0, 100.0, 200.0]


def test_points_that_share_a_node_share_its_drives():
    roads = line_of(np.array([100.0, 50.0]))
    origin, target, seconds = roads.drive_times([2, 0, 2], [1, 1], limit_s=1000.0)
    assert list(zip(origin.tolist(), target.tolist(), seconds.tolist(), strict=True)) == [
        (0, 0, 50.0),
        (0, 1, 50.0),
        (1, 0, 100.0),
        (1, 1, 100.0),
        (2, 0, 50.0),
        (2, 1, 50.0),
    ]


@pytest.mark.parametrize(("origins", "targets"), [([], [1]), ([1], []), ([], [])])
def test_nobody_and_nowhere_give_no_pairs(origins, targets):
    assert [len(part) for part in line_of(np.array([1.0])).drive_times(origins, targets, limit_s=9.0)] == [0, 0, 0]


def test_progress_rises_to_one(monkeypatch):
    monkeypatch.setattr("geodata.drives.BATCH", 2)
    told = []
    roads = line_of(np.array([1.0, 1.0]))
    _, _, in_batches = roads.drive_times([0, 1, 2], [0, 1, 2], limit_s=9.0, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 2
    assert in_batches.tolist() == [0.0, 1.0, 2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0]
