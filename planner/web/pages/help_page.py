"""The page that says what is where."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from planner.support.speech import term
from planner.web.page import Page
from planner.web.rendering import page

router = APIRouter()
PAGE = Page(term("Help"), "/help", router, in_menu=False)


@router.get("/help")
def help_page(request: Request) -> HTMLResponse:
    """Show it."""
    return page(request, "help.html.j2")
