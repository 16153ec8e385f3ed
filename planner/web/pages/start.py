"""The first page: what is here and what comes next; the sample city and a first plan with one click each."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, Response

from planner.errors import ConfigError
from planner.project.recognising.kinds import FileKind
from planner.project.runs.request import Job, Options
from planner.project.starting import ASSUMED_VEHICLES
from planner.support.speech import SOURCE, _, language, term
from planner.web.api import project
from planner.web.api import runs as runs_api
from planner.web.form_values import number
from planner.web.page import Page
from planner.web.rendering import at, page
from planner.web.runs.expecting import Expectations, in_words
from planner.web.runs.telling import run_told
from planner.web.security.audit import did
from planner.web.serving import Serving, serving
from planner.web.words import FIRST_MIXES

router = APIRouter()
PAGE = Page(term("Start"), "/", router, project.router)
Site = Annotated[Serving, Depends(serving)]
BUDGET_USD = 1_000_000
"""Where nobody says more of a first plan."""
FIRST_GAP, FIRST_S = 0.02, 60
"""A first plan is a quick one; the scenario says so and can be changed."""
RUNS_SHOWN = 5
MOST = 10**12
Figure = Annotated[str, Form(max_length=40)]


@router.get("/")
def start(request: Request, site: Site) -> HTMLResponse:
    """Show what is here and what comes next."""
    files, scenarios = site.project.files.all(), site.project.scenarios.all()
    roads = [one for one in files if one.kind in (FileKind.ROADS, FileKind.OVERTURE)]
    runs = [run_told(one) for one in site.runs.list()[::-1][:RUNS_SHOWN]]
    likely = Expectations(site)
    context = {
        "files": files,
        "roads": roads,
        "doubtful": [one.name for one in files if one.is_doubtful],
        "scenarios": scenarios,
        "runs": runs,
        "expected": {one.name: in_words(likely.of_scenario(one.name)) for one in scenarios if not one.fault},
        "expected_first": in_words(likely.of_files(files, FIRST_S)),
        "step": "files"
        if not roads and not scenarios
        else "first"
        if not scenarios
        else "plan"
        if not runs
        else "go on",
        "has_fleet": any(one.kind is FileKind.FLEET for one in files),
        "vehicles": ASSUMED_VEHICLES,
        "budget_usd": BUDGET_USD,
        "drop_next": at(request, "/"),
    }
    return page(request, "start.html.j2", context)


def first_keys(budget_usd: str, mix: str) -> dict[str, Any]:
    """Keys of a first plan; `ConfigError` where the budget is no number."""
    plugs = {"fleet.mix": mix} if mix in FIRST_MIXES else {}
    return {"plan.budget_usd": whole(budget_usd), "plan.gap": FIRST_GAP, "plan.time_limit_s": FIRST_S, **plugs}


def whole(text: str) -> int:
    """A whole number above zero, as people write it.

    Raises
    ------
    ConfigError
        It is none.
    """
    value = round(number(text.strip()))
    if not 0 < value <= MOST:
        raise ConfigError(_("{text!r} is no number above zero", text=text[:40]))
    return value


@router.post("/start/sample")
def sample(request: Request, site: Site) -> Response:
    """Put the sample city into the project."""
    name = site.project.start_sample()
    did(request, _("began with the sample city: {scenario}", scenario=name))
    return Response(status_code=200, headers={"HX-Redirect": at(request, "/")})


class First(BaseModel):
    """What is known of a first plan, as it is filled in; of an extract and some files, or of all that go together."""

    city: str = Field("", max_length=100)
    vehicles: str = Field("", max_length=40)
    budget_usd: str = Field(str(BUDGET_USD), max_length=40)
    mix: str = Field("", max_length=40)
    roads: str = Field("", max_length=100)
    file: list[str] = Field([], max_length=1000)


@router.post("/start/first-plan")
def first_plan(request: Request, site: Site, said: Annotated[First, Form()]) -> Response:
    """Make a scenario of the files that are here and ask for its plan."""
    did(request, _("wanted a first plan"))
    keys = first_keys(said.budget_usd, said.mix)
    chosen = [*said.file, said.roads] if said.roads else []
    vehicles = whole(said.vehicles) if said.vehicles.strip() else None
    name = site.project.start_from(chosen, city=said.city, vehicles=vehicles)
    site.project.scenarios.changed_together(name, keys)
    answer = asked_for(request, site, name)
    did(request, _("made the scenario {scenario} and asked for its plan", scenario=name))
    return answer


@router.post("/start/place")
def first_plan_of_place(
    request: Request,
    site: Site,
    place: Annotated[str, Form(min_length=2, max_length=100)],
    vehicles: Figure = "",
    budget_usd: Figure = str(BUDGET_USD),
    mix: Figure = "",
) -> Response:
    """Ask for a plan of a place that is fetched from OpenStreetMap when it is made."""
    keys = first_keys(budget_usd, mix)
    name = site.project.start_from_place(place, vehicles=whole(vehicles) if vehicles.strip() else None)
    site.project.scenarios.changed_together(name, keys)
    answer = asked_for(request, site, name)
    did(request, _("made the scenario {scenario} and asked for its plan", scenario=name))
    return answer


@router.post("/start/plan")
def plan(request: Request, site: Site, scenario: Annotated[str, Form(max_length=200)]) -> Response:
    """Ask for the plan of a scenario."""
    return asked_for(request, site, scenario)


def asked_for(request: Request, site: Serving, scenario: str) -> Response:
    """Put the plan of a scenario into the queue, its results in the reader's language unless the scenario names others, and show its run."""
    said = site.project.scenarios.scenario(scenario).output.model_fields_set
    asked = () if language() == SOURCE or "languages" in said else (language(),)
    run = site.runs.add(Job.PLAN, scenario, Options(languages=asked), once=True)
    runs_api.asked_for(request, run)
    return Response(status_code=200, headers={"HX-Redirect": at(request, f"/runs/{run.id}")})
