"""The stations template: filled in with Excel it reads back, and its explanations are never taken for stations."""

import csv

import openpyxl
import pytest

from geodata.connectors import Connector
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.station_table import COLUMNS, NEEDED, read_station_table
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES
from planner.authoring.station_columns import MEANINGS, WORDS
from planner.authoring.templates import stations_csv, stations_workbook

FIRST = {
    "lon": 76.945,
    "lat": "43,238",
    "connector": "GB/T DC",
    "count": 2,
    "power_kw": 120,
    "name": "Достык Плаза",
    "operator": "Оператор",
    "access": "customers",
    "status": "operational",
    "connection": "connected",
    "station_id": "0017",
    "format": "CABLE",
    "address": "пр. Достык, 111",
    "city": "Алматы",
    "country": "KZ",
    "updated": "2026-03-31",
}
SECOND = {"lon": 76.945, "lat": 43.238, "connector": "CCS2", "station_id": "0017"}
THIRD = {"lon": 76.9, "lat": 43.2, "connector": "Type 2", "status": "out_of_order"}


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "stations_template.xlsx"
    path.write_bytes(stations_workbook())
    return path


def fill(path, *rows):
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["stations"]
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(row=number, column=COLUMNS.index(name) + 1, value=value)
    workbook.save(path)
    return read_station_table(InputFile(path))


def test_the_first_sheet_holds_every_column_of_the_reader_and_nothing_else(book):
    workbook = openpyxl.load_workbook(book)
    assert workbook.sheetnames == ["stations", "columns", "lists"]
    rows = list(workbook["stations"].iter_rows(values_only=True))
    assert rows == [COLUMNS]
    assert workbook["stations"].freeze_panes == "A2"


def test_the_needed_columns_look_different_from_the_others(book):
    head = openpyxl.load_workbook(book)["stations"][1]
    dark = {cell.fill.fgColor.rgb for cell in head if cell.value in NEEDED}
    light = {cell.fill.fgColor.rgb for cell in head if cell.value not in NEEDED}
    assert (len(dark), len(light)) == (1, 1)
    assert dark != light


def test_a_filled_template_reads_back(book):
    found = fill(book, FIRST, SECOND, THIRD)
    assert (found.report.records, found.report.kept, found.report.dropped) == (3, 3, 0)
    assert found.stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2": 1, "IEC_62196_T2_COMBO": 1}
    table = found.stations.table.set_index("station_id")
    own = table.loc["user-0017"]
    said = own[["name", "operator", "access", "connection", "address", "city", "country", "updated"]]
    assert said.tolist() == [
        "Достык Плаза",
        "Оператор",
        "customers",
        "connected",
        "пр. Достык, 111",
        "Алматы",
        "KAZ",
        "2026-03-31T00:00:00Z",
    ]
    assert (own.geometry.x, own.geometry.y) == (76.945, 43.238)
    plugs = found.stations.connectors.set_index("connector")
    assert plugs.loc["GBT_DC", ["power_kw", "format"]].tolist() == [120.0, "CABLE"]
    assert plugs.loc["IEC_62196_T2", "status"] == "out_of_order"


def test_an_empty_template_is_refused_and_says_what_is_missing(book, tmp_path):
    text = tmp_path / "stations_template.csv"
    text.write_bytes(stations_csv())
    for path in (book, text):
        with pytest.raises(InputError, match="expected at least one row under the header"):
            read_station_table(InputFile(path))


def test_the_explanations_are_not_read_even_when_the_stations_are_deleted(book):
    workbook = openpyxl.load_workbook(book)
    workbook["stations"].delete_rows(1, 5)
    workbook.save(book)
    with pytest.raises(InputError, match="no columns lon, lat, connector; its columns are"):
        read_station_table(InputFile(book))


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_explained_in_both_languages(book, column):
    rows = {row[0]: row for row in openpyxl.load_workbook(book)["columns"].iter_rows(values_only=True)}
    _, needed, meaning, empty, meaning_ru, empty_ru = rows[column]
    assert bool(needed) is (column in NEEDED)
    assert (meaning, empty) == (MEANINGS[column].meaning, MEANINGS[column].empty)
    assert (meaning_ru, empty_ru) == (MEANINGS[column].meaning_ru, MEANINGS[column].empty_ru)
    assert any("а" <= letter <= "я" for letter in meaning_ru)


@pytest.mark.parametrize(("column", "words"), WORDS.items())
def test_the_cells_of_a_column_offer_its_words(book, column, words):
    workbook = openpyxl.load_workbook(book)
    letter = openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)
    rules = [rule for rule in workbook["stations"].data_validations.dataValidation if f"{letter}2" in rule.sqref]
    assert [(rule.type, rule.errorStyle) for rule in rules] == [("list", "warning")]
    sheet, _, cells = rules[0].formula1.partition("!")
    offered = [cell.value for (cell,) in workbook[sheet][cells.replace("$", "")]]
    assert offered == list(words)


def test_the_words_are_those_of_the_model():
    assert (WORDS["access"], WORDS["status"], WORDS["connection"]) == (ACCESSES, STATUSES, CONNECTIONS)
    assert len(WORDS["connector"]) == len(Connector)


@pytest.mark.parametrize("connector", Connector)
def test_every_connector_that_is_offered_is_understood(book, connector):
    found = fill(book, {"lon": 76.9, "lat": 43.2, "connector": WORDS["connector"][list(Connector).index(connector)]})
    assert found.stations.plugs() == {connector.value: 1}


@pytest.mark.parametrize(
    ("column", "word", "shown"),
    [
        *(("access", word, word) for word in WORDS["access"]),
        *(("status", word, word) for word in WORDS["status"]),
        *(("connection", word, word) for word in WORDS["connection"]),
        *(("format", word, word) for word in WORDS["format"]),
        ("access", None, "public"),
        ("status", None, "operational"),
        ("connection", None, "unknown"),
    ],
)
def test_every_word_offered_is_kept_and_an_empty_cell_means_what_is_said(book, column, word, shown):
    found = fill(book, {"lon": 76.9, "lat": 43.2, "connector": "CCS2", column: word})
    table = found.stations.table if column in ("access", "connection") else found.stations.connectors
    assert table[column].tolist() == [shown]


def test_the_text_template_filled_in_reads_back(tmp_path):
    path = tmp_path / "stations_template.csv"
    path.write_bytes(stations_csv())
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, COLUMNS).writerow(FIRST)
    found = read_station_table(InputFile(path))
    assert (found.report.kept, found.stations.plugs()) == (1, {"GBT_DC": 2})
    assert found.stations.table["source_id"].tolist() == ["0017"]
