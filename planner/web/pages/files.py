"""The page of files: what was dropped, what each is taken for, what was read of it and what was not."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from geodata.errors import GeodataError
from planner.project.columns import Field, TableColumns, title_of
from planner.project.reading import DOUBTED, DROPPED, INSIDE, OUTSIDE
from planner.project.recognising.kinds import called
from planner.project.recognition import FileKind
from planner.support.speech import _, joined, term, within
from planner.web.api import files as api
from planner.web.api import readings
from planner.web.page import Page
from planner.web.rendering import page
from planner.web.security.audit import did
from planner.web.serving import Serving, serving

router = APIRouter()
api.router.include_router(readings.router)
PAGE = Page(term("Files"), "/files", router, api.router)
Site = Annotated[Serving, Depends(serving)]
CHANGES_SHOWN = 15
FINDINGS_SHOWN = 60
FIELDS_SHOWN = 12
STANDINGS: Mapping[str, Callable[[], str]] = {
    INSIDE: lambda: within("points on a map", "inside"),
    OUTSIDE: lambda: within("points on a map", "outside"),
    DOUBTED: lambda: within("points on a map", "doubtful"),
    DROPPED: lambda: within("points on a map", "left out"),
}


@router.get("/files")
def files_page(request: Request, site: Site) -> HTMLResponse:
    """Show all files."""
    return page(request, "files.html.j2", _listed(site))


@router.get("/files/list")
def files_list(request: Request, site: Site, opened: str = "") -> HTMLResponse:
    """The list alone, after it changed; one file of it opened."""
    return page(request, "parts/file_list.html.j2", _listed(site) | {"open_id": opened})


@router.post("/files/undo")
def undo(request: Request, site: Site) -> HTMLResponse:
    """Take back the last change of files and scenarios."""
    change = site.project.undo()
    did(request, _("took back: {what}", what=change.sentence if change else _("nothing")))
    return files_list(request, site)


@router.post("/files/redo")
def redo(request: Request, site: Site) -> HTMLResponse:
    """Do again what was taken back last."""
    change = site.project.redo()
    did(request, _("did again: {what}", what=change.sentence if change else _("nothing")))
    return files_list(request, site)


@router.post("/files/{file_id}/kind")
def set_kind(request: Request, site: Site, file_id: str, kind: Annotated[FileKind, Form()]) -> HTMLResponse:
    """Say what a file is."""
    file = site.project.files.say(file_id, kind=kind)
    did(request, _("said what the file {file} is: {kind}", file=file.name, kind=called(kind)))
    return page(request, "parts/file.html.j2", {"file": file, "open_id": file.id})


@router.get("/files/{file_id}/read")
def read(request: Request, site: Site, file_id: str) -> HTMLResponse:
    """What was read of a file: counts, faults by row and cell, a map, the columns and the first rows."""
    file = site.project.files.get(file_id)
    found = site.readings.report(file)
    try:
        columns = site.readings.columns(file)
    except GeodataError:  # the report says so already
        columns = None
    headings = {one.name: one.heading or one.title for one in columns.fields} if columns else {}
    context = {
        "file": file,
        "read": found,
        "columns": columns,
        "lacking": _without_guess(columns) if columns else (),
        "fields": _worth_showing(columns) if columns else (),
        "is_table": columns is not None,
        "most": FINDINGS_SHOWN,
        "standings": [(name, said()) for name, said in STANDINGS.items()],
        "map_words": _("Where the records of {name} lie", name=file.name),
        "heading_of": lambda name: headings.get(name, name or "–"),
        "titles": lambda names: joined(" / ", [title_of(name) for name in names]),
    }
    return page(request, "parts/file_read.html.j2", context)


@router.post("/files/{file_id}/columns")
async def set_columns(request: Request, site: Site, file_id: str) -> HTMLResponse:
    """Say which column is which, and which layer counts."""
    form = await request.form(max_fields=300, max_files=0)
    mapped = {
        key.removeprefix("column."): str(value) for key, value in form.items() if key.startswith("column.") and value
    }
    layer = form.get("layer")
    file = await run_in_threadpool(
        site.project.files.say, file_id, columns=mapped, layer=None if layer is None else str(layer)
    )
    did(request, _("said which columns of the file {file} are which", file=file.name))
    return await run_in_threadpool(read, request, site, file_id)


@router.post("/files/{file_id}/use")
def use_file(
    request: Request, site: Site, file_id: str, scenario: Annotated[str, Form(min_length=1, max_length=200)]
) -> HTMLResponse:
    """Let a scenario name a file."""
    file = site.project.files.get(file_id)
    site.project.use(scenario, file_id)
    did(
        request,
        _("changed the scenario {scenario}: {what}", scenario=scenario, what=_("uses the file {file}", file=file.name)),
    )
    return page(request, "parts/file.html.j2", {"file": file})


@router.post("/files/{file_id}/remove")
def remove(request: Request, site: Site, file_id: str) -> HTMLResponse:
    """Take a file out of the project."""
    name = site.project.files.get(file_id).name
    site.project.files.remove(file_id)
    did(request, _("removed the file {file}", file=name))
    return files_list(request, site)


def _without_guess(columns: TableColumns) -> tuple[tuple[str, ...], ...]:
    """Of what the table lacks, that for which no heading seems to be meant."""
    guessed = {one.name for one in columns.fields if one.suggested and not one.how}
    return tuple(group for group in columns.lacking if not guessed & set(group))


def _worth_showing(columns: TableColumns) -> list[Field]:
    """Columns that are needed, read, or may be meant; then the others, as far as a form stays short."""
    first = [one for one in columns.fields if one.needed or one.how or one.suggested]
    return (first + [one for one in columns.fields if one not in first])[: max(FIELDS_SHOWN, len(first))]


def _listed(site: Serving) -> dict[str, Any]:
    return {"files": site.project.files.all()[::-1], "changes": site.project.history.changes()[:CHANGES_SHOWN]}
