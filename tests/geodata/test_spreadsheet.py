"""Tables as offices save them, and numbers as people write them."""

import math

import geopandas as gpd
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon

from geodata.errors import InputError, MissingFileError
from geodata.numerals import number_text
from geodata.spreadsheet import parse_degrees, parse_estimate, parse_number, read_table

NAMES = ("lon", "lat", "name", "count")
ROWS = [("76,9", "43.25", "Алмалы", "1 200"), ("76.95", "43,2", "Kök-Töbe", "7")]


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_cells(tmp_path, encoding, separator):
    lines = [separator.join(NAMES), *(separator.join(f'"{cell}"' for cell in row) for row in ROWS)]
    table = read_table(write(tmp_path / "t.csv", "\r\n".join(lines), encoding), {}, NAMES)
    assert table["name"].tolist() == ["Алмалы", "Kök-Töbe"]
    assert table["lon"].tolist() == ["76.9", "76.95"]
    assert table["lat"].tolist() == ["43.25", "43.2"]
    assert table["row"].tolist() == [2, 3]


def test_cp1251_is_understood_where_utf8_is_not(tmp_path):
    table = read_table(
        write(tmp_path / "t.csv", "район;население\nАлмалы;224 600\n", "cp1251"), {"name": "Район"}, ["name"]
    )
    assert table["name"].tolist() == ["Алмалы"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_cut_off_inside_a_character_is_said_to_be_cut_short(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes("name,count\nАлмалы,1\nБостандық".encode(encoding)[:-1])
    with pytest.raises(InputError, match="ends inside a character, so it is cut short"):
        read_table(path, {}, NAMES)


def test_a_workbook_with_the_ending_of_a_text_table_says_which_ending_it_needs(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.save(tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"a workbook and no text; give it the ending \.xlsx"):
        read_table(tmp_path / "t.csv", {}, NAMES)


def test_cp1251_that_ends_like_a_cut_character_is_still_cp1251(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "name\nАлмалы\nАбайР", "cp1251"), {}, NAMES)
    assert table["name"].tolist() == ["Алмалы", "АбайР"]


def test_empty_cells_are_none_and_text_is_stripped(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "name,count\n  a  ,\n,5\n"), {}, NAMES)
    assert table["name"].tolist() == ["a", None]
    assert table["count"].tolist() == [None, "5"]


def test_rows_are_numbered_as_excel_shows_them_across_blank_lines_and_quoted_line_ends(tmp_path):
    table = read_table(write(tmp_path / "t.csv", '\nname,count\n"a\nb",1\n\n;,;\nc,2\n'), {}, NAMES)
    assert dict(zip(table["name"], table["row"], strict=True)) == {"a\nb": 3, ";": 5, "c": 6}


def test_excels_own_separator_line_is_obeyed(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "sep=;\nname;count\na,b;1\n"), {}, NAMES)
    assert table["name"].tolist() == ["a,b"]
    assert table["row"].tolist() == [3]


def test_headers_are_found_whatever_their_case_and_spaces(tmp_path):
    table = read_table(write(tmp_path / "t.csv", " Vehicle Class ,COUNT\ntaxi,1\n"), {}, ["vehicle_class", "count"])
    assert list(table.columns) == ["row", "vehicle_class", "count"]


def test_a_mapped_column_that_is_absent_names_the_nearest(tmp_path):
    path = write(tmp_path / "t.csv", "centroid_longitude,count\n1,2\n")
    with pytest.raises(InputError, match="did you mean 'centroid_longitude'"):
        read_table(path, {"lon": "centroid_longitud"}, NAMES)


def test_a_map_with_a_name_that_is_not_ours_is_refused(tmp_path):
    path = write(tmp_path / "t.csv", "lon,lat\n1,2\n")
    with pytest.raises(InputError, match=r"'lom'.*did you mean 'lon'"):
        read_table(path, {"lom": "lon"}, NAMES)


def test_a_missing_required_column_lists_what_is_there(tmp_path):
    path = write(tmp_path / "t.csv", "class,tally\ntaxi,2\n")
    with pytest.raises(InputError, match=r"no column 'count'; its columns are class, tally"):
        read_table(path, {}, NAMES, required=["count"])


def test_a_missing_column_of_a_wide_table_names_the_likeliest_and_the_key_that_maps_it(tmp_path):
    names = [*(f"model_figure_with_a_long_name_{k}" for k in range(60)), "official_count"]
    path = write(tmp_path / "t.csv", f"{','.join(names)}\n{','.join('1' * 61)}\n")
    with pytest.raises(InputError) as caught:
        read_table(path, {}, NAMES, required=["count"], key="fleet.columns")
    said = str(caught.value)
    assert "its columns are official_count, model_figure" in said
    assert "and 51 more; " in said
    assert said.endswith('fleet.columns = { count = "your name" }')
    assert "…" not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b"\n \n", "no text at all"),
        (b"name,count\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"name,count\na,b,c\n", "row 2: 3 cells under 2 headings"),
        (b"name,name\na,b\n", "twice"),
    ],
)
def test_a_useless_text_table_ends_in_one_clear_line(tmp_path, content, said):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_table(path, {}, NAMES)
    assert "\n" not in str(caught.value)
    assert "t.csv" in str(caught.value)


def test_short_rows_are_filled_with_nothing(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "name,count,lon\na\nb,2,,\n"), {}, NAMES)
    assert table["count"].tolist() == [None, "2"]


def test_a_missing_file_says_what_it_was_needed_as(tmp_path):
    with pytest.raises(MissingFileError, match="needed as fleet table"):
        read_table(tmp_path / "none.csv", {}, NAMES, role="fleet table")


@pytest.mark.parametrize("name", ["old.xls", "notes.docx"])
def test_other_kinds_of_file_are_refused_with_advice(tmp_path, name):
    with pytest.raises(InputError, match="xlsx"):
        read_table(write(tmp_path / name, "x"), {}, NAMES)


def test_a_workbook_is_read_from_its_first_sheet_with_text(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("fleet")
    sheet.append([])
    for cells in (["name", "count", "lon"], ["такси", 1200, 76.95], [None, None, None], ["bus", 7.5, True]):
        sheet.append(cells)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", {}, NAMES)
    assert table["name"].tolist() == ["такси", "bus"]
    assert table["count"].tolist() == ["1200", "7.5"]
    assert table["row"].tolist() == [3, 5]


def test_a_workbook_that_is_none_ends_in_one_clear_line(tmp_path):
    with pytest.raises(InputError, match="cannot be read as an Excel workbook"):
        read_table(write(tmp_path / "t.xlsx", "PK\x03\x04 but no more"), {}, NAMES)


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_a_layer_of_points_gives_longitude_and_latitude_in_degrees(tmp_path, ending):
    shapes = [Point(76.9, 43.2), MultiPoint([(77.0, 43.3)]), None]
    layer = gpd.GeoDataFrame({"name": ["a", "b", "c"], "count": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")
    if ending == "gpkg":
        layer = layer.to_crs("EPSG:32643")
    layer.to_file(tmp_path / f"t.{ending}")
    table = read_table(tmp_path / f"t.{ending}", {}, NAMES)
    assert [parse_number(text) for text in table["lon"][:2]] == pytest.approx([76.9, 77.0])
    assert [parse_number(text) for text in table["lat"][:2]] == pytest.approx([43.2, 43.3])
    assert table["lon"][2] is None
    assert table["count"].tolist() == ["1", "2", "3"]
    assert "geometry" not in table


def test_geometry_is_kept_where_asked(tmp_path):
    area = Polygon([(0, 1), (1, 1), (1, 2)])
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[area], crs="EPSG:4326").to_file(tmp_path / "t.geojson")
    table = read_table(tmp_path / "t.geojson", {}, NAMES, with_geometry=True)
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.geometry[0].equals(area)
    assert "lon" not in table


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "FeatureCollection", "features": []}', "\x00\x01"])
def test_json_that_is_no_layer_ends_in_one_clear_line(tmp_path, text):
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / "t.geojson", text), {}, NAMES)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("358 000", 358000),
        ("358\u00a0000", 358000),
        ("358\u202f000", 358000),
        ("358,000", 358000),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("3,5", 3.5),
        ("0,500", 0.5),
        ("1 234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234", 1.234),
        ("12,3456", 12.3456),
        ("−5", -5),
        ("2e3", 2000),
    ],
)
def test_numbers_are_read_as_their_writers_meant_them(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", [None, "", "nan", "inf", "-inf", "1e999", "3 5", "1_000", "12 km", "over 358 thousand", "١٢", "--3"]
)
def test_what_is_no_finite_number_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("over 358 thousand", (358000, True)),
        ("более 267 тыс.", (267000, True)),
        ("about 1.2 million", (1200000, False)),
        ("358,000+", (358000, True)),
        ("224 600", (224600, False)),
        ("many", None),
        ("over", None),
        ("358 thousand cars", None),
    ],
)
def test_an_estimate_in_words_tells_a_lower_bound_from_a_figure(text, read):
    assert parse_estimate(text) == read


def test_a_comma_in_a_coordinate_is_always_the_decimal_sign():
    assert parse_degrees("76,945") == 76.945
    assert parse_number("76,945") == 76945


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_us_is_read_back_exactly(value):
    assert parse_number(number_text(value)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_none(text):
    value = parse_number(text)
    assert value is None or math.isfinite(value)


def test_cells_under_headings_that_are_there_but_empty_are_a_column_without_a_name(tmp_path):
    (tmp_path / "t.csv").write_text("name,count,,\na,1,,remark\nb,2,,\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv", {}, ("name", "count"))
    assert table[["name", "count"]].to_numpy().tolist() == [["a", "1"], ["b", "2"]]
    (tmp_path / "t.csv").write_text("name,count,,\na,1,,remark,more\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2: 5 cells under 2 headings"):
        read_table(tmp_path / "t.csv", {}, ("name", "count"))


def test_a_text_table_that_is_too_large_to_be_read_at_once_is_one_line(tmp_path, monkeypatch):
    path = write(tmp_path / "t.csv", "name,count\n" + "a,1\n" * 50)
    monkeypatch.setattr("geodata.delimited.MOST_CELLS", 100)
    with pytest.raises(InputError, match=r"t\.csv: a table of more than 100 cells; keep the rows and columns"):
        read_table(path, {}, NAMES)
    monkeypatch.setattr("geodata.delimited.MOST_BYTES", 100)
    with pytest.raises(InputError, match="a table of 211 bytes where at most 100 are read at once; keep the rows"):
        read_table(path, {}, NAMES)
