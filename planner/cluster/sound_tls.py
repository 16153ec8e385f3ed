"""Encrypted connections that do not break for the fault of others; `dask scheduler` and `dask worker` may load this module by its name (`--preload`).

Python's ssl reads and writes without first emptying the queue of errors that OpenSSL keeps for each thread (python/cpython#148594, in all
versions until it is mended). Where many connections live in one thread, as in Dask, the failure of one whose other side is gone is so taken for one of the
next healthy connection, which is closed. A worker whose connection to the scheduler breaks leaves for good.
"""

import ssl
from contextlib import suppress
from typing import Any

_EMPTYING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def empty_the_queue() -> None:
    """Forget the errors that OpenSSL holds for this thread: it does so where no cipher can be found for a name."""
    with suppress(ssl.SSLError):
        _EMPTYING.set_ciphers("none of this name")


class SoundSocket(ssl.SSLSocket):
    """A socket that hears of its own errors alone."""

    def do_handshake(self, block: bool = False) -> None:
        """Begin the encryption."""
        empty_the_queue()
        super().do_handshake(block)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Read."""
        empty_the_queue()
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        """Write."""
        empty_the_queue()
        return super().send(*args, **kwargs)


def dask_setup(server: Any) -> None:
    """Make all encrypted connections of this process sound: it is a scheduler's or a worker's own."""
    del server
    ssl.SSLContext.sslsocket_class = SoundSocket
