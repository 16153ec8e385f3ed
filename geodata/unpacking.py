"""Compressed bytes unpacked piece by piece, never beyond a bound: a few kilobytes may claim to be terabytes."""

import bz2
import zlib
from collections.abc import Iterator
from typing import Any

PIECE = 1 << 20
ENCODINGS = ("gzip", "x-gzip", "deflate")
"""What is understood, and what services are told so."""

_GZIP = 16 + zlib.MAX_WBITS


class TooMuchError(ValueError):
    """More than the bound, unpacked."""


class UnknownEncodingError(ValueError):
    """Packed in another way, or twice."""


class Unpacker:
    """Unpacks one answer or file as its bytes come in.

    Parameters
    ----------
    encoding : str
        One of `ENCODINGS`, "bzip2", or empty where nothing is packed.
    most_bytes : int
        Bound of all that comes out.

    Raises
    ------
    UnknownEncodingError
        The encoding is none of these.
    """

    def __init__(self, encoding: str, most_bytes: int) -> None:
        self._encoding = encoding.strip().lower().replace("identity", "")
        if self._encoding not in ("", "bzip2", *ENCODINGS):
            raise UnknownEncodingError(encoding)
        self._left = most_bytes
        self._raw = False
        self._unpack: Any = self._fresh() if self._encoding else None

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes give.

        Raises
        ------
        TooMuchError
            All together they give more than the bound.
        zlib.error, OSError
            They are not packed as was said.
        """
        if self._unpack is None:
            yield self._counted(data)
            return
        is_more = bool(data)
        while is_more:
            piece = self._some(data)
            yield self._counted(piece)
            data, is_more = self._rest()
            is_more = is_more or len(piece) == PIECE  # some may be left inside though all bytes were taken

    def _rest(self) -> tuple[bytes, bool]:
        """Bytes that are still to be taken, and whether anything may come of them."""
        if not self._unpack.eof:
            if self._encoding == "bzip2":
                return b"", not self._unpack.needs_input
            return self._unpack.unconsumed_tail, bool(self._unpack.unconsumed_tail)
        data = self._unpack.unused_data
        if not data or self._encoding == "deflate":
            return b"", False  # what comes behind the end is nobody's
        self._unpack = self._fresh()  # a file may be several, one behind the other
        return data, True

    def _some(self, data: bytes) -> bytes:
        if self._unpack.eof:
            if self._encoding == "deflate":
                return b""
            self._unpack = self._fresh()  # the next bytes begin another file
        try:
            piece: bytes = self._unpack.decompress(data, PIECE)
        except zlib.error:
            if self._encoding != "deflate" or self._raw:
                raise
            self._unpack, self._raw = zlib.decompressobj(-zlib.MAX_WBITS), True  # as some servers understand deflate
            piece = self._unpack.decompress(data, PIECE)
        return piece

    def _fresh(self) -> Any:
        if self._encoding == "bzip2":
            return bz2.BZ2Decompressor()
        return zlib.decompressobj(zlib.MAX_WBITS if self._encoding == "deflate" else _GZIP)

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuchError
        return piece
