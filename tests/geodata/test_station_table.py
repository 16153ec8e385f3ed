"""The user's own list of stations, row by row."""

import json

import openpyxl
import pytest
from station_rows import read

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.station_table import read_station_table
from geodata.speech import speaking, told


def test_rows_of_one_id_are_one_station_with_all_their_plugs(tmp_path):
    found = read(
        tmp_path,
        "76.93,43.22,GBT_DC,2,60,Достык,public,,connected,A",
        "76.93,43.22,IEC_62196_T2,4,22,,,,,A",
        "76.95,43.22,GBT_AC,1,7,,,,,B",
    )
    assert (found.report.records, found.report.kept) == (3, 3)
    assert found.stations.table["station_id"].tolist() == ["user-A", "user-B"]
    assert found.stations.plugs() == {"GBT_AC": 1, "GBT_DC": 2, "IEC_62196_T2": 4}
    assert found.stations.table["connection"].tolist() == ["connected", "unknown"]
    assert found.records_of("user-A") == ("row 2", "row 3")


def test_what_is_said_of_every_row_is_a_message_and_is_told_in_the_language_of_the_reader(tmp_path):
    found = read(tmp_path, "76.93,43.22,GBT_DC,2,60", header="lon,lat,connector,count,power_kw")
    (doubt,) = found.report.problems
    with speaking("ru"):
        assert [told(one) for one in (doubt.record, doubt.reason)] == ["каждая строка", "нет столбца 'access'"]


def test_rows_of_one_name_and_place_are_one_station_where_there_is_no_id(tmp_path):
    found = read(
        tmp_path,
        "76.93,43.22,GBT_DC,2,60,Достык,,,,",
        "76.93,43.22,CHADEMO,1,50,Достык,,,,",
        "76.93,43.22,CHADEMO,1,50,Сосед,,,,",
    )
    assert found.stations.table["name"].tolist() == ["Достык", "Сосед"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("0,0,CCS2,1,,,,,,", "(0, 0)"),
        (",43.2,CCS2,1,,,,,,", "no coordinates"),
        ("east,43.2,CCS2,1,,,,,,", "no numbers"),
        ("200,43.2,CCS2,1,,,,,,", "out of range"),
        ("76.9,43.2,CCS2,-1,,,,,,", "count '-1'"),
        ("76.9,43.2,CCS2,two,,,,,,", "count 'two'"),
        ("76.9,43.2,CCS2,1.5,,,,,,", "count '1.5'"),
        ("76.9,43.2,CCS2,nan,,,,,,", "count 'nan'"),
        ("76.9,43.2,CCS2,1e9,,,,,,", "count '1e9'"),
    ],
)
def test_a_bad_row_is_dropped_and_named_and_the_good_one_stays(tmp_path, row, reason):
    found = read(tmp_path, "76.93,43.22,GBT_DC,1,60,,,,,", row)
    assert (found.report.records, found.report.kept, found.report.dropped) == (2, 1, 1)
    (problem,) = [one for one in found.report.problems if one.action == "dropped"]
    assert problem.record == "row 3"
    assert reason in problem.reason


def test_a_row_said_twice_with_its_count_is_merged_and_without_one_is_another_plug(tmp_path):
    twice = read(tmp_path, "76.93,43.22,CCS2,2,60,A,,,,", "76.93,43.22,CCS2,2,60,A,,,,")
    assert (twice.report.kept, twice.report.merged, twice.stations.plugs()) == (1, 1, {"IEC_62196_T2_COMBO": 2})
    each = read(tmp_path, "76.93,43.22,CCS2,,60,A,,,,", "76.93,43.22,CCS2,,60,A,,,,")
    assert (each.report.kept, each.report.merged, each.stations.plugs()) == (2, 0, {"IEC_62196_T2_COMBO": 2})


def test_words_of_access_status_and_connection_are_understood_or_no_supply(tmp_path):
    found = read(
        tmp_path,
        "76.93,43.22,GBT_DC,1,60,A,private,Out of order,disconnected,",
        "76.95,43.22,GBT_DC,1,60,B,club,asleep,maybe,",
    )
    assert found.stations.table["access"].tolist() == ["private", "unknown"]
    assert found.stations.table["connection"].tolist() == ["disconnected", "unclear"]
    assert found.stations.connectors["status"].tolist() == ["out_of_order", "unclear"]
    assert sum("is not understood" in problem.reason for problem in found.report.problems) == 3


def test_the_ids_of_stations_do_not_depend_on_the_order_of_rows(tmp_path):
    rows = ["76.93,43.22,GBT_DC,1,60,A,,,,", "76.95,43.22,GBT_DC,1,60,B,,,,"]
    there, back = read(tmp_path, *rows), read(tmp_path, *reversed(rows))
    assert set(there.stations.table["station_id"]) == set(back.stations.table["station_id"])


def test_the_users_own_column_names_are_mapped(tmp_path):
    columns = {"lon": "x", "lat": "y", "connector": "Разъём", "count": "Кол-во"}
    found = read(tmp_path, "76.93,43.22,GB/T DC,3", header="x,y,Разъём,Кол-во", columns=columns)
    assert found.stations.plugs() == {"GBT_DC": 3}


def test_a_geojson_of_points_and_areas_and_a_workbook_read_like_the_csv(tmp_path):
    area = [[[76.949, 43.219], [76.951, 43.219], [76.951, 43.221], [76.949, 43.221], [76.949, 43.219]]]
    shapes = [{"type": "Point", "coordinates": [76.93, 43.22]}, {"type": "Polygon", "coordinates": area}]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"connector": "GBT_DC", "count": 2}} for shape in shapes
    ]
    path = tmp_path / "stations.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = read_station_table(InputFile(path))
    assert (found.report.format, found.stations.plugs()) == ("geojson", {"GBT_DC": 4})
    assert found.stations.table.geometry.x.round(3).tolist() == [76.93, 76.95]
    book = openpyxl.Workbook()
    for row in (["lon", "lat", "connector", "count"], [76.93, 43.22, "GBT_DC", 2]):
        book.active.append(row)
    book.save(tmp_path / "stations.xlsx")
    assert read_station_table(InputFile(tmp_path / "stations.xlsx")).stations.plugs() == {"GBT_DC": 2}


def test_a_missing_column_or_file_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="connector"):
        read(tmp_path, "76.93,43.22", header="lon,lat")
    with pytest.raises(InputError, match="lat"):
        read(tmp_path, "76.93,CCS2", header="lon,connector")
    with pytest.raises(InputError, match="no columns lat, connector; its columns are lon"):
        read(tmp_path, "76.93", header="lon")
    with pytest.raises(MissingFileError):
        read_station_table(InputFile(tmp_path / "none.csv"))


def test_columns_that_are_not_read_are_named_with_what_they_may_have_been_meant_as(tmp_path):
    found = read(tmp_path, "76.93,43.22,GBT_DC,Evion,1", header="lon,lat,connector,oprator,notes")
    said = [problem.reason for problem in found.report.problems if problem.record == "headings"]
    assert said == ["columns not read: oprator, notes; did you mean operator for oprator?"]


def test_the_strictest_row_of_a_station_counts_and_the_disagreement_is_named(tmp_path):
    found = read(
        tmp_path,
        "76.93,43.22,GBT_DC,1,60,,public,,connected,A",
        "76.93,43.22,CCS2,1,60,,private,,disconnected,A",
    )
    assert found.stations.table[["access", "connection"]].to_numpy().tolist() == [["private", "disconnected"]]
    said = [problem.reason for problem in found.report.problems if problem.reason.startswith("rows disagree")]
    assert said == [
        "rows disagree about access: row 2 public, row 3 private",
        "rows disagree about connection: row 2 connected, row 3 disconnected",
    ]


def test_a_station_that_is_a_test_by_its_name_is_dropped_with_all_its_rows(tmp_path):
    found = read(tmp_path, "76.93,43.22,GBT_DC,1,60,Тест 1,,,,A", "76.93,43.22,CCS2,1,60,,,,,A")
    assert (found.report.records, found.report.kept, found.report.dropped) == (2, 0, 2)


def test_dates_are_read_as_tables_have_them_and_what_is_none_is_named(tmp_path):
    found = read(
        tmp_path,
        "76.93,43.22,CCS2,A,12.03.2024",
        "76.93,43.22,GB/T DC,A,01.05.2024 10:30",
        "76.95,43.22,CCS2,B,spring",
        header="lon,lat,connector,station_id,updated",
    )
    assert found.stations.table["updated"].tolist() == ["2024-05-01T10:30:00Z", None]
    assert [one.record for one in found.report.problems if "'spring' is no date" in one.reason] == ["row 4"]


def workbook(path, rows, *merged):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for block in merged:
        book.active.merge_cells(block)
    book.save(path)
    return path


def test_merged_cells_of_a_workbook_hold_for_all_their_rows_but_a_count_is_not_repeated(tmp_path):
    rows = [
        ["lon", "lat", "connector", "count", "name"],
        [76.93, 43.22, "GB/T DC", 2, "Достык"],
        [None, None, "CCS2", None, None],
        [],
        [76.95, 43.22, "CCS2", 1, "Сосед"],
    ]
    path = workbook(tmp_path / "s.xlsx", rows, "A2:A3", "B2:B3", "D2:D3", "E2:E4")
    found = read_station_table(InputFile(path))
    assert found.stations.table["name"].tolist() == ["Достык", "Сосед"]
    assert found.stations.connectors["count"].tolist() == [2, 1, 1]
    assert found.records_of(found.stations.table["station_id"][0]) == ("row 2", "row 3")
    assert [one.record for one in found.report.problems if "count merged" in one.reason] == ["row 2"]


def test_a_title_in_one_cell_above_the_headings_is_refused_with_what_to_do(tmp_path):
    path = workbook(tmp_path / "s.xlsx", [["Станции города"], ["lon", "lat", "connector"], [76.9, 43.2, "CCS2"]])
    with pytest.raises(InputError, match=r"row 2: 3 cells under 1 heading; .* delete titles"):
        read_station_table(InputFile(path))


def test_all_columns_that_a_table_lacks_are_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match=r"no columns lon, lat, connector; its columns are Станция, Мест; .* map them"):
        read(tmp_path, "Достык,2", header="Станция,Мест")
    with pytest.raises(
        InputError, match="columns lon, connector: no columns 'Долгота' and 'Разъём'; there are Станция"
    ):
        read(tmp_path, "Достык,43.2", header="Станция,Y", columns={"lon": "Долгота", "lat": "y", "connector": "Разъём"})
