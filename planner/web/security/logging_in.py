"""Who somebody is who wants to come in: by name and password or by token, and not too often."""

from fastapi import Request

from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.access import Access
from planner.web.security.audit import did
from planner.web.security.rates import wait_line
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
    """Refuse attempts that come too fast from one address or for one name; `RefusedError`."""
    address = request.client.host if request.client else ""
    wait_s = max(access.logins.wait_s(f"from {address}"), access.logins.wait_s(f"for {name[:100]}"))
    if wait_s:
        raise RefusedError(429, wait_line(wait_s), {"Retry-After": str(int(wait_s) + 1)})
