"""OpenStreetMap files: what is read, what is cut, and how bad files are refused."""

import numpy as np
import pytest
from osm_fixtures import OsmFile, place, street_file
from shapely import Polygon

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.sources.osm_file import read_osm_file
from geodata.speech import message_of, speaking, told

CRS = "EPSG:32643"
SQUARE = [place(4, 0), place(6, 0), place(6, 2), place(4, 2)]


def arcs(extract):
    """Directed arcs as pairs of grid columns."""
    column = np.round((extract.network.lonlat[:, 0] - place(0, 0)[0]) * 1000).astype(int)
    return sorted(zip(column[extract.network.tail].tolist(), column[extract.network.head].tolist(), strict=True))


def feature(extract, osm_id):
    return extract.features.set_index("osm_id").loc[osm_id]


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


def test_closed_ways_with_features_become_polygons(tmp_path):
    file = (
        street_file()
        .area(20, SQUARE, amenity="parking")
        .area(21, SQUARE, barrier="fence")
        .way(22, [1, 2, 3], waterway="riverbank")
    )
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["w20"]
    assert feature(extract, "w20").geometry.geom_type == "Polygon"


def test_a_multipolygon_keeps_its_hole_and_its_parts(tmp_path):
    hole = [place(4.5, 0.5), place(5, 0.5), place(5, 1)]
    far = [place(8, 0), place(9, 0), place(9, 1)]
    file = street_file().area(20, SQUARE).area(21, hole).area(22, far)
    file.relation(
        5, [("w", 20, "outer"), ("w", 21, "inner"), ("w", 22, "outer")], type="multipolygon", landuse="retail"
    )
    shape = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5").geometry
    assert shape.geom_type == "MultiPolygon"
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]


def test_a_tagged_ring_of_a_multipolygon_is_also_an_area_of_its_own(tmp_path):
    file = (
        street_file()
        .area(20, SQUARE, building="yes")
        .relation(5, [("w", 20, "outer")], type="multipolygon", landuse="retail")
    )
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert sorted(extract.features["osm_id"]) == ["r5", "w20"]
    assert extract.broken_areas == 0


def test_broken_and_incomplete_areas_are_left_out_and_counted(tmp_path):
    bow_tie = [place(4, 0), place(6, 2), place(6, 0), place(4, 2)]
    file = street_file().area(20, bow_tie, building="yes").area(21, SQUARE, building="yes")
    file.area(22, SQUARE, building="yes")
    del file.nodes[22_001]
    file.relation(5, [("w", 999, "outer")], type="multipolygon", landuse="retail")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["w21"]
    assert extract.broken_areas == 3


def test_the_day_of_the_data_is_the_headers_before_the_objects(tmp_path):
    path = street_file().write(tmp_path / "a.osm.pbf", header={"osmosis_replication_timestamp": "2025-05-05T20:00:00Z"})
    assert read_osm_file(InputFile(path)).data_date == "2025-05-05"
    undated = street_file()
    undated.timestamp = None
    assert read_osm_file(InputFile(undated.write(tmp_path / "b.osm.pbf"))).data_date is None


def test_bounds_hold_streets_and_features(tmp_path):
    extract = read_osm_file(InputFile(street_file().area(20, SQUARE, amenity="parking").write(tmp_path / "a.osm.pbf")))
    assert extract.bounds == pytest.approx((*place(1, 0), *place(6, 2)))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingFileError, match=r"nowhere\.osm\.pbf: no such file"):
        read_osm_file(InputFile(tmp_path / "nowhere.osm.pbf"))


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
@pytest.mark.parametrize("content", [b"", b"\0", b"not a map\n" * 30, b"<html><body>log in</body></html>"])
def test_an_empty_or_foreign_file_is_refused_in_one_line(tmp_path, ending, content):
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_osm_file(InputFile(path))
    assert f"bad.{ending}" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
def test_a_truncated_file_is_refused(tmp_path, ending):
    path = street_file().write(tmp_path / f"cut.{ending}")
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputError, match="cannot be read to its end") as refused:
        read_osm_file(InputFile(path))
    with speaking("ru"):
        assert "expected" not in told(message_of(refused.value))


@pytest.mark.parametrize(
    "lack", [RuntimeError("Resource temporarily unavailable"), OSError(12, "Cannot allocate memory"), MemoryError()]
)
def test_want_of_memory_or_threads_is_not_blamed_on_the_file(tmp_path, monkeypatch, lack):
    def fails(*_):
        raise lack

    monkeypatch.setattr("geodata.sources.osm_file._tagged", fails)
    with pytest.raises(InputError, match="memory and threads") as refused:
        read_osm_file(InputFile(street_file().write(tmp_path / "city.osm.pbf")))
    assert "the file may be sound" in str(refused.value)
    assert "download" not in str(refused.value)


def test_another_ending_and_a_folder_are_refused(tmp_path):
    (tmp_path / "roads.shp").write_bytes(b"x")
    (tmp_path / "folder.osm").mkdir()
    with pytest.raises(InputError, match=r"ending in '\.shp'"):
        read_osm_file(InputFile(tmp_path / "roads.shp"))
    with pytest.raises(InputError, match="a folder"):
        read_osm_file(InputFile(tmp_path / "folder.osm"))


def test_a_file_without_anything_of_use_is_refused(tmp_path):
    path = OsmFile().node(1, place(0, 0), natural="tree").write(tmp_path / "tree.osm.pbf")
    with pytest.raises(InputError, match="neither streets nor tagged places"):
        read_osm_file(InputFile(path))


def test_a_file_with_its_ways_before_their_nodes_is_told_to_be_sorted(tmp_path):
    path = tmp_path / "editor.osm"
    node = '<node id="{0}" lat="43.2{0}" lon="76.9"/>'
    way = '<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>'
    path.write_text(f'<osm version="0.6">{way}{node.format(1)}{node.format(2)}</osm>')
    with pytest.raises(InputError, match="osmium sort"):
        read_osm_file(InputFile(path))


def test_features_without_streets_are_read_but_make_no_roads(tmp_path):
    extract = read_osm_file(InputFile(OsmFile().node(1, place(0, 0), amenity="fuel").write(tmp_path / "a.osm.pbf")))
    assert len(extract.features) == 1
    with pytest.raises(InputError, match="no drivable street"):
        roads_of(extract, CRS)


def test_a_site_relation_lies_at_one_of_its_members_tagged_or_not_and_names_them(tmp_path):
    file = street_file().node(7, place(4, 0), amenity="charging_station").node(8, place(5, 0)).node(9, place(9, 0))
    members = [("n", 7, ""), ("n", 8, ""), ("n", 9, ""), ("n", 999, "")]
    file.relation(5, members, type="site", amenity="charging_station")
    row = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5")
    assert (row.geometry.x, row.geometry.y) == pytest.approx(place(5, 0))
    assert row["members"] == ("n7", "n8", "n9", "n999")


def test_a_site_relation_lies_inside_its_largest_untagged_area(tmp_path):
    file = street_file().node(7, place(1, 0), amenity="charging_station").area(20, SQUARE)
    file.relation(5, [("n", 7, ""), ("w", 20, "")], type="site", site="charging_station")
    point = feature(read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))), "r5").geometry
    assert Polygon(SQUARE).contains(point)


def test_a_site_relation_of_absent_members_has_no_place(tmp_path):
    file = street_file().relation(5, [("n", 999, ""), ("w", 998, ""), ("r", 5, "")], type="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "r5").geometry is None
    assert extract.bounds == pytest.approx((*place(1, 0), *place(3, 0)))


def test_a_site_relation_of_site_relations_lies_among_the_members_of_those(tmp_path):
    file = street_file().node(7, place(4, 0))
    file.relation(5, [("r", 6, "")], type="site", amenity="charging_station")
    file.relation(6, [("n", 7, ""), ("r", 5, "")], type="site", amenity="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "r5").geometry.coords[0] == pytest.approx(place(4, 0))


def test_a_station_drawn_as_a_line_or_a_broken_ring_is_a_point_on_it(tmp_path):
    bow_tie = [place(4, 0), place(6, 2), place(6, 0), place(4, 2)]
    file = street_file().way(20, [1, 2, 3], amenity="charging_station").area(21, bow_tie, amenity="charging_station")
    file.area(22, SQUARE, amenity="charging_station").area(23, SQUARE)
    del file.nodes[22_000], file.nodes[23_000]
    file.relation(5, [("w", 23, "outer")], type="multipolygon", amenity="charging_station")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert feature(extract, "w20").geometry.coords[0] == pytest.approx(place(2, 0))
    assert Polygon(SQUARE).contains(feature(extract, "w21").geometry)
    for osm_id in ("w22", "r5"):
        at = feature(extract, osm_id).geometry.coords[0]
        assert any(at == pytest.approx(corner) for corner in SQUARE), osm_id
    assert extract.broken_areas == 0


def test_stations_gone_or_to_come_are_features_by_their_prefixed_key_alone(tmp_path):
    file = street_file().node(7, place(1, 1), disused__amenity="charging_station")
    file.area(20, SQUARE, planned__amenity="charging_station").node(8, place(1, 2), disused__amenity="bank")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features["osm_id"].tolist() == ["n7", "w20"]
    assert feature(extract, "w20").geometry.geom_type == "Polygon"


def test_times_are_kept_of_stations_and_charge_points_alone(tmp_path):
    file = street_file().node(7, place(1, 1), amenity="charging_station").node(8, place(1, 2), amenity="fuel")
    file.area(20, SQUARE, man_made="charge_point").node(9, place(1, 3), man_made="charge_point")
    file.edited = {"n7": "2021-02-03T04:05:06Z", "w20": "2022-01-01T00:00:00Z", "n9": "1970-01-01T00:00:00Z"}
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    assert extract.features.set_index("osm_id")["updated"].to_dict() == {
        "n7": "2021-02-03T04:05:06Z",
        "n8": None,
        "n9": None,
        "w20": "2022-01-01T00:00:00Z",
    }
    assert set(extract.features["members"]) == {()}


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


OVERPASS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API"><meta osm_base="2025-01-01T00:00:00Z"/>
<node id="1" lat="50.0" lon="70.0"><tag k="amenity" v="charging_station"/></node>
{}
</osm>"""


def test_an_answer_that_overpass_broke_off_is_refused_and_a_remark_without_error_is_not(tmp_path):
    path = tmp_path / "stations.osm"
    path.write_text(
        OVERPASS.format("<remark> runtime error: Query timed out after 26 seconds. </remark>"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"did not finish.*timed out after 26 seconds"):
        read_osm_file(InputFile(path))
    path.write_text(OVERPASS.format("<remark>all is well</remark>"), encoding="utf-8")
    assert read_osm_file(InputFile(path)).features["osm_id"].tolist() == ["n1"]


def test_centers_of_overpass_are_refused_with_what_to_ask_for(tmp_path):
    path = tmp_path / "stations.osm"
    path.write_text(OVERPASS.format('<way id="10"><center lat="50" lon="70"/><nd ref="1"/></way>'), encoding="utf-8")
    with pytest.raises(InputError, match="out body; >; out skel"):
        read_osm_file(InputFile(path))
