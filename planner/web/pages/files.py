"""The page of files: what was dropped, what each is taken for, what was read of it and what was not."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse

from planner.project.recognition import FileKind
from planner.support.speech import term
from planner.web.api import files as api
from planner.web.page import Page
from planner.web.rendering import page
from planner.web.security.audit import did
from planner.web.serving import Serving, serving

router = APIRouter()
PAGE = Page(term("Files"), "/files", router, api.router)
Site = Annotated[Serving, Depends(serving)]
CHANGES_SHOWN = 15


@router.get("/files")
def files_page(request: Request, site: Site) -> HTMLResponse:
    """Show all files."""
    return page(request, "files.html.j2", _listed(site))


@router.get("/files/list")
def files_list(request: Request, site: Site) -> HTMLResponse:
    """The list alone, after it changed."""
    return page(request, "parts/file_list.html.j2", _listed(site))


@router.post("/files/undo")
def undo(request: Request, site: Site) -> HTMLResponse:
    """Take back the last change of files and scenarios."""
    change = site.project.undo()
    did(request, f"took back: {change.what.value} {change.name}" if change else "took back: nothing")
    return files_list(request, site)


@router.post("/files/redo")
def redo(request: Request, site: Site) -> HTMLResponse:
    """Do again what was taken back last."""
    change = site.project.redo()
    did(request, f"did again: {change.what.value} {change.name}" if change else "did again: nothing")
    return files_list(request, site)


@router.post("/files/{file_id}/kind")
def set_kind(request: Request, site: Site, file_id: str, kind: Annotated[FileKind, Form()]) -> HTMLResponse:
    """Say what a file is."""
    file = site.project.files.say(file_id, kind=kind)
    did(request, f"said what the file {file.name} is: {kind.value}")
    return page(request, "parts/file.html.j2", {"file": file})


@router.post("/files/{file_id}/remove")
def remove(request: Request, site: Site, file_id: str) -> HTMLResponse:
    """Take a file out of the project."""
    name = site.project.files.get(file_id).name
    site.project.files.remove(file_id)
    did(request, f"removed the file {name}")
    return files_list(request, site)


def _listed(site: Serving) -> dict[str, Any]:
    return {"files": site.project.files.all()[::-1], "changes": site.project.history.changes()[:CHANGES_SHOWN]}
