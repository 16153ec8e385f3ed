"""Logging in and out: by name and password where there are users, by the token of the server where there is one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from planner.support.speech import _, term
from planner.web.page import Page
from planner.web.rendering import at, page
from planner.web.security.access import for_everyone
from planner.web.security.audit import did
from planner.web.security.cookies import cookie_of, drop_cookie, set_cookie
from planner.web.security.logging_in import known, refuse_too_many
from planner.web.security.visitors import TOKEN_HOLDER, Visitor
from planner.web.serving import Serving, serving

router = APIRouter()
PAGE = Page(term("Log in"), "/login", router, in_menu=False)
Site = Annotated[Serving, Depends(serving)]


@router.get("/login")
@for_everyone
def login_page(request: Request, site: Site, token: str = "") -> Response:
    """Ask who is there; an address that holds the token, as `evplan serve` prints it, lets its reader in at once."""
    if token:
        refuse_too_many(request, site.access, "token")
        if site.access.shows_token(token):
            return _let_in(request, site, TOKEN_HOLDER, RedirectResponse(at(request, "/"), 303))
    if not site.access.closed or request.state.visitor is not None:
        return RedirectResponse(at(request, "/"), 303)
    return page(request, "login.html.j2", {"by_name": site.access.by_name, "by_token": site.settings.token is not None})


@router.post("/login")
@for_everyone
def log_in(
    request: Request,
    site: Site,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    token: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Let somebody in whose name and password, or token, are right."""
    visitor = known(request, site.access, name=name.strip(), password=password, token=token)
    return _let_in(request, site, visitor, Response(status_code=200, headers={"HX-Redirect": at(request, "/")}))


@router.post("/logout")
@for_everyone
def log_out(request: Request, site: Site) -> Response:
    """Forget this browser."""
    cookie = cookie_of(request)
    if cookie:
        site.access.sessions.end(cookie)
        did(request, _("logged out"))
    response = Response(status_code=200, headers={"HX-Redirect": at(request, "/login"), "Clear-Site-Data": '"cache"'})
    drop_cookie(response, request)
    return response


def _let_in(request: Request, site: Serving, visitor: Visitor, response: Response) -> Response:
    cookie = cookie_of(request)
    if cookie:
        site.access.sessions.end(cookie)
    set_cookie(response, request, site.access.sessions.begin(visitor))
    request.state.visitor = visitor
    did(request, _("logged in"))
    return response
