"""Sessions with a bound on the whole time of an exchange: a server that sends a byte now and then, in the head or in the body, holds nobody for ever."""

import contextlib
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import requests
from requests import sessions
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

GRACE_S = 0.5
"""After the bound, in which whoever reads a body says in words that it is over."""

LOOK_EVERY_S = 0.1


class BoundedAdapter(HTTPAdapter):
    """What sends the questions of a session; `most_s` seconds after it was opened a connection is shut, whatever it is at."""

    def __init__(self, most_s: float, **more: Any) -> None:
        self._most_s = most_s
        super().__init__(**more)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """As of requests, with connections that have an end."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = _pools(self._most_s)


@contextlib.contextmanager
def bounded_exchanges(most_s: float) -> Iterator[None]:
    """Bound every exchange of `requests` in the block, those of libraries that make sessions of their own too; afterwards all is as before."""
    before = sessions.HTTPAdapter
    try:
        sessions.HTTPAdapter = lambda: BoundedAdapter(most_s)  # type: ignore[misc, assignment]
        yield
    finally:
        sessions.HTTPAdapter = before


def bound(session: requests.Session, most_s: float) -> requests.Session:
    """The session, its exchanges bounded."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter(most_s))
    return session


def _pools(most_s: float) -> dict[str, type]:
    class Http(_Ending, HTTPConnection):
        whole_s = most_s

    class Https(_Ending, HTTPSConnection):
        whole_s = most_s

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = Http

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = Https

    return {"http": HttpPool, "https": HttpsPool}


class _Ending:
    """A connection that is watched from its beginning."""

    whole_s: float

    def connect(self: Any) -> None:
        """Connect, and begin to count."""
        super().connect()  # type: ignore[misc]
        _WATCH.add(self.sock, max(0.0, self.whole_s) + GRACE_S)


class _Watch:
    """One thread that shuts what is open too long, and is there as long as anything is open: http.client lets go of a connection before its answer is read."""

    def __init__(self) -> None:
        self._lock, self._never = threading.Lock(), threading.Event()
        self._ends: list[tuple[float, weakref.ref[socket.socket]]] = []

    def add(self, connection: socket.socket, seconds: float) -> None:
        """Shut a connection after so many seconds."""
        with self._lock:
            self._ends.append((time.monotonic() + seconds, weakref.ref(connection)))
            if len(self._ends) == 1:
                threading.Thread(target=self._look, daemon=True, name="bounded").start()

    def _look(self) -> None:
        while True:
            self._never.wait(LOOK_EVERY_S)
            with self._lock:
                self._ends = [one for one in self._ends if not _is_over(*one)]
                if not self._ends:
                    return


def _is_over(end: float, named: "weakref.ref[socket.socket]") -> bool:
    connection = named()
    if connection is None or connection.fileno() < 0:
        return True
    if time.monotonic() < end:
        return False
    with contextlib.suppress(OSError):  # wakes whoever reads: nothing more comes
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # of TLS too, whose own takes its state from whoever reads
    return True


_WATCH = _Watch()
