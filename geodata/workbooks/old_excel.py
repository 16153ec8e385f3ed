"""Excel's workbooks before 2007 (.xls): sheets, where they end, what is merged, and which cells hold an error."""

import struct
from collections.abc import Iterator

from geodata.speech import _
from geodata.workbooks.compound import Compound
from geodata.workbooks.facts import ERRORS, Block, Sheet
from geodata.workbooks.limits import (
    MOST_BOX_AT_ONCE,
    MOST_SHEETS,
    MOST_TAGS,
    DamagedError,
    PasswordError,
    TooMuchError,
    check_box,
    check_text,
    many,
)
from geodata.workbooks.old_texts import lengths_of

STREAMS = ("Workbook", "Book")
_BOF, _EOF, _LOCKED, _SHEET, _TEXTS, _CONTINUED = 0x0809, 0x000A, 0x002F, 0x0085, 0x00FC, 0x003C
_SIZE, _NUMBER, _LABEL, _BOOL_OR_ERROR, _RK, _FORMULA = 0x0200, 0x0203, 0x0204, 0x0205, 0x027E, 0x0006
_SHARED, _RICH, _MANY, _MERGED = 0x00FD, 0x00D6, 0x00BD, 0x00E5
_CELLS = frozenset((_NUMBER, _LABEL, _BOOL_OR_ERROR, _RK, _FORMULA, _SHARED, _RICH, _MANY))
_LEAST = {_SHARED: 10, _NUMBER: 14, _RK: 10, _BOOL_OR_ERROR: 8, _FORMULA: 20, _MANY: 6}
_WORKSHEET = 0
_NEWEST = 0x0600

Record = tuple[int, int, int]
"""Its type, and where its content begins and ends."""


def looked_through(data: bytes) -> tuple[str, bytes, dict[str, Sheet]]:
    """Name and bytes of the stream of the workbook, and every table in it by name, in order.

    The size that each sheet claims is blanked: it is not needed, and memory is taken by it.

    Raises
    ------
    TooMuchError, PasswordError, DamagedError
    """
    book = Compound(data)
    if {"EncryptedPackage", "EncryptionInfo"} & book.names:
        raise PasswordError
    named = next((name for name in STREAMS if name in book.names), None)
    if named is None:
        raise DamagedError(_("it is a document of another program"))
    stream = bytearray(book.stream(named))
    found = _Book(stream).sheets()
    return named, bytes(stream), found


class _Book:
    def __init__(self, stream: bytearray) -> None:
        self._stream = stream
        self._records = list(_records(stream))
        self._begins = {start - 4: k for k, (kind, start, _) in enumerate(self._records) if kind == _BOF}
        self._lengths: list[int] = []
        self._seen = 0

    def sheets(self) -> dict[str, Sheet]:
        """Tables by name; each begins where the list of sheets says, and no two at one place."""
        found: dict[str, Sheet] = {}
        taken: set[int] = set()
        for name, place, kind in self._listed():
            if place not in self._begins or place in taken:
                raise DamagedError(_("its list of sheets leads nowhere"))
            taken.add(place)
            sheet = self._sheet(self._begins[place])
            if kind == _WORKSHEET:
                found[name] = sheet
        return found

    def _listed(self) -> list[tuple[str, int, int]]:
        """Name, place and kind of every sheet; the texts that cells share are measured on the way."""
        listed = []
        new = True
        for k, (kind, start, end) in enumerate(self._records):
            if kind == _BOF:
                new = self._numbers("<H", start, end)[0] == _NEWEST
            elif kind == _LOCKED:
                raise PasswordError
            elif kind == _SHEET:
                place, _other, of, length = self._numbers("<IBBB", start, end)
                text = bytes(self._stream[start + 7 : end])
                listed.append((_name(text, length, new=new), place, of))
                if len(listed) > MOST_SHEETS:
                    raise TooMuchError(_("a workbook of more than {many} sheets", many=many(MOST_SHEETS)))
            elif kind == _TEXTS:
                self._lengths = lengths_of([bytes(self._stream[a:b]) for a, b in self._pieces(k)])
            elif kind == _EOF:
                break
        return listed

    def _pieces(self, k: int) -> Iterator[tuple[int, int]]:
        """A record and those that continue it."""
        yield self._records[k][1:]
        for kind, start, end in self._records[k + 1 :]:
            if kind != _CONTINUED:
                return
            yield start, end

    def _numbers(self, form: str, start: int, end: int) -> tuple[int, ...]:
        if start + struct.calcsize(form) > end:
            raise DamagedError(_("a record of it is cut short"))
        return struct.unpack_from(form, self._stream, start)

    def _sheet(self, first: int) -> Sheet:
        sheet = Sheet()
        text = 0
        for kind, start, end in self._records[first:]:
            self._seen += 1
            if self._seen > MOST_TAGS // 2:
                raise TooMuchError(_("a workbook of more than some {many} cells", many=many(MOST_TAGS // 4)))
            if kind == _EOF:
                break
            if kind == _SIZE:
                self._stream[start:end] = b"\x00" * (end - start)
            elif kind == _MERGED:
                sheet.blocks += self._blocks(start, end)
            elif kind in _CELLS:
                text += self._cell(sheet, kind, start, end)
                check_text(text)
        return sheet

    def _cell(self, sheet: Sheet, kind: int, start: int, end: int) -> int:
        """Take a cell, or several beside each other, into the sheet; returns the length of a text that it shares."""
        row, column = self._numbers("<HH", start, end)
        if end - start < _LEAST.get(kind, 4):
            raise DamagedError(_("a record of it is cut short"))
        last = self._numbers("<H", end - 2, end)[0] if kind == _MANY else column
        if last < column:
            raise DamagedError(_("a record of it makes no sense"))
        sheet.reaches(row, last)
        check_box(sheet.rows, sheet.columns, MOST_BOX_AT_ONCE)
        if kind == _BOOL_OR_ERROR and self._stream[start + 7] == 1:
            sheet.errors[row + 1, column] = ERRORS.get(self._stream[start + 6], "#N/A")
        if kind == _FORMULA and self._stream[start + 6] == 2 and self._numbers("<H", start + 12, end)[0] == 0xFFFF:
            sheet.errors[row + 1, column] = ERRORS.get(self._stream[start + 8], "#N/A")
        if kind != _SHARED:
            return 0
        number = self._numbers("<I", start + 6, end)[0]
        return self._lengths[number] if number < len(self._lengths) else 0

    def _blocks(self, start: int, end: int) -> list[Block]:
        (count,) = self._numbers("<H", start, end)
        if start + 2 + 8 * count > end:
            raise DamagedError(_("a record of it is cut short"))
        found = []
        for k in range(count):
            first, last, left, right = struct.unpack_from("<4H", self._stream, start + 2 + 8 * k)
            found.append(Block(first + 1, last + 1, left, right))
        return found


def _records(stream: bytes | bytearray) -> Iterator[Record]:
    """Records of the stream: a type and a length go before each."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0 and length == 0 and not any(stream[at : at + 4096]):
            return  # what fills the last sector
        if at + 4 + length > len(stream):
            raise DamagedError(_("it is cut short"))
        yield kind, at + 4, at + 4 + length
        at += 4 + length


def _name(text: bytes, length: int, *, new: bool) -> str:
    """Name of a sheet; before 1997 in the code page of its country, of which the Cyrillic one is met most."""
    if not new:
        return text[:length].decode("cp1251", "replace")
    wide = bool(text[:1] and text[0] & 1)
    return (
        text[1 : 1 + 2 * length].decode("utf-16-le", "replace") if wide else text[1 : 1 + length].decode("latin-1")
    ).replace("\x00", "")
