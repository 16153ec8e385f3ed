"""No request is larger than it may be: bytes are counted as they come, whatever was announced."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.plain import plain

Most = Callable[[str, str], int]
"""Bytes that a request may have, by method and path."""


class Bodies:
    """Middleware: refuses what is announced too large at once, and what turns out too large when it is."""

    def __init__(self, app: ASGIApp, most: Most) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["method"], scope["path"])
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > most:
            await plain(413, too_large(most), {"Connection": "close"})(scope, receive, send)
            return
        counted = 0

        async def counting() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > most:
                raise RefusedError(413, too_large(most), {"Connection": "close"})
            return message

        await self._app(scope, counting, send)


def too_large(most: int) -> str:
    """Say how much is taken."""
    return _("too large: at most {mb:number} MB are taken at a time", mb=most / 1024**2)
