"""Workbooks that are archives of parts (.xlsx, .xlsb, .ods): read within bounds, and packed anew for who reads them next."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from geodata.speech import _
from geodata.workbooks.limits import (
    MOST_BYTES,
    MOST_TAGS,
    DamagedError,
    PasswordError,
    TooMuchError,
    many,
)

_PIECE = 1 << 20
_XML = (".xml", ".rels")
_KEPT = (*_XML, ".bin")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""")


def parts_of(path: Path) -> dict[str, bytes]:
    """Parts of an archive that can hold cells, by name.

    Refused is what would unpack to too much, by the directory of the archive and then by what is in it: no part gives more
    than the directory says of it, for zipfile stops there. A reader that does not stop there is given what `packed` makes of
    these.

    Raises
    ------
    TooMuchError, PasswordError, DamagedError
    """
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        size = sum(one.file_size for one in entries)
        if size > MOST_BYTES:
            raise TooMuchError(
                _(
                    "a workbook that unpacks to {many} bytes where at most {many_2} are read",
                    many=many(size),
                    many_2=many(MOST_BYTES),
                )
            )
        if any(one.flag_bits & 1 for one in entries):
            raise PasswordError
        found: dict[str, bytes] = {}
        tags = 0
        for one in entries:
            if not (one.filename.endswith(_KEPT) or one.filename == "mimetype"):
                continue
            pieces = []
            for piece in _pieces(archive, one):
                tags += piece.count(b"<") if one.filename.endswith(_XML) else 0
                if tags > MOST_TAGS:
                    raise TooMuchError(_("a workbook of more than some {many} cells", many=many(MOST_TAGS // 4)))
                pieces.append(piece)
            found[one.filename] = b"".join(pieces)
    for name, part in found.items():
        if name.endswith(_XML):
            _check_text(name, part)
    return found


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            yield piece


def _check_text(name: str, part: bytes) -> None:
    """Refuse what reads otherwise than it looks: entities of its own, and encodings in which a tag is not its letters."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise DamagedError(_("its part {name} defines entities, as no spreadsheet needs to", name=name[-60:]))
    declared = _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in part or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")):
        raise DamagedError(_("its part {name} is not written in UTF-8", name=name[-60:]))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts and nothing else, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()
