"""Delimited text tables with any usual encoding, separator and quoting."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from geodata.errors import InputError
from geodata.speech import _
from geodata.workbooks.compound import SIGNATURE

EXPECTED = _.term("expected a text table with a header row, separated by commas, semicolons or tabs")
SEPARATORS = (";", "\t", ",")
MOST_BYTES = 1_000_000_000
"""Of a file, which takes some eight times as much memory while it is read."""

MOST_CELLS = 50_000_000
"""Of a file: short cells take some thirty times their size."""

ADVICE = _.term("keep the rows and columns that are needed, or cut it into several files")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(path: Path) -> list[tuple[int, list[str]]]:
    """Read the rows of a text table.

    Returns
    -------
    list of (row, cells)
        Row as Excel numbers it; rows without any text are left out.

    Raises
    ------
    InputError
        The file is binary, a workbook, cut short or too large to be read at once, or its quoting never ends.
    """
    raw = _bytes(path)
    _refuse_workbook(path, raw)
    text = decoded(path, raw)
    first, _other, rest = text.partition("\n")
    separator = None
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own note to itself; kept as an empty row so that the numbers stay true.
        separator, text = first.strip()[4], "\n" + rest
    try:
        rows = list(_rows(path, text, separator or _separator(text)))
    except csv.Error as error:
        raise InputError(path, _("cannot be read as a table ({error})", error=error), EXPECTED) from None
    return [(number, cells) for number, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)]


def _rows(path: Path, text: str, separator: str) -> Iterator[list[str]]:
    cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False):
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise InputError(path, f"a table of more than {MOST_CELLS:,} cells".replace(",", " "), ADVICE)
        yield row


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_BYTES:
        found = f"a table of {size:,} bytes where at most {MOST_BYTES:,} are read at once".replace(",", " ")
        raise InputError(path, found, ADVICE)
    return path.read_bytes()


def _refuse_workbook(path: Path, raw: bytes) -> None:
    """A workbook whose name was given the ending of a text table; of archives those that say in their parts what they are."""
    ending = ".xls" if raw.startswith(SIGNATURE) else ""
    if raw.startswith(b"PK"):
        ending = ".xlsx" if b"xl/workbook.xml" in raw else ".ods" if b"opendocument.spreadsheet" in raw[:200] else ""
    if ending:
        raise InputError(path, _("it is a workbook and no text"), _("give it the ending {ending}", ending=ending))


def decoded(path: Path, raw: bytes) -> str:
    """Text of a table's bytes; `path` is named in errors.

    Raises
    ------
    InputError
        The bytes are binary or cut short.
    """
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), None)
    # cp1251 gives nearly any bytes some letters, so it is asked last.
    for one in (encoding,) if encoding else ("utf-8", "cp1251"):
        try:
            text = raw.decode(one)
            break
        except UnicodeDecodeError:
            if _is_cut_off(raw, one):
                found, advice = (
                    _("ends inside a character, so it is cut short"),
                    _("copy or export the whole file again"),
                )
                raise InputError(path, found, advice) from None
    else:
        raise InputError(
            path,
            _("text that is not {encoding}", encoding=encoding or _("UTF-8 or cp1251")),
            _("save the table as UTF-8"),
        )
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text[:100_000]):
        raise InputError(path, _("a binary file"), EXPECTED)
    return text.replace("\x00", "")


def _is_cut_off(raw: bytes, encoding: str) -> bool:
    """Whether only the last character is not whole; a decoder that waits for more does not mind that."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    """Find the separator that cuts the header into most cells, and of equals the one that rows agree with."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    if not lines:
        return ","

    def score(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        return widths[0] if widths else 0, sum(width == widths[0] for width in widths)

    return max(SEPARATORS, key=score)
