"""OpenDocument spreadsheets (.ods): how far their repeated cells and rows reach, what is merged, and which cells hold an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from geodata.speech import _
from geodata.workbooks.facts import Block, Sheet
from geodata.workbooks.limits import (
    MOST_BOX_AT_ONCE,
    MOST_ERRORS,
    MOST_SHEETS,
    MOST_TEXT,
    DamagedError,
    PasswordError,
    TooMuchError,
    check_box,
    check_text,
    many,
)

CONTENT = "content.xml"
_TOKEN = re.compile(
    rb"""<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^'">])*)>"""
)
_ATTRIBUTE = re.compile(rb"""\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SPACES = re.compile(rb"""<text:s\b[^>]*?text:c\s*=\s*["'](\d+)""")
_SHOWN = re.compile(rb"<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
_INNER = re.compile(rb"<[^>]*>")
_VALUES = (b"office:value", b"office:string-value", b"office:date-value", b"office:time-value", b"office:boolean-value")


@dataclass
class _Place:
    """Where the reading stands in a table; rows and columns from 0."""

    sheet: Sheet = field(default_factory=Sheet)
    row: int = 0
    column: int = 0
    repeated: int = 1
    cells: int = 0
    text: int = 0
    shown: list[tuple[int, int, str]] = field(default_factory=list)


def sheets_of(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """Every table of a spreadsheet by name, in order.

    Raises
    ------
    TooMuchError, PasswordError, DamagedError
    """
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise PasswordError
    if CONTENT not in parts:
        raise DamagedError(_("it has no content"))
    content = parts[CONTENT]
    if b"<!--" in content or b"<![CDATA[" in content:
        raise DamagedError(_("its content is written in a way that no spreadsheet program writes"))
    if sum(_count(one) for one in _SPACES.findall(content)) > MOST_TEXT:
        check_text(MOST_TEXT + 1)
    return _Tables(content).read()


class _Tables:
    """The tables of a content, read tag by tag."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._found: dict[str, Sheet] = {}
        self._place: _Place | None = None
        self._cells = self._text = self._errors = 0

    def read(self) -> dict[str, Sheet]:
        tokens = [(one.start(), one.end(), one[1], one[2], one[3]) for one in _TOKEN.finditer(self._content)]
        ends = [start for start, *_ in tokens[1:]] + [len(self._content)]
        for (start, after, closing, name, attributes), end in zip(tokens, ends, strict=True):
            if name == b"table":
                self._begin(closing, attributes)
            elif self._place is None:
                continue
            elif name == b"table-row":
                self._row(self._place, closing, attributes)
            elif not closing:
                self._cell(self._place, _attributes(attributes), (start, after, end))
        return self._found

    def _begin(self, closing: bytes, attributes: bytes) -> None:
        if closing:
            self._place = None
            return
        name = unescape(_attributes(attributes).get(b"table:name", b"").decode("utf-8", "replace"))
        self._place = _Place()
        self._found[name] = self._place.sheet
        if len(self._found) > MOST_SHEETS:
            raise TooMuchError(_("a workbook of more than {many} sheets", many=many(MOST_SHEETS)))

    def _row(self, place: _Place, closing: bytes, attributes: bytes) -> None:
        if closing:
            place.row += place.repeated
            place.repeated = 1
            place.column = 0
            return
        place.column = 0
        place.repeated = _repeats(_attributes(attributes), b"table:number-rows-repeated")
        if attributes.rstrip().endswith(b"/"):
            self._row(place, b"/", b"")

    def _cell(self, place: _Place, attributes: dict[bytes, bytes], where: tuple[int, int, int]) -> None:
        start, after, end = where
        repeated = _repeats(attributes, b"table:number-columns-repeated")
        failed = attributes.get(b"calcext:value-type") == b"error"
        if (
            failed
            or b"table:formula" in attributes
            or b"office:value-type" in attributes
            or any(one in attributes for one in _VALUES)
        ):
            place.sheet.reaches(place.row + place.repeated - 1, place.column + repeated - 1)
            check_box(place.sheet.rows, place.sheet.columns, MOST_BOX_AT_ONCE)
            self._cells += repeated * place.repeated
            self._text += repeated * place.repeated * (end - start if end - start > 500 else 0)
            check_text(self._text)
            if self._cells > MOST_BOX_AT_ONCE:
                raise TooMuchError(_("a sheet of more than {many} cells", many=many(MOST_BOX_AT_ONCE)))
            if failed:
                self._error(place, repeated, self._content[after:end])
        rows, columns = (attributes.get(b"table:number-%s-spanned" % one) for one in (b"rows", b"columns"))
        if rows or columns:
            down, right = (max(_count(one or b"1"), 1) for one in (rows, columns))
            first = place.row + 1
            place.sheet.blocks.append(Block(first, first + down - 1, place.column, place.column + right - 1))
        place.column += repeated

    def _error(self, place: _Place, repeated: int, inside: bytes) -> None:
        shown = _SHOWN.search(inside)
        text = unescape(_INNER.sub(b"", shown[1]).decode("utf-8", "replace")).strip() if shown else "#N/A"
        self._errors += repeated * place.repeated
        if self._errors > MOST_ERRORS:
            raise TooMuchError(_("a sheet of more than {many} cells with an error", many=many(MOST_ERRORS)))
        for row in range(place.row, place.row + place.repeated):
            for column in range(place.column, place.column + repeated):
                place.sheet.errors[row + 1, column] = text[:40]


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(text)}


def _repeats(attributes: Mapping[bytes, bytes], name: bytes) -> int:
    return _count(attributes.get(name, b"1"))


def _count(text: bytes) -> int:
    """A count of a file, at least 0; one of more digits than a sheet has cells is as large as can be."""
    clean = text.strip().lstrip(b"+")
    if not clean.isdigit():
        raise DamagedError(_("it repeats a cell {decode!r} times", decode=clean[:20].decode("ascii", "replace")))
    return int(clean) if len(clean) < 12 else 10**12
