"""JSON of finished plans: the ground of their map, sites and figures, and how two of them differ."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from planner.dossier.dossier import Dossier
from planner.support.speech import language
from planner.web.plans.difference import difference
from planner.web.plans.figures import figures
from planner.web.plans.ground import ground
from planner.web.plans.places import place_of
from planner.web.plans.shelf import Shelf, Told, packed
from planner.web.plans.sites import offers, sites
from planner.web.plans.texts import texts
from planner.web.serving import serving

router = APIRouter(tags=["plans"])
_JSON = "application/json"
_KEPT = "private, max-age=0, must-revalidate"


@cache
def shelf() -> Shelf:
    """Plans in memory; one shelf a process."""
    return Shelf()


@router.get("/plans/{plan}/ground", response_model=None, response_class=Response)
def plan_ground(request: Request, plan: str) -> Response:
    """What a map draws under a plan, for the scripts of the page: it does not change while the plan is edited, and is sent once (ETag)."""
    return sent(request, shelf().told(place_of(serving(request).project, plan).folder, "ground", ground))


@router.get("/plans/{plan}/sites", response_model=None, response_class=Response)
def plan_sites(request: Request, plan: str) -> Response:
    """Sites and figures of a finished plan, in the reader's language; positions are longitude and latitude."""
    return sent(request, shelf().told(place_of(serving(request).project, plan).folder, "sites", plan_told))


@router.get("/compare", response_model=None, response_class=Response)
def plan_difference(
    request: Request,
    left: Annotated[str, Query(description="Id of a run, or of a world of it: run~world")],
    right: Annotated[str, Query(description="The same of the other plan")],
) -> Response:
    """Two plans side by side: sites that one alone has, sites with other chargers, figures, districts."""
    project = serving(request).project
    one, two = (place_of(project, plan).folder for plan in (left, right))
    return sent(request, shelf().of_two(one, two, difference))


@router.get("/texts/plans", include_in_schema=False)
def plan_texts(request: Request) -> Response:
    """Texts that the scripts of these pages show."""
    return sent(request, _texts(language()))


def plan_told(dossier: Dossier) -> dict[str, Any]:
    """A finished plan as the page shows it before any edit."""
    return {
        "name": dossier.name,
        "city": dossier.city,
        "figures": figures(dossier).told(),
        "sites": sites(dossier),
        "offers": offers(dossier),
    }


def sent(request: Request, told: Told) -> Response:
    """Send JSON that browsers may keep, once as long as it stays the same."""
    headers = {"ETag": told.etag, "Cache-Control": _KEPT, "Vary": "Accept-Encoding, Accept-Language, Cookie"}
    if told.etag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(told.packed, media_type=_JSON, headers=headers | {"Content-Encoding": "gzip"})
    return Response(told.text, media_type=_JSON, headers=headers)


@cache
def _texts(of_language: str) -> Told:
    del of_language  # what is told depends on it
    return packed(texts())
