"""Arguments of a job as bytes, with its large arrays and tables apart and named by their content, so that each travels once.

Two jobs about the same city name the same pieces, and a worker that holds a piece is not sent it again.
"""

import hashlib
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

LARGE_BYTES = 1 << 17
"""Arrays from this size on are pieces of their own."""
PROTOCOL = 5


@dataclass(frozen=True)
class Packed:
    """An object as bytes.

    Parameters
    ----------
    key : str
        Of `body`, by its content.
    body : bytes
    pieces : tuple of str
        Keys of the pieces that it names.
    """

    key: str
    body: bytes
    pieces: tuple[str, ...]


class Packing:
    """Packs objects; one that comes again is not packed again as long as the packing lives.

    Parameters
    ----------
    found : callable
        Told of each piece that is met for the first time: its key and its bytes.
    """

    def __init__(self, found: Callable[[str, bytes], None]) -> None:
        self._found = found
        self._known: dict[int, tuple[Any, str]] = {}  # with the object, so that its number stays its own

    def packed(self, what: object) -> Packed:
        """Return an object as bytes."""
        stream, named = io.BytesIO(), dict[str, None]()
        pickler = _Pickler(stream, self._key, named)
        pickler.dump(what)
        body = stream.getvalue()
        return Packed(key_of(body), body, tuple(named))

    def again(self, key: str) -> bytes:
        """Bytes of a piece that is known, made anew."""
        piece = next(one for one, its in self._known.values() if its == key)
        return pickle.dumps(piece, PROTOCOL)

    def forget(self) -> None:
        """Let go of all objects."""
        self._known.clear()

    def _key(self, piece: Any) -> str:
        if id(piece) not in self._known:
            body = pickle.dumps(piece, PROTOCOL)
            key = key_of(body)
            self._known[id(piece)] = (piece, key)
            self._found(key, body)
        return self._known[id(piece)][1]


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, key: Callable[[Any], str], named: dict[str, None]) -> None:
        super().__init__(stream, PROTOCOL)
        self._key, self._named = key, named

    def persistent_id(self, obj: Any) -> str | None:
        """Key of what travels apart; None for all else."""
        if not is_piece(obj):
            return None
        key = self._key(obj)
        self._named[key] = None
        return key


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, pieces: Mapping[str, bytes]) -> None:
        super().__init__(stream)
        self._pieces, self._read = pieces, dict[str, Any]()

    def persistent_load(self, pid: str) -> Any:
        """The piece of a key, the same object wherever it is named."""
        if pid not in self._read:
            self._read[pid] = pickle.loads(self._pieces[pid])  # noqa: S301  # of whoever sent the job, who is trusted to run code
        return self._read[pid]


def is_piece(obj: object) -> bool:
    """Whether an object travels apart: a large plain array, or a table."""
    if type(obj) is np.ndarray:
        return obj.nbytes >= LARGE_BYTES and not obj.dtype.hasobject
    return isinstance(obj, pd.DataFrame)


def opened(body: bytes, pieces: Mapping[str, bytes]) -> Any:
    """Return the object of these bytes, a copy of its own.

    Parameters
    ----------
    body : bytes
    pieces : mapping
        Bytes by key, at least of the pieces that it names.
    """
    return _Unpickler(io.BytesIO(body), pieces).load()


def key_of(body: bytes) -> str:
    """Name of bytes by what they are."""
    return f"evplan-{hashlib.sha256(body).hexdigest()}"
