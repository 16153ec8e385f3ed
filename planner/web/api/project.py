"""The project as JSON: what is there; undo and redo; logging in from a script; the description of the interface itself."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from planner.project.change import Change
from planner.support.speech import _
from planner.web.security.access import for_everyone
from planner.web.security.audit import did
from planner.web.security.logging_in import known
from planner.web.serving import Serving, serving

router = APIRouter(tags=["project"])
Site = Annotated[Serving, Depends(serving)]


class ProjectSaid(BaseModel):
    """A project."""

    name: str
    you: str = Field(description="Whoever asks.")
    role: str
    files: int


class Login(BaseModel):
    """Who wants to come in: name and password, or the token of the server."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=2000)
    token: str = Field(default="", max_length=2000)


class LoggedIn(BaseModel):
    """What a script shows from now on: `Authorization: Bearer …`."""

    token: str
    role: str


class ChangeSaid(BaseModel):
    """A change that was taken back or done again."""

    number: int
    what: str
    name: str


@router.get("/project")
def get_project(request: Request, site: Site) -> ProjectSaid:
    """What is there."""
    visitor = request.state.visitor
    files = len(site.project.files.all())
    return ProjectSaid(name=site.title, you=visitor.name, role=visitor.role.value, files=files)


@router.post("/undo")
def undo(request: Request, site: Site) -> ChangeSaid | None:
    """Take back the last change of files and scenarios; null where there is none."""
    return _changed(request, site.project.undo(), lambda what: _("took back: {what}", what=what))


@router.post("/redo")
def redo(request: Request, site: Site) -> ChangeSaid | None:
    """Do again what was taken back last; null where there is nothing."""
    return _changed(request, site.project.redo(), lambda what: _("did again: {what}", what=what))


@router.post("/login")
@for_everyone
def log_in(request: Request, site: Site, said: Login) -> LoggedIn:
    """Let a script in, for as long as a log-in lasts."""
    visitor = known(request, site.access, name=said.name.strip(), password=said.password, token=said.token)
    request.state.visitor = visitor
    did(request, _("logged in"))
    return LoggedIn(token=site.access.sessions.begin(visitor), role=visitor.role.value)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> dict[str, Any]:
    """Every address of this interface, as OpenAPI has it."""
    described: dict[str, Any] = request.app.openapi()
    return described


def _changed(request: Request, change: Change | None, said: Callable[[str], str]) -> ChangeSaid | None:
    did(request, said(change.sentence if change else _("nothing")))
    return ChangeSaid(number=change.number, what=change.what.value, name=change.name) if change else None
