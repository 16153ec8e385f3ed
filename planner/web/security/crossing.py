"""A change must come from our own page or from a script, never from a page of another site that the same browser shows (CSRF).

A browser with our cookie sends a token that only our pages hold; a script without a cookie sends a header that a page of another site cannot send
without being asked first, and nothing here ever says yes to that question.
"""

import hashlib
import hmac
from collections.abc import Collection

from fastapi import Request

from planner.support.speech import _
from planner.web.refused import RefusedError

TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105  a name
SCRIPT_HEADER = "X-Evplan"
_OWN = ("same-origin", "none")


def token_of(cookie: str, secret: str) -> str:
    """The token of a browser, by its cookie and the secret of the project."""
    return hmac.new(secret.encode(), b"csrf " + cookie.encode(), hashlib.sha256).hexdigest()


def refuse_crossing(request: Request, *, cookie: str | None, secret: str, schemes: Collection[str]) -> None:
    """Refuse a change that another site may have made a browser send; `schemes` are those by which our own pages are loaded.

    Raises
    ------
    RefusedError
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = (site is not None and site not in _OWN) or (origin is not None and not _same(origin, request, schemes))
    if cookie is None:
        bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
        ours = bearer or SCRIPT_HEADER in request.headers
    else:
        shown = request.headers.get(TOKEN_HEADER, "")
        ours = hmac.compare_digest(shown.encode(), token_of(cookie, secret).encode())
    if foreign or not ours:
        raise RefusedError(
            403, _("this did not come from an open page of the planner; load the page again and repeat what you did")
        )


def _same(origin: str, request: Request, schemes: Collection[str]) -> bool:
    """Whether an origin is this server by scheme and by the name that the browser used for it."""
    scheme, _colon, host = origin.lower().partition("://")
    return scheme in schemes and host == request.headers.get("host", "").lower()
