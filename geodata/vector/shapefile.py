"""Shapefiles: the files that belong together, one in an archive, and the encoding of their columns."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from geodata.errors import InputError
from geodata.speech import _
from geodata.vector.archive import members, unpack

SIGNATURE = b"\x00\x00\x27\x0a"
TOGETHER = "the files .shp, .shx, .dbf, .prj and .cpg of one name belong together"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst", ".qix")
MOST_LISTED = 12

RAW = "ISO-8859-1"
"""As which bytes are read to be decoded here: of a text that was cut inside a letter pyogrio would refuse the whole file."""

UTF_8 = (b"utf-8", b"utf8", b"65001", b"\xef\xbb\xbfutf-8")
_HEADER = 32
_LANGUAGE, _NAME = 29, 11
_SAMPLE = 8_000_000
_DAMAGED = 0.1
"""A text cut at the width of its column ends inside a letter: so many of the letters may be broken in sound UTF-8."""


def check_parts(path: Path, *, with_columns: bool) -> None:
    """Refuse a shapefile without what belongs to it.

    Raises
    ------
    InputError
        It lacks its index or, where columns are asked for, its table.
    """
    needed = {".shx": _("the index of its shapes")} | ({".dbf": _("the table of its columns")} if with_columns else {})
    for ending, what in needed.items():
        if beside(path, ending) is None:
            raise InputError(
                path,
                _("no {stem}{ending} beside it ({what})", stem=path.stem, ending=ending, what=what),
                _("copy it too: {together}", together=TOGETHER),
            )


def beside(path: Path, ending: str) -> Path | None:
    """The file of the same name with another ending, in small or capital letters."""
    found = (path.with_suffix(one) for one in (ending, ending.upper()))
    return next((one for one in found if one.is_file()), None)


def parts_beside(path: Path) -> list[Path]:
    """Files that belong to a shapefile, but for itself, in a fixed order; none for any other file."""
    if path.suffix.lower() != ".shp":
        return []
    return [found for ending in PARTS[1:5] if (found := beside(path, ending)) is not None]


def encoding_of(path: Path) -> str | None:
    """Encoding of the columns: UTF-8 where the .cpg says so; where nothing names one UTF-8 if it is, else cp1251.

    None where GDAL is told by the files and does it well; cp1251 is what older programs of the region write, and western letters without
    accents are the same in it.
    """
    table = beside(path, ".dbf")
    told = beside(path, ".cpg")
    if table is None:
        return None
    if told is not None:
        with told.open("rb") as file:
            return "utf-8" if file.read(100).strip().lower() in UTF_8 else None
    with table.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER or head[_LANGUAGE]:
            return None
        fields = file.read(max(int.from_bytes(head[8:10], "little") - _HEADER, 0))
        names = b"".join(fields[k : k + _NAME] for k in range(0, len(fields), _HEADER))
        sample = names + file.read(_SAMPLE)
    letters = sum(byte >= 0x80 for byte in sample)  # bytes beyond ASCII
    if not letters:
        return "utf-8"
    broken = sample.decode("utf-8", errors="replace").count("\ufffd")
    return "utf-8" if broken <= _DAMAGED * letters / 2 else "cp1251"


def decoded(value: Any, encoding: str) -> Any:
    """Text that was read as `RAW` in its own encoding; what is no text stays."""
    if not isinstance(value, str):
        return value
    return value.encode(RAW).decode(encoding, errors="replace").rstrip("\ufffd")


def shapefiles_in(path: Path) -> list[str]:
    """Names of the shapefiles of an archive.

    Raises
    ------
    InputError
        It is no archive, or holds none.
    """
    inside = [PurePosixPath(one.filename) for one in members(path, "a zip archive")]
    found = [one.stem for one in inside if one.suffix.lower() == ".shp"]
    if not found:
        listed = ", ".join(one.name for one in inside[:MOST_LISTED]) or "nothing"
        raise InputError(
            path,
            _("no shapefile in it ({listed})", listed=listed),
            _("expected one; of another format give the file itself"),
        )
    if len(set(found)) < len(found):
        raise InputError(path, _("shapefiles of one name in several folders"), _("unpack it and give one of them"))
    return found


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """Unpack one shapefile of an archive; it is gone behind the block.

    Raises
    ------
    InputError
        It unpacks to too much, or is damaged.
    """
    inside = members(path, "a zip archive")
    home = next(
        PurePosixPath(one.filename)
        for one in inside
        if PurePosixPath(one.filename).name.lower() == f"{name}.shp".lower()
    )
    wanted: dict[str, zipfile.ZipInfo] = {}
    for one in inside:
        part = PurePosixPath(one.filename)
        if part.parent == home.parent and part.stem == home.stem and part.suffix.lower() in PARTS:
            wanted.setdefault(f"{name}{part.suffix.lower()}", one)
    with TemporaryDirectory(prefix="evplan-") as folder:
        plain = {f"layer{PurePosixPath(one).suffix}": info for one, info in wanted.items()}
        unpack(path, list(plain.values()), Path(folder), list(plain))
        yield Path(folder) / "layer.shp"
