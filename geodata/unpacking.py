"""Compressed bytes unpacked piece by piece, never beyond a bound: a few kilobytes may claim to be terabytes."""

import zlib
from collections.abc import Iterator

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
        One of `ENCODINGS`, or empty where nothing is packed.
    most_bytes : int
        Bound of all that comes out.

    Raises
    ------
    UnknownEncodingError
        The encoding is none of these.
    """

    def __init__(self, encoding: str, most_bytes: int) -> None:
        self._encoding = encoding.strip().lower().replace("identity", "")
        if self._encoding not in ("", *ENCODINGS):
            raise UnknownEncodingError(encoding)
        self._left = most_bytes
        self._raw = False
        self._unpack = self._fresh() if self._encoding else None

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes give.

        Raises
        ------
        TooMuchError
            All together they give more than the bound.
        zlib.error
            They are not packed as was said.
        """
        if self._unpack is None:
            yield self._counted(data)
            return
        while data:
            yield self._counted(self._some(data))
            data = self._unpack.unconsumed_tail
            if self._unpack.eof:
                data = self._unpack.unused_data
                if data and self._encoding != "deflate":
                    self._unpack = self._fresh()  # a gzip file may be several, one behind the other
                else:
                    data = b""  # what comes behind the end is nobody's

    def _some(self, data: bytes) -> bytes:
        assert self._unpack is not None
        try:
            return self._unpack.decompress(data, PIECE)
        except zlib.error:
            if self._encoding != "deflate" or self._raw:
                raise
            self._unpack, self._raw = zlib.decompressobj(-zlib.MAX_WBITS), True  # as some servers understand deflate
            return self._unpack.decompress(data, PIECE)

    def _fresh(self) -> "zlib._Decompress":
        return zlib.decompressobj(zlib.MAX_WBITS if self._encoding == "deflate" else _GZIP)

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuchError
        return piece
