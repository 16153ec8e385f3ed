"""The language switch: a cookie, and the page again in that language."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from planner.support.speech import LANGUAGES, _, term
from planner.web.language import COOKIE
from planner.web.page import Page
from planner.web.refused import RefusedError
from planner.web.security.access import for_everyone

YEAR_S = 365 * 24 * 3600
router = APIRouter()
PAGE = Page(term("Language"), "/language", router, in_menu=False)


@router.post("/language/{code}")
@for_everyone
def change_language(request: Request, code: str) -> Response:
    """Keep the choice in this browser."""
    if code not in LANGUAGES:
        raise RefusedError(404, _("no such language"))
    response = Response(status_code=200, headers={"HX-Refresh": "true"})
    path = request.scope.get("root_path") or "/"
    response.set_cookie(
        COOKIE, code, max_age=YEAR_S, path=path, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return response
