"""Excel's workbooks of XML (.xlsx, .xlsm): sheets, where they end, what is merged, and which cells hold an error."""

import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape

from geodata.speech import _
from geodata.workbooks import limits
from geodata.workbooks.facts import Block, Sheet
from geodata.workbooks.limits import MOST_BOX, MOST_SHEETS, DamagedError, TooMuchError, check_box, check_text, many

_TAG = rb"<(?:\w+:)?"
_CELL = re.compile(_TAG + rb"c(?=[\s/>])")
_PLACED = re.compile(_TAG + rb"""c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(_TAG + rb"""row\s(?:[^>]*?\s)?r\s*=\s*["'](\d+)["']""")
_FAILED = re.compile(_TAG + rb"""c\s([^>/]*\bt\s*=\s*["']e["'][^>/]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_VALUE = re.compile(_TAG + rb"v(?:\s[^>]*)?>([^<]{1,40})<")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_MERGED = re.compile(
    _TAG + rb"""mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_IS_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_TEXT = re.compile(_TAG + rb"si(?=[\s/>])")
_BEGINS = tuple(mark + b"c" + end for mark in (b"<", b":") for end in (b" ", b"\t", b"\r", b"\n", b"/", b">"))
"""How the tag of a cell can begin, with a prefix or without; a text that looks so too only sends the sheet the slow way."""
_HIDDEN = (b"<!--", b"<![CDATA[")


def sheets_of(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """Every table of a workbook by name, in order.

    Raises
    ------
    TooMuchError, DamagedError
    """
    book = _book_part(parts)
    targets = dict(relations(parts, book))
    found: dict[str, Sheet] = {}
    known: dict[str, Sheet] = {}
    lengths = _lengths(parts)
    for one in _tree(parts, book).iter():
        if _local(one.tag) != "sheet":
            continue
        name = one.get("name", "")
        number = next((value for key, value in one.attrib.items() if _local(key) == "id"), "")
        kind, part = targets.get(number, ("", ""))
        if kind != "worksheet":
            continue
        if part not in parts:
            raise DamagedError(_("its sheet {name!r} is not in it", name=name[:40]))
        if len(found) >= MOST_SHEETS:
            raise TooMuchError(_("a workbook of more than {many} sheets", many=many(MOST_SHEETS)))
        found[name] = known.setdefault(part, _sheet(parts[part], lengths))
    return found


def _book_part(parts: Mapping[str, bytes]) -> str:
    named = [part for _, (kind, part) in relations(parts, "") if kind == "officeDocument"]
    book = named[0] if named else "xl/workbook.xml"
    if book not in parts:
        raise DamagedError(_("it has no list of sheets"))
    return book


def relations(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Id, kind and target of what a part leads to."""
    folder, _, name = part.rpartition("/")
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in parts:
        return
    for one in _tree(parts, where):
        target = one.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield one.get("Id", ""), (one.get("Type", "").rpartition("/")[2], whole)


def _tree(parts: Mapping[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(parts[name])  # noqa: S314  (without entities, and no larger than the archive may be)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _lengths(parts: Mapping[str, bytes]) -> list[int]:
    """Bytes of each shared text."""
    for part in parts.values():
        if b"<sst" in part[:2000] or b":sst" in part[:2000]:
            starts = [one.start() for one in _TEXT.finditer(part)]
            return [end - start for start, end in zip(starts, [*starts[1:], len(part)], strict=True)]
    return []


def _sheet(part: bytes, lengths: list[int]) -> Sheet:
    if b"<v" not in part and b":v" not in part and b"<is" not in part and b":is" not in part:
        return Sheet()
    rows = max(map(int, set(_ROW.findall(part))), default=0)
    check_box(rows, 1, MOST_BOX)
    _check_shared(part, lengths)
    last, columns, plain = _extent(part, rows)
    plain = plain and not any(one in part for one in _HIDDEN)
    width: Callable[[int], int] = partial(_width, part)
    return Sheet(last, columns, list(_blocks(part)), dict(_errors(part)), plain, width)


def _extent(part: bytes, rows: int) -> tuple[int, int, bool]:
    """Last row and number of columns, at most, and whether they are sure and may be held whole.

    As nearly every program writes cells, one pattern finds them all; the last row is then taken for as large as its digits allow,
    where that does no harm. Else every reference is read.
    """
    digits = max(len(str(rows)), 1)
    usual = re.findall(rb'<c r="([A-Z]{1,3})\d{1,%d}"' % digits, part)
    columns = max((_column(letters) + 1 for letters in set(usual)), default=0)
    if len(usual) == sum(part.count(one) for one in _BEGINS) and (10**digits - 1) * columns <= MOST_BOX:
        return 10**digits - 1, max(columns, 1), True
    placed = _PLACED.findall(part)
    columns = max((_column(letters) + 1 for letters in {letters for letters, _ in placed}), default=0)
    last = max(map(int, {number for _, number in placed}), default=0)
    check_box(last, 1, MOST_BOX)
    sure = len(placed) == sum(1 for _ in _CELL.finditer(part)) and last * columns <= MOST_BOX
    return max(last, 1), max(columns, 1), sure


def _check_shared(part: bytes, lengths: list[int]) -> None:
    """Shared texts stand in the file once, and in memory as often as they are shown."""
    longest = max(lengths, default=0)
    if (part.count(b'"s"') + part.count(b"'s'")) * longest <= limits.MOST_TEXT:
        return
    shown = sum(1 for _ in _IS_SHARED.finditer(part))
    numbers = [int(one) for one in _SHARED.findall(part)]
    size = sum(lengths[one] for one in numbers if one < len(lengths))
    check_text(size + (shown - len(numbers)) * longest)


def _errors(part: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b'"e"' not in part and b"'e'" not in part:
        return
    for attributes, inside in _FAILED.findall(part):
        place, value = _REF.search(attributes), _VALUE.search(inside)
        if place and value:
            yield (int(place[2]), _column(place[1])), unescape(value[1].decode("utf-8", "replace")).strip()


def _blocks(part: bytes) -> Iterator[Block]:
    if b"mergeCell" not in part:
        return
    for first, first_row, last, last_row in _MERGED.findall(part):
        yield Block(int(first_row), int(last_row), _column(first), _column(last))


def _width(part: bytes, row: int) -> int:
    ends = re.findall(_TAG + rb"""c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})%d["']""" % row, part)
    return max((_column(letters) + 1 for letters in ends), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
