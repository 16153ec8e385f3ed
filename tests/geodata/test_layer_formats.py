"""Every format of map layers gives the same features, whole and within bounds; what is no layer is one line."""

import json
import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.layers import ElsewhereError, read_layer
from geodata.sources.boundary import read_boundary
from geodata.sources.districts import read_districts
from geodata.spreadsheet import read_table
from tests.geodata.layer_files import FORMATS, write

BBOX = (76.8, 43.1, 77.1, 43.4)


def country(shapes, crs=4326, count=300):
    """Towns all over a country, every tenth of them in the city."""
    random = np.random.default_rng(7)
    lon, lat = random.uniform(66, 86, count), random.uniform(41, 54, count)
    lon[::10], lat[::10] = (
        random.uniform(76.75, 77.15, (count + 9) // 10),
        random.uniform(43.05, 43.45, (count + 9) // 10),
    )
    points = gpd.points_from_xy(lon, lat)
    geometry = points if shapes == "points" else [box(p.x, p.y, p.x + 0.01, p.y + 0.01) for p in points]
    frame = gpd.GeoDataFrame(
        {"name": [f"Қала {k}" for k in range(count)], "population": range(count)}, geometry=geometry, crs=4326
    )
    return frame.to_crs(crs)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("shapes", "crs"), [("points", 4326), ("polygons", 3857), ("polygons", "ESRI:54009")])
def test_every_format_gives_the_same_rows_within_bounds_as_all_rows_cut_by_hand(tmp_path, kind, shapes, crs):
    layer = country(shapes, crs)
    path = write(layer, tmp_path, kind)
    whole = layer.to_crs(4326)
    inside = np.flatnonzero(whole.intersects(box(*BBOX)))
    assert 0 < len(inside) < 30
    read = read_layer(path, bbox=BBOX, needed=lambda name: name.casefold() == "name")
    name = "Name" if kind.startswith("km") else "name"
    assert list(read.index) == list(inside + 1)
    assert list(read[name]) == list(whole["name"].iloc[inside])
    expected = whole.geometry.iloc[inside].set_axis(read.index)
    assert (shapely.hausdorff_distance(read.geometry.to_numpy(), expected.to_numpy()) < 1e-6).all()
    assert (read.attrs["of"], list(read.columns), read.crs) == (300, [name, "geometry"], "EPSG:4326")
    assert "population" in [one.casefold() for one in read.attrs["columns"]]
    assert list(read_table(path, {}, ("name", "population"))["population"]) == [str(k) for k in range(300)]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_layer_of_another_place_and_one_with_swapped_axes_say_so(tmp_path, kind):
    layer = country("points")
    path = write(layer, tmp_path, kind)
    with pytest.raises(InputError, match=r"none of its 300 features lies within 10.00..11.00 E"):
        read_layer(path, bbox=(10, 50, 11, 51))
    swapped = layer.set_geometry(gpd.points_from_xy(layer.geometry.y, layer.geometry.x), crs=4326)
    with pytest.raises(ElsewhereError, match="swapped in all of its 300"):
        read_layer(write(swapped, tmp_path, kind), bbox=BBOX)


def damaged_dbf(folder, head=b"", cpg=None):
    """A shapefile in cp1251, as older programs leave it: no .cpg, and nothing said in the table."""
    layer = gpd.GeoDataFrame({"имя": ["Алматы", "Достык"]}, geometry=[Point(76.9, 43.2), Point(76.91, 43.2)], crs=4326)
    layer.to_file(folder / "t.shp", encoding="cp1251")
    (folder / "t.cpg").unlink()
    raw = bytearray((folder / "t.dbf").read_bytes())
    raw[29] = 0
    (folder / "t.dbf").write_bytes(raw)
    if cpg:
        (folder / "t.cpg").write_text(cpg)
    return folder / "t.shp"


@pytest.mark.parametrize("cpg", [None, "1251", "CP1251", "windows-1251"])
def test_a_shapefile_in_cp1251_is_read_whether_or_not_it_says_so(tmp_path, cpg):
    assert list(read_layer(damaged_dbf(tmp_path, cpg=cpg))["имя"]) == ["Алматы", "Достык"]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_shapefile_in_utf_8_is_read_though_a_text_is_cut_inside_a_letter(tmp_path, is_told):
    names = ["Алматы", "Ж" * 120]
    layer = gpd.GeoDataFrame({"name": names}, geometry=[Point(76.9, 43.2), Point(76.91, 43.2)], crs=4326)
    layer.to_file(tmp_path / "t.shp", encoding="utf-8")
    if not is_told:
        (tmp_path / "t.cpg").unlink()
    raw = bytearray((tmp_path / "t.dbf").read_bytes())
    raw[29] = 0
    (tmp_path / "t.dbf").write_bytes(raw.replace("ЖЖ".encode() + b"\x1a", "Ж".encode() + b"\xd0 \x1a"))
    read = read_layer(tmp_path / "t.shp")
    assert read["name"].iloc[0] == "Алматы"
    assert read["name"].iloc[1] == "Ж" * 119


def test_the_hash_of_a_shapefile_is_of_its_table_too(tmp_path):
    path = damaged_dbf(tmp_path)
    before = InputFile(path).fingerprint()
    raw = (tmp_path / "t.dbf").read_bytes()
    (tmp_path / "t.dbf").write_bytes(raw[:-3] + b"\xc0" + raw[-2:])
    assert InputFile(path).fingerprint().sha256 != before.sha256


def shapefile_without(folder, ending):
    path = write(country("points", 32643 if ending == "prj" else 4326), folder, "shp")
    (folder / f"towns.{ending}").unlink()
    return path


def several(folder, kind):
    layer = country("points", count=20)
    if kind == "zip":
        for name in "ab":
            layer.to_file(folder / f"{name}.shp")
        with zipfile.ZipFile(folder / "two.zip", "w") as parts:
            for one in sorted(folder.glob("[ab].*")):
                parts.write(one, one.name)
        return folder / "two.zip"
    text = write(layer, folder, "kml").read_text(encoding="utf-8")
    start, end = text.index("<Folder>"), text.index("</Folder>") + 9
    second = text[start:end].replace("towns", "lots")
    (folder / "towns.kml").write_text(text[:end] + second + text[end:], encoding="utf-8")
    return folder / "towns.kml"


@pytest.mark.parametrize("kind", ["zip", "kml"])
def test_of_several_layers_one_is_asked_for_and_the_one_that_is_named_is_read(tmp_path, kind):
    path = several(tmp_path, kind)
    name = "a" if kind == "zip" else "lots"
    with pytest.raises(InputError, match=r"2 layers .*, and none is named as a map layer"):
        read_layer(path)
    assert len(read_layer(path.with_name(f"{path.name}|layername={name}"))) == 20


KML = '<?xml version="1.0"?>{0}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{1}<Placemark><name>a</name><Point><coordinates>76.9,43.2,800</coordinates></Point></Placemark></Document></kml>'
BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LINK = "<NetworkLink><Link><href>http://127.0.0.1:9/more.kml</href></Link></NetworkLink>"
PIPELINE = {
    "type": "gdal_streamed_alg",
    "command_line": "gdal vector pipeline ! read towns.shp ! write --output-format stream x",
}


def test_heights_are_left_out(tmp_path):
    (tmp_path / "a.kml").write_text(KML.format("", ""), encoding="utf-8")
    assert read_layer(tmp_path / "a.kml").geometry.iloc[0].wkt == "POINT (76.9 43.2)"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.kml", KML.format(BOMB, ""), "a DOCTYPE, whose entities are not read"),
        ("b.kml", KML.format("", LINK), "a NetworkLink that leads to another file or address"),
        ("c.kml", KML.format("", "<Folder>" * 200 + "</Folder>" * 200), "nested more than 100 deep"),
        ("d.kml", "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>", "not KML, whatever its name says"),
        ("e.kml", "<kml><Document>", "cannot be read as KML"),
        ("f.geojson", json.dumps(PIPELINE), "not GeoJSON, whatever its name says"),
        ("g.fgb", "<OGRVRTDataSource/>", "not FlatGeobuf, whatever its name says"),
        ("h.shp", "<OGRVRTDataSource/>", "not a Shapefile, whatever its name says"),
        ("i.parquet", "PAR1 and no more", "cannot be read as Parquet"),
        ("j.kmz", "PK\x03\x04", "not KMZ, whatever its name says"),
        ("k.zip", "PK\x03\x04", "not a zip archive, whatever its name says"),
    ],
)
def test_what_leads_elsewhere_or_is_of_another_kind_is_one_line(tmp_path, name, text, said):
    write(country("points", count=20), tmp_path, "shp")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_layer(tmp_path / name)


def test_parts_of_a_shapefile_that_are_missing_are_named(tmp_path):
    with pytest.raises(InputError, match=r"no towns.shx beside it"):
        read_layer(shapefile_without(tmp_path, "shx"))
    with pytest.raises(InputError, match=r"no towns.dbf beside it \(the table of its columns\)"):
        read_table(shapefile_without(tmp_path, "dbf"), {}, ("name",))
    with pytest.raises(InputError, match=r"no degrees, and no .prj .*; copy towns.prj beside it"):
        read_layer(shapefile_without(tmp_path, "prj"))
    write(country("polygons"), tmp_path, "shp")
    (tmp_path / "towns.dbf").unlink()
    assert read_boundary(InputFile(tmp_path / "towns.shp"))[1].kept == 300, "shapes alone need no table"


def test_an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as parts:
        for ending in ("shp", "shx", "dbf"):
            parts.writestr(f"a.{ending}", bytes(20_000_000))
    with pytest.raises(InputError, match="bytes that unpack to 60 000 000"):
        read_layer(tmp_path / "a.zip")
    shutil.copy(tmp_path / "a.zip", tmp_path / "b.kmz")
    with pytest.raises(InputError, match="0 KML documents"):
        read_layer(tmp_path / "b.kmz")


def geo(**told):
    return {
        b"geo": json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": told}}).encode()
    }


def parquet(path, table, metadata=None):
    pq.write_table(pa.table(table).replace_schema_metadata(metadata), path)
    return path


def test_parquet_without_geometry_is_a_table_and_no_layer(tmp_path):
    path = parquet(tmp_path / "p.parquet", {"Lon": [76.9], "lat": [43.2], "population": [5], "more": ["x"]})
    table = read_table(path, {}, ("lon", "lat", "population"))
    assert table.to_numpy().tolist() == [[1, "76.9", "43.2", "5"]]
    assert table.attrs["unread"] == ["more"]
    with pytest.raises(InputError, match="a Parquet table without geometry"):
        read_layer(path)
    wkb = parquet(tmp_path / "w.parquet", {"geometry": [Point(76.9, 43.2).wkb], "population": [5]})
    assert read_layer(wkb).geometry.iloc[0] == Point(76.9, 43.2), "bytes named geometry are a layer in degrees"
    with pytest.raises(InputError, match="has no coordinate system"):
        read_layer(wkb, placed=True)


@pytest.mark.parametrize(
    ("table", "metadata", "said"),
    [
        ({"geometry": [b"\x01\x02"]}, geo(encoding="WKB"), "rows 1 to 1: geometry that cannot be read"),
        ({"shape": [b"\x01"]}, geo(encoding="WKB"), "names 'geometry' as its geometry, which it does not have"),
        ({"geometry": [b"\x01"]}, {b"geo": b"{"}, "'geo'. that is not JSON"),
        ({"geometry": [b"\x01"]}, geo(encoding="WKB", crs={"type": "x"}), "a coordinate system that nobody knows"),
        ({"geometry": [b"\x01"]}, geo(encoding="spiral"), "cannot be read"),
        ({"geometry": [1.5]}, geo(encoding="WKB"), "cannot be read"),
    ],
)
def test_geoparquet_that_says_what_cannot_be_is_one_line(tmp_path, table, metadata, said):
    with pytest.raises(InputError, match=said):
        read_layer(parquet(tmp_path / "p.parquet", table, metadata))


def test_one_long_text_in_a_million_rows_of_parquet_is_refused_before_it_fills_the_memory(tmp_path):
    count, point = 200_000, Point(76.9, 43.2).wkb
    for name, text, shape in (
        ("t", "x" * 1_000_000, point),
        ("g", "x", LineString([(k, k) for k in range(30_000)]).wkb),
    ):
        text_column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, "int32")), pa.array([text]))
        shapes = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, "int32")), pa.array([shape]))
        path = parquet(tmp_path / f"{name}.parquet", {"name": text_column, "geometry": shapes}, geo(encoding="WKB"))
        assert path.stat().st_size < 1_500_000
        with pytest.raises(InputError, match="bytes or more where less is read at once"):
            read_layer(path)


def test_a_covering_column_of_wrong_kind_is_passed_over(tmp_path):
    frame = country("points")
    table = pa.table({"geometry": frame.geometry.to_wkb(), "bbox": pd.Series(["none"] * 300)})
    path = parquet(tmp_path / "p.parquet", {name: table[name] for name in table.column_names}, geo(encoding="WKB"))
    assert len(read_layer(path, bbox=BBOX)) == frame.intersects(box(*BBOX)).sum()


@pytest.mark.parametrize("name", ["overture_buildings", "overture_infrastructure", "boston"])
def test_real_files_of_overture_are_cut_by_their_own_boxes(shared_data, name):
    """Their first releases had a column of boxes that no description of the file declared."""
    path = shared_data / "overture" / f"{name}.parquet"
    whole = gpd.read_parquet(path)
    box_of = tuple(whole.geometry.iloc[len(whole) // 2].buffer(0.5).bounds)
    read = read_layer(path, bbox=box_of, needed=lambda one: one == "id")
    inside = whole.set_crs(4326, allow_override=True).intersects(box(*box_of))
    assert inside.sum() > 0
    assert read["id"].tolist() == whole.loc[inside, "id"].tolist()
    assert (read.attrs["of"], read.index[0]) == (len(whole), int(np.flatnonzero(inside)[0]) + 1)


@pytest.mark.parametrize("read", [read_boundary, read_districts])
def test_where_polygons_are_needed_a_layer_without_any_says_how_many_of_what_it_has(tmp_path, read):
    shapes = [Point(76.9, 43.2), Point(76.8, 43.2), LineString([(76.9, 43.2), (76.8, 43.3)]), None]
    gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs=4326).to_file(tmp_path / "m.geojson")
    with pytest.raises(InputError, match="2 Point, 1 LineString, 1 without geometry"):
        read(InputFile(tmp_path / "m.geojson"))
