"""Microsoft's compound files, the container of .xls: streams read within bounds, and one written anew."""

import struct
from array import array

from geodata.speech import _
from geodata.workbooks.limits import DamagedError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_ENTRY = 128
_IN_HEADER = 109
"""So many sectors of the table of sectors are listed in the header; more are in a chain of their own."""


class Compound:
    """The streams of a compound file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    DamagedError
        A chain of sectors leaves the file or runs in a circle.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _SECTOR or not data.startswith(SIGNATURE):
            raise DamagedError(_("it is cut short"))
        self._data = data
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise DamagedError(_("its header makes no sense"))
        self._size = 1 << shift
        directory, self._cutoff, mini_table, beyond = (
            struct.unpack_from("<I", data, 48)[0],
            *struct.unpack_from("<I", data, 56),
            *struct.unpack_from("<I", data, 60),
            *struct.unpack_from("<I", data, 68),
        )
        self._table = self._sectors_of(self._listed(beyond))
        entries = self._chain(directory)
        self._entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            name, start, size = _entry(entries[at : at + _ENTRY])
            self._entries.setdefault(name, (start, size))
        if len(entries) < _ENTRY:
            raise DamagedError(_("it has no directory"))
        _other, root, root_size = _entry(entries[:_ENTRY])
        self._small = self._chain(root, root_size) if root_size else b""
        self._small_table = _numbers(self._chain(mini_table)) if mini_table < _FAT else array("I")

    @property
    def names(self) -> frozenset[str]:
        """Names of its streams and folders."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Bytes of a stream.

        Raises
        ------
        DamagedError
        """
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start, size)
        return _joined(self._small, self._small_table, start, _MINI, 0)[:size]

    def _listed(self, beyond: int) -> list[int]:
        """Sectors that hold the table of sectors."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        most = len(self._data) // self._size
        for _lap in range(most + 1):
            if beyond >= _FAT:
                break
            part = _numbers(self._sector(beyond))
            listed += part[:-1]
            beyond = part[-1]
        else:
            raise DamagedError(_("its table of sectors runs in a circle"))
        return [one for one in listed if one < _FAT - 1][: most + 1]

    def _sectors_of(self, numbers: list[int]) -> "array[int]":
        return _numbers(b"".join(self._sector(one) for one in numbers))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        part = self._data[start : start + self._size]
        if not part:
            raise DamagedError(_("a part of it lies beyond its end"))
        return part.ljust(self._size, b"\x00")

    def _chain(self, start: int, size: int | None = None) -> bytes:
        found = _joined(self._data, self._table, start, self._size, self._size)
        if size is not None and size > len(found):
            raise DamagedError(_("a part of it is cut short"))
        return found if size is None else found[:size]


def _joined(data: bytes, table: "array[int]", start: int, size: int, offset: int) -> bytes:
    """Sectors of a chain; it cannot be longer than there are sectors."""
    pieces: list[bytes] = []
    while start < _FAT - 1:
        at = offset + start * size
        if len(pieces) > len(data) // size or start >= len(table) or at >= len(data):
            raise DamagedError(_("a chain of its sectors leads nowhere"))
        pieces.append(data[at : at + size])
        start = table[start]
    return b"".join(pieces)


def _numbers(part: bytes) -> "array[int]":
    return array("I", struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4]))


def _entry(part: bytes) -> tuple[str, int, int]:
    length, start, size = (*struct.unpack_from("<H", part, 64), *struct.unpack_from("<II", part, 116))
    return part[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), start, size


def written(name: str, stream: bytes) -> bytes:
    """A compound file with one stream and nothing else."""
    body = stream.ljust(max(-(-len(stream) // _SECTOR) * _SECTOR, _CUTOFF), b"\x00")
    sectors = len(body) // _SECTOR
    tables = next(n for n in range(1, sectors + 2) if n * 128 >= sectors + 1 + n + -(-max(n - _IN_HEADER, 0) // 127))
    lists = -(-max(tables - _IN_HEADER, 0) // 127)
    # In this order: the stream, the directory, the table of sectors, the lists of what the header has no room for.
    chain = [*range(1, sectors), _END, _END, *[_FAT] * tables, *[_FAT - 1] * lists]
    chain += [_FREE] * (tables * 128 - len(chain))
    places = list(range(sectors + 1, sectors + 1 + tables))
    first_list = sectors + 1 + tables
    header = SIGNATURE + b"\x00" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack("<9I", 0, tables, sectors, 0, _CUTOFF, _END, 0, first_list if lists else _END, lists)
    header += struct.pack("<109I", *(places + [_FREE] * _IN_HEADER)[:_IN_HEADER])
    more = b""
    for k in range(lists):
        part = (places[_IN_HEADER + 127 * k :] + [_FREE] * 127)[:127]
        more += struct.pack("<128I", *part, first_list + k + 1 if k + 1 < lists else _END)
    directory = _named("Root Entry", 5, 1, _END, 0) + _named(name, 2, _FREE, 0, len(body)) + b"\x00" * 256
    return header + body + directory + struct.pack(f"<{len(chain)}I", *chain) + more


def _named(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    out = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return out + b"\x00" * 36 + struct.pack("<IQ", start, size)
