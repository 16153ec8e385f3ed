"""The first page: what is here, and what comes next."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from planner.support.speech import term
from planner.web.page import Page
from planner.web.rendering import page

router = APIRouter()
PAGE = Page(term("Start"), "/", router)


@router.get("/")
def start(request: Request) -> HTMLResponse:
    """Show it."""
    return page(request, "start.html.j2")
