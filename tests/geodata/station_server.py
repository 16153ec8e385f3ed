"""A local server whose answers a test writes as a function, for services of stations and of maps."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from geodata.services import Manners

HASTY = Manners(connect_s=2.0, answer_s=3.0, pause_s=0.01)
BOUNDS = (76.8, 43.1, 77.0, 43.3)


@dataclass
class Asked:
    """A question: path, query or form (single values), and headers (lower case)."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Reply:
    """An answer; `body` is JSON unless it is bytes; `cut` closes the connection so many bytes early."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0


@dataclass
class Shop:
    """A server at `base`; `answer` may be changed by a test, `asked` collects the questions."""

    answer: Callable[[Asked], Reply]
    base: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def open_shop(answer: Callable[[Asked], Reply]) -> Iterator[Shop]:
    """Serve on a free local port."""
    shop = Shop(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(parse_qs(urlparse(self.path).query))

        def do_POST(self) -> None:
            self._reply(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _reply(self, query: dict[str, list[str]]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(urlparse(self.path).path, {name: values[0] for name, values in query.items()}, headers)
            shop.asked.append(asked)
            reply = shop.answer(asked)
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) - reply.cut])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    shop.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def written(file) -> dict:
    """A download as it lies on file, and nothing beside it."""
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    return json.loads(file.read_text(encoding="utf-8"))
