"""Nobody holds connections for nothing: a request has to come within its time, and where there are too many, those that wait longest go.

uvicorn bounds how long a connection may rest between two requests, how large the head of one may be, and how many wait to be accepted; what it has
no bound for (a head that never ends, a body that drips, more connections than the system has descriptors) stands here and in `bodies.py`.
"""

import asyncio
import sys
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from planner.web.settings import Limits

SHARE_OF_DESCRIPTORS = 0.5
"""Of what this process may open; files, runs and the database have the rest."""


def most_connections(limits: Limits) -> int:
    """Connections that may be open at a time: as the limits say, and no more than this process has room for."""
    if sys.platform == "win32":
        return limits.connections
    import resource  # noqa: PLC0415  not on Windows

    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limits.connections if soft < 0 else max(1, min(limits.connections, int(soft * SHARE_OF_DESCRIPTORS)))


def guarded(limits: Limits) -> type[H11Protocol]:
    """HTTP as uvicorn speaks it, within these limits."""
    most = most_connections(limits)

    class Guarded(Connection):
        head_s, most_at_a_time = limits.head_s, most

    return Guarded


class Connection(H11Protocol):
    """One connection; ``head_s`` seconds are what the head of a request may take, ``most_at_a_time`` how many connections there may be."""

    head_s: float
    most_at_a_time: int
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take it, in the place of the one that has waited longest where there are too many."""
        super().connection_made(transport)
        self._wait_for_head()
        self.server_state.__dict__.setdefault("waiting", {})[self] = None  # in the order in which they came
        if len(self.connections) > self.most_at_a_time:
            self._longest_waiting().transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._head_is_there()
        self._waiting.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; bytes that complete no request do not lengthen its time."""
        super().data_received(data)
        if self.is_answering():
            self._head_is_there()
        elif self._late is None and not self.transport.is_closing():
            self._wait_for_head()

    def on_response_complete(self) -> None:
        """Wait for the next request, in the row behind all others."""
        self._waiting.pop(self, None)
        self._waiting[self] = None
        super().on_response_complete()

    def is_answering(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def _waiting(self) -> dict["Connection", None]:
        held: dict[Connection, None] = self.server_state.__dict__["waiting"]
        return held

    def _longest_waiting(self) -> "Connection":
        """Whoever has asked nothing for longest; the one that has just come where all others are answered."""
        return next((one for one in self._waiting if not one.is_answering() and not one.transport.is_closing()), self)

    def _wait_for_head(self) -> None:
        self._late = self.loop.call_later(self.head_s, self._end)

    def _head_is_there(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end(self) -> None:
        self._late = None
        self.transport.abort()
