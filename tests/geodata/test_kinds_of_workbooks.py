"""Workbooks of every kind: the same text from each, and one sheet named or the first with cells."""

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_workbooks import SHEETS, texts, xlsx

from benchmarks.hostile import workbooks
from geodata.errors import InputError
from geodata.spreadsheet import read_table
from geodata.workbook import read_workbook
from geodata.workbooks import compound
from geodata.workbooks.cells import rows_of
from geodata.workbooks.opening import looked_through
from tests.fixtures.drawing import drawn

KINDS = {"ods": workbooks.ods, "xls": workbooks.xls, "xlsb": workbooks.xlsb}
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="_\ufffe\uffff"), max_size=12
)
TIMES = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)).map(  # noqa: DTZ001  (cells have no zone)
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000)
)
FIGURES = st.integers(-(10**15), 10**15) | st.floats(-1e12, 1e12, allow_nan=False)
ANY = st.none() | WORDS | st.booleans() | FIGURES | TIMES | TIMES.map(dt.datetime.date)
ANY |= st.integers(0, 86_399).map(lambda s: (dt.datetime(2000, 1, 1) + dt.timedelta(seconds=s)).time())  # noqa: DTZ001
ANY |= st.integers(86_400, 10**6).map(lambda s: dt.timedelta(seconds=s)) | st.just("#N/A")


@drawn(60)
@given(st.lists(st.lists(ANY, max_size=6), max_size=6))
def test_calamine_reads_the_same_text_as_openpyxl(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "t.xlsx"
    path.write_bytes(xlsx({"one": [[None, *row] for row in rows]}))
    book = looked_through(path)
    fast = texts(rows_of(book, "one"))
    sheet = book.sheets["one"]
    assert sheet.plain
    sheet.plain = False
    assert fast == texts(rows_of(book, "one"))


@example([["=0"]])
@drawn(60)
@given(
    st.lists(
        st.lists(st.none() | WORDS.filter(str.strip) | st.floats(-1e9, 1e9).map(lambda one: round(one, 3)), max_size=5),
        max_size=6,
    )
)
def test_every_format_gives_the_same_rows(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("t")
    sheets = {"first": rows, "second": [["x"]]}
    path = folder / "t.xlsx"
    path.write_bytes(xlsx(sheets))
    expected = read_workbook(path)
    for ending, make in KINDS.items():
        other = folder / f"t.{ending}"
        other.write_bytes(make(sheets))
        found = read_workbook(other)
        assert (texts(found.rows), found.sheet, found.others) == (texts(expected.rows), expected.sheet, expected.others)


@pytest.fixture(scope="module")
def tricky(tmp_path_factory):
    """A workbook of every trap that Excel lays, saved as .xlsx, .xls and .ods by LibreOffice; without it there is nothing to compare."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    folder = tmp_path_factory.mktemp("office")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Парк"
    sheet.append([])
    sheet.append([None, "name", "count", "when", "day", "clock", "error", "kept as text", "flag", "formula"])
    when = dt.datetime(2024, 3, 12, 10, 5, 7)  # noqa: DTZ001
    sheet.append([None, "a", 12, when, when.date(), dt.time(10, 5), "=NA()", "007", True, "=C3*2"])
    sheet.append([None, "ё — ў қ", 12.5, when, when.date(), dt.time(23, 59, 59), "=1/0", "1,5", False, '="т"&C4'])
    sheet.append([])
    for number in range(6, 9):
        sheet.append([None, f"m{number}", number])
    sheet.merge_cells("B6:B8")
    for number in range(400):
        sheet.append([None, f"строка {number} {'я' * 60}", number + 0.25])
    sheet["AZ2"] = "far"
    book.create_sheet("second").append(["x"])
    book.save(folder / "made.xlsx")
    for kind in ("xlsx:Calc MS Excel 2007 XML", "xls", "ods"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                folder / "out",
                folder / "made.xlsx",
            ],
            capture_output=True,
            check=True,
            timeout=300,
        )
        if not (folder / "out" / f"made.{kind.split(':')[0]}").is_file():
            pytest.skip("this LibreOffice has no Calc")
    return folder / "out"


def test_one_workbook_saved_by_libreoffice_in_three_formats_gives_the_same_rows(tricky):
    books = {ending: read_workbook(tricky / f"made.{ending}") for ending in ("xlsx", "xls", "ods")}
    first = texts(books["xlsx"].rows)
    assert first[1][1][1:10] == [
        "a",
        "12",
        "2024-03-12T10:05:07",
        "2024-03-12T00:00:00",
        "10:05:00",
        "#N/A",
        "007",
        "true",
        "24",
    ]
    assert first[2][1][6] == "#DIV/0!"
    assert len(first) == 406
    for book in books.values():
        assert texts(book.rows) == first
        assert [tuple(one) for one in book.merged] == [(1, 6, 8)]
        assert (book.sheet, book.others) == ("Парк", ("second",))


@pytest.mark.parametrize("ending", ["xlsx", *KINDS])
def test_a_sheet_is_named_by_the_path_and_an_unknown_one_lists_what_is_there(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    path.write_bytes((KINDS.get(ending) or xlsx)(SHEETS))
    assert read_workbook(path).sheet == "fleet"
    assert read_workbook(path).others == ("other",)
    assert read_table(Path(f"{path}|layername=Other"), {}, ["note"])["note"].tolist() == ["x"]
    with pytest.raises(InputError, match="no sheet 'none'; its sheets are empty, fleet, other"):
        read_workbook(Path(f"{path}|layername=none"))
    with pytest.raises(InputError, match="no text at all"):
        read_table(Path(f"{path}|layername=empty"), {}, ["note"])


def test_the_kind_of_a_workbook_is_what_is_in_it_and_not_its_ending(tmp_path):
    path = tmp_path / "t.xls"
    path.write_bytes(workbooks.xlsb(SHEETS))
    assert read_workbook(path).sheet == "fleet"


def test_merged_cells_are_one_value_in_every_format(tmp_path):
    rows = [["name", "count"], ["a", 1.0], ["hidden", 2.0]]
    for ending, make in KINDS.items():
        path = tmp_path / f"t.{ending}"
        path.write_bytes(make({"s": rows}, [(1, 2, 0, 0)]))
        book = read_workbook(path)
        assert [tuple(one) for one in book.merged] == [(0, 2, 3)]
        assert texts(book.rows)[2] == (3, [None, "2"])


def test_a_lone_cell_far_out_is_read_where_the_format_can_be_read_row_by_row(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active["XFD5"] = "lone"
    for row in range(2, 1500):
        book.active.cell(row, 1, "a")
    book.save(tmp_path / "t.xlsx")
    rows = read_workbook(tmp_path / "t.xlsx").rows
    assert len(rows) == 1499
    assert rows[4][1][16383] == "lone"


@pytest.mark.parametrize("size", [100, 5000, 60_000, 8_000_000])
def test_a_stream_put_into_a_compound_file_comes_out_whole(size):
    stream = bytes(range(256)) * (size // 256) + b"end"
    found = compound.Compound(compound.written("Book", stream)).stream("Book")
    assert found.rstrip(b"\x00") == stream
