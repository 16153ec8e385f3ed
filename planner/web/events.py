"""Progress as it comes: server-sent events, from whatever yields them, until it ends or the server does."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.responses import StreamingResponse

from planner.web.serving import serving

STREAMS = 60
"""At most so many wait at a time; each holds a thread of its own, so that pages never wait for progress."""
_limiter: CapacityLimiter | None = None


@dataclass(frozen=True)
class Event:
    """One event of a stream.

    Attributes
    ----------
    data : str or anything that JSON holds
        A string goes as it is, HTML say.
    name : str
        What ``sse-swap`` or ``addEventListener`` listens for.
    """

    data: Any
    name: str = "message"

    def encoded(self) -> bytes:
        """As the browser reads it."""
        text = self.data if isinstance(self.data, str) else json.dumps(self.data, ensure_ascii=False, allow_nan=False)
        lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
        return f"event: {self.name}\n{lines}\n".encode()


def events(request: Request, source: Iterator[Event | None]) -> StreamingResponse:
    """Stream what an iterator gives, pulled in a thread; None says that nothing happened, and must come at least once a second.

    The stream ends with the iterator, with the browser that is gone, or with the server.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_pulled(request, source), media_type="text/event-stream", headers=headers)


async def _pulled(request: Request, source: Iterator[Event | None]) -> AsyncIterator[bytes]:
    global _limiter  # noqa: PLW0603  made where there is a loop
    _limiter = _limiter or CapacityLimiter(STREAMS)
    closing = serving(request).closing
    quiet = 0
    yield b": begins\n\n"
    try:
        while not closing.is_set():
            one = await to_thread.run_sync(next, source, _END, limiter=_limiter)
            if one is _END:
                yield Event("", "end").encoded()
                return
            if isinstance(one, Event):
                quiet = 0
                yield one.encoded()
            else:
                quiet += 1
                if quiet % 15 == 0:
                    yield b": still here\n\n"  # so that proxies keep it open, and a browser that is gone is noticed
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()


_END = object()
