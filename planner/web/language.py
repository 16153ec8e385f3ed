"""The language of a page: what its reader chose, else what the browser asks for, else English."""

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from planner.support.speech import LANGUAGES, SOURCE, speaking

COOKIE = "evplan_lang"


class Speaking:
    """Middleware: everything below tells its messages in the language of whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in that language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        with speaking(chosen if chosen in LANGUAGES else asked_for(headers.get("accept-language", ""))):
            await self._app(scope, receive, send)


def asked_for(header: str) -> str:
    """The first language of an ``Accept-Language`` header that is spoken here, by its weights; English where there is none."""
    wanted = []
    for at, part in enumerate(header.split(",")[:20]):
        tag, _semicolon, weight = part.partition(";")
        code = tag.strip().lower().partition("-")[0]
        if code in LANGUAGES:
            wanted.append((-_weight(weight), at, code))
    return min(wanted)[2] if wanted else SOURCE


def _weight(text: str) -> float:
    name, _equals, value = text.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
