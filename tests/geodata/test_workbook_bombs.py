"""What claims more than memory holds, is locked, damaged or no workbook is refused in one line before it is taken."""

import io
import struct
import zipfile

import pytest
from made_workbooks import SHEETS, texts, xlsx

from benchmarks.hostile import workbooks
from benchmarks.hostile.mangling import zipped
from geodata.errors import InputError
from geodata.workbook import read_workbook
from geodata.workbooks import compound
from tests.fixtures.work import work_of


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
