"""Excel's binary workbooks (.xlsb): sheets, where they end, what is merged, and which cells hold an error."""

import struct
from collections.abc import Iterator, Mapping

from geodata.speech import _
from geodata.workbooks.facts import ERRORS, Block, Sheet
from geodata.workbooks.limits import (
    MOST_BOX,
    MOST_SHEETS,
    MOST_TAGS,
    DamagedError,
    TooMuchError,
    check_box,
    check_text,
    many,
)
from geodata.workbooks.sheetml import relations

BOOK, TEXTS, STYLES = "xl/workbook.bin", "xl/sharedStrings.bin", "xl/styles.bin"
_ROW, _END_OF_ROWS, _MERGED, _SHEET, _TEXT = 0x00, 0x92, 0xB0, 0x9C, 0x13
_BLANK, _FAILED, _SHARED, _FAILED_FORMULA = 0x01, 0x03, 0x07, 0x0B
_LAST_CELL = 0x0B
_NO_SHEET = 0xFFFFFFFF

Record = tuple[int, int, int]
"""Its type, and where its content begins and ends."""


def sheets_of(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """Every table of a workbook by name, in order.

    Raises
    ------
    TooMuchError, DamagedError
    """
    if BOOK not in parts:
        raise DamagedError(_("it has no list of sheets"))
    targets = {number: (kind, part) for number, (kind, part) in relations(parts, BOOK)}
    lengths = [end - start for kind, start, end in _records(parts.get(TEXTS, b"")) if kind == _TEXT]
    for _other in _records(parts.get(STYLES, b"")):
        pass  # none is cut short
    found: dict[str, Sheet] = {}
    known: dict[str, Sheet] = {}
    book = parts[BOOK]
    for kind, start, end in _records(book):
        if kind != _SHEET or struct.unpack_from("<I", _whole(book, start, end, 12), 8)[0] == _NO_SHEET:
            continue
        number, at = _wide(book, start + 8, end)
        name, _end = _wide(book, at, end)
        where = targets.get(number, ("", ""))
        if where[0] != "worksheet":
            continue
        if where[1] not in parts:
            raise DamagedError(_("its sheet {name!r} is not in it", name=name[:40]))
        if len(found) >= MOST_SHEETS:
            raise TooMuchError(_("a workbook of more than {many} sheets", many=many(MOST_SHEETS)))
        if where[1] not in known:
            known[where[1]] = _sheet(parts[where[1]], lengths)
        found[name] = known[where[1]]
    return found


def _records(part: bytes) -> Iterator[Record]:
    """Records of a part; a type and a length of one to four bytes go before each."""
    at, size = 0, len(part)
    seen = 0
    while at < size:
        kind, at = _number(part, at, 2)
        length, at = _number(part, at, 4)
        if at + length > size:
            raise DamagedError(_("a record of it is cut short"))
        seen += 1
        if seen > MOST_TAGS // 4:
            raise TooMuchError(_("a workbook of more than some {many} cells", many=many(MOST_TAGS // 4)))
        yield kind, at, at + length
        at += length


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Number of seven bits a byte, and where it ends."""
    value = 0
    for k in range(most):
        if at >= len(part):
            raise DamagedError(_("a record of it is cut short"))
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << 7 * k
        if byte < 0x80:
            break
    return value, at


def _wide(part: bytes, at: int, end: int) -> tuple[str, int]:
    """A text of UTF-16 with its length before it, and where it ends."""
    (length,) = struct.unpack_from("<I", _whole(part, at, end, 4))
    stop = at + 4 + 2 * length
    if stop > end:
        raise DamagedError(_("a text of it is cut short"))
    return part[at + 4 : stop].decode("utf-16-le", "replace"), stop


def _whole(part: bytes, start: int, end: int, least: int) -> bytes:
    if end - start < least:
        raise DamagedError(_("a record of it is cut short"))
    return part[start : start + least]


def _sheet(part: bytes, lengths: list[int]) -> Sheet:
    sheet = Sheet()
    row = text = 0
    for kind, start, end in _records(part):
        if kind == _ROW:
            (row,) = struct.unpack("<I", _whole(part, start, end, 4))
        elif kind <= _LAST_CELL:
            (column,) = struct.unpack_from("<I", _whole(part, start, end, 8))
            if kind == _BLANK:
                continue
            sheet.reaches(row, column)
            check_box(sheet.rows, sheet.columns, MOST_BOX)
            if kind in (_FAILED, _FAILED_FORMULA):
                sheet.errors[row + 1, column] = ERRORS.get(_whole(part, start, end, 9)[8], "#N/A")
            elif kind == _SHARED:
                (number,) = struct.unpack_from("<I", _whole(part, start, end, 12), 8)
                text += lengths[number] if number < len(lengths) else 0
                check_text(text)
        elif kind == _MERGED:
            first, last, left, right = struct.unpack("<4I", _whole(part, start, end, 16))
            sheet.blocks.append(Block(first + 1, last + 1, left, right))
    return sheet
