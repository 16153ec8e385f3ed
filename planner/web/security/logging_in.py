"""Who somebody is who wants to come in: by name and password or by token, and not too often."""

from fastapi import Request

from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.access import Access
from planner.web.security.audit import did
from planner.web.security.rates import client_of, wait_line
from planner.web.security.visitors import TOKEN_HOLDER, Visitor


def known(request: Request, access: Access, *, name: str, password: str, token: str) -> Visitor:
    """Whoever shows these.

    Raises
    ------
    RefusedError
        Too many attempts, or they are wrong.
    """
    refuse_too_many(request, access, name or "token")
    if token:
        visitor = TOKEN_HOLDER if access.shows_token(token) else None
    else:
        visitor = access.users.known(name, password) if access.by_name else None
    if visitor is None:
        did(request, _("tried to log in as {name}", name=name or "token"))
        wrong_token = _("this is not the token of the server; 'evplan serve' was given it as --token or EVPLAN_TOKEN")
        raise RefusedError(403, wrong_token if token else _("name or password is wrong"))
    return visitor


def refuse_too_many(request: Request, access: Access, name: str) -> None:
    """Refuse attempts that come too fast from one address, for one name or for all together: whoever guesses keeps nobody out who is elsewhere; `RefusedError`."""
    place = client_of(request.scope)
    wait_s = access.logins.wait_s(f"{place} {name[:100]}") or access.logins_of_place.wait_s(place)
    if wait_s:
        raise RefusedError(429, wait_line(wait_s), {"Retry-After": str(int(wait_s) + 1)})
