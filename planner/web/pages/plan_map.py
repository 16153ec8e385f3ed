"""The map of a plan with its loop: sites beside it, edits, and the plan again after each."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from planner.support.speech import _, term
from planner.web.api import loop, plans
from planner.web.loops.opening import why_not
from planner.web.page import Page
from planner.web.plans.places import place_of
from planner.web.rendering import page
from planner.web.serving import serving

router = APIRouter()
api = APIRouter()
api.include_router(plans.router)
api.include_router(loop.router)
PAGE = Page(term("Map"), "/plans", router, api, in_menu=False)


@router.get("/plans/{plan}/map")
def plan_map(request: Request, plan: str) -> HTMLResponse:
    """Show it."""
    place = place_of(serving(request).project, plan)
    dossier = plans.shelf().dossier(place.folder)
    visitor = getattr(request.state, "visitor", None)
    may_plan = visitor is not None and visitor.may_plan
    return page(
        request,
        "plan_map.html.j2",
        {
            "plan": plan,
            "name": dossier.name,
            "run_path": f"/runs/{place.run}",
            "may_edit": may_plan and not why_not(place),
            "why_not": why_not(place) if may_plan else _("Your role is to read; edits need the role plan."),
            "keep_name": _("{name}, edited", name=dossier.name),
        },
    )
