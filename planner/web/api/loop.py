"""JSON of the loop: a plan is opened, edited, planned again within seconds, and kept as a scenario."""

from itertools import count
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from planner.errors import EditError
from planner.loop.edits import edit_from
from planner.loop.folded import drawn_id, with_plan
from planner.loop.history import KEPT
from planner.loop.steps import EditJson as Edit
from planner.loop.steps import steps_filed
from planner.output.shared.reader import written_for
from planner.project.kept_plan import kept_scenario
from planner.project.runs.durations import remember_opening
from planner.support.speech import _, language, plural
from planner.web.api import plans
from planner.web.api.loop_news import followed
from planner.web.api.runs import found_run
from planner.web.events import events
from planner.web.loops.open_loop import OPENING, OpenLoop
from planner.web.loops.opening import log_of, request_of, why_not
from planner.web.loops.pictures import picture
from planner.web.loops.scenery import Scenery
from planner.web.plans.places import place_of
from planner.web.refused import RefusedError
from planner.web.runs.expecting import Expectations, opening_in_words
from planner.web.security.audit import did
from planner.web.serving import serving

router = APIRouter(tags=["loop"], prefix="/plans/{plan}/loop")
EXAMPLE: dict[str, Any] = {"edits": [{"kind": "chargers", "site": "lot-7", "chargers": {"dc_gbt_60": 2}}]}


class Edits(BaseModel):
    """Edits that are done in one step; their keys are those of `planner.loop.edits`, and ``force: true`` beside a site that is added builds there."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    edits: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=200)]


class Named(BaseModel):
    """Name of a scenario, and the ``turn`` of the picture that is kept; without it the last one."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    turn: int | None = None


@router.post("")
def open_loop(request: Request, plan: str) -> dict[str, Any]:
    """Open a plan for edits; its picture where it is ready, else ``state`` (follow the events) and in ``likely`` how long it is likely to take, where that is known."""
    site = serving(request)
    place = place_of(site.project, plan)
    if why := why_not(place):
        raise RefusedError(409, why)
    run = found_run(request, place.run)
    found = site.loops.opened(
        plan,
        request_of(run, place),
        steps_filed(plans.shelf().dossier(place.folder)),
        log_of(run),
        lambda seconds: remember_opening(run, seconds),
    )
    request.state.logged = False  # asked for again and again until it is open, and nothing is changed by it
    if found.state != OPENING:
        return _told(request, plan, found, found.found(language()))
    return {"state": OPENING, "likely": opening_in_words(Expectations(site).of_opening(run))}


@router.get("")
def loop_picture(request: Request, plan: str) -> dict[str, Any]:
    """The plan as it is edited: sites, figures, edits, and what the last step changed."""
    found = serving(request).loops.found(plan)
    return _told(request, plan, found, found.found(language()))


@router.post(
    "/edits",
    responses={409: {"description": "Nothing could be done: why, and by how much promises would have to give way"}},
)
def edit_plan(request: Request, plan: str, asked: Edits) -> Response:
    """Do edits in one step, and plan again."""
    found = _to_edit(request, plan)
    edits = _named(asked.edits, found)
    if len(edits) == 1 and edits[0]["kind"] == "release" and edits[0].get("site"):
        return _answered(
            request,
            plan,
            found,
            found.release(str(edits[0]["site"])),
            _("took back what was asked of a site in plan {plan}", plan=plan),
        )
    return _answered(request, plan, found, found.edit(edits))


@router.post("/undo")
def undo(request: Request, plan: str) -> Response:
    """Take the last step back."""
    found = _to_edit(request, plan)
    return _answered(request, plan, found, found.undo(), _("undid the last edit of plan {plan}", plan=plan))


@router.post("/redo")
def redo(request: Request, plan: str) -> Response:
    """Do again what was undone last."""
    found = _to_edit(request, plan)
    return _answered(request, plan, found, found.redo(), _("did the last edit of plan {plan} again", plan=plan))


@router.delete(
    "/edits/{step}",
    responses={409: {"description": "The step is not there any more, or the others cannot be kept without it"}},
)
def take_back(request: Request, plan: str, step: str) -> Response:
    """Take one step back, by its ``id`` in the picture, and keep all others."""
    found = _to_edit(request, plan)
    return _answered(request, plan, found, found.take_back(step), _("took back an edit of plan {plan}", plan=plan))


@router.post(
    "/keep",
    status_code=201,
    responses={409: {"description": "Other edits hold than those of the picture that was to be kept"}},
)
def keep(request: Request, plan: str, named: Named) -> dict[str, Any]:
    """Make a scenario of the edited plan, with a file of edits beside it, from whose plan its run begins."""
    site = serving(request)
    found = site.loops.found(plan)
    run = found_run(request, place_of(site.project, plan).run)
    text = (run.folder / run.request.scenario).read_text(encoding="utf-8")
    steps, layer, free = found.steps, found.answer("geojson"), found.answer("kept_free")
    layer = with_plan(layer, found.seen.plan(named.turn))
    name = kept_scenario(site.project, text, named.name, steps, layer, free)
    did(request, _("kept the edited plan {plan} as the scenario {scenario}", plan=plan, scenario=name))
    return {
        "scenario": name,
        "address": f"/runs?scenario={quote(name)}",
        "said": _(
            "Kept as the scenario {name}. Its run begins from the plan that you see here and writes exactly that one, unless it finds one that is better by more than the gap that is asked for ({gap:.2%}); it says which of the two it is.",
            name=name,
            gap=site.project.scenarios.scenario(name).plan.gap,
        ),
    }


@router.delete("", status_code=204)
def close_loop(request: Request, plan: str) -> Response:
    """Close a plan: its process ends, its edits stay kept."""
    serving(request).loops.close(plan)
    did(request, _("closed plan {plan}", plan=plan))
    return Response(status_code=204)


@router.get("/events", response_class=StreamingResponse)
def loop_events(request: Request, plan: str) -> StreamingResponse:
    """Server-sent events: ``state`` (what is being done, who else looks), ``picture`` (a new plan, also one that was found without being asked for), ``end``."""
    site = serving(request)
    found = site.loops.found(plan)

    def tell(what: str) -> dict[str, Any]:
        return _told(request, plan, found, found.found(language())) if what == "picture" else _state(found)

    return events(request, followed(found, tell, site.waiting))


def _to_edit(request: Request, plan: str) -> OpenLoop:
    """The open plan; until an edit of it is done, the log says that one was wanted."""
    did(request, _("wanted an edit of plan {plan}", plan=plan))
    return serving(request).loops.found(plan)


def _answered(request: Request, plan: str, found: OpenLoop, turn: dict[str, Any], said: str = "") -> Response:
    """The picture after a command; 409 with it where the last plan stays. The log says what was done, or else the last edit that holds."""
    told = _told(request, plan, found, turn)
    if turn["became"] in KEPT:
        last = told["edits"][-1]["words"] if told["edits"] else _("nothing")
        did(request, said or _("edited plan {plan}: {what}", plan=plan, what=last))
        return JSONResponse(told)
    ways = (told["conflict"] or {}).get("ways", [])
    return JSONResponse({**told, "error": told["said"], "ways": ways}, 409)


def _told(request: Request, plan: str, found: OpenLoop, turn: dict[str, Any]) -> dict[str, Any]:
    folder = place_of(serving(request).project, plan).folder
    scenery = plans.shelf().made(folder, "scenery", Scenery.of)
    with written_for(plans.shelf().dossier(folder), language()):
        told = picture(turn, scenery, found.steps, found.places)
    return {**told, **_state(found), "turn": turn["turn"], "can_undo": turn["can_undo"], "can_redo": turn["can_redo"]}


def _state(found: OpenLoop) -> dict[str, Any]:
    others = found.followers - 1
    said = (
        plural(
            "{n} other window shows this plan; all see the same edits.",
            "{n} other windows show this plan; all see the same edits.",
            others,
        )
        if others > 0
        else ""
    )
    return {"state": found.state, "others": said, "fault": found.fault}


def _named(edits: list[dict[str, Any]], found: OpenLoop) -> list[Edit]:
    """Edits that the loop understands: an area gets a name that no other area has, a site that is added and forced is two edits.

    Raises
    ------
    EditError
        In one line, what is not understood.
    """
    out: list[Edit] = []
    named = {one["name"] for step in found.steps for one in step if one["kind"] == "keep_free"}
    named |= {str(one["name"]) for one in edits if one.get("kind") == "keep_free" and one.get("name")}
    for edit in edits:
        one = dict(edit)
        if one.get("kind") == "keep_free" and not one.get("name"):
            one["name"] = next(name for n in count(1) if (name := str(_("area {n}", n=n))) not in named)
            named.add(one["name"])
        if one.get("kind") == "add" and one.pop("force", False) is True:
            at = edit_from(one).at
            if at is None:
                raise EditError(_("add: lon is missing"))
            out += [one, {"kind": "force", "site": drawn_id(at)}]
            continue
        out.append(edit_from(one).as_json() if one.get("kind") != "lock" else one)
    return out
