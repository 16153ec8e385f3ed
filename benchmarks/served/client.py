"""One person at the page: keeps the connection, asks as a browser asks, and writes down how long each answer took."""

import gzip
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

WAITS_S = 120.0


@dataclass
class Book:
    """What was asked: seconds by kind of answer, and what went wrong, shared by all who ask."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float) -> None:
        """Write down one answer."""
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)

    def wrong(self, what: str) -> None:
        """Write down an error."""
        with self.lock:
            self.errors.append(what)


class Client:
    """A person with an address of her own behind a reverse proxy.

    Parameters
    ----------
    port : int
    address : str
        Hers, as the proxy tells it.
    session : str
        By which the server knows her.
    book : Book
    """

    def __init__(self, port: int, address: str, session: str, book: Book) -> None:
        self._port, self._book = port, book
        self._connection = HTTPConnection("127.0.0.1", port, timeout=WAITS_S)
        self._headers = {
            "X-Forwarded-For": address,
            "Authorization": f"Bearer {session}",
            "Accept-Encoding": "gzip",
            "Accept-Language": "ru",
        }
        self._etags: dict[str, str] = {}

    def look(self, kind: str, path: str, *, html: bool = False) -> bytes:
        """Ask for something; the answer unpacked, empty where the browser has it already or nothing came."""
        headers = {"Accept": "text/html" if html else "*/*"}
        if path in self._etags:
            headers["If-None-Match"] = self._etags[path]
        status, body, answer = self._asked(kind, "GET", path, None, headers)
        if answer is not None and answer.getheader("ETag"):
            self._etags[path] = str(answer.getheader("ETag"))
        if status not in (200, 304):
            self._book.wrong(f"GET {path}: {status} {body[:200].decode('utf-8', 'replace')}")
            return b""
        return body

    def json(self, kind: str, path: str) -> Any:
        """Ask for JSON; None where nothing came."""
        self._etags.pop(path, None)
        body = self.look(kind, path)
        return json.loads(body) if body else None

    def change(
        self, kind: str, method: str, path: str, said: Mapping[str, Any] | None = None, allowed: tuple[int, ...] = ()
    ) -> Any:
        """Send a change; the answer, or an empty mapping where there is none. A status of 4xx that is not `allowed` is an error."""
        headers = {"X-Evplan": "1", "Content-Type": "application/json"}
        status, body, _answer = self._asked(kind, method, path, json.dumps(said or {}).encode(), headers)
        if status >= 300 and status not in allowed:
            self._book.wrong(f"{method} {path} {said}: {status} {body[:300].decode('utf-8', 'replace')}")
            return {}
        return json.loads(body) if body else {}

    def follow(self, path: str, seconds: float) -> None:
        """Read a stream of events for so long, on a connection of its own; how long the first word took is written down."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=WAITS_S)
        began = time.perf_counter()
        try:
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            answer.readline()
            self._book.add("events", time.perf_counter() - began)
            if answer.status != 200:
                self._book.wrong(f"GET {path}: {answer.status}")
            while time.perf_counter() - began < seconds:
                line = answer.readline()
                if not line or line.startswith(b"event: end"):
                    break
        except (OSError, HTTPException) as error:
            self._book.wrong(f"GET {path}: {error!r}")
        finally:
            connection.close()

    def close(self) -> None:
        """Go."""
        self._connection.close()

    def _asked(
        self, kind: str, method: str, path: str, body: bytes | None, more: Mapping[str, str]
    ) -> tuple[int, bytes, HTTPResponse | None]:
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body, {**self._headers, **more})
            answer = self._connection.getresponse()
            found = answer.read()
        except (OSError, HTTPException) as error:
            self._book.wrong(f"{method} {path}: {error!r}")
            self._connection.close()
            return 0, b"", None
        self._book.add(kind, time.perf_counter() - began)
        if answer.getheader("Content-Encoding") == "gzip":
            found = gzip.decompress(found)
        return answer.status, found, answer
