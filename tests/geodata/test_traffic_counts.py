"""Counts of a city's detectors: every row is taken, averaged or named."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from feature_fixtures import CITY, CRS, EAST, NORTH, lonlat
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, Point, Polygon

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.traffic_counts import read_traffic
from tests.fixtures.drawing import drawn

HEADER = "counter,vehicles_per_day,period_h,lon,lat"


def row(counter="A", vehicles="1000", period="", x=0.0, y=0.0):
    lon, lat = lonlat(x, y)
    return f"{counter},{vehicles},{period},{lon:.7f},{lat:.7f}"


def counts(path, *rows, header=HEADER, columns=None):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_traffic(InputFile(path, columns or {}), crs=CRS, boundary=CITY)


def layer(path, shapes, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS).to_crs("EPSG:4326")
    frame.to_file(path, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON")
    return read_traffic(InputFile(path), crs=CRS, boundary=CITY)


def at(x, y):
    return EAST + x, NORTH + y


def test_a_table_of_points_is_read_row_by_row(tmp_path):
    table, report = counts(tmp_path / "t.csv", row("Абай 1", "12 500", x=100), row("B", "800", y=-300))
    assert table["counter"].tolist() == ["Абай 1", "B"]
    assert table["vehicles_per_day"].tolist() == [12_500, 800]
    assert table["x_m"].tolist() == pytest.approx([EAST + 100, EAST], abs=0.1)
    assert table["y_m"].tolist() == pytest.approx([NORTH, NORTH - 300], abs=0.1)
    assert (report.format, report.records, report.kept, report.problems) == ("traffic", 2, 2, ())


def test_a_workbook_with_names_of_its_own_is_read(tmp_path):
    lon, lat = lonlat(0, 0)
    pd.DataFrame({"Датчик": ["7"], "Авто/сут": [900], "Долгота": [lon], "Широта": [lat]}).to_excel(
        tmp_path / "t.xlsx", index=False
    )
    names = {"counter": "датчик", "vehicles_per_day": "Авто/сут", "lon": "Долгота", "lat": "Широта"}
    table, _ = read_traffic(InputFile(tmp_path / "t.xlsx", names), crs=CRS, boundary=CITY)
    assert table[["counter", "vehicles_per_day"]].to_numpy().tolist() == [["7", 900.0]]


@pytest.mark.parametrize(
    ("period", "per_day"), [("", 1_000), ("24", 1_000), ("12", 2_000), ("168", 1_000 / 7), ("0,5", 48_000)]
)
def test_a_count_is_scaled_from_its_period_to_a_day(tmp_path, period, per_day):
    cell = f'"{period}"'
    assert counts(tmp_path / "t.csv", row(period=cell))[0]["vehicles_per_day"].tolist() == pytest.approx([per_day])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (row("A", ""), "no vehicles_per_day"),
        (row("A", "many"), "vehicles_per_day 'many' is not a number"),
        (row("A", "-5"), "vehicles_per_day '-5' is negative"),
        (row("A", "inf"), "is not a number"),
        (row("A", "12.500"), "vehicles_per_day '12.500': a point before three digits may mean thousands"),
        (row("A", "5", "0"), "period_h '0' is no number of hours"),
        (row("A", "5", "-24"), "period_h '-24' is no number"),
        (row("A", "5", "day"), "period_h 'day' is no number"),
        (row("A", "5", "1e9"), "period_h '1e9' is no number"),
        ("A,5,,,", "no coordinates"),
        ("A,5,,0,0", "coordinates at (0, 0)"),
        ("A,5,,east,43", "lon 'east' is not a number"),
        (row("A", "5", x=20_000), "outside the city"),
    ],
)
def test_a_bad_row_is_dropped_and_named(tmp_path, line, said):
    table, report = counts(tmp_path / "t.csv", line, row("good"))
    assert table["counter"].tolist() == ["good"]
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)
    (problem,) = report.problems
    assert problem.record == "row 2"
    assert said in problem.reason
    assert problem.action == "dropped"


def test_swapped_coordinates_are_turned_round_and_said(tmp_path):
    lon, lat = lonlat(500, 0)
    table, report = counts(tmp_path / "t.csv", f"A,5,,{lat},{lon}")
    assert table["x_m"].tolist() == pytest.approx([EAST + 500], abs=0.1)
    assert report.problems[0].action == "turned round"


def test_a_detector_at_the_gate_just_outside_counts(tmp_path):
    table, _ = counts(tmp_path / "t.csv", row("gate", x=5_900), row("far", x=6_100), row("in"))
    assert table["counter"].tolist() == ["gate", "in"]


def test_rows_of_one_counter_are_averaged_and_said(tmp_path):
    rows = (row("A 1", "1000"), row(" a  1", "3000"), row("A 1", "2000", "12"), row("B", "7"))
    table, report = counts(tmp_path / "t.csv", *rows)
    assert table["vehicles_per_day"].tolist() == pytest.approx([8_000 / 3, 7])
    assert (report.records, report.kept, report.merged) == (4, 2, 2)
    assert [one.record for one in report.problems] == ["row 3", "row 4"]
    assert report.problems[0].reason == "counter 'A 1' is there 3 times"
    assert report.problems[0].action == "merged into the first, at their mean of 2667 vehicles per day"


def test_a_counter_at_two_far_places_says_how_far(tmp_path):
    _, report = counts(tmp_path / "t.csv", row("A"), row("A", x=700))
    assert "as far as 700 m apart" in report.problems[0].reason


def test_rows_without_a_name_are_counters_of_their_own(tmp_path):
    table, report = counts(tmp_path / "t.csv", row("", "5"), row("", "6", x=100))
    assert table["counter"].tolist() == ["row 2", "row 3"]
    assert report.merged == 0


@pytest.mark.parametrize("name", ["t.geojson", "t.gpkg"])
def test_points_of_a_layer_are_taken_where_they_are(tmp_path, name):
    table, _ = layer(tmp_path / name, [Point(at(10, 20))], counter=["A"], vehicles_per_day=[500])
    assert table[["x_m", "y_m"]].to_numpy().tolist() == [pytest.approx([EAST + 10, NORTH + 20], abs=0.5)]


def test_a_road_segment_is_taken_at_its_middle(tmp_path):
    bent = LineString([at(0, 0), at(100, 0), at(100, 300)])
    pieces = MultiLineString([[at(0, 0), at(200, 0)], [at(200, 0), at(400, 0)], [at(3_000, 0), at(3_050, 0)]])
    table, report = layer(tmp_path / "t.geojson", [bent, pieces], counter=["A", "B"], vehicles_per_day=[5, 6])
    assert table["x_m"].tolist() == pytest.approx([EAST + 100, EAST + 200], abs=1.5)
    assert table["y_m"].tolist() == pytest.approx([NORTH + 100, NORTH], abs=1.5)
    assert report.problems == ()


def test_shapes_that_are_no_place_are_dropped_and_named(tmp_path):
    area = Polygon([at(0, 0), at(100, 0), at(0, 100)])
    shapes = [area, None, GeometryCollection(), LineString(), Point(at(1, 1))]
    table, report = layer(tmp_path / "t.gpkg", shapes, counter=list("ABCDE"), vehicles_per_day=[1, 2, 3, 4, 5])
    assert table["counter"].tolist() == ["E"]
    assert [one.reason for one in report.problems] == ["no coordinates"] * 4


def test_a_line_off_the_earth_is_dropped(tmp_path):
    lon, lat = lonlat(0, 0)
    lines = [[[1e9, 1e9], [2e9, 1e9]], [[lon, lat], [lon, lat]]]
    features = [
        {
            "type": "Feature",
            "properties": {"counter": name, "vehicles_per_day": 5},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in zip("AB", lines, strict=True)
    ]
    (tmp_path / "t.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table, report = read_traffic(InputFile(tmp_path / "t.geojson"), crs=CRS, boundary=CITY)
    assert table["counter"].tolist() == ["B"]
    assert report.dropped == 1


def test_a_file_of_which_nothing_is_usable_is_refused_with_the_first_reason(tmp_path):
    with pytest.raises(InputError, match=r"none of its 2 rows can be used \(row 2: no vehicles_per_day\)") as caught:
        counts(tmp_path / "t.csv", row("A", ""), row("B", x=90_000))
    assert "\n" not in str(caught.value)


def test_a_missing_column_or_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no column 'vehicles_per_day'"):
        counts(tmp_path / "t.csv", "A,1,2", header="counter,lon,lat")
    with pytest.raises(MissingFileError, match="traffic counts"):
        read_traffic(InputFile(tmp_path / "none.csv"), crs=CRS, boundary=CITY)
    with pytest.raises(InputError, match="unknown name 'vehicles'"):
        counts(tmp_path / "t.csv", row(), columns={"vehicles": "n"})


def test_hostile_text_is_kept_raw_as_a_name_and_short_in_a_report(tmp_path):
    name = "<script>{{7*7}}" + "x" * 500
    table, report = counts(tmp_path / "t.csv", row(name), row(name))
    assert table["counter"].tolist() == [name]
    assert len(report.problems[0].reason) < 120


CELLS = st.sampled_from(["", "5", "1 000", "-3", "nan", "x", "1e400", "{{7*7}}", "=1+1", "24"])


@drawn(60)
@given(st.lists(st.tuples(st.sampled_from(["", "A", "a ", "B"]), CELLS, CELLS, st.booleans()), min_size=1, max_size=8))
def test_every_row_is_kept_merged_or_dropped_and_every_count_is_finite(tmp_path_factory, rows):
    lines = [row(name, n, period, x=0 if near else 50_000) for name, n, period, near in rows]
    try:
        table, report = counts(tmp_path_factory.mktemp("t") / "t.csv", *lines)
    except InputError as error:
        expected = f"none of its {len(rows)} rows can be used"
        if expected not in str(error):
            raise
        return
    assert report.records == len(rows) == report.kept + report.merged + report.dropped
    assert len(report.problems) == report.merged + report.dropped
    assert (table["vehicles_per_day"] >= 0).all()
