"""Who a request comes from and what it may do: the one dependency that every route of the site has."""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar, cast

from fastapi import Request

from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.cookies import cookie_of
from planner.web.security.crossing import refuse_crossing
from planner.web.security.visitors import LOCAL, SAFE_METHODS, TOKEN_HOLDER, Role, Visitor
from planner.web.settings import Settings

Route = TypeVar("Route", bound=Callable[..., Any])


def for_everyone(route: Route) -> Route:
    """Mark a route that needs nobody to be logged in: the log-in itself, the language, the files that pages load."""
    route.for_everyone = True  # type: ignore[attr-defined]
    return route


def readers_may(route: Route) -> Route:
    """Mark a route that is sent as a change and changes nothing of the project: a reader may."""
    route.readers_may = True  # type: ignore[attr-defined]
    return route


class Access:
    """Who is who.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def visitor(self, request: Request) -> Visitor | None:
        """Whoever sent a request; None for somebody who has yet to log in."""
        token = self._settings.token
        if token is None:
            return LOCAL
        shown = bearer(request) or ""
        return TOKEN_HOLDER if hmac.compare_digest(shown.encode(), token.encode()) else None


async def admitted(request: Request) -> Visitor | None:
    """Let a request through or refuse it; who sent it stands in ``request.state.visitor`` afterwards.

    Raises
    ------
    RefusedError
        401 for somebody unknown, 403 for a role that is not enough, or a change that a page of another site may have sent.
    """
    access = cast("Access", request.app.state.serving.access)
    route = request.scope.get("endpoint")
    visitor = access.visitor(request)
    request.state.visitor = visitor
    changes = request.method not in SAFE_METHODS
    if changes:
        refuse_crossing(request, cookie=cookie_of(request))
    if getattr(route, "for_everyone", False):
        return visitor
    if visitor is None:
        raise RefusedError(401, _("log in first"), {"WWW-Authenticate": "Bearer"})
    if changes and visitor.role is not Role.PLAN and not getattr(route, "readers_may", False):
        raise RefusedError(403, _("your role is to read; ask for the role plan to change something"))
    return visitor


def bearer(request: Request) -> str | None:
    """What a script shows as its token: ``Authorization: Bearer …``."""
    kind, _space, shown = request.headers.get("authorization", "").partition(" ")
    return shown.strip() if kind.lower() == "bearer" else None
