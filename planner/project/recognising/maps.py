"""Extracts of OpenStreetMap and graphs of roads: told by how they begin, and whether they are whole."""

from pathlib import Path
from typing import BinaryIO

from geodata.errors import InputError
from geodata.osm.file_format import format_of
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.support.speech import _

_HEAD = 4096
_MOST_HEADER, _MOST_BLOB = 64 * 1024, 32 * 1024 * 1024
"""Of a part of a .pbf, as its format allows."""
_VARINT, _BYTES, _DATASIZE = 0, 2, 3


def osm_kind(path: Path) -> Recognised:
    """Tell an extract; one that is cut off is refused.

    Raises
    ------
    InputError
        It is none, or not whole.
    """
    if path.name.lower().endswith(".pbf"):
        _refuse_cut(path)
    elif format_of(path) == "osm":
        with path.open("rb") as file:
            if b"<osm" not in file.read(_HEAD):
                raise InputError(path, _("no map data, whatever its name says"), _download_again())
    return Recognised(FileKind.ROADS, _("an extract of OpenStreetMap"), format="osm")


def graph_kind(path: Path) -> Recognised:
    """Tell a graph of OSMnx.

    Raises
    ------
    InputError
        It is none.
    """
    with path.open("rb") as file:
        if b"<graphml" not in file.read(_HEAD):
            raise InputError(path, _("no graph, whatever its name says"), _("expected a graph that OSMnx saved"))
    return Recognised(FileKind.ROADS, _("a graph of roads that OSMnx saved"), format="graphml")


def _refuse_cut(path: Path) -> None:
    """Walk over the parts of a .pbf without unpacking them; the last must end where the file does."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = True
        while file.tell() < size:
            header, blob = _part(file)
            if first and b"OSMHeader" not in header:
                raise InputError(path, _("no map data, whatever its name says"), _download_again())
            first = False
            if blob is None or file.tell() + blob > size:
                raise InputError(path, _("cut off before its end"), _download_again())
            file.seek(blob, 1)


def _download_again() -> str:
    return _("expected an extract of OpenStreetMap (.osm.pbf); download it again")


def _part(file: BinaryIO) -> tuple[bytes, int | None]:
    """Header of the next part, and how many bytes follow it; None where that cannot be."""
    length = int.from_bytes(file.read(4), "big")
    header = file.read(min(length, _MOST_HEADER))
    if len(header) < length or not length:
        return header, None
    at = 0
    while at < len(header):
        key, at = _varint(header, at)
        if key & 7 == _VARINT:
            value, at = _varint(header, at)
            if key >> 3 == _DATASIZE:
                return header, value if value <= _MOST_BLOB else None
        elif key & 7 == _BYTES:
            value, at = _varint(header, at)
            at += value
        else:
            break
    return header, None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at
