"""OpenStreetMap files: what is read of streets and features, and where a way is cut."""

import numpy as np
import pytest
from osm_fixtures import SQUARE, OsmFile, feature, place, street_file

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.sources.osm_file import read_osm_file

CRS = "EPSG:32643"


def arcs(extract):
    """Directed arcs as pairs of grid columns."""
    column = np.round((extract.network.lonlat[:, 0] - place(0, 0)[0]) * 1000).astype(int)
    return sorted(zip(column[extract.network.tail].tolist(), column[extract.network.head].tolist(), strict=True))


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
def test_every_format_gives_the_same_streets_and_features(tmp_path, ending):
    file = street_file(name="Абая").node(7, place(1, 1), amenity="fuel")
    extract = read_osm_file(InputFile(file.write(tmp_path / f"city.{ending}")))
    assert arcs(extract) == [(1, 2), (2, 1), (2, 3), (3, 2)]
    assert extract.features["osm_id"].tolist() == ["n7"]
    assert extract.network.ways["name"].tolist() == ["Абая"]
    assert extract.network.length_m == pytest.approx(81.22, abs=0.01)
    assert extract.data_date == "2024-03-01"


def test_the_ending_may_be_written_in_capitals(tmp_path):
    path = street_file().write(tmp_path / "city.osm.pbf").rename(tmp_path / "CITY.OSM.PBF")
    assert len(read_osm_file(InputFile(path)).network.tail) == 4


def test_a_oneway_minus_one_is_reversed(tmp_path):
    assert arcs(read_osm_file(InputFile(street_file(oneway="-1").write(tmp_path / "a.osm.pbf")))) == [(2, 1), (3, 2)]


def test_a_roundabout_is_driven_one_way_unless_tagged_otherwise(tmp_path):
    assert arcs(read_osm_file(InputFile(street_file(junction="roundabout").write(tmp_path / "a.osm.pbf")))) == [
        (1, 2),
        (2, 3),
    ]
    assert (
        len(
            arcs(
                read_osm_file(InputFile(street_file(junction="roundabout", oneway="no").write(tmp_path / "b.osm.pbf")))
            )
        )
        == 4
    )


def test_closed_ways_are_no_streets(tmp_path):
    file = street_file().way(11, [1, 3], highway="residential", access="private").way(12, [1, 3], highway="footway")
    assert arcs(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))) == [(1, 2), (2, 1), (2, 3), (3, 2)]


def test_a_way_is_cut_at_an_absent_node_neither_bridged_nor_dropped(tmp_path):
    file = OsmFile()
    for number in (1, 2, 4, 5):
        file.node(number, place(number, 0))
    file.way(10, [1, 2, 3, 4, 5], highway="primary").way(11, [1, 2], highway="service")
    extract = read_osm_file(InputFile(file.write(tmp_path / "clipped.osm.pbf")))
    assert sorted(set(arcs(extract))) == [(1, 2), (2, 1), (4, 5), (5, 4)]
    assert extract.network.cut_ways == 1
    assert extract.network.ways["road_class"].tolist() == ["primary", "primary", "service"]


def test_a_way_with_one_node_left_gives_no_arc(tmp_path):
    file = street_file().way(11, [3, 98, 99], highway="primary")
    extract = read_osm_file(InputFile(file.write(tmp_path / "clipped.osm.pbf")))
    assert len(extract.network.tail) == 4
    assert extract.network.cut_ways == 1


def test_features_keep_their_tags_raw(tmp_path):
    name = "{{ cycler }}<script>=1+1"
    file = street_file().node(7, place(1, 1), amenity="charging_station", name=name, socket__gb_dc="2")
    row = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "n7")
    assert row["tags"] == {"amenity": "charging_station", "name": name, "socket:gb_dc": "2"}
    assert (row.geometry.x, row.geometry.y) == pytest.approx(place(1, 1))


def test_a_node_known_only_by_its_socket_is_a_feature(tmp_path):
    file = (
        street_file()
        .node(7, place(1, 1), socket__type2="1")
        .node(8, place(1, 2), natural="tree")
        .node(9, place(2, 2), highway="crossing")
    )
    assert read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))).features["osm_id"].tolist() == ["n7"]


def test_the_day_of_the_data_is_the_headers_before_the_objects(tmp_path):
    path = street_file().write(tmp_path / "a.osm.pbf", header={"osmosis_replication_timestamp": "2025-05-05T20:00:00Z"})
    assert read_osm_file(InputFile(path)).data_date == "2025-05-05"
    undated = street_file()
    undated.timestamp = None
    assert read_osm_file(InputFile(undated.write(tmp_path / "b.osm.pbf"))).data_date is None


def test_bounds_hold_streets_and_features(tmp_path):
    extract = read_osm_file(InputFile(street_file().area(20, SQUARE, amenity="parking").write(tmp_path / "a.osm.pbf")))
    assert extract.bounds == pytest.approx((*place(1, 0), *place(6, 2)))


def test_features_without_streets_are_read_but_make_no_roads(tmp_path):
    extract = read_osm_file(InputFile(OsmFile().node(1, place(0, 0), amenity="fuel").write(tmp_path / "a.osm.pbf")))
    assert len(extract.features) == 1
    with pytest.raises(InputError, match="no drivable street"):
        roads_of(extract, CRS)


@pytest.mark.real
def test_almaty_is_read_with_its_quirks(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf"))
    roads = roads_of(extract, CRS)
    summary = roads.summary()
    assert 4_000 <= len(extract.network.ways) <= 4_200
    assert summary["km"] == pytest.approx(2_837, rel=0.02)
    assert summary["largest_component_share"] == pytest.approx(0.957, abs=0.002)
    assert 50 <= summary["pieces"] <= 56
    assert (summary["obeyed_turn_restrictions"], summary["ignored_turn_restrictions"]) == (88, 0)
    assert summary["nodes"] < roads.drive_s.shape[0] < 1.02 * summary["nodes"], (
        "only nodes with forbidden turns are split"
    )
    assert 10 <= summary["cut_ways"] <= 40
    assert extract.data_date == "2012-03-13"
    assert extract.bounds == pytest.approx((76.575, 43.057, 77.223, 43.549))
    kinds = [tags.get("amenity") for tags in extract.features["tags"]]
    assert kinds.count("fuel") in range(110, 120)
    assert kinds.count("parking") in range(100, 112)
    assert sum("building" in tags for tags in extract.features["tags"]) > 8_000


@pytest.mark.real
def test_romes_charging_station_is_found(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "rome_small.osm.pbf"))
    assert sum(tags.get("amenity") == "charging_station" for tags in extract.features["tags"]) == 1
