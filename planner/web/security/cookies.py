"""The cookie of a browser: a random number, given with the first page, by which its changes are known as its own."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAME = "evplan"
_LENGTH = 43
"""Letters of 32 random bytes in base 64."""


class Cookies:
    """Middleware: a browser that asks for a page and has no cookie is given one; `request.state.cookie` is what it has then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        held = cookie_of(request)
        request.state.cookie = held or secrets.token_urlsafe(32)
        new = held is None and scope["method"] == "GET" and "text/html" in request.headers.get("accept", "")

        async def with_cookie(message: Message) -> None:
            if new and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                set_here = any(one.startswith(f"{NAME}=") for one in headers.getlist("set-cookie"))
                if not set_here and headers.get("content-type", "").startswith("text/html"):
                    response = Response()
                    set_cookie(response, request, request.state.cookie)
                    headers.append("set-cookie", response.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, with_cookie)


def cookie_of(request: Request) -> str | None:
    """The cookie that came with a request, where it is one of ours."""
    held = request.cookies.get(NAME)
    return held if held is not None and len(held) == _LENGTH else None


def set_cookie(response: Response, request: Request, value: str) -> None:
    """Give a browser this cookie: no script reads it, no other site has it sent with a change, and it ends with the browser."""
    path = request.scope.get("root_path") or "/"
    secure = request.url.scheme == "https"
    response.set_cookie(NAME, value, path=path, httponly=True, samesite="lax", secure=secure)


def drop_cookie(response: Response, request: Request) -> None:
    """Let a browser forget its cookie."""
    response.delete_cookie(NAME, path=request.scope.get("root_path") or "/", httponly=True, samesite="lax")
