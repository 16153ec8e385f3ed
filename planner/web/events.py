"""Progress as it comes: server-sent events, from whatever yields them, until it ends, the browser goes, or the server ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import StreamingResponse

from planner.web.serving import serving

LOOK_EVERY_S = 0.5
"""So often it is looked whether the server ends."""
STILL_EVERY = 30
"""After so many looks without an event a line is sent, so that proxies keep the stream open and a browser that is gone is noticed."""


@dataclass(frozen=True)
class Event:
    """One event of a stream.

    Attributes
    ----------
    data : str or anything that JSON holds
        A string goes as it is, HTML say.
    name : str
        What ``sse-swap`` or ``addEventListener`` listens for.
    id : str
        What a browser that lost the connection comes back with, as ``Last-Event-ID``.
    """

    data: Any
    name: str = "message"
    id: str = ""

    def encoded(self) -> bytes:
        """As the browser reads it."""
        text = self.data if isinstance(self.data, str) else json.dumps(self.data, ensure_ascii=False, allow_nan=False)
        lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
        number = f"id: {self.id}\n" if self.id else ""
        return f"{number}event: {self.name}\n{lines}\n".encode()


def events(request: Request, source: AsyncIterator[Event]) -> StreamingResponse:
    """Stream what an iterator gives; an event ``end`` says that there will be no more, so that the browser does not ask again.

    The iterator must not block: what takes time goes to a thread (``anyio.to_thread.run_sync``). Messages in it are told in the language of the request.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_watched(request, source), media_type="text/event-stream", headers=headers)


async def _watched(request: Request, source: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    closing = serving(request).closing
    coming: asyncio.Task[Event | None] | None = None
    quiet = 0
    yield b": begins\n\n"
    try:
        while not closing.is_set():
            coming = coming or asyncio.ensure_future(_next(source))
            done, _pending = await asyncio.wait({coming}, timeout=LOOK_EVERY_S)
            if not done:
                quiet += 1
                if quiet % STILL_EVERY == 0:
                    yield b": still here\n\n"
                continue
            one, coming, quiet = coming.result(), None, 0
            if one is None:
                yield Event("", "end").encoded()
                return
            yield one.encoded()
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await coming
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


async def _next(source: AsyncIterator[Event]) -> Event | None:
    return await anext(source, None)
