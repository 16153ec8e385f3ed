"""Texts that cells of an .xls share: how long each is, across the records that continue their table."""

import struct

from geodata.speech import _
from geodata.workbooks.limits import DamagedError


def lengths_of(pieces: list[bytes]) -> list[int]:
    """Characters of each shared text, by its number.

    Parameters
    ----------
    pieces : list of bytes
        The record of the table and those that continue it. Where one begins amid the letters of a text, a byte says again
        whether they take one byte or two.

    Raises
    ------
    DamagedError
        The table claims more texts than it holds, or a text goes beyond it.
    """
    texts = _Pieces(pieces)
    count = struct.unpack_from("<4xI", texts.take(8))[0]
    if count > sum(map(len, pieces)):
        raise DamagedError(_("it claims more texts than it holds"))
    return [texts.text() for _ in range(count)]


class _Pieces:
    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces, self._at, self._place = pieces, 0, 0

    def _left(self) -> int:
        return len(self._pieces[self._at]) - self._place

    def _next(self) -> None:
        if self._at + 1 >= len(self._pieces):
            raise DamagedError(_("its texts are cut short"))
        self._at, self._place = self._at + 1, 0

    def take(self, size: int) -> bytes:
        """Bytes that no piece ends amid."""
        if self._left() < size:
            raise DamagedError(_("its texts are cut short"))
        found = self._pieces[self._at][self._place : self._place + size]
        self._place += size
        return found

    def text(self) -> int:
        """Pass over a text; returns how many letters it has."""
        if not self._left():
            self._next()
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        self._letters(length, flags & 1)
        self._skip(4 * runs + more)
        return int(length)

    def _letters(self, length: int, wide: int) -> None:
        while True:
            fit = min(length, self._left() // (2 if wide else 1))
            self._place += fit * (2 if wide else 1)
            length -= fit
            if not length:
                return
            self._next()
            wide = self.take(1)[0] & 1

    def _skip(self, size: int) -> None:
        while size > self._left():
            size -= self._left()
            self._next()
        self._place += size
