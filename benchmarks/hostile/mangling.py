"""Files gone wrong: texts, bytes and parts of archives, the same for the same seed."""

import gzip
import io
import re
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path
from random import Random

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_QUOTED = re.compile(rb'"[^"\n]{0,200}"')
_CONTENT = re.compile(rb">[^<>\n]{1,200}<")
_TAG = re.compile(rb"<[^<>]{1,400}>")

NUMBERS = (
    *(
        b"0",
        b"-1",
        b"1e999",
        b"nan",
        b"inf",
        b"",
        b"91",
        b"181",
        b"-181.5",
        b"4294967296",
        b"9223372036854775808",
        b"1.5.2",
    ),
    *(b"9" * 400, b"9" * 5000, b"0x10", b"1,5", b"\xd9\xa3"),
)
TEXTS = (
    *(
        b"",
        b" ",
        b"x" * 300,
        b"x" * 70_000,
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"&#0;",
        b"&lol;",
        b"]]>",
        b"<!--",
        b"../../etc/passwd",
    ),
    *(b"2024-02-30T00:00:00Z", b"yesterday", b"0001-01-01T00:00:00Z", b"99999-01-01T00:00:00Z"),
    *(
        b"EPSG:0",
        b"EPSG:99999999",
        b"+proj=pipeline +step +proj=utm",
        b"+init=/etc/passwd:1",
        b"WGS 84",
        b"[1, 2]",
        b"{'a': 1}",
    ),
    *(
        b"POINT (1 1)",
        b"LINESTRING (0 0)",
        b"LINESTRING EMPTY",
        b"LINESTRING (nan nan, inf 1)",
        b"POLYGON ((0 0, 1 1, 0 1, 0 0))",
    ),
    *(b"true", b"None", b"[" * 2000, b"1" * 5000, b"%s%n", b"'", b"<a/>", b"\\u0000"),
)


def mangled(random: Random, data: bytes) -> bytes:
    """A text with some of its numbers, quoted texts, tags or bytes changed."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        data = random.choice((_number, _number, _quoted, _quoted, _content, _content, _tag, spoilt))(random, data)
    return data


def spoilt(random: Random, data: bytes) -> bytes:
    """Bytes flipped, cut off, left out, put in or doubled."""
    if not data:
        return b"\x00"
    at = random.randrange(len(data))
    size = random.choice((1, 2, 8, 100, 5000))
    action = random.randrange(5)
    if action == 0:
        return data[:at]
    if action == 1:
        return data[:at] + bytes((data[at] ^ (1 << random.randrange(8)),)) + data[at + 1 :]
    if action == 2:
        return data[:at] + data[at + size :]
    if action == 3:
        return data[:at] + random.randbytes(min(size, 100)) + data[at:]
    return data[: at + size] + data[at : at + size] * random.choice((1, 3, 50)) + data[at + size :]


def _exchanged(random: Random, data: bytes, pattern: re.Pattern[bytes], new: bytes) -> bytes:
    start = random.randrange(len(data)) if data else 0
    found = pattern.search(data, start) or pattern.search(data)
    return data if found is None else data[: found.start()] + new + data[found.end() :]


def _number(random: Random, data: bytes) -> bytes:
    return _exchanged(random, data, _NUMBER, random.choice(NUMBERS))


def _quoted(random: Random, data: bytes) -> bytes:
    return _exchanged(random, data, _QUOTED, b'"' + random.choice((*TEXTS, *NUMBERS)) + b'"')


def _content(random: Random, data: bytes) -> bytes:
    return _exchanged(random, data, _CONTENT, b">" + random.choice((*TEXTS, *NUMBERS)) + b"<")


def _tag(random: Random, data: bytes) -> bytes:
    """A tag left out, doubled or nested deep."""
    start = random.randrange(len(data)) if data else 0
    found = _TAG.search(data, start)
    if found is None:
        return spoilt(random, data)
    new = (b"", found[0] * 2, found[0] * 3000, b"<x>" * 3000)
    return data[: found.start()] + random.choice(new) + data[found.end() :]


def mangled_zip(random: Random, data: bytes) -> bytes:
    """An archive with one of its parts mangled, or its directory spoilt."""
    if random.random() < 0.2:
        return spoilt(random, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(parts))
    sheets = [one for one in sorted(parts) if "sheet" in one or "shared" in one]
    name = random.choice(sheets) if sheets and random.random() < 0.6 else name
    parts[name] = mangled(random, parts[name])
    if random.random() < 0.1:
        parts.pop(random.choice(sorted(parts)))
    return zipped(parts)


def mangled_records(random: Random, stream: bytes) -> bytes:
    """The stream of an .xls with some of its records spoilt under lengths that fit, or with a length that does not."""
    records, at = [], 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        records.append((kind, stream[at + 4 : at + 4 + length]))
        at += 4 + length
    for _ in range(random.choice((1, 1, 2, 8))):
        number = random.randrange(len(records))
        kind, content = records[number]
        action = random.randrange(6)
        if action == 0:
            records.insert(random.randrange(len(records)), (kind, content))
        elif action == 1:
            records.pop(number)
        elif action == 2 and content:
            place = random.randrange(len(content))
            new = struct.pack("<I", random.choice((0, 1, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)))[
                : random.choice((1, 2, 4))
            ]
            records[number] = (kind, content[:place] + new + content[place + len(new) :])
        elif action == 3:
            records[number] = (random.choice((0x06, 0x2F, 0xFC, 0xBD, 0xE5, 0x85, 0x18, 0x17, 0x207, 0x3C)), content)
        else:
            records[number] = (kind, spoilt(random, content)[:60_000])
        records = records or [(0, b"")]
    out = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)
    return out if random.random() < 0.9 else spoilt(random, out)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def mangled_gzip(random: Random, data: bytes) -> bytes:
    """A compressed text, mangled before or after it was compressed."""
    packed = gzip.compress(mangled(random, gzip.decompress(data)), mtime=0)
    return packed if random.random() < 0.7 else spoilt(random, packed)


def mangled_pbf(random: Random, data: bytes) -> bytes:
    """Blocks of OpenStreetMap's binary format, their contents spoilt under a header that fits."""
    if random.random() < 0.3:
        return spoilt(random, data)
    blocks, at = [], 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        head = data[at + 4 : at + 4 + size]
        length = _field(head, 0x18)
        blocks.append((head, data[at + 4 + size : at + 4 + size + length]))
        at += 4 + size + length
    number = random.randrange(len(blocks))
    head, blob = blocks[number]
    content = zlib.decompress(blob[blob.index(b"\x78\x9c") :]) if b"\x78\x9c" in blob else blob
    for _ in range(random.choice((1, 1, 2, 8))):
        content = spoilt(random, content)
    raw = b"\x0a" + _varint(len(content)) + content
    blocks[number] = (head[: head.rindex(b"\x18")] + b"\x18" + _varint(len(raw)), raw)
    return b"".join(len(one).to_bytes(4) + one + blob for one, blob in blocks)


def _field(head: bytes, key: int) -> int:
    """Last number under a key of a short message."""
    at, value, shift = head.rindex(bytes((key,))) + 1, 0, 0
    while True:
        value |= (head[at] & 0x7F) << shift
        if head[at] < 0x80:
            return value
        at, shift = at + 1, shift + 7


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def mangle_sqlite(random: Random, file: Path) -> None:
    """A database with a cell changed, or its bytes spoilt."""
    if random.random() < 0.3:
        file.write_bytes(spoilt(random, file.read_bytes()))
        return
    new = random.choice((None, 0, -1, 2**62, 1e300, "x" * 5000, b"\x00", *TEXTS, *NUMBERS))
    with sqlite3.connect(file) as book:
        book.execute("PRAGMA writable_schema = ON")
        tables = [name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        table = random.choice([one for one in tables if random.random() < 0.8 or "gpkg" in one] or tables)
        columns = [row[1] for row in book.execute(f'PRAGMA table_info("{table}")')]
        column = random.choice(columns)
        old = next(iter(book.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1')), (None,))[0]  # noqa: S608
        if isinstance(old, bytes) and random.random() < 0.7:
            new = spoilt(random, old)
        for trigger, _ in list(book.execute("SELECT name, 1 FROM sqlite_master WHERE type = 'trigger'")):
            book.execute(f'DROP TRIGGER "{trigger}"')
        try:
            book.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ?', (new,))  # noqa: S608
        except sqlite3.Error:
            book.execute(f'DELETE FROM "{table}"')  # noqa: S608
    book.close()
