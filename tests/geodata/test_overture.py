"""Overture Maps: the same map in another layout gives the same roads, sites and activities."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.extract import no_kerbs
from geodata.osm.roads import roads_of
from geodata.osm.sites import candidate_sites
from geodata.osm.turn_restrictions import Turns
from geodata.overture.reading import Things, as_extract, joined
from geodata.overture.segments import Segments
from geodata.overture.things import kind_of
from geodata.sources.districts import read_districts
from geodata.sources.osm_file import read_osm_file
from geodata.sources.overture import read_overture
from tests.fixtures import overture_layout as layout
from tests.fixtures.drawing import drawn

CRS = "EPSG:32643"
A, B, C, D = (76.90, 43.24), (76.91, 43.24), (76.92, 43.24), (76.91, 43.25)


def segment(name, places, connectors, **more):
    at = [{"connector_id": one, "at": fraction} for one, fraction in connectors]
    return {"id": name, "geometry": LineString(places), "subtype": "road", "class": "primary", "connectors": at, **more}


def roads_read(folder, *segments):
    path = layout.write(folder / "segment.parquet", segments, layout.SEGMENT)
    return read_overture([InputFile(path)]).network


def seconds(network, one, other):
    """Seconds of the fastest drive between two places, inf where there is none."""
    roads = roads_of(replace_extract(network), CRS)
    away = [np.hypot(*(network.lonlat - at).T) for at in (one, other)]
    if max(each.min() for each in away) > 1e-9:
        return np.inf
    place = [int(np.argmin(each)) for each in away]
    _, _, found = roads.drive_times([place[0]], [place[1]], limit_s=10_000)
    return found[0] if len(found) else np.inf


def replace_extract(network):
    from tests.fixtures.line_extract import line_extract

    return replace(line_extract([0, 1], [(0, 1, 1, 1)]), network=network)


def test_a_map_in_the_layout_of_overture_gives_the_same_roads_sites_and_activities(shared_data, tmp_path):
    osm = shared_data / "osm" / "liechtenstein.osm.pbf"
    extract = read_osm_file(InputFile(osm))
    buildings, others = layout.things_of(extract.features)
    files = [
        layout.write(tmp_path / "segment.parquet", layout.segments_of(osm), layout.SEGMENT),
        layout.write(tmp_path / "building.parquet", buildings, layout.BUILDING),
        layout.write(tmp_path / "infrastructure.parquet", others, layout.BASE),
    ]
    read = read_overture([InputFile(file) for file in files])
    theirs = as_extract(read)
    crs = "EPSG:32632"
    # Turns are tried below, by hand; of parking along a street Overture says nothing.
    ours = replace(extract, network=replace(extract.network, turns=Turns(), kerbs=no_kerbs()))
    one, other = roads_of(ours, crs), roads_of(theirs, crs)
    assert other.drive_s.shape == one.drive_s.shape
    assert np.sort(other.drive_s.data) == pytest.approx(np.sort(one.drive_s.data), rel=1e-9)
    assert np.sort(other.xy_m, axis=0) == pytest.approx(np.sort(one.xy_m, axis=0))
    limits = shapely.box(*one.lines.total_bounds)
    kinds = ("parking", "street", "fuel", "retail")
    sites = [
        candidate_sites(
            each, kinds, crs=crs, boundary=limits, existing_xy=[], default_bays=4, max_bays=12, bay_share=0.2
        )[0]
        for each in (ours, theirs)
    ]
    assert len(sites[0]) > 100
    assert sites[0].equals(sites[1])
    assert sum(one.kept for one in read.reports[1:]) == len(read.features)
    assert joined(extract, read)[0].features["osm_id"].tolist() == extract.features["osm_id"].tolist(), (
        "nothing is twice"
    )


def test_lines_that_cross_without_a_connector_do_not_meet(tmp_path):
    over = segment("over", [A, B, C], [("a", 0), ("c", 1)])
    for at, is_met in (("under-b", False), ("b", True)):
        under = segment("under", [B, D], [(at, 0), ("d", 1)])
        both = {**over, "connectors": [*over["connectors"], {"connector_id": "b", "at": 0.5}]}
        assert np.isfinite(seconds(roads_read(tmp_path, both, under), A, D)) == is_met


def test_a_connector_and_the_edge_of_a_rule_between_vertices_become_nodes(tmp_path):
    quick = [{"max_speed": {"value": 80, "unit": "km/h"}, "between": [0.0, 0.25]}]
    network = roads_read(
        tmp_path,
        segment("long", [A, C], [("a", 0), ("b", 0.5), ("c", 1)], speed_limits=quick),
        segment("side", [B, D], [("b", 0), ("d", 1)]),
    )
    assert len(network.lonlat) == 5
    assert np.isfinite(seconds(network, A, D))
    whole = roads_read(tmp_path, segment("long", [A, C], [("a", 0), ("c", 1)]))
    saved = seconds(whole, A, C) - seconds(network, A, C)
    length_m = whole.length_m[0]
    assert saved == pytest.approx(length_m / 4 * (3.6 / 45 - 3.6 / 60), rel=1e-3)


DENIED = {"access_type": "denied"}


@pytest.mark.parametrize(
    ("rules", "forward", "backward"),
    [
        ([], True, True),
        ([DENIED], False, False),
        ([{**DENIED, "when": {"heading": "backward"}}], True, False),
        ([{**DENIED, "when": {"heading": "forward"}}], False, True),
        ([{**DENIED, "when": {"mode": ["foot", "bicycle"]}}], True, True),
        ([DENIED, {"access_type": "allowed", "when": {"using": ["at_destination"]}}], True, True),
        ([DENIED, {"access_type": "allowed", "when": {"using": ["to_deliver"]}}], False, False),
        ([DENIED, {"access_type": "allowed", "when": {"mode": ["car"]}}], True, True),
    ],
)
def test_access_is_that_of_cars_at_any_hour(tmp_path, rules, forward, backward):
    way = segment("way", [A, C], [("a", 0), ("c", 1)], access_restrictions=rules)
    network = roads_read(tmp_path, way, segment("other", [C, D], [("c", 0), ("d", 1)]))
    assert (np.isfinite(seconds(network, A, D)), np.isfinite(seconds(network, D, A))) == (forward, backward)


def test_a_prohibited_transition_is_a_forbidden_turn(tmp_path):
    ban = [{"sequence": [{"connector_id": "b", "segment_id": "up"}], "final_heading": "forward"}]
    ways = [
        segment("in", [A, B], [("a", 0), ("b", 1)]),
        segment("on", [B, C], [("b", 0), ("c", 1)]),
        segment("up", [B, D], [("b", 0), ("d", 1)]),
    ]
    free = seconds(roads_read(tmp_path, *ways), A, D)
    ways[0]["prohibited_transitions"] = ban
    network = roads_read(tmp_path, *ways)
    assert network.turns.obeyed == 1
    assert seconds(network, A, D) > free
    assert seconds(network, D, A) == pytest.approx(free)


def test_places_and_buildings_join_a_map_and_every_row_is_accounted_for(tmp_path):
    shop = {
        "id": "p1",
        "geometry": Point(A),
        "confidence": 0.9,
        "categories": {"primary": "supermarket"},
        "name": "Асыл",
    }
    doubted, closed = (
        {**shop, "id": "p2", "confidence": 0.2},
        {**shop, "id": "p3", "operating_status": "permanently_closed"},
    )
    barber = {**shop, "id": "p4", "categories": {"primary": "barber"}}
    house = {"id": "b1", "geometry": box(76.90, 43.24, 76.901, 43.241), "subtype": "residential", "height": 16.0}
    read = read_overture(
        [
            InputFile(layout.write(tmp_path / "place.parquet", [shop, doubted, closed, barber], layout.PLACE)),
            InputFile(layout.write(tmp_path / "building.parquet", [house], layout.BUILDING)),
        ]
    )
    assert dict(zip(read.features["osm_id"], read.features["tags"], strict=True)) == {
        "overture-p1": {"shop": "supermarket", "name": "Асыл"},
        "overture-b1": {"building": "residential", "building:levels": "5", "levels_from": "height"},
    }
    assert [(one.what, one.value.split()[0]) for one in read.assumptions] == [
        ("height of a storey", "3.2"),
        ("least confidence of a place", "0.5;"),
    ]
    assert [(report.records, report.kept, report.dropped) for report in read.reports] == [(4, 1, 3), (1, 1, 0)]
    reasons = " | ".join(problem.reason for problem in read.reports[0].problems)
    assert all(word in reasons for word in ("closed", "confidence below 0.5", "no bearing"))
    assert read.network is None


def test_two_rows_of_one_object_of_openstreetmap_are_one_thing_and_said_to_be(tmp_path):
    mall = {
        "id": "b1",
        "geometry": box(76.90, 43.24, 76.901, 43.241),
        "class": "retail",
        "sources": layout.source("w7@2"),
    }
    shop = {"id": "i1", "geometry": Point(A), "sources": layout.source("w7@2"), "source_tags": [("shop", "mall")]}
    read = read_overture(
        [
            InputFile(layout.write(tmp_path / "building.parquet", [mall], layout.BUILDING)),
            InputFile(layout.write(tmp_path / "infrastructure.parquet", [shop], layout.BASE)),
        ]
    )
    assert [(one.kept, one.merged, one.dropped) for one in read.reports] == [(1, 0, 0), (0, 1, 0)]
    assert read.features["tags"].tolist() == [{"shop": "mall", "building": "retail"}]


def test_what_is_no_file_of_overture_is_refused_and_divisions_are_sent_to_their_key(tmp_path):
    area = {"id": "d1", "geometry": box(0, 0, 1, 1), "subtype": "county"}
    import pyarrow as pa

    columns = {"subtype": pa.string(), "class": pa.string(), "division_id": pa.string()}
    with pytest.raises(InputError, match=r"division_area of Overture Maps; give it as city\.districts"):
        read_overture([InputFile(layout.write(tmp_path / "area.parquet", [area], columns))])
    with pytest.raises(InputError, match="expected segment, building, place"):
        read_overture([InputFile(layout.write(tmp_path / "none.parquet", [area], {"colour": pa.string()}))])


def test_divisions_of_the_named_subtype_are_the_districts(tmp_path):
    import pyarrow as pa

    rows = [
        {"id": "d1", "geometry": box(0, 0, 1, 1), "subtype": "county", "class": "land", "name": "Алматы"},
        {"id": "d2", "geometry": box(0, 0, 1, 1), "subtype": "macrohood", "class": "land", "name": "Медеуский"},
        {"id": "d3", "geometry": box(1, 0, 2, 1), "subtype": "macrohood", "class": "land", "name": "Ауэзовский"},
        {"id": "d4", "geometry": box(1, 0, 3, 1), "subtype": "macrohood", "class": "maritime", "name": "Каспий"},
        {"id": "d5", "geometry": box(3, 0, 4, 1), "subtype": "macrohood", "class": "land"},
    ]
    columns = {"subtype": pa.string(), "class": pa.string(), "division_id": pa.string()}
    file = InputFile(layout.write(tmp_path / "division_area.parquet", rows, columns))
    with pytest.raises(InputError, match=r"county \(1\), macrohood \(3\); name those that are your districts"):
        read_districts(file)
    with pytest.raises(InputError, match="no division of the subtype 'borough'; it holds county"):
        read_districts(file, "borough")
    table, report = read_districts(file, "macrohood")
    assert table["district"].tolist() == ["Ауэзовский", "Медеуский"]
    assert [problem.reason for problem in report.problems] == ["no name"]


def test_the_samples_of_overture_are_known_by_their_columns(shared_data):
    import pyarrow.parquet as pq

    names = {"boston": "building", "overture_buildings": "building", "overture_infrastructure": "base"}
    for name, kind in names.items():
        file = shared_data / "overture" / f"{name}.parquet"
        assert kind_of(pq.read_schema(file).names) == kind
        read = read_overture([InputFile(file)])
        rows = pq.read_metadata(file).num_rows
        assert read.reports[0].records == rows
        assert len(read.features) == read.reports[0].kept > 0
        assert read.reports[0].merged == 0
        assert read.data_date > "2021"


KEYS = (
    *(
        "connector_id",
        "at",
        "between",
        "when",
        "heading",
        "mode",
        "using",
        "during",
        "access_type",
        "max_speed",
        "value",
    ),
    *("unit", "values", "sequence", "segment_id", "primary", "hierarchy", "dataset", "record_id", "property"),
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
NESTED = (
    *("connectors", "connector_ids", "access_restrictions", "speed_limits", "road_flags", "subclass_rules", "names"),
    *("prohibited_transitions", "sources", "source_tags", "categories", "taxonomy", "class", "subtype", "height"),
    *("num_floors", "confidence", "operating_status", "basic_category", "subclass"),
)


RULE = st.dictionaries(st.sampled_from(KEYS), JUNK, min_size=2, max_size=len(KEYS))
CELL = JUNK | RULE | st.lists(RULE | JUNK, min_size=1, max_size=3)


@given(st.dictionaries(st.sampled_from(NESTED), CELL, max_size=8), st.sampled_from(["building", "place", "base"]))
@drawn(400)
def test_whatever_stands_in_a_nested_cell_a_row_is_taken_or_left_out_in_words(cells, kind):
    segments, things = Segments(), Things()
    segments.take({"id": "s", "geometry": LineString([A, B, C]), **cells, "subtype": "road"})
    network = segments.builder.build()
    assert np.isfinite(network.length_m).all()
    assert np.isfinite(network.speed_kmh).all()
    said = things.take(kind, {"id": "t", "geometry": Point(A), **cells})
    assert said is None or said
    assert all(isinstance(text, str) for tags in things.tags.values() for text in tags.values())
