"""Small workbooks of the kinds that no library here writes (.ods, .xls, .xlsb), made record by record."""

import struct
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.hostile.mangling import zipped
from geodata.workbooks.compound import written

Cell = str | float | None
Row = Sequence[Cell]
Block = tuple[int, int, int, int]
"""First and last row, first and last column of merged cells, from 0."""


def ods(sheets: Mapping[str, Sequence[Row]], merged: Sequence[Block] = ()) -> bytes:
    """An OpenDocument spreadsheet."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in merged}
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(_ods_row(row, number, spans) for number, row in enumerate(rows))
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return zipped(ods_parts(tables))


def ods_parts(tables: str) -> dict[str, bytes]:
    """Parts of an OpenDocument spreadsheet whose tables are this XML."""
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest.encode(),
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}>{body}</office:document-content>'.encode(),
    }


def _ods_row(row: Row, number: int, spans: Mapping[tuple[int, int], tuple[int, int]]) -> str:
    cells = ""
    for column, cell in enumerate(row):
        down, right = spans.get((number, column), (1, 1))
        span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"' if down * right > 1 else ""
        if cell is None:
            cells += f"<table:table-cell{span}/>"
        elif isinstance(cell, str):
            cells += (
                f'<table:table-cell{span} office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            )
        else:
            cells += f'<table:table-cell{span} office:value-type="float" office:value="{cell!r}"/>'
    return f"<table:table-row>{cells}</table:table-row>"


def xls(sheets: Mapping[str, Sequence[Row]], merged: Sequence[Block] = ()) -> bytes:
    """A workbook of Excel 97 to 2003."""
    return written("Workbook", xls_stream(sheets, merged))


def xls_stream(sheets: Mapping[str, Sequence[Row]], merged: Sequence[Block] = ()) -> bytes:
    """The stream of records in it."""
    texts: dict[str, int] = {}
    bodies = [_xls_sheet(rows, merged, texts) for rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + _record(0x0042, struct.pack("<H", 1200))
    head += _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    shared = [struct.pack("<II", len(texts), len(texts))]
    for one in texts:
        text = struct.pack("<HB", len(one.encode("utf-16-le")) // 2, 1) + one.encode("utf-16-le")
        if len(shared[-1]) + len(text) > 8000:
            shared.append(b"")
        shared[-1] += text  # short pieces, so that this stays quick
    tail = b"".join(_record(0x003C if k else 0x00FC, piece) for k, piece in enumerate(shared)) + _record(0x000A, b"")
    at = len(head) + sum(4 + 8 + len(name) for name in names) + len(tail)
    for name, body in zip(names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name) // 2, 1) + name)
        at += len(body)
    return head + tail + b"".join(bodies)


def _xls_sheet(rows: Sequence[Row], merged: Sequence[Block], texts: dict[str, int]) -> bytes:
    out = bytearray(_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)))
    widest = max(map(len, rows), default=0)
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, widest, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                out += _record(0x00FD, struct.pack("<HHHI", number, column, 0, texts.setdefault(cell, len(texts))))
            elif cell is not None:
                out += _record(0x0203, struct.pack("<HHHd", number, column, 0, cell))
    if merged:
        out += _record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged))
    return bytes(out + _record(0x000A, b""))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xlsb(sheets: Mapping[str, Sequence[Row]], merged: Sequence[Block] = ()) -> bytes:
    """A binary workbook of Excel 2007 and later."""
    return zipped(xlsb_parts(sheets, merged))


def xlsb_parts(sheets: Mapping[str, Sequence[Row]], merged: Sequence[Block] = ()) -> dict[str, bytes]:
    """Parts of it."""
    texts: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{k}.bin": _xlsb_sheet(rows, merged, texts)
        for k, rows in enumerate(sheets.values(), start=1)
    }
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{k}" Type="{kind}/worksheet" Target="worksheets/sheet{k}.bin"/>'
        for k in range(1, len(sheets) + 1)
    )
    named = b"".join(
        _long(0x9C, struct.pack("<II", 0, k) + _wide(f"rId{k}") + _wide(name)) for k, name in enumerate(sheets, start=1)
    )
    relations = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    shared = b"".join(_long(0x13, b"\x00" + _wide(one)) for one in texts)
    return {
        "[Content_Types].xml": b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations.format(
            f'<Relationship Id="rId1" Type="{kind}/officeDocument" Target="xl/workbook.bin"/>'
        ).encode(),
        "xl/_rels/workbook.bin.rels": relations.format(links).encode(),
        "xl/workbook.bin": _long(0x83, b"")
        + _long(0x8F, b"")
        + named
        + _long(0x90, b"")
        + _long(0x9D, b"\x00" * 26)
        + _long(0x84, b""),
        "xl/sharedStrings.bin": _long(0x9F, struct.pack("<II", len(texts), len(texts))) + shared + _long(0xA0, b""),
        **parts,
    }


def _xlsb_sheet(rows: Sequence[Row], merged: Sequence[Block], texts: dict[str, int]) -> bytes:
    out = (
        bytearray(_long(0x81, b"")) + _long(0x94, struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, 0)) + _long(0x91, b"")
    )
    for number, row in enumerate(rows):
        out += _long(0x00, struct.pack("<I", number) + b"\x00" * 13)
        for column, cell in enumerate(row):
            at = struct.pack("<II", column, 0)
            if isinstance(cell, str):
                out += _long(0x07, at + struct.pack("<I", texts.setdefault(cell, len(texts))))
            elif cell is not None:
                out += _long(0x05, at + struct.pack("<d", cell))
    out += _long(0x92, b"")
    if merged:
        blocks = b"".join(_long(0xB0, struct.pack("<4I", *one)) for one in merged)
        out += _long(0xB1, struct.pack("<I", len(merged))) + blocks + _long(0xB2, b"")
    return bytes(out + _long(0x82, b""))


def _long(kind: int, content: bytes) -> bytes:
    head = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    size, length = bytearray(), len(content)
    while length > 0x7F:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    return head + bytes((*size, length)) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")
