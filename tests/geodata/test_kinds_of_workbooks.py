"""Workbooks of every kind: the same text from each, one sheet named or the first with cells, and what is no sound workbook in one line."""

import datetime as dt
import io
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.hostile import workbooks
from benchmarks.hostile.mangling import zipped
from geodata.cell_text import text_of_cell
from geodata.errors import InputError
from geodata.spreadsheet import read_table
from geodata.workbook import read_workbook
from geodata.workbooks import compound
from geodata.workbooks.cells import rows_of
from geodata.workbooks.opening import looked_through
from tests.fixtures.drawing import drawn
from tests.fixtures.work import work_of

KINDS = {"ods": workbooks.ods, "xls": workbooks.xls, "xlsb": workbooks.xlsb}
SHEETS = {"empty": [], "fleet": [["vehicle_class", "count"], ["taxi", 12.0]], "other": [["note"], ["x"]]}


def xlsx(sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if (
                    cell.data_type == "f"
                ):  # text that begins with "=": openpyxl takes it for a formula, which has no value yet
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(rows):
    """Rows as readers of tables get them: text or None, nothing behind the last."""
    out = []
    for number, cells in rows:
        shown = [text_of_cell(cell) for cell in cells]
        while shown and shown[-1] is None:
            shown.pop()
        out.append((number, shown))
    return [row for row in out if row[1]]


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


def cell(repeated: object = 1, inside: str = "x") -> str:
    repeats = f'table:number-columns-repeated="{repeated}"'
    return f'<table:table-cell office:value-type="string" {repeats}><text:p>{inside}</text:p></table:table-cell>'


def content(rows: str) -> bytes:
    table = f'<table:table table:name="s"><table:table-row>{cell()}</table:table-row>{rows}</table:table>'
    return zipped(workbooks.ods_parts(table))


ROWS = "table:number-rows-repeated"
BLANK = f'<table:table-row {ROWS}="1048000"><table:table-cell/></table:table-row>'


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row {ROWS}="{repeated}">{cells}</table:table-row>'


def far_records(row: int, column: int) -> bytes:
    return struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, 1.0)


def xls_with(old: bytes, new: bytes) -> bytes:
    stream = workbooks.xls_stream(SHEETS)
    assert old in stream
    return compound.written("Workbook", stream.replace(old, new))


def lying_zip() -> bytes:
    """An archive whose directory says that a part is small, which unpacks to a hundred megabytes."""
    parts = workbooks.ods_parts("<table:table table:name='s'>" + " " * 100_000_000 + "</table:table>")
    data = bytearray(zipped(parts))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("content.xml").file_size
    return bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 1000)))


def circle() -> bytes:
    data = bytearray(workbooks.xls(SHEETS))
    sectors = struct.unpack_from("<I", data, 48)[0]
    table = 512 * (sectors + 2)
    struct.pack_into("<I", data, table + 4 * 3, 0)
    return bytes(data)


def far_xlsb() -> bytes:
    parts = workbooks.xlsb_parts(SHEETS)
    sheet = parts["xl/worksheets/sheet2.bin"]
    row = b"\x00\x04" + struct.pack("<I", 1_048_575) + b"\x05\x10" + struct.pack("<IId", 16_383, 0, 1.0)
    parts["xl/worksheets/sheet2.bin"] = sheet.replace(b"\x92\x01\x00", row + b"\x92\x01\x00")
    return zipped(parts)


def with_entities() -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx(SHEETS))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entities = b"".join(b'<!ENTITY e%d "%s">' % (k, b"&e%d;" % (k - 1) * 10 if k else b"x") for k in range(12))
    sheet = parts["xl/worksheets/sheet2.xml"]
    parts["xl/worksheets/sheet2.xml"] = b"<!DOCTYPE worksheet [" + entities + b"]>" + sheet.replace(b"taxi", b"&e11;")
    return zipped(parts)


BOMBS = {
    "cells repeated": ("ods", lambda: content(row(cell(16384), 1_000_000))),
    "cells repeated ever more often": ("ods", lambda: content(row(cell("9" * 30)))),
    "a row far down": ("ods", lambda: content(BLANK * 3 + row(cell()))),
    "blanks before a cell": ("ods", lambda: content(BLANK + row('<table:table-cell table:number-columns-repeated="16000"/>' + cell()))),
    "spaces counted": ("ods", lambda: content(row(cell(1, '<text:s text:c="4000000000"/>')))),
    "a long text repeated": ("ods", lambda: content(row(cell(16384, "x" * 30_000)))),
    "a directory that lies": ("ods", lying_zip),
    "a comment that hides cells": ("ods", lambda: content("<!-- </table:table> -->")),
    "a million texts claimed": ("xls", lambda: xls_with(struct.pack("<II", 5, 5), struct.pack("<II", 5, 0x7FFFFFFF))),
    "a cell in the last corner": ("xls", lambda: xls_with(struct.pack("<HH", 0x0A, 0), far_records(65535, 65535) + struct.pack("<HH", 0x0A, 0))),
    "sectors in a circle": ("xls", circle),
    "a far cell": ("xlsb", far_xlsb),
    "an entity bomb": ("xlsx", with_entities),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_what_claims_more_than_memory_holds_is_refused_in_one_line_before_it_is_taken(tmp_path, what):
    ending, make = BOMBS[what]
    path = tmp_path / f"bomb.{ending}"
    path.write_bytes(make())
    assert path.stat().st_size < 1_000_000

    def read():
        with pytest.raises(InputError, match=rf"bomb\.{ending}: (a sheet|a row|cannot be read as an)") as caught:
            read_workbook(path)
        assert "\n" not in str(caught.value)

    assert work_of(read).bytes < 20e6


def test_a_size_that_an_old_sheet_claims_takes_no_memory(tmp_path):
    path = tmp_path / "t.xls"
    path.write_bytes(
        xls_with(
            struct.pack("<HHIIHH", 0x200, 14, 0, 2, 0, 2), struct.pack("<HHIIHH", 0x200, 14, 0, 0xFFFFFFFF, 0, 0xFFFF)
        )
    )
    assert texts(read_workbook(path).rows) == [(1, ["vehicle_class", "count"]), (2, ["taxi", "12"])]


def locked_ods() -> bytes:
    parts = workbooks.ods_parts("")
    entry = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(b"/>", b">" + entry)
    return zipped(parts)


REFUSED = {
    "a locked .xlsx": ("xlsx", lambda: compound.written("EncryptedPackage", b"x" * 5000), "opens with a password; save it again without one"),
    "a locked .xls": ("xls", lambda: xls_with(struct.pack("<HHH", 0x42, 2, 1200), struct.pack("<HHH", 0x2F, 2, 1)), "opens with a password"),
    "a locked .ods": ("ods", locked_ods, "an OpenDocument spreadsheet that opens with a password"),
    "a web page": ("xls", lambda: b"<html><table><tr><td>1</td></tr></table>", "a web page with the name of a workbook"),
    "an old workbook cut short": ("xls", lambda: workbooks.xls(SHEETS)[:2000], "cannot be read as an Excel workbook"),
    "a new one cut short": ("xlsb", lambda: workbooks.xlsb(SHEETS)[:900], "cannot be read as an Excel workbook"),
    "a document of another program": ("xls", lambda: compound.written("WordDocument", b"x" * 5000), "a document of another program"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_locked_damaged_or_of_another_kind_is_one_clear_line(tmp_path, what):
    ending, make, said = REFUSED[what]
    path = tmp_path / f"t.{ending}"
    path.write_bytes(make())
    with pytest.raises(InputError, match=said) as caught:
        read_workbook(path)
    assert "\n" not in str(caught.value)


def test_a_panic_of_the_rust_code_is_one_clear_line_and_prints_nothing(tmp_path, monkeypatch, capfd):
    class PanicException(BaseException):  # as pyo3 has it
        pass

    def panics(*_: object) -> None:
        import os

        os.write(2, b"thread '<unnamed>' panicked at src/xls.rs")
        raise PanicException("index out of range")

    monkeypatch.setattr("python_calamine.load_workbook", panics)
    path = tmp_path / "t.xls"
    path.write_bytes(workbooks.xls(SHEETS))
    with pytest.raises(InputError, match=r"t\.xls: cannot be read as an Excel workbook"):
        read_workbook(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [100, 5000, 60_000, 8_000_000])
def test_a_stream_put_into_a_compound_file_comes_out_whole(size):
    stream = bytes(range(256)) * (size // 256) + b"end"
    found = compound.Compound(compound.written("Book", stream)).stream("Book")
    assert found.rstrip(b"\x00") == stream
