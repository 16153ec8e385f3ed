"""What went wrong, told where it happened: one clear line for what was refused, a number to ask about for a bug."""

import errno
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.errors import GeodataError, MissingFileError, OutputError, one_line
from geodata.system_reasons import reason_of
from planner.config.reading import PLAIN_WORDS, RANGE_WORDS
from planner.errors import InfeasibleError, MissingThingError, PlannerError
from planner.loop.process import LoopEndedError
from planner.support.speech import _, told
from planner.web.rendering import at, page
from planner.web.security.plain import plain, told_on_page

_OF_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG)
_LABELS: Mapping[str, Callable[[], str]] = {
    "place": lambda: _("Place"),
    "city": lambda: _("City"),
    "vehicles": lambda: _("Electric cars"),
    "budget_usd": lambda: _("Budget, US dollars"),
    "scenario": lambda: _("Scenario"),
}
_FAULTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _limits: _("fill it in"),
    "string_too_short": lambda limits: _("at least {n} characters", n=limits["min_length"]),
    "string_too_long": lambda limits: _("at most {n} characters", n=limits["max_length"]),
}
logger = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Let an app tell everything that is raised on purpose."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(PlannerError, _refused)
    app.add_exception_handler(GeodataError, _refused)
    app.add_exception_handler(OSError, _not_written)
    app.add_exception_handler(ClientDisconnect, _gone)


def answer(request: Request, status: int, said: str, ways: tuple[str, ...] = ()) -> Response:
    """Tell something in the form that was asked for: JSON of the interface, a part of a page, or a page."""
    said = one_line(told(said))
    lines = [one_line(told(way)) for way in ways]
    if _is_api(request):
        return JSONResponse({"error": said, **({"ways": lines} if lines else {})}, status)
    template = "parts/refusal.html.j2" if "hx-request" in request.headers else "refusal.html.j2"
    try:
        return page(request, template, {"said": said, "ways": lines, "status": status}, status)
    except (PlannerError, GeodataError, OSError):  # what the page asks the project for is not to be had either
        return told_on_page(status, said)


async def _http(request: Request, error: Any) -> Response:
    if error.status_code == 401 and not _is_api(request):
        address = at(request, "/login")
        if "hx-request" in request.headers:
            return Response(status_code=401, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)
    known = {404: _("there is no such page"), 405: _("this address does not take that kind of request")}
    said = known.get(error.status_code) if type(error) is HTTPException else None
    response = answer(request, error.status_code, said or str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Any) -> Response:
    first = error.errors()[0]
    return answer(request, 422, _("{where}: {found}", where=_where(first), found=_found(first)))


def _where(fault: Mapping[str, Any]) -> str:
    """The field of a form by its label; anything else that was asked by its name, as programs know it."""
    name = ".".join(str(part) for part in fault["loc"][1:]) or "body"
    return _LABELS[name]() if name in _LABELS else name


def _found(fault: Mapping[str, Any]) -> str:
    """What is wrong, in the reader's language; what pydantic says of faults that no page makes."""
    kind, limits = fault["type"], fault.get("ctx", {})
    if kind in _FAULTS:
        return _FAULTS[kind](limits)
    if kind in RANGE_WORDS:
        return RANGE_WORDS[kind](limits)
    return str(PLAIN_WORDS.get(kind, fault["msg"]))


async def _refused(request: Request, error: Exception) -> Response:
    status = 409 if isinstance(error, InfeasibleError) else 400
    if isinstance(error, (MissingFileError, MissingThingError)):
        status = 404
    if isinstance(error, LoopEndedError):
        status = 410  # the plan can be opened again
    if isinstance(error, OutputError):
        status = 507  # a disk that is full or broken
    return answer(request, status, told(error), tuple(getattr(error, "ways", ())))


async def _not_written(request: Request, error: Exception) -> Response:
    """Tell what the disk refuses; anything else that the system says is a bug."""
    if not isinstance(error, OSError) or error.errno not in _OF_DISK:
        raise error
    logger.error("not written: %s", one_line(str(error)))
    why = reason_of(error)
    said = _(
        "the project could not be written ({why}); make room on the disk, or look who may write there, and repeat it",
        why=why,
    )
    return answer(request, 507, said)


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody is there any more to be told."""
    del request, error
    return Response(status_code=400)


def _is_api(request: Request) -> bool:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")).startswith("/api/")


class Crashes:
    """Middleware: a bug is told by a number that stands beside it in the log, and its traceback goes to the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http":
                raise
            number = secrets.token_hex(4)
            logger.exception("bug %s at %s %s", number, scope["method"], one_line(scope["path"]))
            if not began:
                said = _(
                    "a bug of the program; its traceback stands under {number} in the log of the server", number=number
                )
                headers = dict(scope["headers"])
                for_people = b"text/html" in headers.get(b"accept", b"") and b"hx-request" not in headers
                await (told_on_page if for_people else plain)(500, said)(scope, receive, send)
