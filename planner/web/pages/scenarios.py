"""The scenarios: a list with what differs between them, and each as a form and as TOML."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from planner.project.files import ProjectFile
from planner.project.recognising.kinds import PLACES, FileKind
from planner.project.runs.request import Job
from planner.project.scenario_folder import configuration_in
from planner.project.starting import ASSUMED_VEHICLES, files_beside
from planner.support.speech import _, term, told
from planner.web.api import districts
from planner.web.api import scenarios as api
from planner.web.page import Page
from planner.web.pages import scenario_form
from planner.web.pages.scenario_form import addable, blocks
from planner.web.pages.start import BUDGET_USD, FIRST_S
from planner.web.plans.places import plans_in
from planner.web.rendering import at, page
from planner.web.runs.expecting import Expectations, in_words
from planner.web.security.audit import did
from planner.web.serving import Serving, serving

router = APIRouter()
router.include_router(scenario_form.router)
api_router = APIRouter()
api_router.include_router(api.router)
api_router.include_router(districts.router)
PAGE = Page(term("Scenarios"), "/scenarios", router, api_router)
Site = Annotated[Serving, Depends(serving)]
Name = Annotated[str, Form(min_length=1, max_length=200)]
Text = Annotated[str, Form(max_length=1_000_000)]


@router.get("/scenarios")
def scenarios_page(request: Request, site: Site, one: str = "", other: str = "", roads: str = "") -> HTMLResponse:
    """Show the list; and what differs between two, where two are named."""
    listed = site.project.scenarios.all()
    usable = [each.name for each in listed if not each.fault]
    files = site.project.files.all()
    extracts = [each for each in files if each.kind is FileKind.ROADS]
    chosen = _extract(site, extracts, roads)
    beside = [] if chosen is None else files_beside(chosen, site.project.files, site.project.scenarios)
    likely = in_words(Expectations(site).of_files(beside, FIRST_S)) if beside else ""
    first = {
        "expected_first": likely,
        "roads": extracts,
        "chosen": chosen,
        "beside": {each.id for each in beside},
        "others": [each for each in files if each.kind in PLACES and each.kind is not FileKind.ROADS],
        "opened": bool(roads),
        "has_fleet": False,
        "vehicles": ASSUMED_VEHICLES,
        "budget_usd": BUDGET_USD,
    }
    context: dict[str, Any] = {
        **first,
        "scenarios": listed,
        "usable": usable,
        "one": one,
        "other": other,
        "differences": None,
    }
    if one in usable and other in usable and one != other:
        context["differences"] = site.project.scenarios.difference(one, other)
    return page(request, "scenarios.html.j2", context)


def _extract(site: Serving, extracts: Sequence[ProjectFile], asked: str) -> ProjectFile | None:
    """Extract that another scenario is offered of: the one that is asked for, else the last that no scenario names, else the last."""
    used = {place for places in site.project.scenarios.places().values() for place in places}
    free = [one for one in extracts if one.place not in used]
    return next((one for one in extracts if one.id == asked), next(reversed(free or extracts), None))


@router.post("/scenarios/import")
def import_scenario(request: Request, site: Site, name: Name, toml: Text) -> Response:
    """Take in a scenario that was dropped or pasted."""
    made = site.project.scenarios.import_text(name, toml)
    did(request, _("took in the scenario {scenario}", scenario=made))
    return _to(request, made)


@router.post("/scenarios/of-file/{file_id}")
def scenario_of_file(request: Request, site: Site, file_id: str) -> Response:
    """Take in a configuration that lies among the files."""
    file = site.project.files.get(file_id)
    text = configuration_in(file.path)
    made = site.project.scenarios.import_text(file.name.removesuffix(".toml"), text)
    did(request, _("took in the scenario {scenario}", scenario=made))
    return _to(request, made)


@router.get("/scenarios/{name}")
def scenario_page(request: Request, site: Site, name: str) -> HTMLResponse:
    """Show one scenario as a form, as text, and with what was changed in it."""
    text = site.project.scenarios.text(name)
    listed = next((each for each in site.project.scenarios.all() if each.name == name), None)
    context = {
        "name": name,
        "title": listed.title if listed else name,
        "fault": told(listed.fault) if listed else "",
        "text": text,
        "blocks": blocks(site, text),
        "addable": addable(),
        "changes": site.project.scenarios.history(name)[:20],
        "ground_of": _ground_of(site, name),
        "expected": "" if listed is None or listed.fault else in_words(Expectations(site).of_scenario(name)),
    }
    return page(request, "scenario.html.j2", context)


def _ground_of(site: Serving, name: str) -> str:
    """The last finished plan of a scenario, whose streets lie under the map of its districts; empty where there is none."""
    runs = (one for one in reversed(site.runs.list()) if one.request.name == name and one.results is not None)
    return next((one.id for one in runs if plans_in(site.project, one.id)[:1] and one.request.job is Job.PLAN), "")


@router.post("/scenarios/{name}/text")
def set_text(request: Request, site: Site, name: str, toml: Text) -> Response:
    """Put a whole text in the place of a scenario's."""
    site.project.scenarios.set_text(name, toml.replace("\r\n", "\n"))
    did(request, _("wrote the text of the scenario {scenario} anew", scenario=name))
    return _to(request, name)


@router.post("/scenarios/{name}/copy")
def copy_scenario(request: Request, site: Site, name: str, to: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Make a copy."""
    made = site.project.scenarios.copy(name, to)
    did(request, _("copied the scenario {scenario} as {copy}", scenario=name, copy=made))
    return _to(request, made)


@router.post("/scenarios/{name}/rename")
def rename_scenario(request: Request, site: Site, name: str, to: Name) -> Response:
    """Give it another name."""
    made = site.project.scenarios.rename(name, to)
    did(request, _("called the scenario {scenario} {copy}", scenario=name, copy=made))
    return _to(request, made)


@router.post("/scenarios/{name}/remove")
def remove_scenario(request: Request, site: Site, name: str) -> Response:
    """Take it out."""
    site.project.scenarios.remove(name)
    did(request, _("removed the scenario {scenario}", scenario=name))
    return Response(status_code=200, headers={"HX-Redirect": at(request, "/scenarios")})


@router.post("/scenarios/{name}/undo")
def undo_scenario(request: Request, site: Site, name: str) -> Response:
    """Take back the last change of it."""
    there = site.project.scenarios.undo(name)
    did(request, _("took back the last change of the scenario {scenario}", scenario=name))
    return (
        _to(request, name) if there else Response(status_code=200, headers={"HX-Redirect": at(request, "/scenarios")})
    )


def _to(request: Request, name: str) -> Response:
    """Go to the page of a scenario."""
    return Response(status_code=200, headers={"HX-Redirect": at(request, f"/scenarios/{quote(name, safe='')}")})
