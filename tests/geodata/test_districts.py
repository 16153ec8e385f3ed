"""District polygons and the official totals of districts."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import GeometryCollection, Point, box

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.districts import read_district_table, read_districts, with_totals
from geodata.zones import DISTRICTS


def polygons(path, rows):
    names, counts, shapes = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame({"name": names, "population": counts}, geometry=list(shapes), crs="EPSG:4326")
    frame.to_file(path)
    return path


def table(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_districts_come_sorted_with_their_totals(tmp_path):
    path = polygons(
        tmp_path / "d.geojson", [("Turksib", "267,000", box(1, 0, 2, 1)), ("Almaly", "224 600", box(0, 0, 1, 1))]
    )
    districts, report = read_districts(InputFile(path))
    assert districts["district"].tolist() == ["Almaly", "Turksib"]
    assert districts["population"].tolist() == [224600, 267000]
    assert (report.records, report.kept) == (2, 2)


def test_features_of_one_name_become_one_district(tmp_path):
    path = polygons(tmp_path / "d.gpkg", [("A", "1", box(0, 0, 1, 1)), ("A", "2", box(5, 0, 6, 1))])
    districts, report = read_districts(InputFile(path))
    assert districts.geometry[0].geom_type == "MultiPolygon"
    assert districts["population"].tolist() == [3]
    assert (report.kept, report.merged) == (1, 1)


def test_collections_are_repaired_and_nameless_or_shapeless_features_dropped(tmp_path):
    mixed = GeometryCollection([Point(0, 0), box(0, 0, 1, 1)])
    path = polygons(
        tmp_path / "d.geojson", [("A", None, mixed), (None, None, box(1, 0, 2, 1)), ("C", None, Point(3, 3))]
    )
    districts, report = read_districts(InputFile(path))
    assert districts["district"].tolist() == ["A"]
    assert np.isnan(districts["population"][0])
    assert [p.action for p in report.problems] == ["repaired", "dropped", "dropped"]


def test_a_lower_bound_is_no_total(tmp_path):
    path = polygons(
        tmp_path / "d.geojson", [("A", "over 358 thousand", box(0, 0, 1, 1)), ("B", "many", box(1, 0, 2, 1))]
    )
    districts, report = read_districts(InputFile(path))
    assert districts["population"].isna().all()
    assert [p.action for p in report.problems] == ["not used as a total", "left empty"]


def test_a_layer_without_names_says_how_to_map_them(tmp_path):
    gpd.GeoDataFrame({"code": [1]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326").to_file(tmp_path / "d.geojson")
    with pytest.raises(InputError, match="districts_columns"):
        read_districts(InputFile(tmp_path / "d.geojson"))
    districts, _ = read_districts(InputFile(tmp_path / "d.geojson", {"district": "code"}))
    assert districts["district"].tolist() == ["1"]


def test_a_plain_table_is_no_district_layer(tmp_path):
    with pytest.raises(InputError, match="district_table"):
        read_districts(InputFile(table(tmp_path / "d.csv", "name\nA\n")))


def test_populations_are_read_as_people_write_them(tmp_path):
    text = "district;population\nA;358 000\nB;358,000\nC;over 358 thousand\nD;unknown\nA;7\n;9\nE;358.000\n"
    rows, report = read_district_table(InputFile(table(tmp_path / "t.csv", text)))
    assert rows["population"].tolist() == [358000, 358000, 358000]
    assert rows["lower_bound"].tolist() == [False, False, True]
    assert (report.kept, report.dropped) == (3, 4)
    assert [p.record for p in report.problems] == ["row 5", "row 6", "row 7", "row 8"]


def test_a_table_without_one_usable_row_is_refused_with_the_first_reason(tmp_path):
    path = table(tmp_path / "t.csv", "district,population\nA,unknown\n,9\n")
    with pytest.raises(
        InputError, match=r"none of its 2 rows can be used \(row 2: population 'unknown' is not a count\)"
    ):
        read_district_table(InputFile(path))


def test_totals_find_their_polygons_whatever_the_word_for_district(tmp_path):
    districts, _ = read_districts(
        InputFile(polygons(tmp_path / "d.geojson", [("Алмалы ауданы", None, box(0, 0, 1, 1))]))
    )
    rows, report = read_district_table(InputFile(table(tmp_path / "t.csv", "district,population\nалмалы,224600\n")))
    districts, report = with_totals(districts, rows, report)
    assert districts["population"].tolist() == [224600]
    assert report.problems == ()


def test_totals_without_polygons_are_reported_and_never_invented(tmp_path):
    rows, report = read_district_table(InputFile(table(tmp_path / "t.csv", "district,population\nA,100\nB,200\n")))
    districts, report = with_totals(DISTRICTS.empty("EPSG:4326"), rows, report)
    assert districts.empty
    assert (report.kept, report.dropped) == (0, 2)
    assert "no polygon of this name (100 people)" in report.problems[0].reason


def test_a_total_whose_name_matches_no_polygon_is_told_the_nearest(tmp_path):
    districts, _ = read_districts(
        InputFile(polygons(tmp_path / "d.geojson", [("Самал ауданы", None, box(0, 0, 1, 1))]))
    )
    rows, report = read_district_table(
        InputFile(table(tmp_path / "t.csv", "district,population\nСамалл,100\nZzz,200\n"))
    )
    _, report = with_totals(districts, rows, report)
    assert [one.action for one in report.problems] == [
        "reported only; did you mean 'Самал ауданы'?",
        "reported only",
    ]


@pytest.mark.real
def test_two_of_almatys_eight_districts_are_lower_bounds(shared_data):
    columns = {"district": "district_name", "population": "official_population", "lower_bound": "source_precision"}
    path = shared_data / "population" / "almaty_district_population_reference_v2.csv"
    rows, report = read_district_table(InputFile(path, columns))
    assert (report.records, report.kept) == (8, 8)
    assert rows.loc[rows["lower_bound"], "district"].tolist() == ["Auezov", "Turksib"]
    assert rows["population"].sum() == 2165759
