"""Who a request comes from and what it may do: the one dependency that every route of the site has."""

import hmac
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar, cast

from fastapi import Request

from planner.errors import ConfigError
from planner.project.database import Database
from planner.project.history import acting
from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.audit import AuditLog
from planner.web.security.cookies import cookie_of
from planner.web.security.crossing import refuse_crossing, token_of
from planner.web.security.rates import Bucket
from planner.web.security.sessions import Sessions
from planner.web.security.store import SCHEMA, secret
from planner.web.security.users import Users
from planner.web.security.visitors import LOCAL, SAFE_METHODS, TOKEN_HOLDER, Visitor
from planner.web.settings import Settings

PEOPLE = 10
"""Who log in from one address at a time, an office behind one say, as fast as one of them may."""
_LOOK_EVERY_S = 2.0
"""So often it is looked whether there are users: `evplan serve users add` is another process."""

Route = TypeVar("Route", bound=Callable[..., Any])


def for_everyone(route: Route) -> Route:
    """Mark a route that needs nobody to be logged in: the log-in itself, the language, the files that pages load."""
    route.for_everyone = True  # type: ignore[attr-defined]
    return route


def readers_may(route: Route) -> Route:
    """Mark a route that is sent as a change and changes nothing of the project: a reader may, and no log tells it."""
    route.readers_may = True  # type: ignore[attr-defined]
    return route


class Access:
    """Who may come into a project, and who is there.

    Parameters
    ----------
    database : Database
        Of the project.
    settings : Settings

    Raises
    ------
    ConfigError
        Others could come in without showing who they are.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        database.prepare(SCHEMA)
        self._settings = settings
        self._secret = secret(database, "csrf")
        self._looked_s, self._has_users = -_LOOK_EVERY_S, False
        self.users = Users(database)
        self.sessions = Sessions(database, settings.session_hours, settings.token)
        self.log = AuditLog(database)
        rates = settings.rates
        self.logins = Bucket(rates.logins_burst, rates.logins_per_s)
        self.logins_of_place = Bucket(PEOPLE * rates.logins_burst, PEOPLE * rates.logins_per_s)
        if settings.others_come and not self.closed:
            raise ConfigError(
                _(
                    "others could come in from {host} without showing who they are; give --token (or the variable EVPLAN_TOKEN), or add users: evplan serve users add NAME --role plan",
                    host=settings.host,
                )
            )

    @property
    def closed(self) -> bool:
        """Whether somebody has to log in."""
        return self._settings.token is not None or self.by_name

    @property
    def by_name(self) -> bool:
        """Whether there are users."""
        now = time.monotonic()
        if now - self._looked_s >= _LOOK_EVERY_S:
            self._has_users, self._looked_s = bool(self.users.all()), now
        return self._has_users

    def csrf_token(self, cookie: str) -> str:
        """What pages of a browser send with a change."""
        return token_of(cookie, self._secret)

    def refuse_crossing(self, request: Request) -> None:
        """Refuse a change that another site may have made a browser send; `RefusedError`."""
        unnamed = self._settings.names and not self._settings.proxies  # a proxy that is not believed may speak https
        schemes = (request.url.scheme, "https") if unnamed else (request.url.scheme,)
        refuse_crossing(request, cookie=cookie_of(request), secret=self._secret, schemes=schemes)

    def shows_token(self, shown: str) -> bool:
        """Whether this is the token of the server."""
        token = self._settings.token
        return token is not None and hmac.compare_digest(shown.encode(), token.encode())

    def visitor(self, request: Request) -> Visitor | None:
        """Whoever sent a request; None for somebody who has yet to log in."""
        if not self.closed:
            return None if self._settings.others_come else LOCAL
        shown = bearer(request)
        if shown is not None:
            return TOKEN_HOLDER if self.shows_token(shown) else self.sessions.visitor(shown)
        cookie = cookie_of(request)
        return self.sessions.visitor(cookie) if cookie else None


def admitted(request: Request) -> Visitor | None:
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
        access.refuse_crossing(request)
    if getattr(route, "for_everyone", False):
        return visitor
    if visitor is None:
        raise RefusedError(401, _("log in first"), {"WWW-Authenticate": "Bearer"})
    if changes and not getattr(route, "readers_may", False):
        if not visitor.may_plan:
            raise RefusedError(403, _("your role is to read; ask for the role plan to change something"))
        request.state.logged = True
    return visitor


async def acting_as(request: Request) -> AsyncIterator[None]:
    """Let the history of the project know who makes the changes of a request; a dependency after `admitted`."""
    visitor = request.state.visitor
    with acting(visitor.name if visitor else ""):
        yield


def bearer(request: Request) -> str | None:
    """What a script shows as its token: ``Authorization: Bearer …``."""
    kind, _space, shown = request.headers.get("authorization", "").partition(" ")
    return shown.strip() if kind.lower() == "bearer" else None
