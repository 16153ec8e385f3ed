"""City limits from polygon files as they are met."""

import json

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Polygon, box

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.boundary import read_boundary

SQUARE = {"type": "Polygon", "coordinates": [[[76.9, 43.2], [77.0, 43.2], [77.0, 43.3], [76.9, 43.3], [76.9, 43.2]]]}
POINT = {"type": "Point", "coordinates": [76.9, 43.2]}
LINE = {"type": "LineString", "coordinates": [[76.9, 43.2], [77.0, 43.3]]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def layer(path, *shapes):
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_a_polygon_comes_back_as_it_is(tmp_path):
    area, report = read_boundary(InputFile(layer(tmp_path / "b.geojson", SQUARE)))
    assert area.equals(box(76.9, 43.2, 77.0, 43.3))
    assert (report.records, report.kept, report.problems) == (1, 1, ())


def test_of_a_geometry_collection_the_polygons_count_and_this_is_said(tmp_path):
    collection = {"type": "GeometryCollection", "geometries": [POINT, LINE, SQUARE]}
    area, report = read_boundary(InputFile(layer(tmp_path / "b.geojson", collection)))
    assert area.equals(box(76.9, 43.2, 77.0, 43.3))
    assert "GeometryCollection" in report.problems[0].reason
    assert report.problems[0].action == "repaired"


def test_rings_that_cross_are_mended_and_reported(tmp_path):
    area, report = read_boundary(InputFile(layer(tmp_path / "b.geojson", BOW_TIE)))
    assert area.is_valid
    assert area.area == pytest.approx(0.5)
    assert "invalid" in report.problems[0].reason


def test_several_features_are_joined_and_useless_ones_dropped(tmp_path):
    other = {"type": "Polygon", "coordinates": [[[78, 43], [79, 43], [79, 44], [78, 43]]]}
    area, report = read_boundary(InputFile(layer(tmp_path / "b.geojson", SQUARE, POINT, other, None)))
    assert isinstance(area, MultiPolygon)
    assert (report.records, report.kept, report.dropped) == (4, 2, 2)


@pytest.mark.parametrize("shapes", [(POINT,), (LINE,), (None,), ({"type": "Polygon", "coordinates": []},)])
def test_a_layer_without_polygons_is_refused_in_one_line(tmp_path, shapes):
    with pytest.raises(InputError, match="no polygon") as caught:
        read_boundary(InputFile(layer(tmp_path / "b.geojson", *shapes)))
    assert "b.geojson" in str(caught.value)


def test_a_boundary_in_metres_is_brought_to_degrees(tmp_path):
    gpd.GeoSeries([box(76.9, 43.2, 77.0, 43.3)], crs="EPSG:4326").to_crs("EPSG:32643").to_file(tmp_path / "b.gpkg")
    area, _ = read_boundary(InputFile(tmp_path / "b.gpkg"))
    assert area.bounds == pytest.approx((76.9, 43.2, 77.0, 43.3), abs=1e-6)


def test_metres_without_a_coordinate_system_are_refused(tmp_path):
    path = layer(
        tmp_path / "b.geojson", json.loads(json.dumps(SQUARE).replace("76.9", "654000").replace("77.0", "655000"))
    )
    with pytest.raises(InputError):
        read_boundary(InputFile(path))


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", b'{"type": "FeatureCollection"}'])
def test_a_damaged_file_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "b.geojson").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_boundary(InputFile(tmp_path / "b.geojson"))
    assert "\n" not in str(caught.value)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(MissingFileError, match="boundary of the city"):
        read_boundary(InputFile(tmp_path / "none.geojson"))


@pytest.mark.real
def test_the_boundary_of_ashgabat_is_read(shared_data):
    area, report = read_boundary(InputFile(shared_data / "boundaries" / "ashgabat.geojson"))
    assert isinstance(area, Polygon | MultiPolygon)
    assert area.contains(gpd.points_from_xy([58.38], [37.94])[0])
    assert report.kept == report.records
