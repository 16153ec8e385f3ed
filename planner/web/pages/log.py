"""The audit log as a page and as a table."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, StreamingResponse

from planner.support.speech import term
from planner.web.page import Page
from planner.web.rendering import page
from planner.web.serving import Serving, serving

router = APIRouter()
PAGE = Page(term("Who did what"), "/log", router, in_menu=False)
Site = Annotated[Serving, Depends(serving)]


@router.get("/log")
def log_page(request: Request, site: Site) -> HTMLResponse:
    """Show the last changes."""
    return page(request, "log.html.j2", {"entries": site.access.log.entries(500)})


@router.get("/log.csv")
def log_table(site: Site) -> StreamingResponse:
    """Give the whole log."""
    headers = {"Content-Disposition": 'attachment; filename="log.csv"'}
    return StreamingResponse(site.access.log.csv(), media_type="text/csv; charset=utf-8", headers=headers)
