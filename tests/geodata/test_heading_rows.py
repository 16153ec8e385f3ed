"""Headings in two rows, as ministries write them: merged cells above, and what each column holds below."""

import pytest
from made_workbooks import xlsx_merged

from benchmarks.hostile import workbooks
from geodata.input_file import InputFile
from geodata.report import Kind
from geodata.sources.station_table import read_station_table
from geodata.spreadsheet import read_table
from geodata.workbook import read_workbook

KINDS = {"xlsx": xlsx_merged, "xls": workbooks.xls, "xlsb": workbooks.xlsb, "ods": workbooks.ods}
GROUPED = [
    ["Наименование", "Координаты", None, "Разъёмы", None],
    [None, "Широта", "Долгота", "Тип разъёма", "Количество"],
    ["Достык", 43.22, 76.93, "GB/T DC", 2.0],
    ["Абай", 43.24, 76.95, "CCS2", 1.0],
]
GROUPS = [(0, 1, 0, 0), (0, 0, 1, 2), (0, 0, 3, 4)]


def written(tmp_path, ending, rows, merged):
    path = tmp_path / f"t.{ending}"
    path.write_bytes(KINDS[ending]({"s": rows}, merged))
    return path


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize("title", [False, True])
def test_stations_under_merged_headings_are_read_as_under_one_row_of_them(tmp_path, ending, title):
    rows = [["Станции города", None, None, None, None], *GROUPED] if title else GROUPED
    merged = [(0, 0, 0, 4), *((a + 1, b + 1, c, d) for a, b, c, d in GROUPS)] if title else GROUPS
    found = read_station_table(InputFile(written(tmp_path, ending, rows, merged)))
    assert found.stations.table["name"].tolist() == ["Достык", "Абай"]
    assert found.stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 1}
    told = [one for one in found.report.problems if "headings in rows" in one.reason]
    assert [(one.reason, one.kind) for one in told] == [(f"headings in rows 1 to {2 + title}", Kind.RECOGNISED)]
    assert found.records_of(found.stations.table["station_id"][0]) == (f"row {3 + title}",)


def test_columns_of_one_name_are_called_by_their_group_too(tmp_path):
    rows = [
        ["Медленные", None, "Быстрые", None],
        ["Количество", "Мощность", "Количество", "Мощность"],
        ["4", "7", "2", "60"],
    ]
    path = written(tmp_path, "xlsx", rows, [(0, 0, 0, 1), (0, 0, 2, 3)])
    table = read_table(path, {"count": "Быстрые количество", "power_kw": "Быстрые мощность"}, ("count", "power_kw"))
    assert table[["row", "count", "power_kw"]].to_numpy().tolist() == [[3, "2", "60"]]


@pytest.mark.parametrize(
    "row", [["Достык", "ТРЦ", "GB/T DC", "Алматы"], ["Широта", "Долгота", "2", "Город"], ["Город", None, None, None]]
)
def test_a_row_of_cells_under_a_merged_heading_is_not_taken_for_headings(tmp_path, row):
    rows = [["Название", None, "Разъём", "Город"], row, ["b", "b", "b", "b"]]
    book = read_workbook(written(tmp_path, "xlsx", rows, [(0, 0, 0, 1)]))
    assert (book.headed, [number for number, _cells in book.rows]) == ((), [1, 2, 3])
