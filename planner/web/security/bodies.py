"""No request is larger or slower than it may be: bytes are counted as they come, whatever was announced."""

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.plain import plain
from planner.web.settings import Limits

Most = Callable[[str, str], int]
"""Bytes that a request may have, by method and path."""


class Bodies:
    """Middleware: refuses what is announced too large at once, what turns out too large when it is, and what keeps the server waiting."""

    def __init__(self, app: ASGIApp, most: Most, limits: Limits) -> None:
        self._app = app
        self._most = most
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 413 or 408."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["method"], scope["path"])
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > most:
            await plain(413, too_large(most), {"Connection": "close"})(scope, receive, send)
            return
        counted, waited_s, is_whole = 0, 0.0, False

        async def counting() -> Message:
            nonlocal counted, waited_s, is_whole
            if is_whole:  # what comes now is that nobody listens any more, whenever that is
                return await receive()
            began_s = time.monotonic()
            left_s = self._limits.body_s + counted / self._limits.body_bytes_per_s - waited_s
            try:
                message = await asyncio.wait_for(receive(), max(0.0, left_s))
            except TimeoutError:
                raise RefusedError(408, too_slow(), {"Connection": "close"}) from None
            waited_s += time.monotonic() - began_s  # while the server works nobody is slow
            counted += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if counted > most:
                raise RefusedError(413, too_large(most), {"Connection": "close"})
            return message

        await self._app(scope, counting, send)


def too_slow() -> str:
    """Say that whoever sends has to begin again."""
    return _("what you sent came too slowly or stopped on its way; nothing was changed, send it again")


def too_large(most: int) -> str:
    """Say how much is taken."""
    return _("too large: at most {mb:number} MB are taken at a time", mb=most / 1024**2)
