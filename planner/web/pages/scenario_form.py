"""The form of a scenario: every field checked as it is typed and kept when it is left, with its error beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from planner.errors import ConfigError, PlannerError
from planner.project.files import ProjectFile
from planner.project.form import Field, Group, field_of, form, values_of
from planner.project.starting import keys_of
from planner.support.speech import _, told
from planner.web.form_values import files_for, shown_in, taken_from
from planner.web.refused import RefusedError
from planner.web.rendering import page
from planner.web.security.access import readers_may
from planner.web.security.audit import did
from planner.web.serving import Serving, serving
from planner.web.words import keys_words

router = APIRouter()
Site = Annotated[Serving, Depends(serving)]
MOST_TABLES = 30
FIRST = ("", "plan", "fleet")
"""Groups that are changed most; the others follow in the order of the manual."""


@dataclass(frozen=True)
class Filled:
    """A field with what stands in it.

    Attributes
    ----------
    field : Field
        Its key has the number of its table.
    value : object
        As the scenario gives it; None where its default holds.
    text : str
        The same as its input shows it.
    files : list of (str, str)
        What may be chosen, where it names a file.
    fault : str
        What is wrong with what was typed.
    """

    field: Field
    value: Any
    text: str
    files: list[tuple[str, str]]
    fault: str = ""

    @property
    def id(self) -> str:
        """Of its element."""
        return "field-" + self.field.key.replace(".", "-")


@dataclass(frozen=True)
class Block:
    """Fields of one table, those that everybody fills in first; `number` where there are several of its kind."""

    group: Group
    number: int | None
    basic: tuple[Filled, ...]
    advanced: tuple[Filled, ...]


def blocks(site: Serving, text: str) -> tuple[Block, ...]:
    """The form of a scenario, filled in."""
    groups = sorted(form(), key=lambda one: FIRST.index(one.name) if one.name in FIRST else len(FIRST))
    data = _data(text)
    values = values_of(data, groups)
    known = site.project.files.all()  # once for all fields
    out = []
    for group in groups:
        tables = data.get(group.name)
        count = len(tables) if group.several and isinstance(tables, list) else 0
        for number in range(1, count + 1) if group.several else (None,):
            fields = [_filled(known, _numbered(one, number), values) for one in group.fields]
            basic = tuple(one for one in fields if not one.field.advanced or one.value is not None)
            out.append(Block(group, number, basic, tuple(one for one in fields if one not in basic)))
    return tuple(out)


def addable() -> tuple[Group, ...]:
    """Tables of which there may be any number."""
    return tuple(one for one in form() if one.several)


@router.post("/scenarios/{name}/field/{key}")
async def keep_field(request: Request, site: Site, name: str, key: str) -> HTMLResponse:
    """Keep what was filled in, where the scenario can be used so."""
    texts = await _texts(request)
    return await run_in_threadpool(_kept, request, site, name, key, texts)


@router.post("/scenarios/{name}/try/{key}")
@readers_may
async def try_field(request: Request, site: Site, name: str, key: str) -> HTMLResponse:
    """Say what is wrong with what is being typed; nothing is kept."""
    texts = await _texts(request)
    fault = await run_in_threadpool(_fault, site, name, key, texts)
    return page(request, "parts/field_fault.html.j2", {"fault": fault})


@router.post("/scenarios/{name}/tables/{group}")
def add_table(request: Request, site: Site, name: str, group: str) -> Response:
    """Begin one more table, of stations say, with what it needs."""
    known = next((one for one in addable() if one.name == group), None)
    if known is None:
        raise RefusedError(404, _("there is no such table"))
    tables = _data(site.project.scenarios.text(name)).get(group) or []
    if len(tables) >= MOST_TABLES:
        raise RefusedError(400, _("there are {n:number} of them already", n=len(tables)))
    used = {str(table.get("path", "")) for table in tables if isinstance(table, Mapping)}
    file = next(
        (
            one
            for field in known.fields
            for one in site.project.files.all()
            if one.kind == field.file_kind and one.place not in used
        ),
        None,
    )
    if file is None:
        raise RefusedError(
            400, _("there is no further file of that kind in the project; add one on the page of files first")
        )
    site.project.scenarios.changed_together(name, keys_of(file, len(tables) + 1))
    did(
        request,
        _("changed the scenario {scenario}: {what}", scenario=name, what=_("one more table {table}", table=group)),
    )
    return Response(status_code=200, headers={"HX-Refresh": "true"})


@router.post("/scenarios/{name}/tables/{group}/{number}/remove")
def remove_table(request: Request, site: Site, name: str, group: str, number: int) -> Response:
    """Take one of several tables out."""
    site.project.scenarios.changed_together(name, {f"{group}.{number}": None})
    did(
        request,
        _(
            "changed the scenario {scenario}: {what}",
            scenario=name,
            what=_("table {table} {number} taken out", table=group, number=str(number)),
        ),
    )
    return Response(status_code=200, headers={"HX-Refresh": "true"})


def _kept(request: Request, site: Serving, name: str, key: str, texts: list[str]) -> HTMLResponse:
    field = _field(key)
    fault = ""
    try:
        site.project.scenarios.changed(name, key, taken_from(field, texts))
        did(request, _("changed the scenario {scenario}: {what}", scenario=name, what=keys_words([key])))
    except PlannerError as error:
        fault = told(error)
        request.state.logged = False  # nothing was changed
    filled = _filled(site.project.files.all(), field, values_of(_data(site.project.scenarios.text(name))))
    if fault:
        filled = replace(filled, text=", ".join(texts), fault=fault)
    context = {"one": filled, "name": name, "kept": not fault}
    return page(request, "parts/field.html.j2", context, 200)


def _fault(site: Serving, name: str, key: str, texts: list[str]) -> str:
    try:
        value = taken_from(_field(key), texts)
    except ConfigError as error:
        return told(error)
    return site.project.scenarios.fault(name, key, value)


async def _texts(request: Request) -> list[str]:
    form_data = await request.form(max_fields=300, max_files=0)
    return [str(one) for one in form_data.getlist("value")]


def _field(key: str) -> Field:
    """The field of a key with its number; `RefusedError` where no form has it."""
    found = field_of(key)
    if found is None:
        raise RefusedError(404, _("the form has no such field"))
    return replace(found, key=key)


def _numbered(field: Field, number: int | None) -> Field:
    return field if number is None else replace(field, key=field.key.replace("{n}", str(number)))


def _filled(known: tuple[ProjectFile, ...], field: Field, values: Mapping[str, Any]) -> Filled:
    value = values.get(field.key)
    files = files_for(field, known, value) if field.kind == "file" else []
    return Filled(field, value, shown_in(field, value), files)


def _data(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
