"""A workbook of any kind looked through, by what is in the file and not by its ending."""

from pathlib import Path

from geodata.speech import _
from geodata.workbooks import binary_sheets, old_excel, opendocument, sheetml
from geodata.workbooks.archive import packed, parts_of
from geodata.workbooks.compound import SIGNATURE, written
from geodata.workbooks.facts import EXCEL, OPEN, Book
from geodata.workbooks.limits import MOST_BYTES, DamagedError, TooMuchError, many


def looked_through(path: Path) -> Book:
    """Sheets of a workbook, and the workbook written anew from the parts that were looked at.

    Raises
    ------
    TooMuchError, PasswordError, DamagedError
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooMuchError(
            _("a workbook of {many} bytes where at most {many_2} are read", many=many(size), many_2=many(MOST_BYTES))
        )
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(SIGNATURE):
        name, stream, sheets = old_excel.looked_through(path.read_bytes())
        return Book(EXCEL, written(name, stream), sheets)
    if not head.startswith(b"PK"):
        raise DamagedError(_other(head))
    parts = parts_of(path)
    if opendocument.CONTENT in parts:
        return Book(OPEN, packed(parts), opendocument.sheets_of(parts))
    if binary_sheets.BOOK in parts:
        return Book(EXCEL, packed(parts), binary_sheets.sheets_of(parts))
    return Book(EXCEL, packed(parts), sheetml.sheets_of(parts))


def _other(head: bytes) -> str:
    """What a file is that has the name of a workbook alone."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<body")):
        return _("it is a web page with the name of a workbook")
    if text.startswith(b"<?xml"):
        return _("it is XML with the name of a workbook")
    return _("it is a file of another kind")
