"""The page of files: what was dropped, what each is taken for, what was read of it and what was not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from planner.support.speech import term
from planner.web.api import files as api
from planner.web.page import Page
from planner.web.rendering import page
from planner.web.serving import Serving, serving

router = APIRouter()
PAGE = Page(term("Files"), "/files", router, api.router)
Site = Annotated[Serving, Depends(serving)]


@router.get("/files")
def files_page(request: Request, site: Site) -> HTMLResponse:
    """Show all files."""
    return page(request, "files.html.j2", {"files": site.project.files.all()})


@router.get("/files/list")
def files_list(request: Request, site: Site) -> HTMLResponse:
    """The list alone, after it changed."""
    return page(request, "parts/file_list.html.j2", {"files": site.project.files.all()})
